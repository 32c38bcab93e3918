"""The same values for everything that a list shows, or all of it into the bin: looked at first, then done, a hundred records a step.

A part, its journal and the job's position are one transaction, so that whatever is killed nothing is written twice. The
rights of whoever asked for it are asked anew in each. What a look finds stands in its position: how many would change, have the
values already, are not permitted, would be refused, and why, with the first records of each reason.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import suppress
from typing import Any

from guanxi.data.database import write_transaction
from guanxi.data.errors import Problem
from guanxi.data.fields import Field
from guanxi.jobs.declaration import Step, job
from guanxi.records.actor import Actor
from guanxi.records.bulk import delete_many
from guanxi.records.bulk_edits import Outcome, edit_many, look_at
from guanxi.records.gate import fields_for
from guanxi.records.resource import Resource
from guanxi.work.notifications.packing import packed
from guanxi.work.runs import running
from guanxi.work.runs.running import DELETE, EDIT, LOOK
from guanxi.work.runs.taking_back import batch_of
from guanxi.work.runs.walking import Whole, mine

STEP_LIMIT_S, REASONS, NAMED = 900, 20, 5
EXAMPLE = {"resource": "people.user", "filter": [], "among": [], "values": {}}
Part = Callable[[list[int]], Outcome]


def start(actor: Actor, whole: Whole, resource: Resource, values: Mapping[str, Any], *, look: bool) -> str:
    """Want `values` given to all that a list shows, or only that it is looked at; returns the job's id.

    Raises Refused while another run of his is under way.
    """
    kept = {name: list(resource.by_name[name].to_row(value)) for name, value in values.items()}
    return running.start(actor, LOOK if look else EDIT, whole, {"values": kept})


def start_deleting(actor: Actor, whole: Whole, *, look: bool) -> str:
    """Want all that a list shows put into the bin, or only that it is looked at; returns the job's id.

    Raises Refused while another run of his is under way.
    """
    return running.start(actor, LOOK if look else DELETE, whole, {"values": {}, "deleting": True})


def values_of(resource: Resource, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The values that a run gives, out of the arguments of its job."""
    return {name: resource.by_name[name].from_row(tuple(row)) for name, row in wanted["values"].items()}


@job(LOOK, example={"wanted": EXAMPLE}, step_limit_s=STEP_LIMIT_S)
def look_at_all(step: Step, wanted: Mapping[str, Any]) -> Generator[Any, Any, None]:
    """Try a change on all records of a list and write nothing.

    `wanted`: which list (see `Whole`), the `values` as they are kept, or `deleting`.
    """
    resource = step.actor.host.resources.get(wanted["resource"])
    if resource is None:
        return
    if wanted.get("deleting"):
        yield from _walked(
            step, resource, wanted, "delete", lambda ids: _not_deleted(step.actor, resource, ids)
        )
        return
    values = _editable(step.actor, resource, wanted)
    yield from _walked(step, resource, wanted, "edit", lambda ids: look_at(step.actor, resource, ids, values))


@job(EDIT, example={"wanted": EXAMPLE}, step_limit_s=STEP_LIMIT_S)
def edit_all(step: Step, wanted: Mapping[str, Any]) -> Generator[Any, Any, None]:
    """Give all records of a list the same values; those that the actor may not change, or that refuse them, are left out.

    `wanted`: which list (see `Whole`), the `values` as they are kept.
    """
    resource, batch = step.actor.host.resources.get(wanted["resource"]), batch_of(step.id)
    if resource is None:
        return
    values = _editable(step.actor, resource, wanted)

    def part(ids: list[int]) -> Outcome:
        found: Outcome = edit_many(step.actor, resource, ids, values, batch=batch).value
        return found

    yield from _walked(step, resource, wanted, "edit", part)


@job(DELETE, example={"wanted": EXAMPLE}, step_limit_s=STEP_LIMIT_S)
def delete_all(step: Step, wanted: Mapping[str, Any]) -> Generator[Any, Any, None]:
    """Put all records of a list into the bin; those that the actor may not delete, or that others depend on, are left out."""
    resource, batch = step.actor.host.resources.get(wanted["resource"]), batch_of(step.id)
    if resource is None:
        return
    yield from _walked(
        step, resource, wanted, "delete", lambda ids: _deleted(step.actor, resource, ids, batch)
    )


def _deleted(actor: Actor, resource: Resource, ids: list[int], batch: str) -> Outcome:
    """Together, or one by one where together they are refused."""
    if not ids:
        return Outcome()
    try:
        delete_many(actor, resource, ids, batch=batch)
    except Problem as no:
        if len(ids) == 1:
            return Outcome(refused=[(ids[0], no.message)])
        found = Outcome()
        for each in ids:
            one = _deleted(actor, resource, [each], batch)
            found.changed += one.changed
            found.refused += one.refused
        return found
    return Outcome(changed=len(ids))


class _Looked(Exception):
    """Ends what was only tried, so that nothing of it stays."""


def _not_deleted(actor: Actor, resource: Resource, ids: list[int]) -> Outcome:
    """What `_deleted` would do."""
    found = Outcome()
    with suppress(_Looked), write_transaction():
        found = _deleted(actor, resource, ids, batch_of("look"))
        raise _Looked
    return found


def _editable(actor: Actor, resource: Resource, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The values, as far as he may still edit their fields; nothing at all where one is no longer his."""
    allowed: dict[str, Field] = {f.name: f for f in fields_for(actor, resource, "edit")}
    return values_of(resource, wanted) if wanted["values"].keys() <= allowed.keys() else {}


def _walked(
    step: Step, resource: Resource, wanted: Mapping[str, Any], action: str, part: Part
) -> Generator[Any, Any, None]:
    whole, changing = Whole.of(wanted), tuple(wanted["values"])
    position: dict[str, Any] | None = step.position
    if position is None:
        step.progress(0, whole.number(step.actor, resource))
        counts = dict.fromkeys(("changed", "same", "forbidden", "left"), 0)
        yield (position := {"after": None, "more": True, "reasons": [], **counts})
    while position["more"]:
        found = whole.part(step.actor, resource, position["after"], changing)
        ids, forbidden = mine(step.actor, resource, found, action)
        outcome = part(ids)
        step.progress(step.done + len(found.rows))
        position = _added(position, outcome, forbidden) | {
            "after": found.next,
            "more": found.next is not None,
        }
        yield position


def _added(position: Mapping[str, Any], outcome: Outcome, forbidden: int) -> dict[str, Any]:
    """The position with what one more part gave; of each reason the first records are kept by name."""
    reasons = [dict(each) for each in position["reasons"]]
    for key, reason in outcome.refused:
        told = packed(reason)
        known = next((each for each in reasons if each["reason"] == told), None)
        if known is None and len(reasons) < REASONS:
            reasons.append(known := {"reason": told, "count": 0, "first": []})
        if known is not None:
            known["count"] += 1
            known["first"] = [*known["first"], key][:NAMED]
    return {
        "reasons": reasons,
        "changed": position["changed"] + outcome.changed,
        "same": position["same"] + outcome.same,
        "forbidden": position["forbidden"] + forbidden,
        "left": position["left"] + forbidden + len(outcome.refused),
    }


JOBS = (look_at_all, edit_all, delete_all)
