"""Tags for everything that a list shows: put on and taken off a part at a time, and taken back change by change.

A part, its journal and the job's position are one transaction, so that whatever is killed nothing is written twice. The
rights of whoever asked for it are asked anew in each.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any

from guanxi.data.errors import Problem
from guanxi.data.messages import translator
from guanxi.jobs.declaration import Step, job
from guanxi.records import gate, journal
from guanxi.records.actor import Actor
from guanxi.records.listing import ListQuery, page
from guanxi.records.listing_sort import BadSort, offered, own_place, sort_of
from guanxi.records.listing_sums import count
from guanxi.records.resource import Resource
from guanxi.records.reverting import revert
from guanxi.records.tagging.putting import put_tags

_ = translator("guanxi")
TAKEN_BACK = _("Tags taken back")
"""The reason that the changes of a run that is taken back give."""
PUT, TAKE_BACK = "host.tag_all", "host.untag_all"
STEP_LIMIT_S, AT_ONCE = 900, 100
EXAMPLE = {"resource": "people.user", "filter": [], "among": [], "add": [], "remove": []}


@job(PUT, example={"wanted": EXAMPLE}, step_limit_s=STEP_LIMIT_S)
def tag_all(step: Step, wanted: Mapping[str, Any]) -> Generator[Any, Any, None]:
    """Put tags on all records of a list and take others off, a hundred a step; those that the actor may not change are left out.

    `wanted`: the `resource`, the list's `filter` and the only ids that it shows (`among`, or None), the ids of the tags to
    `add` and to `remove`.
    """
    resource = step.actor.host.resources.get(wanted["resource"])
    if resource is None or not resource.tags:
        return
    position = step.position
    if position is None:
        step.progress(0, count(step.actor, _listed(step.actor, resource, wanted), cap=None).number)
        yield (position := {"after": None, "left": 0, "more": True})
    while position["more"]:
        found = page(step.actor, _listed(step.actor, resource, wanted, position["after"]))
        ids = [row[0] for row in found.rows]
        mine = gate.rows_among(step.actor, resource, ids, "edit")
        left = len(ids) - len(mine) + _put(step.actor, resource, sorted(mine), wanted, batch_of(step.id))
        step.progress(step.done + len(ids))
        position = {
            "after": found.next,
            "left": position["left"] + left,
            "more": found.next is not None,
        }
        yield position


@job(TAKE_BACK, example={"batch": "tags:none"}, step_limit_s=STEP_LIMIT_S)
def untag_all(step: Step, batch: str) -> Generator[Any, Any, None]:
    """Take back what a run has written, the newest change first, one a step; what somebody has built upon since stays."""
    position = step.position or {"below": None, "left": 0}
    if step.position is None:
        step.progress(0, journal.lines_of_batch(batch))
        yield position
    reason = str(TAKEN_BACK)
    while changes := journal.changes_of_batch(batch, limit=1, below=position["below"]):
        found = revert(step.actor, changes[0], reason=reason)
        step.progress(step.done + found.count + len(found.kept))
        position = {"below": changes[0], "left": position["left"] + len(found.kept)}
        yield position


def batch_of(job_id: str) -> str:
    """What the changes of a run are called together."""
    return f"tags:{job_id}"


def _listed(
    actor: Actor, resource: Resource, wanted: Mapping[str, Any], after: str | None = None
) -> ListQuery:
    among = None if wanted["among"] is None else tuple(wanted["among"])
    order = _steady(actor, resource)
    return ListQuery(resource, (), order, wanted["filter"], limit=AT_ONCE, after=after, among=among)


def _steady(actor: Actor, resource: Resource) -> str | None:
    """An order that no record leaves by being tagged: not that of the latest change."""
    for name, key in offered(resource).items():
        if key.place == own_place(resource) and key.column != "changed_at":
            try:
                sort_of(actor, resource, name)
            except BadSort:  # hidden from him
                continue
            return name
    return None


def _put(actor: Actor, resource: Resource, ids: list[int], wanted: Mapping[str, Any], batch: str) -> int:
    """Put tags on records, one by one where together they are refused; returns how many are left out."""
    if not ids:
        return 0
    try:
        put_tags(actor, resource, ids, add=wanted["add"], remove=wanted["remove"], batch=batch)
    except Problem:
        return 1 if len(ids) == 1 else sum(_put(actor, resource, [key], wanted, batch) for key in ids)
    return 0


JOBS = (tag_all, untag_all)
