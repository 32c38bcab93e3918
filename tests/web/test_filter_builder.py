"""The filter builder: groups in groups, fields of linked records, what leads here, and what would be found before it is applied."""

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


@pytest.mark.parametrize("field", ["tags", "owner"])
def test_what_was_typed_and_not_chosen_yet_is_no_part_of_the_filter(
    firms: dict[str, int], client_of: Callable[..., Any], field: str
) -> None:
    row = client_of("lead.east").get(f"{LIST}filter/row?f={field}").text
    assert 'role="combobox"' in row and set(re.findall(r' name="([^"]*)"', row)) == {"f", "o", "v"}


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
    field = address((OPEN, "field"), ("city", "eq", "Wuxi"), ("name", "eq", "Elm"))
    whose = [
        address((OPEN, word, name), (OPEN, word, name))
        for word, name in (("has", "x"), ("has_no", ""), ("not", "x"))
    ]
    for wrong in (deep, odd, field, *whose):
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


PART = "contacts.company.subsidiary_of"
NO_BIG_ONES = ["Big one", "Birch", "Cedar", "Dogwood", "Small one", "Small two"]
BIG = address((OPEN, "has", PART), ("name", "contains", "big"), (CLOSE,))
NO_BIG = address((OPEN, "has_no", PART), ("name", "contains", "big"), (CLOSE,))
NEITHER = address(
    (OPEN, "not"), ("city", "eq", "Suzhou"), ("city", "eq", "Hefei"), (OPEN, "has", PART), (CLOSE,), (CLOSE,)
)


@pytest.fixture
def dealt(actor_of: Callable[[str], Any]) -> dict[str, int]:
    """Three companies: one with a big subsidiary and a small one, one with a small one, one with none, and one elsewhere."""
    lead, made = actor_of("lead.east"), dict[str, int]()
    companies = lead.host.resources["contacts.company"]
    for name, city, parent in (
        ("Alder", "Wuxi", ""),
        ("Birch", "Wuxi", ""),
        ("Cedar", "Wuxi", ""),
        ("Dogwood", "Suzhou", ""),
        ("Big one", "Hefei", "Alder"),
        ("Small one", "Hefei", "Alder"),
        ("Small two", "Hefei", "Birch"),
    ):
        values = {"name": name, "city": city, "level": "high"} | (
            {"subsidiary_of": made[parent]} if parent else {}
        )
        made[name] = create(lead, companies, values).ref.id
    return made


def test_companies_are_found_by_their_subsidiaries_and_by_what_none_of_them_is(
    dealt: dict[str, int], client_of: Callable[..., Any]
) -> None:
    client = client_of("lead.east")
    assert names(client, BIG) == ["Alder"]
    assert names(client, NO_BIG) == NO_BIG_ONES
    assert names(client, NEITHER) == ["Cedar"]
    assert names(client, address((OPEN, "has", PART))) == ["Alder", "Birch"]
    both = address((OPEN, "has", PART), (CLOSE,), (OPEN, "has_no", PART), ("name", "contains", "big"))
    assert names(client, both) == ["Birch"]
    inner = address(
        (OPEN, "has", PART), ("subsidiary_of.city", "eq", "Wuxi"), ("name", "contains", "two"), (CLOSE,)
    )
    assert names(client, inner) == ["Birch"]


def test_what_is_asked_stands_above_the_list_in_words_and_can_be_taken_away(
    dealt: dict[str, int], client_of: Callable[..., Any]
) -> None:
    client = client_of("lead.east")
    assert chips(client, BIG) == ["has Subsidiaries with: Company name contains big"]
    assert chips(client, NO_BIG) == ["has no Subsidiaries with: Company name contains big"]
    assert chips(client, NEITHER) == ["none of: City is Suzhou or City is Hefei or (has Subsidiaries)"]
    assert chips(client, address((OPEN, "has_no", PART), (CLOSE,), ("city", "eq", "Wuxi"))) == [
        "has no Subsidiaries",
        "City is Wuxi",
    ]


@pytest.mark.parametrize("asked", [BIG, NO_BIG, NEITHER, address((OPEN, "has", PART), (CLOSE,))])
def test_the_builder_opens_with_it_and_sends_it_back(
    asked: str, dealt: dict[str, int], client_of: Callable[..., Any]
) -> None:
    client = client_of("lead.east")
    again = sent(client.get(f"{LIST}filter?{asked}").text)
    assert names(client, again) == names(client, asked) and chips(client, again) == chips(client, asked)


def test_a_group_and_its_rows_come_with_what_leads_here(
    dealt: dict[str, int], client_of: Callable[..., Any]
) -> None:
    client = client_of("lead.east")
    group = client.get(f"{LIST}filter/row?has=&depth=2").text
    assert f'<option value="{PART}"' in group and group.count("data-row>") == 1
    assert "contacts.contact_person.company" in group
    group = client.get(f"{LIST}filter/row?has={PART}&o=has_no&depth=2").text
    assert '<option value="has_no" selected>' in group and f'<option value="{PART}" selected>' in group
    assert "data-has" not in group and 'data-whose="2"' in group
    row = client.get(f"{LIST}filter/row?of={PART}&f=owner").text
    assert 'data-url="/contacts/companies/lookup/owner"' in row
    assert client.get(f"{LIST}filter/row?of={PART}&depth=3").text.count("data-group") == 1
    for wrong in (
        "of=",
        "of=contacts.company",
        "of=x.y.z",
        f"of={PART}&f=nothing",
        "has=nothing",
        f"of={PART}&has={PART}.x",
    ):
        assert client.get(f"{LIST}filter/row?{wrong}").status_code == 404


def test_counts_views_files_boards_and_programs_follow(
    dealt: dict[str, int], client_of: Callable[..., Any], token_of: Callable[..., str], app: Any
) -> None:
    client = client_of("lead.east")
    assert "6 records" in client.get(f"{LIST}count?{NO_BIG}").text
    made = client.post(f"{LIST}views", name="Without", asks=NO_BIG)
    assert names(client, made.location) == NO_BIG_ONES
    file = client.get(f"{LIST}export?format=csv&{BIG}").text.splitlines()
    assert [line.partition(",")[0] for line in file[1:]] == ["Alder"]
    board = client.get(f"{LIST}board/?{NO_BIG}").text
    assert f'data-card="{dealt["Cedar"]}"' in board and f'data-card="{dealt["Alder"]}"' not in board
    board = client.get(f"{LIST}board/?{BIG}").text
    assert f'data-card="{dealt["Alder"]}"' in board and f'data-card="{dealt["Cedar"]}"' not in board
    head = {"Authorization": f"Bearer {token_of('lead.east')}"}
    big = [{"field": "name", "op": "contains", "value": "big"}]
    for spec, found in (
        ({"has": PART, "where": big}, ["Alder"]),
        ([{"has": PART}, {"not": [{"has": PART, "where": big}]}], ["Birch"]),
        ({"and": [{"has_no": PART}, {"not": [{"field": "city", "value": "Hefei"}]}]}, ["Cedar", "Dogwood"]),
    ):
        query = f"filter={quote(json.dumps(spec))}&sort=name&count=exact&totals=employees&group=city"
        answer = app.test_client().get(f"/api/v1/contacts/companies?{query}", headers=head)
        assert [item["name"] for item in answer.json["items"]] == found, answer.json
    wrong = app.test_client().get(
        f"/api/v1/contacts/companies?filter={quote(json.dumps({'has': 'x.y.z'}))}", headers=head
    )
    assert wrong.status_code == 400 and "x.y.z" in wrong.text


def test_a_seller_learns_nothing_of_companies_that_he_does_not_see(
    dealt: dict[str, int], client_of: Callable[..., Any], actor_of: Callable[[str], Any]
) -> None:
    seller = actor_of("seller.shanghai")
    own = create(seller, seller.host.resources["contacts.company"], {"name": "Elm", "city": "Wuxi"}).ref.id
    client, admin = client_of("seller.shanghai"), actor_of("admin")
    before = [names(client, asked) for asked in (BIG, NO_BIG, address((OPEN, "has_no", PART)))]
    assert "Elm" in before[1] and "Elm" in before[2]
    hidden = create(
        admin, admin.host.resources["contacts.company"], {"name": "Big hidden", "subsidiary_of": own}
    ).ref.id
    assert client.get(f"{LIST}{hidden}").status_code == 404
    assert [names(client, asked) for asked in (BIG, NO_BIG, address((OPEN, "has_no", PART)))] == before
