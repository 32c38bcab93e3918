"""Fields that stand in a side table of a resource: those that plugins add to another's records, and the tags of records."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from guanxi.data.fields import Field


@dataclass(frozen=True)
class Extension:
    """Fields that a plugin adds to another plugin's resource, kept in a 1:1 side table whose primary key is `record_id`.

    `kind` is given where several resources share one table: its rows then carry the resource's name in the column `kind`.
    """

    resource: str
    model: type[Any]
    fields: tuple[Field, ...]
    kind: str = ""

    @cached_property
    def table(self) -> str:
        """The side table's name, quoted for SQL."""
        return f'"{self.model._meta.table_name}"'

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns of all its fields."""
        return tuple(column for field in self.fields for column in field.columns)

    @cached_property
    def kept_columns(self) -> frozenset[str]:
        """Columns that the host copies from the record beside the fields, for the side table's own indexes."""
        return frozenset(self.model._meta.columns) - {*self.key, *self.columns}

    @property
    def key(self) -> tuple[str, ...]:
        """The columns of the table's primary key."""
        return ("kind", "record_id") if self.kind else ("record_id",)

    def mine(self, alias: str = "") -> str:
        """What is asked beside the record's id: SQL that begins with AND, or nothing where the table is the resource's own."""
        dot = f"{alias}." if alias else ""
        return f" AND {dot}kind = '{literal(self.kind)}'" if self.kind else ""


def literal(text: str) -> str:
    """A text as it stands between quotes in SQL."""
    return text.replace("'", "''")
