"""Lists in groups: heads that count what they open, by choices, links and spans of time, on both databases."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from guanxi.data.columns import to_ms
from guanxi.data.database import rows, run
from guanxi.records.listing import ListQuery
from guanxi.records.listing_days import borders, spans
from guanxi.records.listing_sums import count
from guanxi.records.standard import create
from guanxi.web.grouping import heads as heads_of
from guanxi.web.grouping import offered

PATH = "/contacts/companies/"
BOUGHT = (date(2024, 12, 29), date(2024, 12, 30), date(2025, 1, 1), date(2025, 3, 31), date(2025, 4, 1), None)
INDUSTRIES = ("trade", "trade", "finance", None, "trade", "finance")


@pytest.fixture
def firms(actor_of: Callable[[str], Any]) -> None:
    lead = actor_of("lead.east")
    purchases, companies = (lead.host.resources[f"contacts.{name}"] for name in ("purchase", "company"))
    for number, (day, industry) in enumerate(zip(BOUGHT, INDUSTRIES, strict=True)):
        values = {"name": f"Firm {number}", "industry": industry, "employees": 10**number}
        firm = create(lead, companies, {name: value for name, value in values.items() if value is not None})
        if day is not None:
            create(lead, purchases, {"company": firm.ref.id, "day": day, "amount": "10"})


def heads(html: str) -> dict[str, tuple[int, str, str]]:
    """Count, address of the list and of the inside, by label."""
    found = re.findall(
        r'data-group="([^"]*)".*?<span class="group-label">([^<]*)</span><a class="count" href="([^"]*)"[^>]*>([\d,]+)<',
        html,
        re.DOTALL,
    )
    return {
        unescape(label): (int(number.replace(",", "")), unescape(href), unescape(url))
        for url, label, href, number in found
    }


def names(html: str) -> list[str]:
    return re.findall(r'<a id="n\d+"[^>]*>([^<]*)</a>', html)


def test_each_count_opens_exactly_its_rows_as_a_filter(firms: None, client_of: Callable[..., Any]) -> None:
    client = client_of("lead.east")
    page = client.get(f"{PATH}?group=industry&name^=Firm").text
    assert not names(page)
    (url,) = re.findall(r'class="later" hx-get="([^"]*groups[^"]*)"', page)
    found = heads(client.get(unescape(url)).text)
    assert sorted(number for number, _href, _url in found.values()) == [1, 2, 3]
    assert list(found)[-1] == "Not set"
    for number, href, inside in found.values():
        assert len(names(client.get(href).text)) == number == len(names(client.get(inside).text))


@pytest.mark.parametrize(
    ("unit", "counts"),
    [
        ("day", [1] * 6),
        ("week", [2, 2, 1, 1]),
        ("month", [1, 1, 1, 2, 1]),
        ("quarter", [1, 2, 2, 1]),
        ("year", [3, 2, 1]),
    ],
)
def test_days_are_grouped_by_spans_the_latest_first(
    firms: None, client_of: Callable[..., Any], unit: str, counts: list[int]
) -> None:
    client = client_of("lead.east")
    found = heads(client.get(f"{PATH}groups?group=bought_last:{unit}&name^=Firm").text)
    assert [number for number, _href, _url in found.values()] == counts
    if unit == "week":
        assert list(found)[1] == "2025, week 1"
    for number, href, _inside in found.values():
        assert len(names(client.get(href).text)) == number


def test_a_second_field_stands_inside_the_first_and_sums_are_told(
    firms: None, client_of: Callable[..., Any]
) -> None:
    client = client_of("lead.east")
    outer = client.get(
        f"{PATH}groups?group=industry&group=bought_last:year&c=name&c=employees&name^=Firm"
    ).text
    assert '<span class="sum-text">10,011</span>' in outer
    _number, _href, inside = next(each for each in heads(outer).values() if each[0] == 3)
    inner = heads(client.get(inside).text)
    assert {label: number for label, (number, *_more) in inner.items()} == {"2025": 1, "2024": 2}
    assert len(names(client.get(inner["2024"][2]).text)) == 2


def test_what_one_may_not_see_is_in_no_group(firms: None, client_of: Callable[..., Any]) -> None:
    for user, number in (("lead.east", 6), ("seller.north", 0)):
        for field in ("bought_last:year", "industry", "owner", "changed_at:month"):
            answer = client_of(user).get(f"{PATH}groups?group={field}&name^=Firm").text
            assert sum(each[0] for each in heads(answer).values()) == number


def test_the_chooser_offers_fields_and_units_and_what_is_unknown_groups_nothing(
    firms: None, client_of: Callable[..., Any]
) -> None:
    client = client_of("lead.east")
    form = client.get(f"{PATH}grouping?group=bought_last:week&sort=name").text
    assert '<option value="bought_last:week" selected>Bought last' in form
    assert '<input type="hidden" name="sort" value="name">' in form
    for odd in ("nothing", "name", ",,", "bought_last:century", "x" * 500):
        assert names(client.get(f"{PATH}?group={odd}").text)


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York", "Pacific/Apia", "UTC"])
def test_moments_fall_into_days_of_the_readers_clock_and_open_exactly_their_rows(
    firms: None, actor_of: Callable[[str], Any], zone: str
) -> None:
    lead = replace(actor_of("lead.east"), zone=zone)
    companies = lead.host.resources["contacts.company"]
    query = ListQuery(companies, filter=[{"field": "name", "op": "starts", "value": "Firm"}])
    moments = [datetime(2026, 3, 8, hour, 0, tzinfo=UTC) for hour in (4, 5, 6, 7, 23)] + [
        datetime(2011, 12, 30, 9, 59, 59, tzinfo=UTC)
    ]
    table = companies.model._meta.table_name
    for moment, (key,) in zip(moments, rows(f"SELECT id FROM {table} WHERE name LIKE 'Firm %'"), strict=True):
        run(f"UPDATE {table} SET changed_at = ? WHERE id = ?", [to_ms(moment), key])
    expected = Counter(moment.astimezone(ZoneInfo(zone)).date() for moment in moments)
    by = next(each for each in offered(lead, companies) if each.text == "changed_at:day")
    assert {span.first: span.count for span in spans(lead, query, "changed_at", "day")} == expected
    found, complete = heads_of(lead, query, by, ("employees",))
    assert complete and sum(total.units for head in found for total in head.totals["employees"]) == 111_111
    for head in found:
        asks = [value for _name, value in head.asks]
        narrowed = [{"field": asks[at], "op": asks[at + 1], "value": asks[at + 2]} for at in (0, 3)]
        assert count(lead, replace(query, filter=[*query.filter, *narrowed])).number == head.count


def test_borders_of_a_day_are_those_of_the_zone() -> None:
    day = date(2026, 3, 8)
    since, until = borders(day, day, "America/New_York")
    assert until - since == timedelta(hours=23)
