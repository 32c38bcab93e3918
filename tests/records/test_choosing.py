"""Columns by what their records belong to, and what may be done with records that one owns: never more than the gate gives."""

from __future__ import annotations

from typing import Any

from bench.recording import recorded

from guanxi.api import Ref, create
from guanxi.records import gate
from guanxi.records.choosing import columns_by
from guanxi.testing.site import Site


def made(site: Site, who: str, kind: str, /, **values: Any) -> int:
    ref = create(site.actor(who), site.house.host.resources[kind], values).ref
    assert ref is not None
    return ref.id


def test_columns_by_a_link_are_those_of_the_records_that_one_sees(site: Site) -> None:
    purchases = site.house.host.resources["contacts.purchase"]
    north = made(site, "seller.north", "contacts.company", name="Northern Pumps")
    east = made(site, "seller.shanghai", "contacts.company", name="Eastern Pumps")
    for company, who in ((north, "seller.north"), (east, "seller.shanghai")):
        for product in ("Pump", "Valve"):
            made(
                site,
                who,
                "contacts.purchase",
                company=company,
                day="2026-03-01",
                amount="1 CNY",
                product=product,
            )
    seller, both = site.actor("seller.north"), [north, east]
    assert columns_by(seller, purchases, "company_id", both, ("product",), {"product": "Valve"}) == [
        (north, "Valve")
    ]
    assert sorted(columns_by(seller, purchases, "company_id", both, ("product",))) == [
        (north, "Pump"),
        (north, "Valve"),
    ]
    assert columns_by(seller, purchases, "company_id", [], ("product",)) == []
    stranger = site.actor("seller.shanghai")
    assert {
        company for company, _product in columns_by(stranger, purchases, "company_id", both, ("product",))
    } == {east}


def test_what_one_owns_may_be_done_without_asking_the_database_and_nothing_else(site: Site) -> None:
    activities = site.house.host.resources["work.activity"]
    company = made(site, "lead.north", "contacts.company", name="Northern Pumps")
    about = (Ref("contacts.company", company),)
    mine, other = (
        made(site, who, "work.activity", subject="Call", kind="call", due_on="2026-03-01", about=about)
        for who in ("seller.north", "lead.north")
    )
    seller = site.actor("seller.north")
    with recorded() as sent:
        assert gate.may_do_among(seller, activities, [mine], "done", [mine]) == {mine}
    assert not sent
    ids = [mine, other]
    assert gate.may_do_among(seller, activities, ids, "edit", [mine]) == gate.rows_among(
        seller, activities, ids, "edit"
    )


def test_what_decides_beside_the_owner_is_asked_of_the_database(site: Site) -> None:
    company = made(site, "seller.north", "contacts.company", name="Northern Pumps")
    purchases = site.house.host.resources["contacts.purchase"]
    bought = made(
        site, "seller.north", "contacts.purchase", company=company, day="2026-03-01", amount="1 CNY"
    )
    stranger = site.actor("seller.shanghai")
    assert gate.may_do_among(stranger, purchases, [bought], "edit", [bought]) == frozenset()
