"""The row of totals below a list: over all that the filter finds, by currency, in the figure one has chosen."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from html import unescape
from typing import Any

import pytest

from guanxi.data.money import Money
from guanxi.records.standard import create

FIRMS = (
    ("Alder", 30, "100.50", "CNY", "trade"),
    ("Beech", 5, "0.01", "CNY", "trade"),
    ("Cedar", 300, "7", "USD", "trade"),
    ("Date", None, None, "", "finance"),
)
SHOWN = "c=name&c=employees&c=turnover"


@pytest.fixture
def firms(actor_of: Callable[[str], Any]) -> None:
    lead = actor_of("lead.east")
    for name, staff, amount, currency, industry in FIRMS:
        revenue = Money(Decimal(amount), currency) if amount else None
        values = {"name": name, "employees": staff, "turnover": revenue, "industry": industry}
        create(lead, lead.host.resources["contacts.company"], values)


def cells(html: str) -> dict[str, list[str]]:
    """The figures by the label of their column, the kind of figure first."""
    found = re.findall(r'<td class="num" data-l="([^"]*)"><a[^>]*>(.*?)</a>', html)
    return {
        label: [unescape(t) for t in re.findall(r'<span class="sum-[^"]*">([^<]*)', inner)]
        for label, inner in found
    }


def ways(html: str) -> list[str]:
    return [unescape(way) for way in re.findall(r'<a href="([^"]*)" data-figure', html)]


def test_totals_are_of_all_that_the_filter_finds_and_never_mix_currencies(
    firms: None, client_of: Callable[..., Any]
) -> None:
    client = client_of("lead.east")
    page = client.get(f"/contacts/companies/?{SHOWN}").text
    url = unescape(re.findall(r'<tfoot class="totals" hx-get="([^"]*)"', page)[0])
    assert 'aria-busy="true"' in page and "335" not in page
    told = cells(client.get(url).text)
    assert told["Employees"] == ["Sum", "335"]
    assert sorted(told["Turnover"][1:]) == ["USD 7.00", "¥100.51"]
    assert cells(client.get(f"{url}&industry=finance").text)["Employees"] == ["Sum", "–"]


def test_a_click_tells_the_average_and_then_how_many_are_filled(
    firms: None, client_of: Callable[..., Any]
) -> None:
    client = client_of("lead.east")
    answer = client.get(f"/contacts/companies/totals?{SHOWN}").text
    seen = []
    for _turn in range(3):
        address = ways(answer)[0]
        page = client.get(address).text
        answer = client.get(unescape(re.findall(r'<tfoot class="totals" hx-get="([^"]*)"', page)[0])).text
        seen.append(cells(answer)["Employees"])
    assert seen == [["Average", "111.67"], ["Filled", "3"], ["Sum", "335"]]


def test_no_figures_no_row(firms: None, client_of: Callable[..., Any]) -> None:
    client = client_of("lead.east")
    assert "<tfoot" not in client.get("/contacts/companies/?c=name&c=industry").text
    answer = client.get("/contacts/companies/totals?c=name&c=industry")
    assert (answer.status_code, answer.text) == (200, "")


def test_a_seller_elsewhere_is_told_of_none_of_these(firms: None, client_of: Callable[..., Any]) -> None:
    told = cells(client_of("seller.north").get(f"/contacts/companies/totals?{SHOWN}").text)
    assert told["Employees"] == ["Sum", "–"]


def test_odd_choices_of_figures_are_passed_over(firms: None, client_of: Callable[..., Any]) -> None:
    client = client_of("lead.east")
    for odd in ("employees", "employees:", "employees:x", ":", ",,", "nothing:sum", "a" * 3000):
        answer = client.get(f"/contacts/companies/totals?{SHOWN}&_figure={odd}")
        assert answer.status_code == 200 and cells(answer.text)["Employees"] == ["Sum", "335"]


def test_the_printed_list_ends_with_its_totals(firms: None, client_of: Callable[..., Any]) -> None:
    printed = client_of("admin").get(f"/contacts/companies/print?{SHOWN}&_figure=employees:average").text
    assert cells(printed)["Employees"] == ["Average", "111.67"]
