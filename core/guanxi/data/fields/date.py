"""Days of the calendar, which have no zone."""

from __future__ import annotations

import re
from dataclasses import KW_ONLY, dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from guanxi.data.chinese.width import fold_code
from guanxi.data.fields.field import COMPARE, Field, Invalid, described, wrong_type
from guanxi.data.fields.maturity import Maturity
from guanxi.data.formats import PLAIN, Format
from guanxi.data.messages import Message, translator

_ = translator("guanxi")

MAX_RAW = 60
_DAY = re.compile(r"(\d{4})\s*(?:[-/.]|年)\s*(\d{1,2})\s*(?:[-/.]|月)\s*(\d{1,2})\s*[日号]?", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)


@dataclass(frozen=True, eq=False)
class Date(Field):
    """A day between 0001-01-01 and 9999-12-31, or between `min` and `max`; JSON ``2026-03-05``.

    `years` is the name and the label by which lists are also filtered for the full years since then:
    ``Date("birthday", years=("age", _("Age")))``. `matures` makes it a day of which somebody is reminded ahead, see Maturity:
    ``Date("until", matures=Maturity(days=7))``.
    """

    _: KW_ONLY
    min: date | None = None
    max: date | None = None
    years: tuple[str, Message | str] | None = None
    matures: Maturity | None = None

    editor: ClassVar[str] = "date"
    operators: ClassVar[tuple[str, ...]] = COMPARE

    def read(self, text: str, fmt: Format) -> date | None:
        folded = folded_date(text)
        return self.checked(read_day(folded)) if folded else None

    def accept(self, raw: Any, fmt: Format) -> date | None:
        if isinstance(raw, datetime) or not isinstance(raw, date):
            raise wrong_type(raw, _("a date such as 2026-03-05"))
        return self.checked(raw)

    def checked(self, day: date) -> date:
        """The day, if it lies within the bounds; else Invalid."""
        if self.min and day < self.min:
            raise Invalid(
                _("The earliest possible day is {day}; enter that or a later one.", day=self.min.isoformat())
            )
        if self.max and day > self.max:
            raise Invalid(
                _("The latest possible day is {day}; enter that or an earlier one.", day=self.max.isoformat())
            )
        return day

    def part(self, raw: Any) -> str:
        raise wrong_type(raw, _("a date such as 2026-03-05"))

    def to_row(self, value: date | None) -> tuple[Any, ...]:
        return (None if value is None else value.isoformat(),)

    def from_row(self, row: tuple[Any, ...]) -> date | None:
        return date.fromisoformat(row[0][:10]) if isinstance(row[0], str) else row[0]

    def show(self, raw: Any, fmt: Format) -> str:
        return "" if raw is None else fmt.date(raw)

    def input_text(self, value: date | None, fmt: Format = PLAIN) -> str:
        return "" if value is None else value.isoformat()

    def to_json(self, value: date | None) -> Any:
        return None if value is None else value.isoformat()

    def schema(self) -> dict[str, Any]:
        return described(self, {"type": "string", "format": "date"})


def folded_date(text: str) -> str:
    """The text in half width, trimmed; too long a text raises Invalid."""
    if len(text) > MAX_RAW:
        raise Invalid(_("This is too long for a date; write it as 2026-03-05."))
    return fold_code(text)


def read_day(text: str) -> date:
    """The day that a folded text means: 2026-03-05, 2026/3/5, 2026.3.5, 2026年3月5日, 20260305; raises
    Invalid.
    """
    found = _DAY.fullmatch(text) or _COMPACT.fullmatch(text)
    if not found:
        raise Invalid(_("This is no date; write year, month and day as in 2026-03-05."))
    try:
        return date(*map(int, found.groups()))
    except ValueError as error:
        raise Invalid(_("There is no such day ({value}); check month and day.", value=text)) from error
