"""The list through REST holds the same rows in the same order as the list's page."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from urllib.parse import quote

import pytest

from guanxi.testing.house import Client, Program

COMPANIES = "/contacts/companies"
Customer = Callable[..., int]


@pytest.fixture
def companies(customer: Customer) -> list[int]:
    """Twelve companies of one seller, and two of another team."""
    places = ("Suzhou", "Wuxi", "Hangzhou")
    made = [
        customer(
            name=f"公司{n}" if n % 2 else f"Firm {n}",
            city=places[n % 3],
            employees=n * 10,
            turnover=f"USD {n}.50" if n % 4 == 0 else n,
        )
        for n in range(12)
    ]
    for n in (1, 2):
        customer("seller.hangzhou", name=f"Hidden {n}", city="Wuxi")
    return made


QUERIES = [
    "",
    "sort=-changed_at",
    "sort=name",
    "city=Wuxi",
    "city=Wuxi&city=Suzhou",
    "city!=Wuxi",
    "name~=firm",
    "name^=Firm 1",
    "employees>=50",
    "employees<50&sort=-name",
    "phone=*",
    "phone!=*",
    "turnover>=5",
]


@pytest.mark.parametrize("query", QUERIES)
def test_the_list_holds_what_its_page_holds(
    companies: list[int], seller: Program, client_of: Callable[..., Client], query: str
) -> None:
    sent = quote(query, safe="=&!~^<>*-")
    page = client_of("seller.shanghai").get(f"{COMPANIES}/?{sent}")
    shown = [int(id) for id in re.findall(r'<tr id="r(\d+)">', page.text)]
    read = seller.get(f"{COMPANIES}?{sent}")
    assert read.status_code == page.status_code == 200, read.text
    assert [item["id"] for item in read.json["items"]] == shown
    assert set(shown) <= set(companies)


def test_a_filter_in_json_means_the_same_as_its_short_form(companies: list[int], seller: Program) -> None:
    spec = json.dumps(
        {"or": [{"field": "city", "value": "Wuxi"}, {"field": "employees", "op": "gt", "value": 90}]}
    )
    found = seller.get(f"{COMPANIES}?filter={quote(spec)}&employees>=20").json["items"]
    assert found
    assert all(i["employees"] >= 20 and (i["city"] == "Wuxi" or i["employees"] > 90) for i in found)


@pytest.mark.parametrize("sort", ["name", "-name", "changed_at", "-changed_at"])
def test_cursors_lead_through_the_whole_list_and_back(
    companies: list[int], seller: Program, sort: str
) -> None:
    whole = [item["id"] for item in seller.get(f"{COMPANIES}?sort={sort}").json["items"]]
    pages, address = [], f"/api/v1{COMPANIES}?sort={sort}&limit=5&fields=name"
    while address:
        answer = seller.get(address)
        pages.append([item["id"] for item in answer.json["items"]])
        last, address = answer, answer.json["next"]
    assert [id for page in pages for id in page] == whole
    assert [len(page) for page in pages] == [5, 5, 2]
    assert 'rel="prev"' in last.headers["Link"]
    assert [item["id"] for item in seller.get(last.json["previous"]).json["items"]] == pages[1]


def test_only_the_fields_asked_for_are_read(companies: list[int], seller: Program) -> None:
    (first, *_rest) = seller.get(f"{COMPANIES}?fields=city,owner&sort=name").json["items"]
    assert set(first) == {"id", "version", "city", "owner"}
    assert first["owner"]["title"] == "王芳"
    whole = seller.get(f"{COMPANIES}/{first['id']}").json
    assert seller.get(f"{COMPANIES}?sort=name&limit=1").json["items"] == [whole]


def test_counts_totals_and_groups_come_on_demand(companies: list[int], seller: Program) -> None:
    answer = seller.get(f"{COMPANIES}?count=exact&totals=turnover,employees&limit=1").json
    assert answer["count"] == {"number": 12, "more": False}
    assert answer["totals"]["employees"] == [{"sum": 660, "count": 12}]
    assert answer["totals"]["turnover"] == [
        {"sum": {"amount": "54.00", "currency": "CNY"}, "count": 9},
        {"sum": {"amount": "13.50", "currency": "USD"}, "count": 3},
    ]
    groups = seller.get(f"{COMPANIES}?group=city&totals=employees&count=capped&city=Wuxi").json
    assert groups["groups"] == [{"value": "Wuxi", "count": 4, "totals": [{"sum": 220, "count": 4}]}]
    owners = seller.get(f"{COMPANIES}?group=owner").json["groups"]
    assert [(g["value"]["title"], g["count"]) for g in owners] == [("王芳", 12)]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=1001", "limit"),
        ("limit=0", "limit"),
        ("limit=x", "limit"),
        ("limit=1e2", "limit"),
        ("limit=1&limit=2", "limit"),
        ("sort=nothing", "nothing"),
        ("sort=id;drop", "id;drop"),
        ("fields=nothing", "nothing"),
        ("nothing=1", "nothing"),
        ("name__ilike=x", "name__ilike"),
        ("owner.password=x", "owner.password"),
        ("count=all", "count"),
        ("totals=name", "name"),
        ("totals=nothing", "nothing"),
        ("group=nothing", "nothing"),
        ("group=city&totals=turnover,employees", "totals"),
        ("after=x&before=y", "before"),
        ("employees=many", "employees"),
    ],
)
def test_what_means_nothing_is_refused_by_its_name(seller: Program, query: str, field: str) -> None:
    answer = seller.get(f"{COMPANIES}?{query}")
    assert (answer.status_code, answer.content_type) == (400, "application/problem+json"), answer.text
    assert set(answer.json["errors"]) == {field}


@pytest.mark.parametrize(
    "query",
    [
        "after=x",
        "before=%00",
        "after=" + "A" * 4001,
        "filter=[",
        "filter=" + "[" * 4000,
        "filter=" + "9" * 8000,
        'filter={"field":"name","op":"contains","value":NaN}',
        'filter={"field":"name","value":{"$ne":null}}',
        "filter=null",
    ],
)
def test_a_broken_cursor_or_filter_is_refused(seller: Program, query: str) -> None:
    assert seller.get(f"{COMPANIES}?{query}").status_code == 400


def test_a_cursor_is_of_no_use_for_another_list(companies: list[int], seller: Program) -> None:
    cursor = seller.get(f"{COMPANIES}?limit=5").json["next"].partition("after=")[2]
    assert seller.get(f"{COMPANIES}?limit=5&sort=-name&after={cursor}").status_code == 400
    assert seller.get(f"/contacts/persons?after={cursor}").status_code == 400
