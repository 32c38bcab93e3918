"""Points in time: entered and shown in the reader's zone, kept in UTC."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, timezone
from typing import Any, ClassVar

from guanxi.data.columns import to_ms
from guanxi.data.fields.date import folded_date, read_day
from guanxi.data.fields.field import COMPARE, Field, Invalid, described, wrong_type
from guanxi.data.formats import EPOCH, PLAIN, Format
from guanxi.data.messages import translator

_ = translator("guanxi")

FIRST = datetime(1, 1, 3, tzinfo=UTC)
LAST = datetime(9999, 12, 29, tzinfo=UTC)
_TIME = re.compile(
    r"(?P<day>.{6,20}?)(?:[Tt\s]\s*|(?<=[日号]))(?P<half>上午|下午|晚上|中午)?\s*"
    r"(?P<hour>\d{1,2})(?:[:：点时](?P<minute>\d{1,2})?分?)(?:[:：]?(?P<second>\d{1,2})(?:[.,](?P<part>\d{1,9}))?秒?)?"
    r"\s*(?P<zone>[Zz]|[+-]\d{2}:?\d{2})?",
    re.ASCII,
)


@dataclass(frozen=True, eq=False)
class DateTime(Field):
    """A point in time, kept as whole milliseconds since 1970 UTC (column type `Moment`); the value is an
    aware datetime in UTC.

    A text without zone is meant in the reader's zone. JSON is RFC 3339 in UTC. Bounds: 0001-01-03 to
    9999-12-28, so that every zone can show it.
    """

    editor: ClassVar[str] = "datetime"
    operators: ClassVar[tuple[str, ...]] = COMPARE

    def read(self, text: str, fmt: Format) -> datetime | None:
        folded = folded_date(text)
        return _checked(_read(folded, fmt)) if folded else None

    def accept(self, raw: Any, fmt: Format) -> datetime | None:
        if not isinstance(raw, datetime) or raw.tzinfo is None:
            raise wrong_type(raw, _("a point in time such as 2026-03-05T14:30:00Z"))
        return _checked(raw)

    def part(self, raw: Any) -> str:
        raise wrong_type(raw, _("a point in time such as 2026-03-05T14:30:00Z"))

    def to_row(self, value: datetime | None) -> tuple[Any, ...]:
        return (None if value is None else to_ms(value),)

    def from_row(self, row: tuple[Any, ...]) -> datetime | None:
        return EPOCH + timedelta(milliseconds=row[0]) if isinstance(row[0], int) else row[0]

    def show(self, raw: Any, fmt: Format) -> str:
        return "" if raw is None else fmt.datetime(raw)

    def input_text(self, value: datetime | None, fmt: Format = PLAIN) -> str:
        return "" if value is None else fmt.local(value).replace(tzinfo=None).isoformat(timespec="auto")

    def to_json(self, value: datetime | None) -> Any:
        return (
            None
            if value is None
            else value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        )

    def schema(self) -> dict[str, Any]:
        return described(self, {"type": "string", "format": "date-time"})


def _checked(moment: datetime) -> datetime:
    """In UTC, cut to the millisecond; out of bounds raises Invalid."""
    try:
        utc = moment.astimezone(UTC)
    except OverflowError:
        utc = datetime.max.replace(tzinfo=UTC)
    if not FIRST <= utc <= LAST:
        raise Invalid(_("This day cannot be kept; check the year."))
    return utc.replace(microsecond=utc.microsecond // 1000 * 1000)


def _read(text: str, fmt: Format) -> datetime:
    found = _TIME.fullmatch(text)
    if not found:
        day, clock, zone = read_day(text), time(), None
    else:
        day, clock, zone = read_day(found["day"].strip()), _clock(found), found["zone"]
    try:
        return datetime.combine(day, clock, fmt.tzinfo if zone is None else _zone(zone)).astimezone(UTC)
    except (OverflowError, ValueError) as error:
        raise Invalid(_("This day cannot be kept; check the year.")) from error


def _clock(found: re.Match[str]) -> time:
    hour = int(found["hour"])
    if (found["half"] in ("下午", "晚上") and hour < 12) or (found["half"] == "中午" and hour < 3):
        hour += 12
    part = (found["part"] or "").ljust(6, "0")[:6]
    try:
        return time(hour, int(found["minute"] or 0), int(found["second"] or 0), int(part))
    except ValueError as error:
        raise Invalid(_("There is no such time of day; write it as 14:30.")) from error


def _zone(text: str) -> timezone:
    if text in "Zz":
        return UTC
    digits = text[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)
