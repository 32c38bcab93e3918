"""Which days are worked: Monday to Friday, the official days of a country, and what the house has entered itself above them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from guanxi.data.fields import Invalid
from guanxi.data.fields.date import folded_date, read_day
from guanxi.data.messages import Message, translator
from guanxi.people.escalation import ADMINISTER
from guanxi.plugins.mount import Setting
from guanxi.records.host import Host
from guanxi.work.calendar import mainland

_ = translator("guanxi")
MAINLAND, WEEKENDS = "mainland", "weekends"
ONE_DAY = timedelta(days=1)
LONGEST_LEAVE, LONGEST_SPAN, LONGEST_TEXT = 60, 366, 1900
_BETWEEN = re.compile(r"[,，;；、\s]+")
_SPAN = re.compile(r"\s*[~～]\s*")


@dataclass(frozen=True)
class WorkingDays:
    """A calendar: Monday to Friday are worked, but for `off`, and with `worked` beside them."""

    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()

    def works(self, day: date) -> bool:
        """Tell whether a day is worked."""
        return day in self.worked or (day.weekday() < 5 and day not in self.off)

    def last_until(self, day: date) -> date:
        """The day itself or the last working day before it; the day itself where there is none within two months."""
        return next((found for found in _steps(day, -1) if self.works(found)), day)

    def first_from(self, day: date) -> date:
        """The day itself or the first working day after it; the day itself where there is none within two months."""
        return next((found for found in _steps(day, 1) if self.works(found)), day)


def working_days(host: Host) -> WorkingDays:
    """The calendar of the house as it is set."""
    get = host.settings.get
    return _composed(
        str(get(CALENDAR.name, CALENDAR.default)),
        str(get(DAYS_OFF.name, "")),
        str(get(DAYS_WORKED.name, "")),
    )


def read_days(text: str) -> frozenset[date]:
    """The days that a text names: ``2027-02-06, 2027-10-01~2027-10-07``. Raises Invalid."""
    found = set[date]()
    for part in filter(None, _BETWEEN.split(_SPAN.sub("~", text))):
        first, _dash, last = part.partition("~")
        day, end = (read_day(folded_date(each)) for each in (first, last or first))
        if not 0 <= (end - day).days < LONGEST_SPAN:
            raise Invalid(_("{span} does not end within a year after it begins.", span=part))
        found.update(day + timedelta(days=number) for number in range((end - day).days + 1))
    return frozenset(found)


def fault_in_days(value: object) -> Message | None:
    """What is wrong with a text that is to name days."""
    try:
        read_days(str(value))
    except Invalid as wrong:
        return wrong.message
    return _("At most {n} characters.").format(n=LONGEST_TEXT) if len(str(value)) > LONGEST_TEXT else None


@lru_cache(maxsize=16)
def _composed(name: str, off: str, worked: str) -> WorkingDays:
    """What the house has entered holds above the official days."""
    own_off, own_worked = _own(off), _own(worked)
    known = mainland if name == MAINLAND else None
    return WorkingDays(
        off=((known.OFF if known else frozenset()) | own_off) - own_worked,
        worked=((known.WORKED if known else frozenset()) | own_worked) - own_off,
    )


def _own(text: str) -> frozenset[date]:
    try:
        return read_days(text)
    except Invalid:
        return frozenset()


def _steps(day: date, direction: int) -> Iterator[date]:
    for number in range(LONGEST_LEAVE):
        yield day + direction * number * ONE_DAY


CALENDAR = Setting(
    "host.calendar",
    (MAINLAND, WEEKENDS),
    MAINLAND,
    _("Working days"),
    ADMINISTER,
    {
        MAINLAND: _("Mainland China; its official days are known for {first} to {last}").format(
            first=str(mainland.YEARS[0]), last=str(mainland.YEARS[-1])
        ),
        WEEKENDS: _("Monday to Friday"),
    },
)
DAYS_OFF = Setting(
    "host.days_off",
    str,
    "",
    _("Further days off, such as 2027-02-06~2027-02-12, 2027-05-01"),
    ADMINISTER,
    check=fault_in_days,
)
DAYS_WORKED = Setting(
    "host.days_worked",
    str,
    "",
    _("Weekend days that are worked, such as 2027-02-20, 2027-02-21"),
    ADMINISTER,
    check=fault_in_days,
)
SETTINGS = (CALENDAR, DAYS_OFF, DAYS_WORKED)
