"""A customer that goes for good takes along what nobody could see without it, and nothing else."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from guanxi.api import MoneyValue, NotFound, Ref, create, delete, restore, undo, visible
from guanxi.data.database import row
from guanxi.records import purging
from guanxi.records.purging import AT_ONCE, KEPT, purge
from guanxi.testing.site import Site
from guanxi_contacts.api import companies, persons, purchases, record_purchase

CONSENT = {"state": "given", "channel": "all", "purpose": "marketing"}
TABLES = ("purchase", "need", "consent", "contact_method", "contact_person", "relation", "company", "person")


@pytest.fixture
def seller(site: Site) -> Any:
    return site.actor("seller.north")


def customer(seller: Any, name: str, *amounts: int) -> Ref:
    """A company with so many purchases and one of each other part."""
    ref = create(seller, companies, {"name": name}).ref
    assert ref is not None
    for amount in amounts:
        money = MoneyValue(Decimal(amount), "CNY")
        record_purchase(seller, ref, day=date(2026, 1, amount), amount=money, product=f"{name} pump")
    known = seller.host.resources
    create(seller, known["contacts.need"], {"company": ref.id, "topic": "Oil", "statement": "More"})
    create(seller, known["contacts.consent"], {"company": ref.id, "day": date(2026, 1, 1), **CONSENT})
    create(seller, known["contacts.contact_method"], {"company": ref.id, "number": "13800138000"})
    return ref


def link(seller: Any, resource: str, /, **values: Any) -> None:
    create(seller, seller.host.resources[resource], values)


def emptied(seller: Any, days: int = 1) -> int:
    known = seller.host.resources
    return purge(
        known["contacts.company"], seller.host.clock() + KEPT + timedelta(days=days), resources=known
    )


def left() -> dict[str, Any]:
    found = {name: row(f"SELECT count(*) FROM contacts_{name}") for name in TABLES}
    return {name: counted[0] for name, counted in found.items() if counted}


def test_what_hangs_on_a_customer_goes_for_good_with_it(seller: Any) -> None:
    gone, stays = customer(seller, "Gone", 1, 2), customer(seller, "Stays", 3)
    person = create(seller, persons, {"name": "王芳"}).ref
    assert person is not None
    for company in (gone, stays):
        link(seller, "contacts.contact_person", company=company.id, person=person.id)
    link(seller, "contacts.relation", company=gone.id, other_company=stays.id, kind="supplier")
    link(seller, "contacts.relation", company=stays.id, other_person=person.id, kind="referrer")
    first = visible(seller, purchases).where(purchases.model.company_id == gone.id).order_by("id").first()
    bought = row(
        "SELECT change_id FROM change_line WHERE kind = ? AND record_id = ?", ("contacts.purchase", first.id)
    )
    assert bought is not None
    before = left()

    deleted = delete(seller, companies, gone.id)
    assert visible(seller, purchases).count() == 1, "what is in the bin hides what hangs on it"
    restore(seller, companies, gone.id)
    assert (visible(seller, purchases).count(), left()) == (3, before), "and brings it back"
    deleted = delete(seller, companies, gone.id)
    assert emptied(seller, days=-2) == 0

    assert emptied(seller) == 1
    less = {
        "purchase": 2,
        "need": 1,
        "consent": 1,
        "contact_method": 1,
        "contact_person": 1,
        "relation": 1,
        "company": 1,
    }
    assert left() == {name: number - less.get(name, 0) for name, number in before.items()}
    assert [each.company_id for each in visible(seller, purchases)] == [stays.id]
    for change in (bought[0], deleted.change):
        with pytest.raises(NotFound):
            undo(seller, change)


def test_a_customer_with_much_hanging_on_it_goes_alone(seller: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(purging, "MOST_HANGING", 5)
    for name in ("A", "B", "C"):
        delete(seller, companies, customer(seller, name, 1).id)
    assert [emptied(seller) for _call in range(4)] == [AT_ONCE, AT_ONCE, 1, 0]
    assert set(left().values()) == {0}
