"""Statements of lists, made once for each shape and database; a shape holds no value, only what changes the text."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any
from weakref import WeakKeyDictionary

from peewee import OperationalError

from guanxi.data.clause import Clause
from guanxi.data.database import database, rows
from guanxi.records.indexes import forget

MOST_TEXTS = 5_000
_texts: WeakKeyDictionary[object, dict[Hashable, Clause]] = WeakKeyDictionary()


def text_of(shape: Hashable, make: Callable[[], Clause]) -> Clause:
    """The statement of this shape; its parameters are the names of slots."""
    made = _texts.setdefault(database.obj, {})
    text = made.get(shape)
    if text is None:
        if len(made) > MOST_TEXTS:
            made.clear()
        text = made[shape] = make()
    return text


def run_text(text: Callable[[], Clause], slots: Mapping[str, tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Run a statement with the values of its slots; made anew where an index it names is gone."""
    try:
        return _execute(text(), slots)
    except OperationalError as error:
        if "no such index" not in str(error):
            raise
        forget()
        _texts.pop(database.obj, None)
        return _execute(text(), slots)


def _execute(text: Clause, slots: Mapping[str, tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return rows(text.sql, [value for slot in text.params for value in slots[slot]])
