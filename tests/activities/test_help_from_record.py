"""From a record to a help note about it: for whoever leads its owner, and for nobody else."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from guanxi.data.database import row, run
from guanxi.records.standard import delete

LEAD, SELLER, OTHER, SIDEWAYS, UP = (
    "lead.east",
    "seller.shanghai",
    "seller.hangzhou",
    "lead.north",
    "director",
)
GRANTS = {"contacts.*": "all", "people.*": "all", "work.*": "subtree"}
ENTRY = re.compile(
    r'<a[^>]* href="(/work/team/\d+\?about=[^"]*)"[^>]*>.*?<span[^>]*>([^<]*)</span>', re.DOTALL
)


def offered(page: str) -> list[tuple[str, str]]:
    """Where the entries of a record's menu lead that offer a help note, and what they say."""
    return [(unescape(href), unescape(label)) for href, label in ENTRY.findall(page)]


@pytest.mark.requirement("R-050.b")
def test_a_lead_writes_a_help_note_from_a_record_with_the_record_linked(
    actor_of: Any, client_of: Any, company: Any
) -> None:
    seller, lead = actor_of(SELLER), client_of(LEAD)
    ref = company(seller)
    assert offered(lead.get(f"/contacts/companies/{ref.id}").text) == [
        (f"/work/team/{seller.id}?about=contacts.company/{ref.id}#help", "Help note to 王芳")
    ]
    page = lead.get(f"/work/team/{seller.id}?about=contacts.company/{ref.id}").text
    assert f'name="about" value="contacts.company/{ref.id}"' in page and "autofocus" in page
    lead.post(f"/work/team/{seller.id}/help", text="Bring the samples", about=f"contacts.company/{ref.id}")
    assert row("SELECT recipient_id, kind, record_id FROM people_help") == (
        seller.id,
        "contacts.company",
        ref.id,
    )
    assert f'href="/contacts/companies/{ref.id}"' in client_of(SELLER).get("/my-day").text


def test_the_entry_stands_only_where_the_page_behind_it_would_let_one(
    actor_of: Any, client_of: Any, company: Any
) -> None:
    seller, lead = actor_of(SELLER), actor_of(LEAD)
    ref, own = company(seller), company(lead)
    page = f"/contacts/companies/{ref.id}"
    assert offered(client_of(UP).get(page).text)
    assert not offered(client_of(SELLER).get(page).text), "who leads nobody"
    assert not offered(client_of(LEAD).get(f"/contacts/companies/{own.id}").text), "to himself"
    assert client_of(SIDEWAYS).get(page).status_code == 404
    run("UPDATE people_user SET active = ? WHERE id = ?", (False, seller.id))
    assert not offered(client_of(UP).get(page).text), "who has left"
    assert client_of(UP).get(f"/work/team/{seller.id}").status_code == 404


def test_a_record_in_the_bin_or_with_a_hidden_owner_offers_none(
    actor_of: Any, client_of: Any, company: Any, roles_of: Any
) -> None:
    seller = actor_of(SELLER)
    ref = company(seller)
    page = f"/contacts/companies/{ref.id}"
    roles_of(LEAD, GRANTS)
    assert offered(client_of(LEAD).get(page).text)
    roles_of(LEAD, GRANTS, hidden={"contacts.company": ["owner"]})
    assert not offered(client_of(LEAD).get(page).text)
    delete(seller, seller.host.resources["contacts.company"], ref.id)
    assert not offered(client_of(UP).get(page).text)
