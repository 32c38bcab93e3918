"""The table that links entries (notes, calls, attachments) to the records they are about; each change keeps it in step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from peewee import BigIntegerField, TextField

from guanxi.data.columns import Id, Moment, to_ms
from guanxi.data.database import Table, as_set, in_set, is_sqlite, rows, run
from guanxi.data.fields.about import refs_in
from guanxi.data.ref import Ref
from guanxi.records.presence import absent, entered

if TYPE_CHECKING:
    from guanxi.records.entries import Entries
    from guanxi.records.resource import Resource


MARKED = "1"
"""The topic of an entry whose flag is set."""


class AboutRow(Table):
    """One entry about one record: when it was (`at`), of what sort it is (`topic`: a meeting, a call), whether it is in the bin."""

    id = Id()
    kind = TextField()
    record_id = BigIntegerField()
    entry_kind = TextField()
    entry_id = BigIntegerField()
    topic = TextField(default="")
    at = Moment()
    deleted_at = Moment(null=True)

    class Meta:
        table_name = "about"
        indexes = (
            (("entry_kind", "entry_id"), False),
            (("kind", "record_id", "entry_kind", "at", "id"), False),
            (("kind", "record_id", "entry_kind", "topic", "at", "id"), False),
        )


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of an entry on which its rows here depend; empty where there is none."""

    refs: str
    at: str
    day: bool
    topic: str
    flag: bool = False

    @property
    def every(self) -> frozenset[str]:
        """All of them, with the bin."""
        return frozenset(filter(None, (self.refs, self.at, self.topic, "created_at", "deleted_at")))


@lru_cache(maxsize=512)
def columns_of(resource: Resource, declared: Entries | None) -> Columns | None:
    """Where an entry says what it is about; None for what is no entry."""
    if resource.rows.about is None:
        return None
    at = resource.by_name.get(declared.at) if declared else None
    topic = resource.by_name.get(declared.kinds) if declared else None
    return Columns(
        resource.by_name[resource.rows.about].columns[0],
        at.columns[0] if at else "",
        bool(at and at.editor == "date"),
        topic.columns[0] if topic else "",
        bool(topic and topic.editor == "boolean"),
    )


def follow(
    resource: Resource,
    declared: Entries | None,
    record_id: int,
    columns: Mapping[str, Any],
    written: Iterable[str],
    *,
    new: bool = False,
) -> None:
    """Keep the rows of one entry; `columns` are its database values now, `written` those that a change just wrote."""
    places = columns_of(resource, declared)
    if places is None or (not new and places.every.isdisjoint(written)):
        return
    if not new:
        run("DELETE FROM about WHERE entry_kind = ? AND entry_id = ?", (resource.name, record_id))
    moment = columns.get(places.at) if places.at else None
    at = columns["created_at"] if moment is None else midnight(moment) if places.day else moment
    topic = columns.get(places.topic) if places.topic else None
    for ref in refs_in(columns.get(places.refs)) or ():
        values = (*ref, resource.name, record_id, _topic(places, topic), at, columns.get("deleted_at"))
        run(_INSERT, values)


def fill(resource: Resource, declared: Entries | None) -> None:
    """Make the rows of all entries of a resource anew; set-based, after a bulk write or where what is declared has changed."""
    places = columns_of(resource, declared)
    if places is None:
        return
    run("DELETE FROM about WHERE entry_kind = ?", (resource.name,))
    table, refs = resource.model._meta.table_name, f'r."{places.refs}"'
    split = f"json_each({refs}) e" if is_sqlite() else f"jsonb_array_elements_text({refs}::jsonb) AS e(value)"
    kind, key = _halves()
    moment = f'r."{places.at}"' if places.at else "NULL"
    if places.day:
        moment = _midnight_sql(moment)
    topic = f"COALESCE(r.\"{places.topic}\", '')" if places.topic else "''"
    if places.flag:
        topic = f"CASE WHEN r.\"{places.topic}\" THEN '{MARKED}' ELSE '' END"
    run(
        "INSERT INTO about (kind, record_id, entry_kind, entry_id, topic, at, deleted_at) "
        f"SELECT {kind}, {key}, ?, r.id, {topic}, COALESCE({moment}, r.created_at), r.deleted_at "
        f'FROM "{table}" r CROSS JOIN {split} WHERE {refs} IS NOT NULL',
        (resource.name,),
    )


def entries_about(record: Ref) -> dict[str, list[int]]:
    """The ids of everything that is about a record, in the bin or not, by the kind of entry."""
    found: dict[str, list[int]] = {}
    sql = "SELECT entry_kind, entry_id FROM about WHERE kind = ? AND record_id = ? ORDER BY entry_kind, entry_id"
    for kind, key in rows(sql, record):
        found.setdefault(kind, []).append(key)
    return found


def newest_about(record: Ref, entry_kind: str, limit: int, *, in_bin: bool = False) -> list[int]:
    """The ids of the newest entries of a kind about a record, living or in the bin, newest first; the gate is the caller's care."""
    if not in_bin and absent(entered(record, entry_kind)):
        return []
    gone = "IS NOT NULL" if in_bin else "IS NULL"
    sql = f"""SELECT entry_id FROM about WHERE kind = ? AND record_id = ? AND entry_kind = ? AND deleted_at {gone}
              ORDER BY at DESC, id DESC LIMIT ?"""
    return [key for (key,) in rows(sql, (*record, entry_kind, limit))]


def latest_about(records: Sequence[Ref], entry_kind: str, but: int = 0) -> dict[Ref, int]:
    """When the newest living entry of a kind about each of some records was (ms UTC), leaving the entry `but` out.

    The gate is the caller's care. Inside a change it knows what was written so far.
    """
    marks = [value for record in records for value in (*record, entry_kind, but)]
    found = rows(" UNION ALL ".join([_LATEST] * len(records)), marks) if records else ()
    return {Ref(kind, key): at for kind, key, at in found}


def first_about(records: Sequence[Ref], entry_kind: str, limit: int) -> dict[Ref, list[int]]:
    """The ids of the first `limit` living entries of a kind about each of some records, oldest first; the gate is the caller's care."""
    found: dict[Ref, list[int]] = {}
    marks = [value for record in records for value in (*record, entry_kind, limit)]
    for kind, record, entry in rows(_first_sql(len(records)), marks) if records else ():
        found.setdefault(Ref(kind, record), []).append(entry)
    return found


def forget_records(resource: Resource, gone: Iterable[int]) -> dict[str, list[int]]:
    """Drop the rows of records that go for good; the entries that are about nothing any more, by their kind."""
    keys = as_set(gone)
    run(f"DELETE FROM about WHERE entry_kind = ? AND {in_set('entry_id')}", (resource.name, keys))
    sql = f"DELETE FROM about WHERE kind = ? AND {in_set('record_id')} RETURNING entry_kind, entry_id"
    touched = set(rows(sql, (resource.name, keys)))
    left: dict[str, list[int]] = {}
    for kind, key in sorted(touched):
        left.setdefault(kind, []).append(key)
    for kind, ids in left.items():
        sql = f"SELECT entry_id FROM about WHERE entry_kind = ? AND {in_set('entry_id')}"
        still = {key for (key,) in rows(sql, (kind, as_set(ids)))}
        left[kind] = [key for key in ids if key not in still]
    return {kind: ids for kind, ids in left.items() if ids}


_LATEST = """SELECT * FROM (SELECT kind, record_id, at FROM about WHERE kind = ? AND record_id = ? AND entry_kind = ?
    AND deleted_at IS NULL AND entry_id <> ? ORDER BY at DESC, id DESC LIMIT 1) f"""


@lru_cache(maxsize=64)
def _first_sql(number: int) -> str:
    """A limited walk along the index for each record, in one statement."""
    one = """SELECT * FROM (SELECT kind, record_id, entry_id FROM about WHERE kind = ? AND record_id = ? AND entry_kind = ?
        AND deleted_at IS NULL ORDER BY at, id LIMIT ?) f"""
    return " UNION ALL ".join([one] * number)


_INSERT = """INSERT INTO about (kind, record_id, entry_kind, entry_id, topic, at, deleted_at) VALUES (?, ?, ?, ?, ?, ?, ?)"""


def _topic(places: Columns, kept: Any) -> str:
    if places.flag:
        return MARKED if kept else ""
    return kept or ""


def midnight(day: str) -> int:
    """The first millisecond (UTC) of a date kept as ISO text."""
    return to_ms(datetime.fromisoformat(day).replace(tzinfo=UTC))


def _midnight_sql(day: str) -> str:
    if is_sqlite():
        return f"CAST(strftime('%s', {day}) AS INTEGER) * 1000"
    return f"(extract(epoch FROM ({day}::date)) * 1000)::bigint"


def _halves() -> tuple[str, str]:
    """Kind and id out of ``contacts.company/7`` in SQL."""
    if is_sqlite():
        return (
            "substr(e.value, 1, instr(e.value, '/') - 1)",
            "CAST(substr(e.value, instr(e.value, '/') + 1) AS INTEGER)",
        )
    return "split_part(e.value, '/', 1)", "split_part(e.value, '/', 2)::bigint"
