"""What is planned next about records: whether the first open activity is overdue, for today, later, or none is there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from enum import Enum

from guanxi.data.columns import from_ms, to_ms
from guanxi.data.database import as_ids, in_ids, rows
from guanxi.records.actor import Actor
from guanxi.records.extension import literal
from guanxi.records.listing_plan import OfId
from guanxi.records.resource import Resource
from guanxi.records.rowset import has_timeline
from guanxi.work.activities.due import NAME, activities_of
from guanxi.work.activities.tables import OPEN

DAY = 24 * 60 * 60 * 1000


class NextDue(Enum):
    """When the first open activity about a record is due."""

    OVERDUE = "overdue"
    TODAY = "today"
    PLANNED = "planned"
    NONE = "none"


ORDER = tuple(NextDue)


def is_told(actor: Actor, resource: Resource) -> bool:
    """Tell whether the actor may know what is planned about these records: he sees activities, and they can be about them."""
    return has_timeline(resource) and activities_of(actor) is not None


def place_sql(kind: str, today: date, record: str) -> str:
    """SQL for the place in `ORDER` of the record whose id is the expression `record`; constant text but for kind and day."""
    first, start = _first(kind, record), _start(today)
    return (
        f"CASE WHEN {first} IS NULL THEN 3 WHEN {first} < {start} THEN 0 "
        f"WHEN {first} < {start + DAY} THEN 1 ELSE 2 END"
    )


def next_days(actor: Actor, resource: Resource, ids: Iterable[int]) -> dict[int, date]:
    """The day of the first open activity about each of these records, which the actor is shown, as far as he may know it."""
    wanted = set(ids)
    if not wanted or not is_told(actor, resource):
        return {}
    sql = (
        f"SELECT a.record_id, min(a.at) FROM about a WHERE a.kind = (SELECT ?) AND {in_ids('a.record_id')} "
        f"AND a.entry_kind = '{NAME}' AND a.topic = '{OPEN}' AND a.deleted_at IS NULL GROUP BY a.record_id"
    )
    found = rows(sql, (resource.name, as_ids(wanted)))
    return {key: from_ms(at).date() for key, at in found}


def due_so(day: date | None, today: date) -> NextDue:
    """When an activity of this day is due; None: there is none."""
    if day is None:
        return NextDue.NONE
    return NextDue.OVERDUE if day < today else NextDue.TODAY if day == today else NextDue.PLANNED


def condition(kind: str, today: date, wanted: NextDue) -> OfId:
    """The condition that a record's next activity is so due, for the query of a list."""
    first, start = _first(kind, "{id}"), _start(today)
    return OfId(
        {
            NextDue.NONE: f"{first} IS NULL",
            NextDue.OVERDUE: f"{first} < {start}",
            NextDue.TODAY: f"{first} >= {start} AND {first} < {start + DAY}",
            NextDue.PLANNED: f"{first} >= {start + DAY}",
        }[wanted]
    )


def _start(today: date) -> int:
    return to_ms(datetime(today.year, today.month, today.day, tzinfo=UTC))


def _first(kind: str, record: str) -> str:
    return (
        f"(SELECT min(a.at) FROM about a WHERE a.kind = '{literal(kind)}' AND a.record_id = {record} "
        f"AND a.entry_kind = '{NAME}' AND a.topic = '{OPEN}' AND a.deleted_at IS NULL)"
    )
