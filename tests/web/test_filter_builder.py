"""The filter builder: groups in groups, fields of linked records, and what would be found before it is applied."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from guanxi.records.standard import create

LIST = "/contacts/companies/"
OPEN, CLOSE = ("(", ")")


@pytest.fixture
def firms(actor_of: Callable[[str], Any]) -> dict[str, int]:
    """Two parents, each with two subsidiaries in one city or another."""
    lead, made = actor_of("lead.east"), dict[str, int]()
    companies = lead.host.resources["contacts.company"]
    for name, industry, city, parent in (
        ("Alder", "trade", "Wuxi", ""),
        ("Birch", "finance", "Wuxi", ""),
        ("Cedar", "trade", "Wuxi", "Alder"),
        ("Dogwood", "finance", "Suzhou", "Alder"),
        ("Elm", "trade", "Suzhou", "Birch"),
        ("Fir", "finance", "Wuxi", "Birch"),
    ):
        values = {"name": name, "industry": industry, "city": city, "level": "high"} | (
            {"subsidiary_of": made[parent]} if parent else {}
        )
        made[name] = create(lead, companies, values).ref.id
    return made


def address(*rows: tuple[str, ...]) -> str:
    """The parameters that rows of the builder send."""
    filled = [(*row, "", "")[:3] for row in rows]
    return urlencode([pair for row in filled for pair in zip("fov", row, strict=True)])


EITHER = address(
    (OPEN, "and"),
    ("subsidiary_of.industry", "eq", "trade"),
    (OPEN, "or"),
    ("city", "eq", "Suzhou"),
    (OPEN, "and"),
    ("industry", "eq", "trade"),
    ("name", "contains", "ced"),
    (CLOSE,),
    (CLOSE,),
    (CLOSE,),
)


def names(client: Any, query: str) -> list[str]:
    page = client.get(query if query.startswith("/") else f"{LIST}?{query}").text
    return [unescape(each) for each in re.findall(r'<a id="n\d+"[^>]*>([^<]*)</a>', page)]


def chips(client: Any, query: str) -> list[str]:
    row = client.get(f"{LIST}?{query}").text.partition('<div class="facets"')[2]
    texts = [
        re.sub(r"<[^>]*(>|$)", " ", part).split()
        for part in row.partition("Clear filter")[0].split('class="facet"')
    ]
    return [unescape(" ".join(words[1:])) for words in texts if words[0] == ">" and words[1:]]


def test_groups_nest_and_stand_above_the_list_in_words(
    firms: dict[str, int], client_of: Callable[..., Any]
) -> None:
    client = client_of("lead.east")
    assert names(client, EITHER) == ["Cedar", "Dogwood"]
    assert chips(client, EITHER) == [
        "Parent company → Industry is Wholesale and retail",
        "City is Suzhou or (Industry is Wholesale and retail and Company name contains ced)",
    ]
    page = client.get(f"{LIST}?{EITHER}").text
    rest = unescape(re.findall(r'href="([^"]*)" aria-label="Remove the filter City is', page)[0])
    assert names(client, rest) == ["Cedar", "Dogwood"]
    rest = unescape(re.findall(r'href="([^"]*)" aria-label="Remove the filter Parent company', page)[0])
    assert names(client, rest) == ["Cedar", "Dogwood", "Elm"]


def sent(form: str) -> str:
    """What a browser sends of the builder's rows."""
    found = []
    for tag in re.findall(r"<select.*?</select>|<input[^>]*>", form.partition("<footer")[0], re.DOTALL):
        name = re.search(r' name="([^"]+)"', tag)
        if name and tag.startswith("<select"):
            chosen = re.search(r'value="([^"]*)"[^>]* selected', tag) or re.search(r'value="([^"]*)"', tag)
            found.append((name[1], unescape(chosen[1]) if chosen else ""))
        elif name:
            value = re.search(r' value="([^"]*)"', tag)
            found.append((name[1], unescape(value[1]) if value else ""))
    return urlencode(found)


def test_the_builder_opens_with_what_is_in_force_and_sends_it_back(
    firms: dict[str, int], client_of: Callable[..., Any]
) -> None:
    client = client_of("lead.east")
    form = client.get(f"{LIST}filter?{EITHER}").text
    assert form.count("data-group>") == 3
    again = sent(form)
    assert names(client, again) == names(client, EITHER) and chips(client, again) == chips(client, EITHER)
    link = sent(client.get(f"{LIST}filter?{address(('subsidiary_of', 'eq', str(firms['Alder'])))}").text)
    assert names(client, link) == ["Cedar", "Dogwood"]
    whole = address((OPEN, "or"), ("city", "eq", "Wuxi"), ("industry", "eq", "trade"), (CLOSE,))
    assert '<option value="or" selected>' in client.get(f"{LIST}filter?{whole}").text


def test_a_row_comes_with_the_fields_of_linked_records_and_the_editor_of_its_own(
    firms: dict[str, int], client_of: Callable[..., Any]
) -> None:
    client = client_of("lead.east")
    row = client.get(f"{LIST}filter/row?f=subsidiary_of.").text
    assert '<option value="subsidiary_of.name" selected>Parent company → Company name</option>' in row
    row = client.get(f"{LIST}filter/row?f=owner.team").text
    assert 'data-url="/people/users/lookup/team"' in row
    assert client.get(f"{LIST}filter/row?depth=2").text.count("data-row>") == 1
    for name in ("nothing", "name.", "subsidiary_of.nothing", ".", "subsidiary_of.subsidiary_of.name"):
        assert client.get(f"{LIST}filter/row?f={name}").status_code == 404


def test_the_count_of_what_is_put_together_is_told_before_it_is_applied(
    firms: dict[str, int], client_of: Callable[..., Any]
) -> None:
    client = client_of("lead.east")
    form = client.get(f"{LIST}filter?{EITHER}&quick=mine").text
    counts = re.findall(r'data-count-url="([^"]*)"', form)[0]
    assert "2 records" in client.get(f"{counts}?{sent(form)}").text


def test_whatever_the_address_says_of_groups_is_answered(
    firms: dict[str, int], client_of: Callable[..., Any]
) -> None:
    client = client_of("lead.east")
    left_open = address((OPEN, "or"), ("city", "eq", "Suzhou"), (OPEN, "and"), ("name", "contains", "ced"))
    assert names(client, left_open) == ["Cedar", "Dogwood", "Elm"]
    assert names(client, address((CLOSE,), (OPEN, "or"), (CLOSE,), ("city", "eq", "Suzhou"))) == [
        "Dogwood",
        "Elm",
    ]
    deep = address(*[(OPEN, "or")] * 6, ("city", "eq", "Wuxi"), ("name", "eq", "Elm"))
    odd = address((OPEN, "xor"), ("city", "eq", "Wuxi"), ("name", "eq", "Elm"))
    for wrong in (deep, odd):
        for part in ("", "count", "filter", "facets", "views"):
            assert client.get(f"{LIST}{part}?{wrong}&q=a").status_code in (200, 400)
    assert "nested too deeply" in client.get(f"{LIST}?{deep}").text


def test_saved_views_files_boards_and_programs_follow_the_same_filter(
    firms: dict[str, int], client_of: Callable[..., Any], token_of: Callable[..., str], app: Any
) -> None:
    client = client_of("lead.east")
    made = client.post(f"{LIST}views", name="Chosen", asks=EITHER)
    assert names(client, made.location) == ["Cedar", "Dogwood"]
    assert [
        line.partition(",")[0]
        for line in client.get(f"{LIST}export?format=csv&{EITHER}").text.splitlines()[1:]
    ] == [
        "Cedar",
        "Dogwood",
    ]
    board = client.get(f"{LIST}board/?{EITHER}").text
    assert f'data-card="{firms["Cedar"]}"' in board and f'data-card="{firms["Elm"]}"' not in board
    head = {"Authorization": f"Bearer {token_of('lead.east')}"}
    spec = [
        {"field": "subsidiary_of.industry", "value": "trade"},
        {"or": [{"field": "city", "value": "Suzhou"}]},
    ]
    for query, found in (
        (f"filter={quote(json.dumps(spec))}", ["Dogwood"]),
        ("subsidiary_of.industry=trade&fields=name", ["Cedar", "Dogwood"]),
        ("subsidiary_of.city=Wuxi&subsidiary_of.name~=bir", ["Elm", "Fir"]),
    ):
        answer = app.test_client().get(f"/api/v1/contacts/companies?{query}&sort=name", headers=head)
        assert [item["name"] for item in answer.json["items"]] == found


def test_a_facet_joins_a_filter_with_groups(firms: dict[str, int], client_of: Callable[..., Any]) -> None:
    client = client_of("lead.east")
    offers = client.get(f"{LIST}facets?{EITHER}&q=ced").text
    href = unescape(re.findall(r'href="([^"]*)"', offers)[0])
    assert names(client, href) == ["Cedar"]
