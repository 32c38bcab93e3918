"""The journal: what was changed, by whom, why and when, written in the transaction of the change itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any

from peewee import BigIntegerField, IntegerField, TextField

from guanxi.data.columns import Id, Json, Moment
from guanxi.data.database import Table, database, insert, is_sqlite, row, rows
from guanxi.data.errors import KeyReused
from guanxi.data.many import insert_many
from guanxi.records.ref import Ref

ADD, SET, REMOVE, RESTORE = "add", "set", "remove", "restore"
SHARE = "share"  # its fields are ids of users: level and end (ms) before and after
MOVE = "move"  # an entry follows a record that was merged into another


class ChangeRow(Table):
    """One change: who did what, why, when; `key` makes a doubled submit one change, `batch` ties what is undone as one."""

    id = Id()
    name = TextField()
    actor_id = BigIntegerField(index=True)
    at = Moment()
    reason = TextField(null=True)
    key = TextField(null=True)
    digest = TextField(null=True)
    result = Json(null=True)
    batch = TextField(null=True, index=True)
    undoes_id = BigIntegerField(null=True, index=True)

    class Meta:
        table_name = "change"
        indexes = ((("actor_id", "key"), True),)


class ChangeLine(Table):
    """What a change did to one record: `fields` is {column: [old, new]} in database values, `version` the one after it."""

    id = Id()
    change_id = BigIntegerField(index=True)
    kind = TextField()
    record_id = BigIntegerField()
    version = IntegerField()
    verb = TextField()
    fields = Json()
    at = Moment()

    class Meta:
        table_name = "change_line"
        indexes = ((("kind", "record_id", "id"), False),)


@dataclass(frozen=True, slots=True)
class Line:
    """A journal line as read back, with who wrote it under which change."""

    id: int
    change_id: int
    kind: str
    record_id: int
    version: int
    verb: str
    fields: Mapping[str, tuple[Any, Any]]
    at: int
    actor_id: int
    name: str
    reason: str | None
    undoes_id: int | None


Values = tuple[str, int, int, str, Mapping[str, tuple[Any, Any]] | str]
"""A line to be written: kind, id, version after it, verb, and the fields, which may be packed already."""

_COLUMNS = """l.id, l.change_id, l.kind, l.record_id, l.version, l.verb, l.fields, l.at,
              c.actor_id, c.name, c.reason, c.undoes_id"""
_OPEN = """INSERT INTO "change" (name, actor_id, at, reason, "key", digest, batch, undoes_id)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
_LINE_COLUMNS = ("change_id", "kind", "record_id", "version", "verb", "fields", "at")
_LINE = """INSERT INTO change_line (change_id, kind, record_id, version, verb, fields, at) VALUES (?, ?, ?, ?, ?, ?, ?)"""


def open_change(
    name: str,
    actor_id: int,
    at: int,
    *,
    reason: str | None,
    key: str | None,
    digest: str | None,
    batch: str | None,
    undoes: int | None,
) -> int:
    """Write the head of a change and return its id."""
    return insert(_OPEN, (name, actor_id, at, reason, key, digest, batch, undoes))


def write_lines(change_id: int, at: int, lines: list[Values]) -> None:
    """Write what the change did, one line a record."""
    sql = _LINE if is_sqlite() else _LINE.replace("?", "%s")
    packed = [
        (change_id, kind, record, version, verb, _pack(fields), at)
        for kind, record, version, verb, fields in lines
    ]
    if len(packed) == 1:
        database.execute_sql(sql, packed[0])
    elif packed:
        insert_many("change_line", _LINE_COLUMNS, packed)


def keep_result(change_id: int, result: Ref | None) -> None:
    """Remember what a change with a key returned, for its repetition."""
    if result is not None:
        database.execute_sql(_result_sql(), (json.dumps(result), change_id))


def repeated(actor_id: int, key: str, digest: str) -> tuple[int, Ref | None] | None:
    """The change this actor made before with `key`, and its result; other content under the key raises KeyReused."""
    found = row('SELECT id, digest, result FROM "change" WHERE actor_id = ? AND "key" = ?', (actor_id, key))
    if found is None:
        return None
    if found[1] != digest:
        raise KeyReused
    return found[0], Ref(*json.loads(found[2])) if found[2] else None


def lines_of_record(
    kind: str, record_id: int, *, after_version: int = 0, limit: int | None = 1000, before: int | None = None
) -> list[Line]:
    """The newest `limit` lines (None: all) of a record above `after_version`, older than the line `before`, oldest first."""
    sql = f"""SELECT {_COLUMNS} FROM change_line l JOIN "change" c ON c.id = l.change_id
              WHERE l.kind = ? AND l.record_id = ? AND l.version > ? ORDER BY l.id DESC"""
    wanted: tuple[Any, ...] = (kind, record_id, after_version)
    if before is not None:
        sql, wanted = sql.replace("ORDER BY", "AND l.id < ? ORDER BY"), (*wanted, before)
    if limit is not None:
        sql, wanted = f"{sql} LIMIT ?", (*wanted, limit)
    return _lines(list(reversed(rows(sql, wanted))))


def lines_of_change(change_id: int) -> list[Line]:
    """All lines of a change, oldest first."""
    sql = f"""SELECT {_COLUMNS} FROM change_line l JOIN "change" c ON c.id = l.change_id
              WHERE l.change_id = ? ORDER BY l.id"""
    return _lines(rows(sql, (change_id,)))


def changes_of_batch(batch: str, *, limit: int = 1000, below: int | None = None) -> list[int]:
    """The newest changes of a batch (with ids less than `below`) that were not undone yet, newest first."""
    bound = "" if below is None else "AND c.id < ? "
    sql = f"""SELECT c.id FROM "change" c WHERE c.batch = ? {bound}AND c.undoes_id IS NULL
             AND NOT EXISTS (SELECT 1 FROM "change" u WHERE u.undoes_id = c.id) ORDER BY c.id DESC LIMIT ?"""
    found = rows(sql, (batch, limit) if below is None else (batch, below, limit))
    return [each[0] for each in found]


def lines_of_batch(batch: str) -> int:
    """How many records the changes of a batch have written that were not undone."""
    sql = """SELECT count(*) FROM change_line l JOIN "change" c ON c.id = l.change_id WHERE c.batch = ?
             AND c.undoes_id IS NULL AND NOT EXISTS (SELECT 1 FROM "change" u WHERE u.undoes_id = c.id)"""
    found = row(sql, (batch,))
    return int(found[0]) if found else 0


def born_in(prefix: str, *, below: int | None = None, limit: int = 1000) -> list[tuple[int, str, int]]:
    """Records made in batches whose names begin with `prefix`, the newest first: number of the line, kind and id.

    `below` is the number of the last line that was read.
    """
    sql = f"""SELECT l.id, l.kind, l.record_id FROM "change" c JOIN change_line l ON l.change_id = c.id
              WHERE c.batch >= ? AND c.batch < ? AND c.undoes_id IS NULL AND l.verb = '{ADD}'
              {"" if below is None else "AND l.id < ?"} ORDER BY l.id DESC LIMIT ?"""
    bound = () if below is None else (below,)
    return rows(sql, (prefix, f"{prefix[:-1]}{chr(ord(prefix[-1]) + 1)}", *bound, limit))


def digest_of(content: Any) -> str:
    """A short digest of what a change was asked to do, to tell a repetition from a reused key."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()[:32]


def fields_in(kept: str) -> dict[str, tuple[Any, Any]]:
    """The fields of a line as its column holds them."""
    return {name: (old, new) for name, (old, new) in json.loads(kept).items()}


def _result_sql() -> str:
    sql = 'UPDATE "change" SET result = ? WHERE id = ?'
    return sql if is_sqlite() else sql.replace("?", "%s")


def packed_new(columns: Mapping[str, Any], without: Collection[str] = ()) -> str:
    """The fields of a new record as its line keeps them; empty columns are left out, and those named in `without`."""
    found = [
        f"{_name(name)}{encode_basestring(value) if type(value) is str else _value(value)}]"
        for name, value in columns.items()
        if value is not None and name not in without
    ]
    return f"{{{','.join(found)}}}"


@lru_cache(maxsize=4096)
def _name(column: str) -> str:
    return f"{encode_basestring(column)}:[null,"


def _value(value: Any) -> str:
    return str(value) if type(value) is int else _PACKER.encode(value)


def _pack(fields: Mapping[str, tuple[Any, Any]] | str) -> str:
    return fields if isinstance(fields, str) else _PACKER.encode(fields)


_PACKER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str)


def _lines(found: list[tuple[Any, ...]]) -> list[Line]:
    """Rows as lines; their fields are parsed together, at a third of the price of one by one."""
    parsed = json.loads(f"[{','.join(each[6] for each in found)}]")
    return [
        Line(*[*each[:6], {name: (old, new) for name, (old, new) in fields.items()}, *each[7:]])
        for each, fields in zip(found, parsed, strict=True)
    ]
