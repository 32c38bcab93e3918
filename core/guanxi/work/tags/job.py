"""Tags for everything that a list shows: put on and taken off a part at a time.

A part, its journal and the job's position are one transaction, so that whatever is killed nothing is written twice. The
rights of whoever asked for it are asked anew in each.
"""

from __future__ import annotations

from collections.abc import Collection, Generator, Mapping
from typing import Any

from guanxi.data.errors import InvalidValues, Problem
from guanxi.data.messages import translator
from guanxi.jobs.declaration import Step, job
from guanxi.records.actor import Actor
from guanxi.records.resource import Resource
from guanxi.records.tagging.putting import put_tags
from guanxi.records.tagging.words import fitting
from guanxi.work.runs import running
from guanxi.work.runs.taking_back import batch_of
from guanxi.work.runs.walking import Whole, mine

_ = translator("guanxi")
PUT, STEP_LIMIT_S = "host.tag_all", 900
EXAMPLE = {"resource": "people.user", "filter": [], "among": [], "add": [], "remove": []}


@job(PUT, example={"wanted": EXAMPLE}, step_limit_s=STEP_LIMIT_S)
def tag_all(step: Step, wanted: Mapping[str, Any]) -> Generator[Any, Any, None]:
    """Put tags on all records of a list and take others off, a hundred a step; those that the actor may not change are left out.

    `wanted`: which list (see `Whole`), the ids of the tags to `add` and to `remove`.
    """
    resource, whole = step.actor.host.resources.get(wanted["resource"]), Whole.of(wanted)
    if resource is None or not resource.tags:
        return
    position = step.position
    if position is None:
        step.progress(0, whole.number(step.actor, resource))
        yield (position := {"after": None, "left": 0, "more": True})
    while position["more"]:
        found = whole.part(step.actor, resource, position["after"])
        ids, left = mine(step.actor, resource, found, "edit")
        left += _put(step.actor, resource, ids, wanted, batch_of(step.id))
        step.progress(step.done + len(found.rows))
        position = {
            "after": found.next,
            "left": position["left"] + left,
            "more": found.next is not None,
        }
        yield position


def start(actor: Actor, whole: Whole, *, add: Collection[int] = (), remove: Collection[int] = ()) -> str:
    """Want tags put on all that a list shows; returns the job's id.

    Raises InvalidValues where no tag is named or one is not for these records, Refused while another run of his is under way.
    """
    if not (add or remove):
        raise InvalidValues({"add": _("Choose a tag.")})
    if set(add) - fitting(whole.resource, add):
        raise InvalidValues({"add": _("One of these tags is not there, or not for records of this kind.")})
    return running.start(actor, PUT, whole, {"add": sorted(set(add)), "remove": sorted(set(remove))})


def _put(actor: Actor, resource: Resource, ids: list[int], wanted: Mapping[str, Any], batch: str) -> int:
    """Put tags on records, one by one where together they are refused; returns how many are left out."""
    if not ids:
        return 0
    try:
        put_tags(actor, resource, ids, add=wanted["add"], remove=wanted["remove"], batch=batch)
    except Problem:
        return 1 if len(ids) == 1 else sum(_put(actor, resource, [key], wanted, batch) for key in ids)
    return 0


JOBS = (tag_all,)
