"""The list of a resource as people use it: search, chips, builder, columns, sorting, pages, counts."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest

from guanxi.records.standard import create
from guanxi.web.filter_pages import OFFERED, OPERATORS

FIRMS = {
    "Alder": {"customer_type": "company", "industry": "manufacturing", "employees": 30},
    "白鹭": {"customer_type": "company", "industry": "trade", "employees": 5},
    "Cedar": {"customer_type": "retail", "industry": "trade", "employees": 300},
}


@pytest.fixture
def firms(actor_of: Callable[[str], Any]) -> dict[str, int]:
    lead = actor_of("lead.east")
    companies = lead.host.resources["contacts.company"]
    return {name: create(lead, companies, {"name": name, **more}).ref.id for name, more in FIRMS.items()}


def known(field: Any) -> set[str]:
    """The operators that the compiler takes for a field."""
    return {*field.operators, "not_empty", "not_in"}


def names(html: str) -> list[str]:
    return [unescape(found) for found in re.findall(r'<a id="n\d+"[^>]*>([^<]*)</a>', html)]


def listed(client: Any, query: str = "") -> list[str]:
    return names(client.get(f"/contacts/companies/{query}").text)


def test_every_operator_of_the_builder_is_one_of_the_compiler(actor_of: Callable[[str], Any]) -> None:
    fields = actor_of("admin").host.resources["contacts.company"].by_name
    by_editor = {field.editor: field for field in fields.values()}
    for editor, operators in OFFERED.items():
        for op in operators:
            assert op in OPERATORS
            if field := by_editor.get(editor):
                assert op in known(field), f"{editor} {op}"


def test_the_search_box_finds_parts_of_the_name(
    firms: dict[str, int], client_of: Callable[[str], Any]
) -> None:
    client = client_of("lead.east")
    assert listed(client) == ["Alder", "白鹭", "Cedar"]
    assert listed(client, "?q=eda") == ["Cedar"]
    assert listed(client, "?q=鹭") == ["白鹭"]


def test_conditions_of_the_builder_hold_together_and_stand_as_chips(
    firms: dict[str, int], client_of: Callable[[str], Any]
) -> None:
    client = client_of("lead.east")
    page = client.get("/contacts/companies/?f=industry&o=eq&v=trade&f=employees&o=gte&v=100").text
    assert names(page) == ["Cedar"]
    chips = re.findall(r'<span class="facet"><span class="quiet">([^<]*)</span> <span>([^<]*)</span>', page)
    assert chips == [("Industry", "is Wholesale and retail"), ("Employees", "is at least 100")]
    first = unescape(re.findall(r'<span class="facet">.*?<a href="([^"]*)"', page)[0])
    assert names(client.get(first).text) == ["Cedar"]
    assert listed(client, "?f=industry&o=eq&v=trade") == ["白鹭", "Cedar"]


def test_a_filter_that_finds_nothing_offers_to_be_cleared(
    firms: dict[str, int], client_of: Callable[[str], Any]
) -> None:
    page = client_of("lead.east").get("/contacts/companies/?q=zzz").text
    assert "Nothing fits this filter" in page
    assert 'href="/contacts/companies/"' in page


def test_columns_are_chosen_in_their_order_and_kept_while_sorting(
    firms: dict[str, int], client_of: Callable[[str], Any]
) -> None:
    page = client_of("lead.east").get("/contacts/companies/?c=employees&c=industry&sort=-name").text
    heads = re.findall(r"<th[^>]*>(?:<a [^>]*>)?([A-Z][a-z ]+)", page)
    assert heads == ["Company name", "Employees", "Industry"]
    assert names(page) == ["Cedar", "白鹭", "Alder"]
    assert "c=employees" in unescape(re.search(r'<th class="main"[^>]*><a href="([^"]*)"', page)[1])  # type: ignore[index]


def test_the_count_is_a_fragment_of_its_own(firms: dict[str, int], client_of: Callable[[str], Any]) -> None:
    client = client_of("lead.east")
    assert "3 records in all" in client.get("/contacts/companies/count").text
    assert "1 record in all" in client.get("/contacts/companies/count?industry=manufacturing").text


@pytest.mark.parametrize(
    "query", ["?sort=password", "?after=zzz", "?secret=1", "?employees=abc", "?f=x&o=y&v=z"]
)
def test_what_no_list_understands_is_refused_with_a_sentence(
    query: str, firms: dict[str, int], client_of: Callable[[str], Any]
) -> None:
    answer = client_of("lead.east").get(f"/contacts/companies/{query}")
    assert answer.status_code == 400
    assert "error-page" in answer.text
