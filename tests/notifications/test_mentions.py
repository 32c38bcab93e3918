"""Whom a text may mention: @ offers colleagues who see the record, and a name that two bear means both."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from guanxi.data.database import run


def test_an_at_sign_offers_colleagues_who_see_the_record_and_a_shared_name_means_both(
    actor_of: Callable[[str], Any], client_of: Callable[..., Any], program_of: Callable[..., Any]
) -> None:
    seller, lead, other = (actor_of(name) for name in ("seller.shanghai", "lead.east", "seller.north"))
    program, browser = program_of("seller.shanghai"), client_of("seller.shanghai")
    company = program.post("/contacts/companies", {"name": "恒润机械"}).get_json()["id"]
    assert (
        f"seeing=contacts.company%2F{company}"
        in browser.get(f"/contacts/companies/{company}/timeline/work.note").text
    )

    def offered(typed: str) -> list[str]:
        found = browser.get(f"/work/notes/lookup/mentions?seeing=contacts.company/{company}&q={typed}")
        return re.findall(r'data-label="([^"]*)"', found.text)

    assert lead.name in offered("") and lead.name in offered(lead.name[:2])
    assert seller.name not in offered("") and offered(other.name) == []
    hidden = client_of("seller.north").get(f"/work/notes/lookup/mentions?seeing=contacts.company/{company}")
    assert hidden.status_code == 404
    run("UPDATE people_user SET name = ? WHERE id = ?", [lead.name, other.id])
    note = {"about": [f"contacts.company/{company}"], "text": f"@{lead.name} 请看"}
    made = program.post("/work/notes", note).get_json()
    assert set(made["mentions"]) == {f"people.user/{lead.id}", f"people.user/{other.id}"}


def test_a_chinese_sentence_needs_no_blank_before_the_at_sign_and_a_mail_address_mentions_nobody(
    actor_of: Callable[[str], Any], client_of: Callable[..., Any], program_of: Callable[..., Any]
) -> None:
    lead, program = actor_of("lead.east"), program_of("seller.shanghai")
    company = program.post("/contacts/companies", {"name": "恒润机械"}).get_json()["id"]
    for text, told in (
        (f"请@{lead.name}看合同", [f"people.user/{lead.id}"]),
        (f"邮箱 wang@{lead.name}", []),
    ):
        note = program.post("/work/notes", {"about": [f"contacts.company/{company}"], "text": text})
        assert note.get_json()["mentions"] == told, text
    assert "mentioned you in a note about" in client_of("lead.east").get("/notifications").text
