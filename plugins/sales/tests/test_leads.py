"""Leads: parked until a day and back on it once; converted without retyping anything, and taken back whole."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from guanxi.api import InvalidValues, Ref, Refused, create, edit, get, visible
from guanxi.testing.house import Client, Program
from guanxi_contacts.api import companies, consents, contact_persons, interactions, persons
from guanxi_sales.api import deals, leads
from guanxi_sales.converting import convert, drop, park
from guanxi_sales.models import Lead

LIST = "/sales/leads/"
ENQUIRY = {
    "name": "Asks for two machines",
    "company_name": "栖云恒润",
    "person_name": "欧阳文",
    "position": "厂长",
    "phone": "154 0013 8000",
    "email": "wen@demo.example",
    "source": "website",
    "amount": "500000 CNY",
    "consent": "given",
    "consent_channel": "email",
    "consent_proof": "Form 7",
    "note": "Wants to see one first",
}
MADE = (companies, persons, contact_persons, consents, deals)


@pytest.fixture
def seller(actor_of: Callable[[str], Any]) -> Any:
    return actor_of("seller.north")


@pytest.fixture
def lead(seller: Any) -> int:
    return int(create(seller, leads, ENQUIRY).ref.id)


@pytest.mark.requirement("R-034.a")
def test_a_parked_lead_comes_back_on_its_day_once(
    lead: int, seller: Any, clock: Any, run_jobs: Any, client_of: Callable[..., Client]
) -> None:
    with pytest.raises(InvalidValues):
        park(seller, lead, values={})
    address = f"{LIST}{lead}/park"
    assert client_of("seller.north").post(address, wake_up_on="2026-03-05").status_code == 422
    assert (
        client_of("seller.north").post(address, wake_up_on="2026-03-09", reason="Budget").status_code == 303
    )
    activities = seller.host.resources["work.activity"]
    run_jobs()
    clock.move(days=3)
    run_jobs()
    assert get(seller, leads, lead).state == "parked"
    for _day in range(2):
        clock.move(days=1)
        run_jobs()
    assert get(seller, leads, lead).state == "working"
    [planned] = visible(seller, activities)
    assert (planned.owner_id, str(planned.due_on)) == (seller.id, "2026-03-09")
    assert "Asks for two machines" in client_of("seller.north").get("/notifications").text


def test_a_parked_lead_comes_back_as_the_day_begins_where_its_owner_is(
    lead: int, seller: Any, clock: Any, run_jobs: Any
) -> None:
    users = seller.host.resources["people.user"].model
    users.update(zone="America/Los_Angeles").where(users.id == seller.id).execute()
    park(seller, lead, values={"wake_up_on": clock().date() + timedelta(days=2)})
    begins = datetime.combine(clock().date() + timedelta(days=2), time(8), UTC)  # eight hours behind
    clock.move(seconds=(begins - clock()).total_seconds() - 1800)
    run_jobs()
    assert get(seller, leads, lead).state == "parked"
    clock.move(hours=2)
    run_jobs()
    assert get(seller, leads, lead).state == "working"
    [planned] = visible(seller, seller.host.resources["work.activity"])
    assert planned.due_on == begins.date()


@pytest.mark.requirement("R-018.a", "R-018.b")
def test_converting_makes_customer_person_and_deal_and_carries_what_is_known(
    lead: int, seller: Any, client_of: Callable[..., Client]
) -> None:
    about = {"about": (Ref("sales.lead", lead),)}
    create(seller, interactions, {"kind": "call", "summary": "Called back", **about})
    browser = client_of("seller.north")
    files = browser.post(f"{LIST}{lead}/attachments", file=(io.BytesIO(b"drawing"), "drawing.txt"))
    assert files.status_code in (200, 303)
    assert browser.post(f"{LIST}{lead}/convert").status_code == 303
    now = get(seller, leads, lead)
    [company], [person], [link], [consent], [deal] = (list(visible(seller, each)) for each in MADE)
    assert (now.state, now.company_id, now.person_id, now.deal_id) == (
        "converted",
        company.id,
        person.id,
        deal.id,
    )
    assert (company.name, company.source, company.owner_id) == ("栖云恒润", "website", seller.id)
    assert (person.name, person.email, person.position, link.position) == (
        "欧阳文",
        "wen@demo.example",
        "厂长",
        "厂长",
    )
    assert (consent.person_id, consent.state, consent.channel, consent.proof) == (
        person.id,
        "given",
        "email",
        "Form 7",
    )
    assert (deal.name, deal.source, deal.note) == (
        "Asks for two machines",
        "website",
        "Wants to see one first",
    )
    assert (deal.company_id, deal.person_id, deal.amount) == (company.id, person.id, 5_000_000_000)
    for page in (
        f"/contacts/companies/{company.id}",
        f"/contacts/persons/{person.id}",
        f"/sales/deals/{deal.id}",
    ):
        shown = browser.get(page).text
        assert f"{LIST}{lead}" in shown
        assert "Called back" in shown
    assert "drawing.txt" in browser.get(f"/sales/deals/{deal.id}").text
    with pytest.raises(Refused):
        convert(seller, lead, values={})


def test_a_consent_without_a_channel_is_asked_for_it(lead: int, seller: Any) -> None:
    edit(seller, leads, lead, {"consent_channel": None})
    with pytest.raises(InvalidValues) as wrong:
        convert(seller, lead, values={})
    assert set(wrong.value.errors) == {"consent_channel"}
    convert(seller, lead, values={"consent_channel": "phone"})
    [consent] = visible(seller, consents)
    assert (consent.state, consent.channel) == ("given", "phone")


@pytest.mark.requirement("R-018.c")
def test_undoing_a_conversion_takes_all_of_it_back(
    lead: int, seller: Any, client_of: Callable[..., Client]
) -> None:
    talk = create(
        seller, interactions, {"kind": "call", "summary": "Called", "about": (Ref("sales.lead", lead),)}
    )
    done = convert(seller, lead, values={})
    assert client_of("seller.north").post(f"/undo/{done.change}").status_code == 303
    now = get(seller, leads, lead)
    assert (now.state, now.company_id, now.person_id, now.deal_id) == ("new", None, None, None)
    assert [visible(seller, each).count() for each in MADE] == [0] * len(MADE)
    assert get(seller, interactions, talk.ref.id).about == f'["sales.lead/{lead}"]'


def test_a_known_customer_is_offered_and_taken(
    lead: int, seller: Any, client_of: Callable[..., Client], program_of: Callable[..., Program]
) -> None:
    known = create(seller, companies, {"name": "栖云恒润"}).ref.id
    assert f'value="{known}"' in client_of("seller.north").get(f"{LIST}{lead}/convert").text
    made = program_of("seller.north").post(f"/sales/leads/{lead}/convert", {"company": known}).get_json()
    assert made["company"]["id"] == known
    assert [each.id for each in visible(seller, companies)] == [known]


def test_a_lead_is_not_converted_into_what_one_may_not_see_or_make(
    lead: int, actor_of: Any, roles_of: Any, program_of: Callable[..., Program]
) -> None:
    foreign = create(actor_of("seller.shanghai"), companies, {"name": "云川"}).ref.id
    asked = program_of("seller.north").post(f"/sales/leads/{lead}/convert", {"company": foreign})
    assert asked.status_code == 422
    roles_of("seller.north", {"sales.*": "own", "contacts.*.view": "own"})
    assert program_of("seller.north").post(f"/sales/leads/{lead}/convert", {}).status_code == 403
    assert Lead.get_by_id(lead).state == "new"


def test_a_dropped_lead_says_why_and_leaves_the_inbox(
    lead: int, seller: Any, client_of: Callable[..., Client]
) -> None:
    browser = client_of("seller.north")
    assert "Asks for two machines" in browser.get(f"{LIST}?quick=inbox").text
    with pytest.raises(InvalidValues):
        drop(seller, lead, values={})
    drop(seller, lead, values={"reason": "A joke"})
    assert "Asks for two machines" not in browser.get(f"{LIST}?quick=inbox").text
    with pytest.raises(InvalidValues):
        edit(seller, leads, lead, {"state": "converted"})
