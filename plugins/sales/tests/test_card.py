"""The customer card on the page of a deal: without a click, as much as the reader may see, and gone without trouble."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from guanxi.api import Ref, create
from guanxi.testing.house import Client
from guanxi_contacts.api import companies, customer_card, interactions, needs
from guanxi_sales.api import deals

RIGHTS = {"sales.*": "all", "contacts.*": "all", "work.*": "all"}
CARD = 'id="customer-card"'


@pytest.fixture
def deal(actor_of: Callable[[str], Any]) -> str:
    """The page of a deal with a customer of whom much is known."""
    seller = actor_of("seller.north")
    of = create(seller, companies, {"name": "栖云恒润", "industry": "manufacturing"}).ref
    about = {"about": (Ref("contacts.company", of.id),)}
    create(seller, needs, {"company": of.id, "topic": "Delivery", "statement": "Within three days"})
    create(seller, interactions, {"kind": "call", "summary": "Asked for a price", **about})
    create(
        seller,
        seller.host.resources["work.activity"],
        {"subject": "Send the offer", "due_on": "2026-03-09", **about},
    )
    made = create(seller, deals, {"name": "New line", "company": of.id}).ref
    return f"/sales/deals/{made.id}"


@pytest.mark.requirement("R-033.b")
def test_the_page_of_a_deal_shows_what_is_known_of_the_customer_as_far_as_the_reader_may_see_it(
    deal: str, client_of: Callable[..., Client], roles_of: Callable[..., None]
) -> None:
    page = client_of("seller.north").get(deal).text
    for text in (CARD, "Manufacturing", "Within three days", "Asked for a price", "Send the offer"):
        assert text in page
    hidden = {
        "contacts.company": ["industry"],
        "contacts.need": ["statement"],
        "contacts.interaction": ["summary"],
    }
    roles_of("agent", RIGHTS, hidden=hidden)
    page = client_of("agent").get(deal).text
    assert CARD in page
    for text in ("Manufacturing", "Within three days", "Asked for a price"):
        assert text not in page


@pytest.mark.requirement("R-033.c")
def test_the_card_goes_with_the_right_to_see_the_customer(
    deal: str, client_of: Callable[..., Client], roles_of: Callable[..., None], actor_of: Callable[[str], Any]
) -> None:
    roles_of("agent", {"sales.*": "all"})
    page = client_of("agent").get(deal)
    assert page.status_code == 200
    assert CARD not in page.text
    assert "栖云恒润" not in page.text
    roles_of("lead.north", RIGHTS, hidden={"sales.deal": ["company"]})
    assert CARD not in client_of("lead.north").get(deal).text
    assert customer_card(actor_of("seller.shanghai"), Ref("contacts.company", 1)) is None
