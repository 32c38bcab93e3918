"""How numbers, money, dates and times are shown: one frozen format for a language, a zone and a base
currency, with small caches.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_decimal, get_currency_precision, get_currency_symbol

from guanxi.data.messages import Message, translator, use_language
from guanxi.data.money import UNITS, Money

_ = translator("guanxi")

CACHED = 4096
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
FAR_MS = 3 * 24 * 3_600_000
LOCALES = {"en": "en_GB", "zh": "zh_Hans_CN"}
HALF_SHOWN = Decimal("0.005")
WAN, YI = Decimal(10_000), Decimal(100_000_000)


class Format:
    """Shows values to one kind of reader; get it by `Format.of`, which gives the same object for the same
    arguments.

    `language` is a key of LANGUAGES, `zone` an IANA time zone (points in time are shown in it), `currency`
    the base currency (ISO 4217), which is shown by its sign; every other currency is shown by its code.
    """

    __slots__ = (
        "_date",
        "_datetime",
        "_day",
        "_long_date",
        "_money",
        "_number",
        "_scaled",
        "currency",
        "language",
        "locale",
        "tzinfo",
        "zone",
    )

    def __init__(self, language: str = "en", zone: str = "UTC", currency: str = "CNY") -> None:
        self.language, self.zone, self.currency = language, zone, currency
        self.locale = _locale(language)
        self.tzinfo = ZoneInfo(zone)
        self._number: Callable[[Any, int | None], str] = lru_cache(CACHED)(self._make_number)
        self._scaled: Callable[[int, int, int | None], str] = lru_cache(CACHED)(self._make_scaled)
        self._money: Callable[[int, str], str] = lru_cache(CACHED)(self._make_money)
        self._date: Callable[[Any], str] = lru_cache(CACHED)(self._make_date)
        self._datetime: Callable[[int], str] = lru_cache(CACHED)(self._make_datetime)
        self._day: Callable[[dt.date], str] = lru_cache(CACHED)(self._make_day)
        self._long_date: Callable[[dt.date], str] = lru_cache(CACHED)(self._make_long_date)

    @classmethod
    def of(cls, language: str = "en", zone: str = "UTC", currency: str = "CNY") -> Format:
        """The one format of these arguments; an unknown zone raises `zoneinfo.ZoneInfoNotFoundError`."""
        return _format(language, zone, currency)

    def __repr__(self) -> str:
        return f"Format({self.language!r}, {self.zone!r}, {self.currency!r})"

    def number(self, value: int | Decimal, places: int | None = None) -> str:
        """A number with thousand separators; `places` fixes the decimals: ``1,234,567.89``."""
        return self._number(value, places)

    def scaled(self, units: int, places: int, shown: int | None = None) -> str:
        """A number kept as whole 10^-`places`; `shown` fixes the decimals."""
        return self._scaled(units, places, shown)

    def percent(self, value: int | Decimal) -> str:
        """A share given in per cent, without blank: ``12.5%``."""
        return self._number(value, None) + "%"

    def money(self, units: int, currency: str = "") -> str:
        """Whole 1/10,000 of `currency` (by default the base one): ``¥1,234.50``, ``USD 300.00``."""
        return self._money(units, currency or self.currency)

    def amount(self, money: Money) -> str:
        """A money value, as `money` shows it."""
        return self._money(money.units, money.currency)

    def date(self, day: dt.date | str) -> str:
        """A date in tables and files: ``2026-03-05``. Takes what either database returns."""
        return self._date(day)

    def long_date(self, day: dt.date) -> str:
        """A date in sentences and papers: 2026年3月5日, ``5 March 2026``."""
        return self._long_date(day)

    def day(self, day: dt.date, today: dt.date) -> str:
        """A date near `today`: 3月5日 周四 this year, else the long date."""
        if day.year != today.year:
            return self.long_date(day)
        return self._day(day)

    def datetime(self, moment: int | dt.datetime) -> str:
        """A point in time (ms since 1970 UTC, or aware) in the reader's zone to the minute: ``2026-03-05
        14:30``.
        """
        return self._datetime(moment if isinstance(moment, int) else _minute_ms(moment))

    def local(self, moment: int | dt.datetime) -> dt.datetime:
        """A point in time (ms since 1970 UTC, or aware) as an aware datetime in the reader's zone."""
        if isinstance(moment, int):
            moment = EPOCH + dt.timedelta(milliseconds=moment)
        return moment.astimezone(self.tzinfo)

    def time(self, moment: int | dt.datetime) -> str:
        """The time of day in the reader's zone, 24 hours: ``14:30``."""
        return f"{self.local(moment):%H:%M}"

    def relative(self, moment: int | dt.datetime, now: dt.datetime) -> str:
        """A point in time beside `now`: 刚刚, 5 分钟前, 14:30 today, 昨天 14:30, then the date."""
        if isinstance(moment, int) and abs(_minute_ms(now) - moment) > FAR_MS:
            return self.datetime(moment)[:10]
        then, here = self.local(moment), self.local(now)
        seconds = (here - then).total_seconds()
        if 0 <= seconds < 60:
            return self.text(_("just now"))
        if 60 <= seconds < 3600:
            return self.text(_("{n} minute ago", "{n} minutes ago", n=int(seconds // 60)))
        days = (here.date() - then.date()).days
        if days == 0:
            return self.time(then)
        if days in (1, -1):
            sentence = _("Yesterday {time}") if days == 1 else _("Tomorrow {time}")
            return self.text(sentence.format(time=self.time(then)))
        return self.date(then.date())

    def size(self, size: int) -> str:
        """A size in bytes: ``0 B``, ``1.5 KB``, ``20 MB`` (1 KB = 1024 bytes)."""
        amount, unit = Decimal(size), "B"
        for unit in ("B", "KB", "MB", "GB", "TB"):
            if amount < 1024 or unit == "TB":
                break
            amount /= 1024
        shown = amount.quantize(Decimal(1) if unit == "B" or amount >= 10 else Decimal("0.1"))
        return f"{self.number(shown)} {unit}"

    def compact(self, value: int | Decimal) -> str:
        """A large number for headings and tiles: ``123.46 万``, ``1.23 亿``; in English ``1.23 million``."""
        number = Decimal(value)
        steps = ((YI, _("{number} hundred million")), (WAN, _("{number} ten thousand")))
        if self.language != "zh":
            steps = ((Decimal(10**9), _("{number} billion")), (Decimal(10**6), _("{number} million")))
        for (step, sentence), below in zip(steps, (steps[1][0], Decimal(0)), strict=True):
            rounded_up = below * HALF_SHOWN  # so near, it would be shown as a whole one of this unit anyway
            if abs(number) >= step - rounded_up:
                return self.text(sentence.format(number=self._make_number(number / step, 2)))
        return self.number(number)

    def text(self, message: Message) -> str:
        """A message in the reader's language."""
        with use_language(self.language):
            return str(message)

    def _make_number(self, value: int | Decimal, places: int | None) -> str:
        if isinstance(value, int) and not places:
            return f"{value:,}"
        pattern = "#,##0" + ("." + "0" * places if places else "" if places == 0 else ".##########")
        return str(format_decimal(value, pattern, locale=self.locale))

    def _make_scaled(self, units: int, places: int, shown: int | None) -> str:
        return self._make_number(Decimal(units).scaleb(-places), shown)

    def _make_money(self, units: int, currency: str) -> str:
        places = max(_precision(currency), _places_needed(units))
        figure = self._make_number(Decimal(abs(units)) / UNITS, places)
        sign = "-" if units < 0 else ""
        return (
            sign
            + (_symbol(currency, self.language) if currency == self.currency else f"{currency} ")
            + figure
        )

    def _make_date(self, day: dt.date | str) -> str:
        return day[:10] if isinstance(day, str) else day.isoformat()[:10]

    def _make_long_date(self, day: dt.date) -> str:
        return str(format_date(day, "yyyy年M月d日" if self.language == "zh" else "d MMMM yyyy", self.locale))

    def _make_day(self, day: dt.date) -> str:
        return str(format_date(day, "M月d日 EEE" if self.language == "zh" else "EEE d MMM", self.locale))

    def _make_datetime(self, moment: int) -> str:
        return self.local(moment).isoformat(" ", "minutes")[:16]


@lru_cache(maxsize=64)
def _format(language: str, zone: str, currency: str) -> Format:
    return Format(language, zone, currency)


@lru_cache(maxsize=16)
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(LOCALES.get(language, language))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")


@lru_cache(maxsize=512)
def _symbol(currency: str, language: str) -> str:
    symbol = "¥" if currency == "CNY" else str(get_currency_symbol(currency, _locale(language)))
    return symbol + " " if symbol.isalpha() else symbol


@lru_cache(maxsize=512)
def _precision(currency: str) -> int:
    return int(get_currency_precision(currency))


def _places_needed(units: int) -> int:
    places, rest = 4, abs(units) % UNITS
    while places and rest % 10 == 0:
        places, rest = places - 1, rest // 10
    return places


def _minute_ms(moment: dt.datetime) -> int:
    return int((moment - EPOCH).total_seconds() // 60) * 60_000


PLAIN = Format.of()
