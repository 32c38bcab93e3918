"""Referrals: who brought whom over several steps, and the revenue of those who were brought."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from guanxi.api import InvalidValues, MoneyValue, Ref, create, edit
from guanxi.testing.site import Site
from guanxi_contacts.api import record_purchase
from guanxi_contacts.referrals import brought
from guanxi_contacts.relations import relations
from guanxi_contacts.resources import companies, persons


def customer(site: Site, name: str, amount: int, who: str = "seller.north", *, person: bool = False) -> Ref:
    """A customer who bought once for so many yuan."""
    actor = site.actor(who)
    made = create(actor, persons if person else companies, {"name": name}).ref
    assert made is not None
    record_purchase(actor, made, day=date(2026, 3, 1), amount=MoneyValue(Decimal(amount), "CNY"))
    return made


def refer(site: Site, here: Ref, there: Ref, who: str = "seller.north") -> int:
    ends = {here.kind.partition(".")[2]: here.id, f"other_{there.kind.partition('.')[2]}": there.id}
    made = create(site.actor(who), relations, {"kind": "referrer", **ends}).ref
    assert made is not None
    return made.id


@pytest.mark.requirement("R-029.b")
def test_a_chain_shows_the_revenue_brought_directly_and_in_total(site: Site) -> None:
    a = customer(site, "Customer A", 1_000)
    b = customer(site, "Customer B", 20_000, person=True)
    c = customer(site, "Customer C", 300_000)
    refer(site, a, b)
    refer(site, b, c)
    record_purchase(
        site.actor("seller.north"),
        c,
        day=date(2026, 3, 2),
        amount=MoneyValue(Decimal(50_000), "CNY"),
        kind="refund",
    )
    page = site.sign_in("seller.north").get(f"/contacts/companies/{a.id}").text
    panel = re.sub(r"<[^>]*>|\s+", " ", page[page.index('id="referrals"') :].split("</section>")[0])
    assert re.search(r"Brought directly +Customers: 1 +¥20,000\.00", panel), panel
    assert re.search(r"Brought in total +Customers: 2 +¥270,000\.00", panel), panel
    assert "Customer B" in panel
    last = site.sign_in("seller.north").get(f"/contacts/companies/{c.id}").text
    assert 'id="referrals"' not in last
    assert "Referred by" in last


def test_programs_read_the_same_and_no_more(site: Site) -> None:
    a, b = customer(site, "Customer A", 1_000), customer(site, "Customer B", 20_000, person=True)
    c, hidden = customer(site, "Customer C", 300_000), customer(site, "Hidden", 7, "director")
    refer(site, a, b)
    refer(site, b, c)
    refer(site, a, hidden, "director")
    seller, path = site.sign_in("seller.north"), f"/api/v1/contacts/companies/{a.id}/referrals"
    assert seller.get(path).json == {
        "direct": {"customers": 1, "revenue": [{"amount": "20000.00", "currency": "CNY"}]},
        "total": {"customers": 2, "revenue": [{"amount": "320000.00", "currency": "CNY"}]},
        "brought": [
            {
                "resource": "contacts.person",
                "id": b.id,
                "title": "Customer B",
                "revenue": [{"amount": "20000.00", "currency": "CNY"}],
            }
        ],
    }
    assert site.sign_in("director").get(path).json["direct"]["customers"] == 2
    assert seller.get(f"/api/v1/contacts/companies/{hidden.id}/referrals").status_code == 404
    described = seller.get("/api/v1/openapi.json").json["paths"]["/contacts/companies/{id}/referrals"]["get"]
    assert described["responses"]["200"]["content"]["application/json"]["schema"]["required"]


def test_whom_the_reader_does_not_see_is_not_counted(site: Site) -> None:
    a, hidden = customer(site, "A", 1), customer(site, "Hidden", 20_000, "director")
    refer(site, a, hidden, "director")
    assert brought(site.actor("director"), a).everybody == {("company", hidden.id)}
    assert brought(site.actor("seller.north"), a).everybody == set()
    assert 'id="referrals"' not in site.sign_in("seller.north").get(f"/contacts/companies/{a.id}").text


def test_a_customer_is_brought_by_one_and_never_by_those_he_brought(site: Site) -> None:
    a, b, c = (customer(site, name, 1) for name in "ABC")
    first = refer(site, a, b)
    refer(site, b, c)
    seller: Any = site.actor("seller.north")
    for here, there in ((c, b), (c, a)):
        with pytest.raises(InvalidValues):
            refer(site, here, there)
    edit(seller, relations, first, {"kind": "partner"})
    refer(site, c, a)
    with pytest.raises(InvalidValues):
        edit(seller, relations, first, {"kind": "referrer"})
