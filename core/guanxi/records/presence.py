"""What there is not about a record: asked in one statement for a page, which then spares every statement that would find nothing.

The answers are no rule and nobody is shown them: what is there is read through the gate. They hold within the block only,
in which nothing may be written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import NamedTuple

from guanxi.data.database import row
from guanxi.data.fields import Field
from guanxi.data.ref import Ref
from guanxi.records.resource import Extension, Resource


class Question(NamedTuple):
    """Whether a table holds a row like this; `sql` is constant, `params` go with its marks."""

    sql: str
    params: tuple[int | str, ...]


_absent: ContextVar[frozenset[Question]] = ContextVar("absent", default=frozenset())


def linked(resource: Resource, link: Field, target: int) -> Question:
    """Whether the Link of any living record of `resource` leads to the record `target`; ask it of links that are `indexed`."""
    return Question(_linked_sql(resource, link), (target, target))


@lru_cache(maxsize=512)
def indexed(resource: Resource, link: Field) -> bool:
    """Tell whether the link's column stands in the record's own table, the first of an index over all rows."""
    meta = resource.model._meta
    column = meta.columns.get(link.columns[0])
    if column is None:
        return False
    whole = (each for each in meta.indexes if isinstance(each, tuple | list))
    return bool(column.index or column.unique) or any(names[0] == column.name for names, _unique in whole)


def entered(record: Ref, entry_kind: str, topic: str | None = None) -> Question:
    """Whether any living entry of a kind, of one `topic` where it is named, is about the record."""
    params: tuple[int | str, ...] = (record.kind, record.id, entry_kind)
    return Question(_ENTERED, params) if topic is None else Question(_OF_TOPIC, (*params, topic))


def passed(record: Ref, entry_kind: str) -> Question:
    """Whether any living record of a kind that took a step leads to the record."""
    return Question(_PASSED, (record.kind, record.id, entry_kind))


def beside(extension: Extension, record_id: int) -> Question:
    """Whether a side table holds a row of the record."""
    table, mine = extension.table, extension.mine()
    return Question(
        f"SELECT 1 FROM {table} WHERE record_id = ?{mine} ORDER BY record_id LIMIT 1", (record_id,)
    )


def let_in(record: Ref) -> Question:
    """Whether any share of the record was ever given, be it over or not."""
    return Question(_LET_IN, (record.kind, record.id, record.id))


@contextmanager
def looked_up(questions: Iterable[Question]) -> Iterator[None]:
    """Ask all of these at once; within the block `absent` knows to which the answer was no."""
    asked = tuple(dict.fromkeys(questions))
    answers: tuple[object, ...] = ()
    if asked:
        sql = _together(tuple(each.sql for each in asked))
        answers = row(sql, tuple(value for each in asked for value in each.params)) or ()
    token = _absent.set(frozenset(each for each, there in zip(asked, answers, strict=True) if not there))
    try:
        yield
    finally:
        _absent.reset(token)


def absent(question: Question) -> bool:
    """Tell whether there is known to be no such row; False where it was not asked."""
    return question in _absent.get()


# Each asks for the first row in the order of its index: without an order PostgreSQL reads the whole table where it believes
# that nearly every row fits.
_ENTERED = """SELECT 1 FROM about WHERE kind = ? AND record_id = ? AND entry_kind = ? AND deleted_at IS NULL
    ORDER BY at DESC, id DESC LIMIT 1"""
_PASSED = """SELECT 1 FROM milestone WHERE kind = ? AND record_id = ? AND entry_kind = ? AND deleted_at IS NULL
    ORDER BY at DESC, id DESC LIMIT 1"""
_OF_TOPIC = """SELECT 1 FROM about WHERE kind = ? AND record_id = ? AND entry_kind = ? AND topic = ? AND deleted_at IS NULL
    ORDER BY at DESC, id DESC LIMIT 1"""
_LET_IN = """SELECT 1 FROM collaborator WHERE kind = ? AND record_id >= ? AND record_id <= ?
    ORDER BY record_id LIMIT 1"""


@lru_cache(maxsize=512)
def _linked_sql(resource: Resource, link: Field) -> str:
    table, column = resource.model._meta.table_name, f'"{link.columns[0]}"'
    return f"""SELECT 1 FROM "{table}" WHERE {column} >= ? AND {column} <= ? AND deleted_at IS NULL
    ORDER BY {column} LIMIT 1"""


@lru_cache(maxsize=512)
def _together(questions: tuple[str, ...]) -> str:
    """Each question in a column of its own."""
    return f"SELECT {', '.join(f'({sql})' for sql in questions)}"
