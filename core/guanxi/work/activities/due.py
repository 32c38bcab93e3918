"""What is due: the open activities of somebody or of his teams by day, and those about one record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Any

from peewee import Case

from guanxi.data.database import rows
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.presence import absent, entered
from guanxi.records.ref import Ref
from guanxi.records.resource import Resource
from guanxi.work.activities.moments import Due
from guanxi.work.activities.tables import DONE, OPEN, Activity

AT_ONCE, NEXT_DAYS = 100, 7
WITH_RESULT, RESULT_WITHIN, ASKED_DAYS = ("meeting", "visit"), timedelta(hours=24), 30
"""What has a result, within which time it is to be entered, and how long somebody is asked for it."""
NAME = "work.activity"
READ = frozenset({"due_on", "state", "about"})
"""By what activities are listed: who may not see one of these would learn it from what is there and what is not."""


class Part(Enum):
    """A stretch of the due list."""

    OVERDUE = "overdue"
    TODAY = "today"
    NEXT = "next"
    LATER = "later"


@dataclass(frozen=True)
class Stretch:
    """The activities of one part, in order; `more` tells that there are further ones."""

    part: Part
    activities: list[Activity]
    more: bool


def activities_of(actor: Actor) -> Resource | None:
    """The composed resource, where the actor may see activities at all, and of them by what they are listed here."""
    resource = actor.host.resources.get(NAME)
    if resource is None or not actor.may(resource.permission("view")):
        return None
    return resource if {field.name for field in gate.fields_for(actor, resource)} >= READ else None


def due(
    actor: Actor, today: date, *, team: bool = False, kind: str = "", most: int = AT_ONCE
) -> Iterator[Stretch]:
    """The parts of the due list that hold something: the actor's own, or with `team` those of his team and the teams below."""
    for part in Part:
        found = list(_open(actor, team=team, kind=kind).where(_within(part, today)).limit(most + 1))
        if found:
            yield Stretch(part, found[:most], len(found) > most)


def stretch(actor: Actor, today: date, part: Part, most: int = AT_ONCE) -> Stretch:
    """One part of the actor's own due list, which may hold nothing."""
    found = list(_open(actor, team=False, kind="").where(_within(part, today)).limit(most + 1))
    return Stretch(part, found[:most], len(found) > most)


def without_result(actor: Actor, today: date, most: int) -> list[Activity]:
    """The actor's meetings and visits of the last month that are said to be done, a day ago or more, and nobody knows with what result."""
    resource = activities_of(actor)
    if resource is None:
        return []
    found = gate.visible(actor, resource).where(
        Activity.owner_id == actor.id,
        Activity.state == DONE,
        Activity.due_on >= today - timedelta(days=ASKED_DAYS),
        Activity.kind.in_(WITH_RESULT),
        Activity.outcome.is_null() | (Activity.outcome == ""),
        Activity.done_at <= actor.host.clock() - RESULT_WITHIN,
    )
    return list(found.order_by(Activity.due_on, Activity.id).limit(most))


def lacks_result(activity: Activity, actor: Actor) -> bool:
    """Tell whether a planned meeting or visit of the actor's is over for a day and still open: its result is asked for."""
    if activity.kind not in WITH_RESULT:
        return False
    return Due(activity.due_on, activity.due_time, actor.zone).moment + RESULT_WITHIN <= actor.host.clock()


def about(actor: Actor, record: Ref, most: int) -> list[Activity]:
    """The next open activities about a record that the actor sees, the first due first."""
    resource = activities_of(actor)
    if resource is None or absent(entered(record, NAME, OPEN)):
        return []
    sql = """SELECT entry_id FROM about WHERE kind = ? AND record_id = ? AND entry_kind = ? AND topic = ?
             AND deleted_at IS NULL ORDER BY at, id LIMIT ?"""
    ids = [key for (key,) in rows(sql, (record.kind, record.id, NAME, OPEN, most))]
    seen = [each for each in gate.records_among(actor, resource, ids) if each.state == OPEN]
    return sorted(seen, key=_first_due)


def _first_due(activity: Activity) -> tuple[date, int, bool, str, int]:
    """The order of the due list."""
    urgency = {"high": 0, "low": 2}.get(activity.priority, 1)
    return activity.due_on, urgency, not activity.due_time, activity.due_time or "", activity.id


def _open(actor: Actor, *, team: bool, kind: str) -> Any:
    resource = activities_of(actor)
    if resource is None:
        return Activity.select().where(Activity.id < 0)
    found = gate.visible(actor, resource).where(Activity.state == OPEN)
    if team:
        teams = set(actor.subtree) | ({actor.team} if actor.team else set())
        found = found.where(Activity.team_id.in_(sorted(teams)))
    else:
        found = found.where(Activity.owner_id == actor.id)
    if kind:
        found = found.where(Activity.kind == kind)
    no_time = Case(None, [(Activity.due_time.is_null(), 1)], 0)
    return found.order_by(Activity.due_on, _urgency(), no_time, Activity.due_time, Activity.id)


def _urgency() -> Any:
    return Case(Activity.priority, [("high", 0), ("low", 2)], 1)


def _within(part: Part, today: date) -> Any:
    last = today + timedelta(days=NEXT_DAYS)
    if part is Part.OVERDUE:
        return Activity.due_on < today
    if part is Part.TODAY:
        return Activity.due_on == today
    if part is Part.NEXT:
        return (Activity.due_on > today) & (Activity.due_on <= last)
    return Activity.due_on > last
