"""Column types with one meaning on both databases: ids never reused, moments in UTC, exact money, JSON; and the gated record's columns."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

from peewee import AutoField, BigIntegerField, IntegerField, TextField

from guanxi.data.database import Table, is_sqlite

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Id(AutoField):
    """A primary key that ascends and is never given out twice, also after the newest row was purged."""

    field_type = "BIGAUTO"

    def ddl_datatype(self, ctx: Any) -> Any:
        from peewee import SQL

        return SQL("INTEGER" if is_sqlite() else "BIGSERIAL")

    def ddl(self, ctx: Any) -> Any:
        node = super().ddl(ctx)
        if is_sqlite():
            from peewee import SQL

            node.nodes.append(SQL("AUTOINCREMENT"))
        return node


class Moment(BigIntegerField):
    """A point in time: aware datetime in UTC in Python, whole milliseconds since 1970 in the database."""

    def db_value(self, value: datetime | int | None) -> int | None:
        return to_ms(value) if isinstance(value, datetime) else value

    def python_value(self, value: int | None) -> datetime | None:
        return None if value is None else from_ms(value)


class Day(TextField):
    """A date without a zone: `date` in Python, ISO text in the database, so that both engines store and compare alike."""

    def db_value(self, value: date | str | None) -> str | None:
        return value.isoformat() if isinstance(value, date) else value

    def python_value(self, value: str | None) -> date | None:
        return None if value is None else date.fromisoformat(value)


class MoneyColumn(BigIntegerField):
    """Whole 1/10,000 of a currency unit; the currency code stands in a column of its own beside it."""


class Json(TextField):
    """A JSON value as text; the same bytes on both databases."""

    def db_value(self, value: Any) -> str | None:
        return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def python_value(self, value: Any) -> Any:
        return json.loads(value) if isinstance(value, str) else value


class RecordTable(Table):
    """What every gated record carries: owner and the owner's team for the gate, version, moments, bin, staff-defined values."""

    id = Id()
    owner_id = BigIntegerField(null=True)
    team_id = BigIntegerField(null=True)
    version = IntegerField(default=1)
    created_at = Moment()
    created_by = BigIntegerField(null=True)
    changed_at = Moment()
    deleted_at = Moment(null=True)
    cf = Json(null=True)


def to_ms(moment: datetime) -> int:
    """Whole milliseconds since 1970-01-01 UTC of an aware datetime."""
    return round(moment.timestamp() * 1000)


def from_ms(ms: int) -> datetime:
    """The aware UTC datetime of whole milliseconds since 1970-01-01 UTC."""
    return EPOCH + timedelta(milliseconds=ms)


def storable(text: str) -> str:
    """A text of unknown origin (a traceback, say) as both databases keep it: no NUL, no half characters."""
    return text.replace("\0", "\\0").encode("utf-8", "backslashreplace").decode()
