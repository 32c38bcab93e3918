"""A time of day without a date and without a zone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, ClassVar

from guanxi.data.chinese.width import fold_code
from guanxi.data.fields.field import COMPARE, Field, Invalid, described
from guanxi.data.formats import Format
from guanxi.data.messages import translator

_ = translator("guanxi")
LONGEST = 20
_CLOCK = re.compile(
    r"(?P<half>上午|下午|晚上|中午)?\s*(?P<hour>\d{1,2})\s*(?:[:：.点时]\s*(?P<minute>\d{1,2})?\s*分?)?\s*(?P<latin>am|pm)?",
    re.ASCII | re.IGNORECASE,
)
_COMPACT = re.compile(r"(?P<hour>\d{2})(?P<minute>\d{2})", re.ASCII)


@dataclass(frozen=True, eq=False)
class TimeOfDay(Field):
    """A time of day to the minute, kept as text (``14:30``); 9:05, 0905, 下午2点 and 2:30 pm are understood."""

    editor: ClassVar[str] = "text"
    operators: ClassVar[tuple[str, ...]] = COMPARE

    def read(self, text: str, fmt: Format) -> str | None:
        folded = fold_code(text) if len(text) <= LONGEST else text
        return read_time(folded) if folded.strip() else None

    def show(self, raw: Any, fmt: Format) -> str:
        return raw or ""

    def schema(self) -> dict[str, Any]:
        return described(self, {"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9]$"})


def read_time(text: str) -> str:
    """The time that a folded text means, as ``14:30``; raises Invalid."""
    text = text.strip()
    compact = _COMPACT.fullmatch(text)
    found = compact or (_CLOCK.fullmatch(text) if len(text) <= LONGEST else None)
    if not found:
        raise Invalid(_("There is no such time of day; write it as 14:30."))
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    half = "" if compact else (found["half"] or found["latin"] or "").lower()
    if (half in ("下午", "晚上", "pm") and hour < 12) or (half == "中午" and hour < 3):
        hour += 12
    elif half == "am" and hour == 12:
        hour = 0
    if hour > 23 or minute > 59:
        raise Invalid(_("There is no such time of day; write it as 14:30."))
    return f"{hour:02d}:{minute:02d}"
