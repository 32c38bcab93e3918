"""What somebody has wanted to be done to a whole list: his newest run, how far it is, stopping it and taking it back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from guanxi.data.database import as_set, in_set, row
from guanxi.data.errors import Refused
from guanxi.data.messages import translator
from guanxi.jobs import queue
from guanxi.jobs.tables import ENDED, FAILED, STOPPED
from guanxi.records import journal
from guanxi.records.actor import Actor
from guanxi.work.runs.taking_back import TAKE_BACK, batch_of
from guanxi.work.runs.walking import Whole

_ = translator("guanxi")
_UNDER_WAY = _("Many records are being changed for you already. Wait until that has ended.")
TAG, EDIT, LOOK, DELETE = "host.tag_all", "host.edit_all", "host.look_at_all", "host.delete_all"
RUNS = (TAG, EDIT, LOOK, DELETE, TAKE_BACK)
"""The jobs that are runs: of each user the newest one is shown."""


@dataclass(frozen=True)
class Run:
    """A run as it stands: which job, what it `wanted`, how many of how many records it has looked at, and what it kept of that."""

    job_id: str
    name: str
    state: str
    done: int
    total: int | None
    wanted: Mapping[str, Any]
    position: Mapping[str, Any]
    batch: str

    @property
    def taking_back(self) -> bool:
        """Tell whether it takes back what another has written."""
        return self.name == TAKE_BACK

    @property
    def looking(self) -> bool:
        """Tell whether it only looks at what would happen."""
        return self.name == LOOK

    @property
    def deleting(self) -> bool:
        """Tell whether it puts, or would put, records into the bin."""
        return bool(self.wanted.get("deleting"))

    @property
    def left(self) -> int:
        """How many records it left as they were, because he may not change them or they refused."""
        return int(self.position.get("left", 0))

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


_NEWEST = """SELECT id, name, state, progress, total, args, position FROM job WHERE actor_id = ? AND {names}
             ORDER BY created_at DESC, id DESC LIMIT 1"""


def start(actor: Actor, name: str, whole: Whole, more: Mapping[str, Any]) -> str:
    """Want something done to a whole list; returns the job's id. Raises Refused while another run of his is under way."""
    known = newest(actor)
    if known is not None and known.under_way:
        raise Refused(_UNDER_WAY)
    wanted = {**whole.arguments(), **more}
    return queue.put(name, {"wanted": wanted}, actor_id=actor.id or None, host=actor.host)


def newest(actor: Actor) -> Run | None:
    """The run that the actor wanted last; nobody is told of another's. None where there is none, or it was forgotten."""
    found = row(_NEWEST.format(names=in_set("name")), (actor.id, as_set(RUNS)))
    if found is None:
        return None
    job_id, name, state, done, total, args, position = found
    given = json.loads(args)
    batch = given["batch"] if name == TAKE_BACK else batch_of(job_id)
    kept = json.loads(position) if position else {}
    return Run(job_id, name, state, done, total, given.get("wanted", {}), kept, batch)


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
