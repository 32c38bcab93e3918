"""Mainland China: days off and weekend days that are worked instead (调休), as the State Council announces them each November.

Each year is one entry: first and last day of each time off, then the Saturdays and Sundays that are worked. Compared day by day
with the packages holidays 0.109 and chinesecalendar 1.11; see docs/decisions/working-days.md.
"""

from __future__ import annotations

from datetime import date, timedelta

_YEARS: dict[int, tuple[str, str]] = {
    2025: (
        "01-01 01-28/02-04 04-04/04-06 05-01/05-05 05-31/06-02 10-01/10-08",
        "01-26 02-08 04-27 09-28 10-11",
    ),
    2026: (
        "01-01/01-03 02-15/02-23 04-04/04-06 05-01/05-05 06-19/06-21 09-25/09-27 10-01/10-07",
        "01-04 02-14 02-28 05-09 09-20 10-10",
    ),
}


def _days(year: int, text: str) -> list[date]:
    found = []
    for part in text.split():
        first, _slash, last = part.partition("/")
        day, end = (date.fromisoformat(f"{year}-{each}") for each in (first, last or first))
        while day <= end:
            found.append(day)
            day += timedelta(days=1)
    return found


OFF = frozenset(day for year, (off, _worked) in _YEARS.items() for day in _days(year, off))
WORKED = frozenset(day for year, (_off, worked) in _YEARS.items() for day in _days(year, worked))
YEARS = tuple(sorted(_YEARS))
