"""Formats: how numbers, money, dates and times are shown."""

import datetime as dt
from decimal import Decimal

import pytest

from guanxi.data.formats import Format
from guanxi.data.money import Money

ZH = Format.of("zh", "Asia/Shanghai", "CNY")
EN = Format.of("en", "Europe/London", "USD")
NOW = dt.datetime(2026, 3, 5, 6, 30, tzinfo=dt.UTC)


def ms(moment: dt.datetime) -> int:
    return int(moment.timestamp() * 1000)


def test_equal_arguments_give_the_same_format() -> None:
    assert Format.of("zh", "Asia/Shanghai", "CNY") is ZH


@pytest.mark.parametrize(
    ("units", "currency", "shown"),
    [
        (12_345_000, "CNY", "¥1,234.50"),
        (-800_000, "CNY", "-¥80.00"),
        (3_000_000, "USD", "USD 300.00"),
        (-3_000_000, "USD", "-USD 300.00"),
        (35, "CNY", "¥0.0035"),
        (1_000_000, "JPY", "JPY 100"),
        (2**63 - 1, "CNY", "¥922,337,203,685,477.5807"),
    ],
)
def test_money_has_its_sign_before_the_figure(units: int, currency: str, shown: str) -> None:
    assert ZH.money(units, currency) == shown


def test_the_base_currency_has_its_sign_and_others_their_code() -> None:
    assert EN.money(3_000_000) == "US$300.00"
    assert EN.money(3_000_000, "CNY") == "CNY 300.00"
    assert ZH.amount(Money(Decimal("5"), "CNY")) == "¥5.00"


def test_numbers_have_thousand_separators_in_both_languages() -> None:
    for fmt in (ZH, EN):
        assert fmt.number(Decimal("1234567.89")) == "1,234,567.89"
        assert fmt.number(1234567) == "1,234,567"
        assert fmt.number(Decimal("-3.10"), 2) == "-3.10"
        assert fmt.percent(Decimal("12.50")) == "12.5%"
        assert fmt.percent(80) == "80%"


def test_dates_in_tables_sentences_and_near_today() -> None:
    day = dt.date(2026, 3, 5)
    assert ZH.date(day) == ZH.date("2026-03-05") == EN.date(day) == "2026-03-05"
    assert ZH.long_date(day) == "2026年3月5日"
    assert EN.long_date(day) == "5 March 2026"
    assert ZH.day(day, dt.date(2026, 1, 1)) == "3月5日 周四"
    assert ZH.day(day, dt.date(2027, 1, 1)) == "2026年3月5日"


def test_moments_are_shown_in_the_readers_zone() -> None:
    assert ZH.datetime(ms(NOW)) == ZH.datetime(NOW) == "2026-03-05 14:30"
    assert EN.datetime(ms(NOW)) == "2026-03-05 06:30"
    assert ZH.datetime(-62_135_400_000_000) == "0001-01-03 14:45"


@pytest.mark.parametrize(
    ("ago", "chinese", "english"),
    [
        (dt.timedelta(seconds=5), "刚刚", "just now"),
        (dt.timedelta(seconds=60), "1 分钟前", "1 minute ago"),
        (dt.timedelta(minutes=5), "5 分钟前", "5 minutes ago"),
        (dt.timedelta(hours=3), "11:30", "03:30"),
        (dt.timedelta(days=1), "昨天 14:30", "Yesterday 06:30"),
        (dt.timedelta(days=-1), "明天 14:30", "Tomorrow 06:30"),
        (dt.timedelta(days=2), "2026-03-03", "2026-03-03"),
    ],
)
def test_relative_times(ago: dt.timedelta, chinese: str, english: str) -> None:
    assert (ZH.relative(NOW - ago, NOW), EN.relative(ms(NOW - ago), NOW)) == (chinese, english)


def test_sizes_and_figures_for_tiles() -> None:
    assert [EN.size(n) for n in (0, 1023, 1536, 20 * 1024**2)] == ["0 B", "1,023 B", "1.5 KB", "20 MB"]
    assert ZH.compact(Decimal("1234600")) == "123.46 万"
    assert ZH.compact(123_000_000) == "1.23 亿"
    assert EN.compact(123_000_000) == "123.00 million"
    assert ZH.compact(9999) == "9,999"
    assert EN.compact(999_994_999) == "999.99 million"
    assert [EN.compact(sign * 999_995_000) for sign in (1, -1)] == ["1.00 billion", "-1.00 billion"]
    assert ZH.compact(99_999_999) == "1.00 亿"
