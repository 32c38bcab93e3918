"""Entries that hang on a record by a Link of their own, such as purchases on a customer: read where they are, nothing is kept beside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from guanxi.data.fields import Link
from guanxi.records import derived_streams
from guanxi.records.entries import Entries
from guanxi.records.indexes import LIVING, TIMELINE, short_name
from guanxi.records.listing_sort import own_place
from guanxi.records.resource import Resource

DAY_MS, NOON_MS = 86_400_000, 43_200_000
EPOCH_DAY = 719_163
"""The ordinal of 1970-01-01."""
LAST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Way:
    """How the entries of one kind lead to records `to`: table, and the columns of the link, of when it was and of its sort.

    A date (`day`) stands at noon UTC, which is that day's in nearly every zone.
    """

    kind: str
    to: str
    field: Link
    table: str
    link: str
    at: str
    day: bool
    topic: str

    def select(
        self, rank: int, limit: int, *, of_topic: bool, after: bool, sqlite: bool, also: str = ""
    ) -> str:
        """The newest entries of one record: at (ms UTC), rank, number, kind, id, sort; marks for link, sort, `also` and place."""
        at = _noon_sql(f'"{self.at}"', sqlite=sqlite) if self.day else f'"{self.at}"'
        topic = f"COALESCE(\"{self.topic}\", '')" if self.topic else "''"
        where = f'"{self.link}" = ? AND {LIVING}' + (f' AND "{self.topic}" = ?' if of_topic else "") + also
        where += f' AND ("{self.at}", id) < (?, ?)' if after else ""
        return (
            f"SELECT {at} AS at, {rank} AS rank, id AS link, '{self.kind}' AS entry_kind, id AS entry_id, {topic} AS topic "
            f'FROM "{self.table}" WHERE {where} ORDER BY "{self.at}" DESC, id DESC LIMIT {limit}'
        )

    def any_of_topic(self) -> str:
        """The number of some entry of one sort on one record, for PostgreSQL; marks for link and sort, twice.

        Where a sort is missing PostgreSQL would walk the index by time through all entries of the record: so it is asked for the
        first in the order of the index by sort, between two equal ends.
        """
        key = f'("{self.link}", "{self.topic}")'
        where = f'"{self.link}" IS NOT NULL AND {LIVING} AND {key} >= (?, ?) AND {key} <= (?, ?)'
        return f'SELECT id AS link FROM "{self.table}" WHERE {where} ORDER BY "{self.link}", "{self.topic}" LIMIT 1'

    def below(self, at: int, number: int) -> tuple[int | str, int]:
        """The marks of a place: what is older than `at` (ms UTC), and of that moment what is numbered below `number`."""
        if not self.day:
            return at, number
        days, rest = divmod(at - NOON_MS, DAY_MS)
        return _iso(days), LAST_ID if rest else number


@lru_cache(maxsize=512)
def ways_of(resource: Resource, declared: Entries) -> tuple[Way, ...]:
    """The ways in which entries hang on records, one for each link; none for entries that say by a field what they are about."""
    at, topic = resource.by_name.get(declared.at), resource.by_name.get(declared.kinds)
    links = [resource.by_name[name] for name in declared.links]
    return tuple(
        Way(
            resource.name,
            link.to,
            link,
            resource.model._meta.table_name,
            link.columns[0],
            at.columns[0] if at else "created_at",
            bool(at and at.editor == "date"),
            topic.columns[0] if topic else "",
        )
        for link in links
        if isinstance(link, Link)
    )


def create(resource: Resource, declared: Entries | None) -> list[str]:
    """Make the missing indexes by which timelines find what hangs on a record, drop outdated ones; return the names made."""
    return derived_streams.make(
        own_place(resource), TIMELINE, indexes(resource, declared), lambda: None, kept=True
    )


def indexes(resource: Resource, declared: Entries | None) -> dict[str, str]:
    """The statements that make them, by name: for each link one by time, and one by sort and time."""
    found = {}
    for way in ways_of(resource, declared) if declared and declared.links else ():
        for head in dict.fromkeys(((way.link,), (way.link, way.topic) if way.topic else (way.link,))):
            columns = (*head, way.at, "id")
            name = short_name(f"{TIMELINE}{way.table}_{'_'.join(columns)}")
            listed = ", ".join(f'"{column}"' for column in columns)
            where = f'{LIVING} AND "{way.link}" IS NOT NULL'
            found[name] = f'CREATE INDEX IF NOT EXISTS "{name}" ON "{way.table}" ({listed}) WHERE {where}'
    return found


def _noon_sql(day: str, *, sqlite: bool) -> str:
    if sqlite:
        return f"CAST(strftime('%s', {day}) AS INTEGER) * 1000 + {NOON_MS}"
    return f"(extract(epoch FROM ({day}::date)) * 1000)::bigint + {NOON_MS}"


def _iso(days: int) -> str:
    """The ISO date that lies so many days after 1970-01-01; an end of the calendar where it is beyond."""
    return date.fromordinal(min(max(days + EPOCH_DAY, 1), date.max.toordinal())).isoformat()
