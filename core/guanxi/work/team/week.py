"""A week of people: what each has planned on which day, how much that is, and moving it to another day or person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from guanxi.data.clause import Clause
from guanxi.data.database import as_ids, in_ids
from guanxi.data.errors import InvalidValues
from guanxi.data.messages import translator
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.change import Done
from guanxi.records.choosing import chosen
from guanxi.records.standard import edit
from guanxi.work.activities import due
from guanxi.work.activities.resource import activities
from guanxi.work.activities.tables import OPEN, Activity
from guanxi.work.team.reach import people_led

_ = translator("guanxi")
DAYS, MOST = 7, 2000
Place = tuple[int, date]
"""A person and a day."""
PLACED_BY = frozenset({"due_on", "owner"})


@dataclass(frozen=True)
class Week:
    """Seven days from `monday`: the open activities of people by person and day, as far as the reader sees them; nothing else counts."""

    monday: date
    items: Mapping[Place, Sequence[Activity]] = field(default_factory=dict)

    @property
    def days(self) -> list[date]:
        """The seven days."""
        return [self.monday + timedelta(days=number) for number in range(DAYS)]

    def load(self, place: Place) -> tuple[int, int]:
        """How many activities somebody has on a day, and how many minutes are planned for those that say so."""
        found = self.items.get(place, ())
        return len(found), sum(each.minutes or 0 for each in found)

    def every(self) -> list[Activity]:
        """All of them."""
        return [each for held in self.items.values() for each in held]


def monday_of(day: date) -> date:
    """The first day of the week of a day."""
    return day - timedelta(days=day.weekday())


def week_of(actor: Actor, people: Iterable[int], monday: date) -> Week:
    """The week of these people in one statement; what the actor may not see is not counted as busy either, it leaves no trace."""
    resource = due.activities_of(actor)
    if resource is None or not {each.name for each in gate.fields_for(actor, resource)} >= PLACED_BY:
        return Week(monday)
    last = monday + timedelta(days=DAYS - 1)
    asked = Clause(
        f"{in_ids('r.owner_id')} AND r.state = '{OPEN}' AND r.due_on >= (SELECT ?) AND r.due_on <= (SELECT ?)",
        (as_ids(people), monday.isoformat(), last.isoformat()),
    )
    items: dict[Place, list[Activity]] = defaultdict(list)
    for each in chosen(actor, resource, asked, "r.due_on, r.id", MOST):
        items[each.owner_id, each.due_on].append(each)
    for held in items.values():
        held.sort(key=lambda each: (each.due_time or "~", each.id))
    return Week(monday, dict(items))


def move(actor: Actor, activity: int, owner: int, day: date, *, version: int | None = None) -> Done:
    """Give an activity to somebody on a day, as one change; whoever it belongs to is told.

    Raises InvalidValues for somebody whose work the actor does not look after, and whatever an edit raises.
    """
    if owner not in {each.id for each in people_led(actor)}:
        raise InvalidValues({"owner": _("You do not look after the work of this person.")})
    record = gate.get(actor, actor.host.resources[activities.name], activity, "edit")
    values: dict[str, object] = {"due_on": day} if record.due_on != day else {}
    if record.owner_id != owner:
        values["owner"] = owner
    return edit(actor, activities, activity, values, version=version)
