"""What is due: the open activities of somebody or of his teams by day, and those about one record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from guanxi.data.clause import Clause
from guanxi.data.columns import to_ms
from guanxi.data.database import as_ids, in_ids, rows
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.choosing import chosen
from guanxi.records.presence import absent, entered
from guanxi.records.ref import Ref
from guanxi.records.resource import Resource
from guanxi.work.activities.moments import Due
from guanxi.work.activities.tables import DONE, OPEN, Activity

AT_ONCE, NEXT_DAYS = 100, 7
WITH_RESULT, RESULT_WITHIN, ASKED_DAYS = ("meeting", "visit"), timedelta(hours=24), 30
"""What has a result, within which time it is to be entered, and how long somebody is asked for it."""
ORDER = (
    "r.due_on, CASE r.priority WHEN 'high' THEN 0 WHEN 'low' THEN 2 ELSE 1 END, "
    "CASE WHEN r.due_time IS NULL THEN 1 ELSE 0 END, r.due_time, r.id"
)
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
        found = _open(actor, _within(part, today), most + 1, team=team, kind=kind)
        if found:
            yield Stretch(part, found[:most], len(found) > most)


def stretch(actor: Actor, today: date, part: Part, most: int = AT_ONCE) -> Stretch:
    """One part of the actor's own due list, which may hold nothing."""
    found = _open(actor, _within(part, today), most + 1)
    return Stretch(part, found[:most], len(found) > most)


def without_result(actor: Actor, today: date, most: int) -> list[Activity]:
    """The actor's meetings and visits of the last month that are said to be done, a day ago or more, and nobody knows with what result."""
    resource = activities_of(actor)
    if resource is None:
        return []
    kinds = ", ".join("?" * len(WITH_RESULT))
    asked = Clause(
        f"r.owner_id = ? AND r.state = ? AND r.due_on >= ? AND r.kind IN ({kinds}) AND (r.outcome IS NULL OR r.outcome = '') "
        "AND r.done_at <= ?",
        (
            actor.id,
            DONE,
            (today - timedelta(days=ASKED_DAYS)).isoformat(),
            *WITH_RESULT,
            to_ms(actor.host.clock() - RESULT_WITHIN),
        ),
    )
    return chosen(actor, resource, asked, "r.due_on, r.id", most)


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


def _open(actor: Actor, within: Clause, most: int, *, team: bool = False, kind: str = "") -> list[Activity]:
    """The open activities of the actor, or of his teams, in the order of the due list."""
    resource = activities_of(actor)
    if resource is None:
        return []
    if team:
        teams = set(actor.subtree) | ({actor.team} if actor.team else set())
        whose = Clause(in_ids("r.team_id"), (as_ids(teams),))
    else:
        whose = Clause("r.owner_id = (SELECT ?)", (actor.id,))
    asked = (
        whose & Clause(f"r.state = '{OPEN}'") & within
    )  # as text: else the index of open ones is not known to hold them
    return chosen(actor, resource, asked & Clause("r.kind = ?", (kind,)) if kind else asked, ORDER, most)


def _within(part: Part, today: date) -> Clause:
    now, last = today.isoformat(), (today + timedelta(days=NEXT_DAYS)).isoformat()
    if part is Part.OVERDUE:
        return Clause("r.due_on < (SELECT ?)", (now,))
    if part is Part.TODAY:
        return Clause("r.due_on = (SELECT ?)", (now,))
    if part is Part.NEXT:
        return Clause("r.due_on > (SELECT ?) AND r.due_on <= (SELECT ?)", (now, last))
    return Clause("r.due_on > (SELECT ?)", (last,))
