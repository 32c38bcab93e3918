"""What somebody has wanted of the tags of a whole list: his newest run, how far it is, stopping it and taking it back."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from guanxi.data.database import row
from guanxi.data.errors import InvalidValues, Refused
from guanxi.data.messages import translator
from guanxi.jobs import queue
from guanxi.jobs.tables import ENDED, FAILED, STOPPED
from guanxi.records import journal
from guanxi.records.actor import Actor
from guanxi.records.resource import Resource
from guanxi.records.tagging.words import fitting
from guanxi.work.tags.job import PUT, TAKE_BACK, batch_of

_ = translator("guanxi")
_UNDER_WAY = _("Tags are being put on other records. Wait until that has ended.")
_NEWEST = """SELECT id, name, state, progress, total, args, position FROM job WHERE actor_id = ? AND name IN (?, ?)
             ORDER BY created_at DESC, id DESC LIMIT 1"""


@dataclass(frozen=True)
class Run:
    """A run as it stands: how many of how many records it has looked at, how many it `left` out, and whether it takes back."""

    job_id: str
    taking_back: bool
    state: str
    done: int
    total: int | None
    left: int
    batch: str

    @property
    def under_way(self) -> bool:
        """Tell whether it has not ended."""
        return self.state not in ENDED

    @property
    def can_go_on(self) -> bool:
        """Tell whether it was stopped or has failed before its end."""
        return self.state in (STOPPED, FAILED)

    @property
    def written(self) -> int:
        """How many records it has changed that were not taken back."""
        return journal.lines_of_batch(self.batch)


def start(
    actor: Actor,
    resource: Resource,
    spec: Any,
    among: Collection[int] | None,
    *,
    add: Collection[int] = (),
    remove: Collection[int] = (),
) -> str:
    """Want tags put on all that a filter finds, or on those `among`; returns the job's id.

    Raises InvalidValues where no tag is named or one is not for these records, Refused while another run of his is under way.
    """
    if not (add or remove):
        raise InvalidValues({"add": _("Choose a tag.")})
    if set(add) - fitting(resource.name, add):
        raise InvalidValues({"add": _("One of these tags is not there, or not for records of this kind.")})
    known = newest(actor)
    if known is not None and known.under_way:
        raise Refused(_UNDER_WAY)
    wanted = {
        "resource": resource.name,
        "filter": spec,
        "among": None if among is None else sorted(among),
        "add": sorted(set(add)),
        "remove": sorted(set(remove)),
    }
    return queue.put(PUT, {"wanted": wanted}, actor_id=actor.id or None, host=actor.host)


def newest(actor: Actor) -> Run | None:
    """The run that the actor wanted last; nobody is told of another's. None where there is none, or it was forgotten."""
    found = row(_NEWEST, (actor.id, PUT, TAKE_BACK))
    if found is None:
        return None
    job_id, name, state, done, total, args, position = found
    back = name == TAKE_BACK
    batch = json.loads(args)["batch"] if back else batch_of(job_id)
    left = int((json.loads(position) if position else {}).get("left", 0))
    return Run(job_id, back, state, done, total, left, batch)


def stop(actor: Actor) -> None:
    """Stop his run after the part that is being written; what it has written can be taken back."""
    known = newest(actor)
    if known is not None:
        queue.stop(known.job_id, host=actor.host)


def go_on(actor: Actor) -> None:
    """Let his run go on from where it ended before its end."""
    known = newest(actor)
    if known is not None and known.can_go_on:
        queue.retry(known.job_id, host=actor.host)


def take_back(actor: Actor) -> None:
    """Want back what his run has written. Raises Refused while it is under way."""
    known = newest(actor)
    if known is None or known.under_way:
        raise Refused(_UNDER_WAY)
    if not known.taking_back and known.written:
        queue.put(TAKE_BACK, {"batch": known.batch}, actor_id=actor.id or None, host=actor.host)
