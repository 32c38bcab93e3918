"""Deals in my day: what is worth more stands first, the largest without a next step is offered, one entry is shown once everywhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest

from guanxi.api import Actor, Ref, create, edit
from guanxi_contacts.api import companies, interactions
from guanxi_sales.deals import deals

SELLER = "seller.shanghai"


def made(actor: Actor, resource: Any, values: dict[str, Any]) -> Ref:
    ref = create(actor, resource, values).ref
    assert ref is not None
    return ref


@pytest.fixture
def seller(actor_of: Callable[[str], Actor]) -> Actor:
    return actor_of(SELLER)


def customer(seller: Actor, name: str, *amounts: str) -> Ref:
    firm = made(seller, companies, {"name": name})
    for number, amount in enumerate(amounts, 1):
        made(seller, deals, {"name": f"{name} {number}", "company": firm.id, "amount": amount})
    return firm


def plan(seller: Actor, subject: str, about: Ref | None = None, **values: Any) -> Ref:
    activities = seller.host.resources["work.activity"]
    about_it = {"about": [about]} if about else {}
    return made(seller, activities, {"subject": subject, "due_on": "2026-03-05", **about_it, **values})


def titles(page: str) -> list[str]:
    body = page.partition("<main")[2]
    found = re.findall(r'<span class="todo-title">.*?<a href="[^"]+">([^<]+)</a>', body, re.DOTALL)
    return [unescape(each) for each in found]


@pytest.mark.requirement("R-049.a")
@pytest.mark.parametrize("address", ["/", "/my-day"])
def test_the_order_follows_due_date_value_and_urgency(address: str, seller: Actor, client_of: Any) -> None:
    small = customer(seller, "小客户", "10000 CNY")
    large = customer(seller, "大客户", "300000 CNY", "500000 CNY")
    foreign = customer(seller, "外商", "990000 USD")
    plan(seller, "of another currency", foreign)
    plan(seller, "nobody's, urgent", priority="high")
    plan(seller, "small, not urgent", small, priority="low")
    plan(seller, "small, urgent", small, priority="high")
    plan(seller, "large, not urgent", large, priority="low")
    plan(seller, "small and late", small, due_on="2026-03-01")
    page = client_of(SELLER).get(address).text
    assert [each for each in titles(page) if "客户" not in each] == [
        "small and late",
        "large, not urgent",
        "small, urgent",
        "small, not urgent",
        "nobody's, urgent",
        "of another currency",
    ]
    assert "800,000" in page
    assert "990,000" in page


def test_what_is_won_or_not_seen_is_worth_nothing(seller: Actor, actor_of: Any, client_of: Any) -> None:
    firm = customer(seller, "客户", "70000 CNY")
    agent = actor_of("agent")
    from guanxi_sales.day import open_amounts

    assert open_amounts(seller, "contacts.company", [firm.id]) != {}
    assert open_amounts(actor_of("seller.north"), "contacts.company", [firm.id]) == {}
    assert open_amounts(agent, "work.note", [1]) is None


@pytest.mark.usefixtures("clock")
def test_the_largest_deal_without_a_next_step_is_next_best(seller: Actor, client_of: Any) -> None:
    customer(seller, "甲", "100 CNY")
    customer(seller, "乙", "300 CNY")
    customer(seller, "丙", "900 USD")
    found = titles("<main" + client_of(SELLER).get("/my-day/parts").text)
    assert found == ["乙 1", "甲 1", "丙 1"]
    assert "Nothing planned" in client_of(SELLER).get("/my-day/parts").text
    plan(seller, "Call", Ref("sales.deal", 2))
    assert titles("<main" + client_of(SELLER).get("/my-day/parts").text) == ["甲 1", "丙 1"]
    assert titles("<main" + client_of("seller.north").get("/my-day/parts").text) == []


@pytest.mark.requirement("R-021.b")
def test_the_page_of_the_customer_and_that_of_the_deal_show_the_same_entry_once(
    seller: Actor, client_of: Any
) -> None:
    firm = customer(seller, "客户", "100 CNY")
    deal = Ref("sales.deal", 1)
    told = made(seller, interactions, {"kind": "call", "summary": "他们要新报价", "about": (firm, deal)})
    client = client_of(SELLER)
    for address in (f"/contacts/companies/{firm.id}", f"/sales/deals/{deal.id}"):
        page = client.get(address).text
        assert page.count('<p class="moment-text">他们要新报价') == 1, address
    edit(seller, interactions, told.id, {"summary": "他们要两份报价"})
    for address in (f"/contacts/companies/{firm.id}", f"/sales/deals/{deal.id}"):
        assert client.get(address).text.count('<p class="moment-text">他们要两份报价') == 1
