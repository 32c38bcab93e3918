"""JSON lines: a record a line, as the API gives it in a list."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from guanxi.data.fields import About, Choices, DateTime, Field, Link
from guanxi.data.formats import Format
from guanxi.records.listing_columns import Column
from guanxi.resources.exports.texts import KEPT, Cells, Chunk

MASKED = "masked"
MOMENT = DateTime("at")
BROKEN = "broken"


class JsonLines:
    """Writes chunks of rows as JSON, each with its id; the fields shown in part are named in `masked`."""

    def __init__(self, columns: Sequence[Column], fmt: Format) -> None:
        self._names = ["id", *(column.name for column in columns)]
        self._cells = [_ids, *(_json_cells(column, fmt) for column in columns)]
        masked = [column.name for column in columns if column.masked]
        self._more = {MASKED: masked} if masked else {}
        self._encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode

    def head(self) -> bytes:
        """Nothing."""
        return b""

    def rows(self, chunk: Chunk) -> bytes:
        """The lines of a chunk."""
        names, more, encode = self._names, self._more, self._encode
        values = zip(*[cells(chunk) for cells in self._cells], strict=True)
        lines = [encode(dict(zip(names, row, strict=True)) | more) for row in values]
        return ("\n".join(lines) + "\n").encode("utf-8", "replace")

    def broken(self, sentence: str) -> bytes:
        """A last line that is no record."""
        return (self._encode({BROKEN: sentence}) + "\n").encode()


def _ids(chunk: Chunk) -> Sequence[Any]:
    return chunk[0]


def _json_cells(column: Column, fmt: Format) -> Cells:
    at, field = column.at, column.field
    if field is None:
        return (lambda chunk: chunk[at]) if column.name == "version" else _each(column, _json_of(MOMENT))
    if column.masked:
        return _each(column, lambda raw: field.show_masked(raw, fmt) or None)
    if isinstance(field, Link):
        return _links(column)
    if _as_kept(field):
        return lambda chunk: chunk[at]
    if isinstance(field, Choices | About):
        of = _json_of(field)
        return lambda chunk: [of(raw) for raw in chunk[at]]
    return _each(column, _json_of(field))


def _links(column: Column) -> Cells:
    at, place = column.at, column.title_at

    def links(chunk: Chunk) -> Sequence[Any]:
        titles = [None] * len(chunk[at]) if place is None else chunk[place]
        pairs = zip(chunk[at], titles, strict=True)
        return [None if key is None else {"id": key, "title": title or None} for key, title in pairs]

    return links


def _as_kept(field: Field) -> bool:
    """Tell whether a field's JSON is what its column holds."""
    kind = type(field)
    return kind.to_json is Field.to_json and kind.from_row is Field.from_row


def _json_of(field: Field) -> Callable[[Any], Any]:
    if len(field.columns) > 1:
        return lambda raw: field.to_json(field.from_row(raw))
    return lambda raw: field.to_json(field.from_row((raw,)))


def _each(column: Column, of: Callable[[Any], Any]) -> Cells:
    kept = lru_cache(KEPT)(of)
    at, end = column.at, column.at + column.width
    if column.width == 1:
        return lambda chunk: [None if raw is None else kept(raw) for raw in chunk[at]]
    return lambda chunk: [None if raw[0] is None else kept(raw) for raw in zip(*chunk[at:end], strict=True)]
