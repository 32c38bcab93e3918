"""Lunar birthdays of demo persons: every fifth keeps one, among them one of a leap month and one of a thirtieth of the last month."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from guanxi.api import identity_check_digit

if TYPE_CHECKING:
    from guanxi_contacts.demo import DemoPerson

KEEPS = "过农历生日：{day}"
EVERY = 5
LEAP, LAST = "闰六月", "腊月三十"
MONTHS = ("正月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "冬月", "腊月")
DIGITS = "一二三四五六七八九十"
# Of each year: month and day of the first day of its first month, the month that is doubled (0: none), 1 for each month of
# thirty days and 0 for each of twenty-nine. Compared day by day with borax 4.1.
YEARS = {
    1957: (1, 31, 8, "1010100101010"), 1958: (2, 18, 0, "111010010101"), 1959: (2, 8, 0, "011010101010"),
    1960: (1, 28, 6, "1010110101010"), 1961: (2, 15, 0, "101010110101"), 1962: (2, 5, 0, "010010110110"),
    1963: (1, 25, 4, "1010010101110"), 1964: (2, 13, 0, "101001010111"), 1965: (2, 2, 0, "010100100110"),
    1966: (1, 21, 3, "1110100100110"), 1967: (2, 9, 0, "110110010101"), 1968: (1, 30, 7, "0101101010101"),
    1969: (2, 17, 0, "010101101010"), 1970: (2, 6, 0, "100101101101"), 1971: (1, 27, 5, "0100101011101"),
    1972: (2, 15, 0, "010010101101"), 1973: (2, 3, 0, "101001001101"), 1974: (1, 23, 4, "1101001001101"),
    1975: (2, 11, 0, "110100100101"), 1976: (1, 31, 8, "1101010100101"), 1977: (2, 18, 0, "101101010100"),
    1978: (2, 7, 0, "101101101010"), 1979: (1, 28, 6, "1001011011010"), 1980: (2, 16, 0, "100101011011"),
    1981: (2, 5, 0, "010010011011"), 1982: (1, 25, 4, "1010010010111"), 1983: (2, 13, 0, "101001001011"),
    1984: (2, 2, 10, "1011001001011"), 1985: (2, 20, 0, "011010100101"), 1986: (2, 9, 0, "011011010100"),
    1987: (1, 29, 6, "1010110110100"), 1988: (2, 17, 0, "101010110110"), 1989: (2, 6, 0, "100101010111"),
    1990: (1, 27, 5, "0100100101111"), 1991: (2, 15, 0, "010010010111"), 1992: (2, 4, 0, "011001001011"),
    1993: (1, 23, 3, "0110101001010"), 1994: (2, 10, 0, "111010100101"), 1995: (1, 31, 8, "0110101100101"),
    1996: (2, 19, 0, "010110101100"), 1997: (2, 7, 0, "101010110110"), 1998: (1, 28, 5, "1001001101101"),
    1999: (2, 16, 0, "100100101110"), 2000: (2, 5, 0, "110010010110"), 2001: (1, 24, 4, "1101010010101"),
    2002: (2, 12, 0, "110101001010"), 2003: (2, 1, 0, "110110100101"), 2004: (1, 22, 2, "0101101010101"),
    2005: (2, 9, 0, "010101101010"), 2006: (1, 29, 7, "1010101011011"), 2007: (2, 18, 0, "001001011101"),
    2008: (2, 7, 0, "100100101101"), 2009: (1, 26, 5, "1100100101011"), 2010: (2, 14, 0, "101010010101"),
    2011: (2, 3, 0, "101101001010"), 2012: (1, 23, 4, "1011010101010"),
}  # fmt: skip


def lunar_day(day: date) -> str:
    """The day in the Chinese calendar as one says it, such as 闰六月初三; raises KeyError outside the years of the table."""
    year = day.year if day >= _first(day.year) else day.year - 1
    left = (day - _first(year)).days
    for name, length in _months(year):
        if left < length:
            return name + _number(left + 1)
        left -= length
    raise KeyError(day)


def keep_lunar_birthdays(source: random.Random, persons: Iterable[DemoPerson]) -> None:
    """Let every fifth of those whose birthday is known keep it by the Chinese calendar, and say so in the note."""
    known = [each for each in persons if each.values["birthday"] is not None]
    rare: dict[int, DemoPerson] = {}
    for wanted in (LEAP, LAST):
        for person in known:
            days = [day for day in _near(person.values["birthday"]) if lunar_day(day).startswith(wanted)]
            if days and id(person) not in rare:
                rare[id(person)] = person
                _born(person, source.choice(days))
                break
    others = [each for each in known if id(each) not in rare]
    for person in [*rare.values(), *source.sample(others, max(0, len(known) // EVERY - len(rare)))]:
        person.values["note"] = KEEPS.format(day=lunar_day(person.values["birthday"]))


def _near(born: date) -> Iterator[date]:
    """The days of the year of birth, in which the same given names are given."""
    first = date(born.year, 1, 1)
    return (first + timedelta(days=each) for each in range(365))


def _born(person: DemoPerson, day: date) -> None:
    """Give the person another birthday; an identity number has it too."""
    person.values["birthday"] = day
    number = person.values["id_number"]
    if number:
        first = f"{number[:6]}{day:%Y%m%d}{number[14:17]}"
        person.values["id_number"] = first + identity_check_digit(first)


def _first(year: int) -> date:
    month, day, *_rest = YEARS[year]
    return date(year, month, day)


def _months(year: int) -> Iterator[tuple[str, int]]:
    """The months of a year with their lengths in days, a doubled one after the one whose number it has."""
    _month, _day, doubled, lengths = YEARS[year]
    names = [name for number, name in enumerate(MONTHS, 1) for name in _twice(name, again=number == doubled)]
    return zip(names, (30 if each == "1" else 29 for each in lengths), strict=True)


def _twice(name: str, *, again: bool) -> tuple[str, ...]:
    return (name, f"闰{name}") if again else (name,)


def _number(day: int) -> str:
    """初一 to 三十."""
    if day <= 10:
        return f"初{DIGITS[day - 1]}"
    if day in (20, 30):
        return "二十" if day == 20 else "三十"
    return f"{'十' if day < 20 else '廿'}{DIGITS[day % 10 - 1]}"
