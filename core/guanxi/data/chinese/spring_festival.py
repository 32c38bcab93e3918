"""The day of the Spring Festival (春节, the first day of the lunar year) in each year from 2000 to 2050."""

from __future__ import annotations

from datetime import date

FIRST_YEAR = 2000
_DAYS = """
02-05 01-24 02-12 02-01 01-22 02-09 01-29 02-18 02-07 01-26 02-14 02-03 01-23 02-10 01-31 02-19 02-08
01-28 02-16 02-05 01-25 02-12 02-01 01-22 02-10 01-29 02-17 02-06 01-26 02-13 02-03 01-23 02-11 01-31
02-19 02-08 01-28 02-15 02-04 01-24 02-12 02-01 01-22 02-10 01-30 02-17 02-06 01-26 02-14 02-02 01-23
""".split()
"""Compared with the package lunardate 0.2.2."""


def spring_festival(year: int) -> date | None:
    """The first day of the lunar year that begins in this year; None where it is not known."""
    place = year - FIRST_YEAR
    return date.fromisoformat(f"{year}-{_DAYS[place]}") if 0 <= place < len(_DAYS) else None
