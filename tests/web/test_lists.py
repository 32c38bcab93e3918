"""The list of a resource as people use it: search, chips, builder, columns, sorting, pages, counts."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest

from guanxi.records.standard import create
from guanxi.web.filter_pages import OFFERED
from guanxi.web.filter_words import OPERATORS

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


def names(html: str) -> list[str]:
    return [unescape(found) for found in re.findall(r'<a id="n\d+"[^>]*>([^<]*)</a>', html)]


def listed(client: Any, query: str = "") -> list[str]:
    return names(client.get(f"/contacts/companies/{query}").text)


def test_every_operator_of_the_builder_is_understood(
    firms: dict[str, int], client_of: Callable[[str], Any], actor_of: Callable[[str], Any]
) -> None:
    client = client_of("lead.east")
    fields = actor_of("lead.east").host.resources["contacts.company"].by_name
    by_editor = {field.editor: field for field in fields.values()}
    values = {"choice": "trade", "link": "1", "date": "2026-03-05", "number": "5", "money": "5"}
    tried = 0
    for editor, operators in OFFERED.items():
        for op in operators if editor in by_editor else ():
            assert op in OPERATORS
            asked = {"f": by_editor[editor].name, "o": op, "v": values.get(editor, "x")}
            if editor == "choice":
                asked["f"] = "industry"
            if editor != "datetime" or op in ("empty", "not_empty"):
                assert client.get(f"/contacts/companies/?{urlencode(asked)}").status_code == 200, asked
                tried += 1
    assert tried >= 20


def test_empty_and_filled_are_told_apart_in_rows_chips_and_builder(
    firms: dict[str, int], client_of: Callable[[str], Any], actor_of: Callable[[str], Any]
) -> None:
    lead, client = actor_of("lead.east"), client_of("lead.east")
    create(lead, lead.host.resources["contacts.company"], {"name": "Dogwood"})
    for asked, shown, words, op in (
        ("f=industry&o=not_empty&v=", ["Alder", "白鹭", "Cedar"], "is filled", "not_empty"),
        ("industry=*", ["Alder", "白鹭", "Cedar"], "is filled", "not_empty"),
        ("f=industry&o=empty&v=", ["Dogwood"], "is empty", "empty"),
        ("industry!=*", ["Dogwood"], "is empty", "empty"),
    ):
        page = client.get(f"/contacts/companies/?{asked}").text
        assert names(page) == shown
        assert f"<span>{words}</span>" in page
        assert f'value="{op}" selected' in client.get(f"/contacts/companies/filter?{asked}").text
        both = client.get(f"/contacts/companies/?{asked}&name!=nobody").text
        ways = [unescape(way) for way in re.findall(r'<span class="facet">.*?<a href="([^"]*)"', both)]
        assert names(client.get(ways[-1]).text) == shown


@pytest.mark.parametrize(
    ("asked", "op", "word", "language", "values", "shown"),
    [
        ("industry=trade&industry=manufacturing", "in", "is one of", "en", ("Manufacturing", ", "), 3),
        ("industry=trade&industry=manufacturing", "in", "属于", "zh", ("制造业", "、"), 3),
        ("industry!=trade&industry!=finance", "not_in", "is none of", "en", ("Finance", ", "), 1),
    ],
)
def test_a_condition_with_several_values_says_so_and_outlives_the_builder(
    firms: dict[str, int],
    client_of: Callable[..., Any],
    asked: str,
    op: str,
    word: str,
    language: str,
    values: tuple[str, str],
    shown: int,
) -> None:
    client = client_of("lead.east", language=language)
    facet = re.findall(r'<span class="facet">.*', client.get(f"/contacts/companies/?{asked}").text)[0]
    builder = client.get(f"/contacts/companies/filter?{asked}").text
    row = builder[builder.index("data-row>") : builder.index("builder-adds")]
    assert f'<option value="{op}" selected>{word}</option>' in row
    told = re.findall(r'<span class="builder-several">([^<]*)</span>', row)[0]
    assert values[0] in told and values[1] in told
    assert all(each in facet for each in told.split(values[1]))
    sent = {"f": "industry", "o": op, "v": re.findall(r'name="v" value="([^"]*)"', row)[0]}
    found = listed(client, f"?{urlencode(sent)}")
    assert len(found) == shown and found == listed(client, f"?{asked}")


def test_values_that_the_builder_did_not_write_are_answered(client_of: Callable[..., Any]) -> None:
    for value in ("", ",", "%", "%ff,%00", "[[", "x" * 500, ",".join("abc")):
        for op in ("in", "not_in"):
            sent = urlencode({"f": "industry", "o": op, "v": value})
            for page in ("", "filter"):
                assert client_of("admin").get(f"/contacts/companies/{page}?{sent}").status_code < 500


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


def test_sorting_keeps_each_lists_own_filter_though_the_heads_are_drawn_once(
    firms: dict[str, int], client_of: Callable[[str], Any]
) -> None:
    client, place = client_of("lead.east"), "/contacts/companies/"
    for filtered in (
        "?industry=trade",
        "?name~=a%26b%22<",
        "",
        "?industry=trade&industry=manufacturing&sort=name",
    ):
        html = client.get(place + filtered).text
        assert "\x01" not in html
        links = [unescape(found) for found in re.findall(r"<th[^>]*><a href=\"([^\"]*)\"", html)]
        kept = sorted(pair for pair in parse_qsl(filtered[1:]) if pair[0] != "sort")
        for link in links:
            asked = parse_qsl(link.partition("?")[2])
            assert sorted(pair for pair in asked if pair[0] != "sort") == kept
            assert sum(name == "sort" for name, _value in asked) == 1
        assert links or "name~" in filtered


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


@pytest.mark.parametrize("owner", ["²", "9" * 4400, "9" * 25, "٣", "abc", "0"])
def test_the_builder_opens_whatever_the_address_says_of_a_link(
    owner: str, client_of: Callable[[str], Any]
) -> None:
    answer = client_of("lead.east").get(f"/contacts/companies/filter?{urlencode({'owner': owner})}")
    assert answer.status_code == 200
    assert "data-builder" in answer.text


def sent_along(html: str) -> list[tuple[str, str]]:
    """What the first form of the answer sends beside what is typed into it."""
    form = html[html.index("<form") : html.index("</form>")]
    return re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form)


FILTERED = "f=industry&o=eq&v=trade&quick=mine&q=e&sort=-name&c=name&c=employees"
CONDITION = [("f", "industry"), ("o", "eq"), ("v", "trade")]
REST = [("quick", "mine"), ("q", "e"), ("sort", "-name")]
COLUMNS = [("c", "name"), ("c", "employees")]


def test_choosing_columns_keeps_the_filter(client_of: Callable[[str], Any]) -> None:
    answer = client_of("lead.east").get(f"/contacts/companies/columns?{FILTERED}")
    assert sent_along(answer.text) == [*CONDITION, *REST]


def test_filtering_keeps_the_columns(client_of: Callable[[str], Any]) -> None:
    answer = client_of("lead.east").get(f"/contacts/companies/filter?{FILTERED}")
    assert sent_along(answer.text)[:5] == [*REST, *COLUMNS]


def test_searching_keeps_filter_and_columns(firms: dict[str, int], client_of: Callable[[str], Any]) -> None:
    page = client_of("lead.east").get(f"/contacts/companies/?{FILTERED}").text
    search = page[page.index('<form class="search"') :]
    assert sent_along(search) == [*CONDITION, ("quick", "mine"), ("sort", "-name"), *COLUMNS]


def test_a_chip_is_removed_beside_one_of_several_values(
    firms: dict[str, int], client_of: Callable[[str], Any]
) -> None:
    client = client_of("lead.east")
    for several, left in (
        ("industry=trade&industry=mining", ["白鹭", "Cedar"]),
        ("industry!=trade&industry!=mining", ["Alder"]),
    ):
        page = client.get(f"/contacts/companies/?{several}&name!=nobody").text
        ways = [unescape(way) for way in re.findall(r'<span class="facet">.*?<a href="([^"]*)"', page)]
        assert names(client.get(ways[-1]).text) == left


def test_boxes_to_select_rows_are_drawn_for_whoever_may_do_something_with_them(
    firms: dict[str, int], client_of: Callable[[str], Any], roles_of: Callable[..., None]
) -> None:
    assert "data-pick-all" in client_of("lead.east").get("/contacts/companies/").text
    roles_of("agent", {"contacts.company.view": "all", "people.team.view": "all"})
    reader = client_of("agent")
    for address in ("/contacts/companies/", "/people/teams/"):
        page = reader.get(address).text
        assert "data-list" in page
        assert 'class="pick"' not in page
