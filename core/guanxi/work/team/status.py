"""Where the work of people stands: open and overdue activities and what was done in seven days, as far as the reader sees it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from peewee import fn

from guanxi.data.messages import Message, translator
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.entries import Entries
from guanxi.records.resource import Resource
from guanxi.work.activities import due
from guanxi.work.activities.tables import DONE, OPEN, Activity

_ = translator("guanxi")
DAYS = 7
OVERDUE, STILL_OPEN, FINISHED = "overdue", "open", "done"


@dataclass(frozen=True)
class Figure:
    """A number of each person: `name` in addresses, `label` at its head, `rows` a select of what is counted, the owner in `owner_id`."""

    name: str
    label: Message
    resource: Resource
    rows: Any
    order: tuple[Any, ...]

    def counts(self, people: Sequence[int]) -> Mapping[int, int]:
        """The number of each person in one statement."""
        model = self.resource.model
        found = self.rows.where(model.owner_id.in_(list(people))).select(model.owner_id, fn.COUNT(model.id))
        return dict(found.group_by(model.owner_id).tuples())

    def of(self, person: int, most: int) -> list[Any]:
        """The rows that the number of a person counts, the first `most` of them."""
        found = self.rows.where(self.resource.model.owner_id == person)
        return list(found.order_by(*self.order).limit(most))


def figures(actor: Actor, today: date) -> dict[str, Figure]:
    """The numbers that the actor may be told, by name: activities first, then each kind of entry that has an owner."""
    return {each.name: each for each in (*_activities(actor, today), *_entries(actor))}


def _activities(actor: Actor, today: date) -> Iterator[Figure]:
    resource = due.activities_of(actor)
    if resource is None:
        return
    seen = gate.visible(actor, resource)
    still = seen.where(Activity.state == OPEN)
    since = actor.host.clock() - timedelta(days=DAYS)
    by_day = (Activity.due_on, Activity.id)
    yield Figure(OVERDUE, _("Overdue"), resource, still.where(Activity.due_on < today), by_day)
    yield Figure(STILL_OPEN, _("Not done"), resource, still, by_day)
    done = seen.where(Activity.state == DONE, Activity.done_at >= since, Activity.changed_at >= since)
    yield Figure(FINISHED, _("Activities done"), resource, done, (Activity.done_at.desc(), Activity.id))


def _entries(actor: Actor) -> Iterator[Figure]:
    """What was written in the last seven days of each kind of entry that belongs to somebody and to records.

    Nothing was written later than it was last changed, and by that day there are indexes.
    """
    since = actor.host.clock() - timedelta(days=DAYS)
    for entry in actor.host.items_of(Entries):
        resource = actor.host.resources.get(entry.resource.name)
        if resource is None or resource.name == due.NAME or not _told(actor, resource):
            continue
        model: Any = resource.model
        rows = gate.visible(actor, resource).where(model.created_at >= since, model.changed_at >= since)
        yield Figure(
            resource.name, resource.label, resource, rows, (model.created_at.desc(), model.id.desc())
        )


def _told(actor: Actor, resource: Resource) -> bool:
    return bool(resource.rows.about and resource.rows.own) and actor.may(resource.permission("view"))
