"""The indexes over the rows of `tagged` by which a list walks the records with a tag: all, a team's, an owner's, in its order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from guanxi.data.database import is_sqlite
from guanxi.records import derived_streams
from guanxi.records.carrying import carried_keys
from guanxi.records.extension import literal
from guanxi.records.indexes import LIVING, free_mark, known, short_name
from guanxi.records.listing_sort import SortKey
from guanxi.records.resource import Resource
from guanxi.records.tagging.following import PLACE, fill

HEADS = ("", "team_id", "owner_id")


@dataclass(frozen=True, slots=True)
class Stream:
    """An index of the tags of one resource's records by `key`: one stream a tag, or (`head`) one a tag and team or owner."""

    resource: str
    key: SortKey
    column: str
    head: str

    @property
    def name(self) -> str:
        """The index's name; another default sort has another index, before which all is filled anew."""
        return short_name(f"{prefix(self.resource)}{self.head or 'all'}__{self.column}__tags")

    @property
    def mark(self) -> str:
        """The condition on the alias ``y`` by which a query asks for the tags of this resource, and with it for the index."""
        return f"y.{_mark(self.resource)}"

    def sql(self) -> str:
        """The statement that makes the index; what begins with neither team nor owner is for who sees everything.

        Behind the order stand all tags of the record, so that those asked for beside this one are read where it is walked.
        """
        collation = ' COLLATE "C"' if self.key.kind == "text" and not is_sqlite() else ""
        sort = "" if self.key.is_id else f'"{self.key.column}"{collation}, '
        head = f"{self.head}, " if self.head else ""
        free = "" if self.head else f" AND {free_mark(PLACE)}"
        return (
            f'CREATE INDEX IF NOT EXISTS "{self.name}" ON {PLACE.table} ({head}tag_id, {sort}record_id, tags) '
            f"WHERE {LIVING} AND {_mark(self.resource)}{free}"
        )


def stream(resource: Resource, column: str, head: str = "") -> Stream | None:
    """The stream of tags by a sort column for everybody, or by team or owner; None where there is none (yet)."""
    found = streams(resource).get((column, head))
    return found if found and found.name in known(PLACE) else None


@lru_cache(maxsize=512)
def streams(resource: Resource) -> Mapping[tuple[str, str], Stream]:
    """The streams that a resource's tags have, by the column of the sort key and the leading column."""
    if not resource.tags:
        return {}
    heads = [head for head in HEADS if head in ("", *_led_by(resource))]
    keys = carried_keys(resource, PLACE).items()
    return {
        (column, head): Stream(resource.name, key, column, head) for column, key in keys for head in heads
    }


def create(resource: Resource) -> list[str]:
    """Fill the rows of a resource's tags and make the missing indexes; drop those of another sort; return the names made."""
    wanted = {each.name: each.sql() for each in streams(resource).values()}
    return derived_streams.make(
        PLACE, prefix(resource.name), wanted, lambda: fill(resource), kept=bool(resource.tags)
    )


def drop(resource: Resource) -> None:
    """Drop the indexes over a resource's tags; lists then test each row."""
    derived_streams.drop(each.name for each in streams(resource).values())


def prefix(resource: str) -> str:
    """How the names of all these indexes of a resource begin."""
    return f"list_tags_{resource.replace('.', '_')}__"


def _led_by(resource: Resource) -> tuple[str, ...]:
    rows = resource.rows
    return ("team_id",) * bool(rows.team) + ("owner_id",) * bool(rows.own)


def _mark(resource: str) -> str:
    return f"kind = '{literal(resource)}'"
