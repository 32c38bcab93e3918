"""Filters typed into the search box of a list: what is offered to whom, how it combines, and how it is taken away."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest

from guanxi.records.standard import create
from guanxi.web.facets import offers
from guanxi.work.activities.resource import activities

COMPANIES = "/contacts/companies/"
FIRMS = {
    "Alder": {"industry": "manufacturing", "employees": 30, "city": "Hangzhou"},
    "白鹭": {"industry": "trade", "employees": 5, "city": "Hankou"},
    "Cedar": {"industry": "trade", "employees": 300, "city": "Hangzhou"},
}
OPTION = re.compile(
    r'<a class="option"[^>]*href="([^"]*)"><span class="quiet">([^<]*)</span> <span[^>]*>([^<]*)'
)


@pytest.fixture
def firms(actor_of: Callable[[str], Any]) -> dict[str, int]:
    lead = actor_of("lead.east")
    companies = lead.host.resources["contacts.company"]
    return {name: create(lead, companies, {"name": name, **more}).ref.id for name, more in FIRMS.items()}


def offered(client: Any, typed: str, query: str = "", place: str = "") -> dict[str, str]:
    """The address by what an offer says."""
    page = client.get(f"{COMPANIES}{place}facets?{query}&q={quote(typed)}").text
    return {f"{label} {text}": unescape(href) for href, label, text in OPTION.findall(page)}


def names(client: Any, address: str) -> list[str]:
    return [unescape(each) for each in re.findall(r'<a id="n\d+"[^>]*>([^<]*)</a>', client.get(address).text)]


def test_a_text_is_offered_as_part_of_the_title_and_of_other_texts_and_as_each_value_that_reads_so(
    firms: dict[str, int], client_of: Callable[..., Any]
) -> None:
    client = client_of("lead.east")
    found = offered(client, "trade")
    assert next(iter(found)) == "Company name contains trade"
    assert "City contains trade" in found and "Industry: Wholesale and retail" not in found
    assert names(client, offered(client, "retail")["Industry: Wholesale and retail"]) == ["白鹭", "Cedar"]
    assert names(client, offered(client, "eda")["Company name contains eda"]) == ["Cedar"]
    assert names(client, offered(client, "30")["Employees: 30"]) == ["Alder"]
    assert offered(client, "") == {}


def test_choices_are_found_in_the_readers_language_and_by_pinyin(
    firms: dict[str, int], client_of: Callable[..., Any]
) -> None:
    client = client_of("lead.east", language="zh")
    for typed in ("批发", "pifa", "pfhlsy"):
        assert "行业： 批发和零售业" in offered(client, typed)
    assert "行业： 批发和零售业" not in offered(client, "Wholesale")


def test_values_of_one_field_combine_with_or_and_fields_with_and_and_each_is_taken_away_by_itself(
    firms: dict[str, int], client_of: Callable[..., Any]
) -> None:
    client = client_of("lead.east")
    address = offered(client, "al")["Company name contains al"]
    assert names(client, address) == ["Alder"]
    address = offered(client, "eda", address.partition("?")[2])["Company name contains eda"]
    assert names(client, address) == ["Alder", "Cedar"]
    address = offered(client, "retail", address.partition("?")[2])["Industry: Wholesale and retail"]
    assert names(client, address) == ["Cedar"]
    address = offered(client, "manuf", address.partition("?")[2])["Industry: Manufacturing"]
    assert names(client, address) == ["Alder", "Cedar"]
    page = client.get(address).text
    row = page[page.index('<div class="facets"') :]
    chips = [
        re.sub(r"<[^>]*(>|$)", " ", chip).split()
        for chip in row.partition("Clear filter")[0].split('class="facet"')
    ]
    assert "> Company name contains al or eda".split() in chips
    assert "> Industry is Wholesale and retail or Manufacturing".split() in chips
    without = unescape(re.findall(r'href="([^"]*)" aria-label="Remove the filter Company name al"', page)[0])
    assert names(client, without) == ["Cedar"]
    assert "Industry: Manufacturing" not in offered(client, "manuf", address.partition("?")[2])


def test_a_facet_takes_the_place_of_what_was_searched_and_leaves_the_rest_of_the_address(
    firms: dict[str, int], client_of: Callable[..., Any]
) -> None:
    query = "sort=-name&c=city&quick=mine"
    found = offered(client_of("lead.east"), "hang", query)["City contains hang"]
    assert "sort=-name" in found and "c=city" in found and "quick=mine" in found and "q=" not in found


def test_a_fields_own_name_asks_for_that_field_alone(
    firms: dict[str, int], client_of: Callable[..., Any]
) -> None:
    assert list(offered(client_of("lead.east"), "city: hang")) == ["City contains hang"]
    assert list(offered(client_of("lead.east", language="zh"), "城市：杭")) == ["城市 包含 杭"]


def test_board_and_calendar_offer_the_same_and_lead_to_themselves(
    firms: dict[str, int], client_of: Callable[..., Any]
) -> None:
    client = client_of("lead.east")
    assert f'data-url="{COMPANIES}board/facets?' in client.get(f"{COMPANIES}board/").text
    found = offered(client, "retail", place="board/")
    assert found["Industry: Wholesale and retail"].startswith(f"{COMPANIES}board/?")
    calendar = f"/{activities.path}/calendar/"
    assert f'data-url="{calendar}facets?' in client.get(calendar).text
    assert f'href="{calendar}?' in client.get(f"{calendar}facets?q=task").text


def test_colleagues_are_offered_by_name(
    firms: dict[str, int], client_of: Callable[..., Any], actor_of: Callable[[str], Any]
) -> None:
    lead, client = actor_of("lead.east"), client_of("lead.east")
    title = next(iter(offered(client, lead.name)))
    assert title == f"Company name contains {lead.name}"
    assert names(client, offered(client, lead.name)[f"Owner: {lead.name}"]) == ["Alder", "白鹭", "Cedar"]


def test_what_is_hidden_or_shown_in_part_is_not_offered(
    firms: dict[str, int], actor_of: Callable[[str], Any]
) -> None:
    lead = actor_of("lead.east")
    companies = lead.host.resources["contacts.company"]
    narrow = replace(lead, hidden={companies.name: frozenset({"city", "owner", "industry"})})

    def fields(actor: Any) -> set[str]:
        typed = ("hang", "retail", "City: hang", lead.name)
        return {offer.field for each in typed for offer in offers(actor, companies, (), each)}

    assert {"city", "owner", "industry"} <= fields(lead)
    assert not {"city", "owner", "industry"} & fields(narrow) and "name" in fields(narrow)


def test_a_link_is_offered_only_to_records_that_the_reader_sees(
    firms: dict[str, int], client_of: Callable[..., Any], actor_of: Callable[[str], Any]
) -> None:
    seen = client_of("lead.east").get("/contacts/companies/facets?q=Cedar").text
    hidden = client_of("seller.north").get("/contacts/companies/facets?q=Cedar").text
    assert '<span class="clip">Cedar</span></a>' in seen and f"v={firms['Cedar']}" in seen
    assert f"v={firms['Cedar']}" not in hidden


def test_a_saved_view_keeps_what_was_chosen_and_totals_count_and_export_follow(
    firms: dict[str, int], client_of: Callable[..., Any]
) -> None:
    client = client_of("lead.east")
    asked = "name~=al&name~=eda&industry=trade"
    assert "1 record" in client.get(f"{COMPANIES}count?{asked}").text
    sheet = client.get(f"{COMPANIES}export?format=csv&{asked}").text
    assert "Cedar" in sheet and "Alder" not in sheet
    made = client.post(f"{COMPANIES}views", name="Chosen", asks=asked)
    assert names(client, made.location) == ["Cedar"]
