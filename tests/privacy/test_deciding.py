"""Who shall have a customer that somebody looked up: asked of those who lead, decided on a page, answered to who asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from guanxi.data.database import row, rows
from guanxi.records.standard import create
from guanxi.testing.house import Client, Program, user_id

OWNER, LEAD, ASKER, OTHER = "seller.north", "lead.north", "seller.shanghai", "seller.hangzhou"
NAME, WHY = "栖云恒润精密机械有限公司", "展会上认识的"
PAGE = REST = "/duplicate-lookup"


@pytest.fixture
def company(actor_of: Callable[[str], Any]) -> int:
    """A company of the seller of the North."""
    owner = actor_of(OWNER)
    return int(create(owner, owner.host.resources["contacts.company"], {"name": NAME}).ref.id)


@pytest.fixture
def claim(company: int, client_of: Callable[..., Client], program_of: Callable[..., Program]) -> str:
    """The address of what the lead of the North is asked to decide."""
    line = program_of(ASKER).post(REST, {"q": NAME}).json["lookup"]
    assert client_of(ASKER).post(f"{PAGE}/{line}/ask", note=WHY).status_code == 303
    return f"/people/claims/{_of(LEAD)}"


def test_who_decides_is_told_once(
    company: int, client_of: Callable[..., Client], program_of: Callable[..., Program]
) -> None:
    client, program = client_of(ASKER), program_of(ASKER)
    line = program.post(REST, {"q": NAME}).json["lookup"]
    assert client_of("seller.hangzhou").post(f"{PAGE}/{line}/ask", note="mine").status_code == 404
    assert client.post(f"{PAGE}/{line}/ask", note="展会上认识的").status_code == 303
    told = rows("SELECT user_id FROM notification ORDER BY user_id")
    assert [user for (user,) in told] == sorted([user_id("lead.north"), user_id(OWNER)])
    told = client_of("lead.north").get("/notifications").text
    assert "展会上认识的" in told and NAME in told and "Needs my action" in told and "/people/claims/" in told
    assert client.post(f"{PAGE}/{line}/ask", note="again").status_code == 409
    assert "/people/claims/" not in client.get("/notifications").text
    nothing = program.post(REST, {"q": "没有这个客户的名字"}).json["lookup"]
    assert program.post(f"{REST}/{nothing}/ask", {"note": ""}).status_code == 404
    assert len(rows("SELECT 1 FROM notification")) == 2


def test_the_page_says_who_asks_and_why_and_which_customer(
    claim: str, company: int, client_of: Callable[..., Client]
) -> None:
    page = client_of(LEAD).get(claim).text
    name = row("SELECT name FROM people_user WHERE id = ?", [user_id(ASKER)])[0]
    for told in (
        name,
        WHY,
        f'href="/contacts/companies/{company}"',
        'value="given"',
        'value="let_in"',
        'value="kept"',
    ):
        assert told in page, told
    assert 'class="glyph"><svg class="icon" aria-hidden="true"><use href="' in page and '.svg#scale"' in page
    assert "Who decides" in page and 'data-field="decided_at"' not in page
    assert claim in client_of(LEAD).get(PAGE).text
    for stranger in (ASKER, OTHER, OWNER):
        assert client_of(stranger).get(claim).status_code == 404
        assert client_of(stranger).post(f"{claim}/decide", decision="given").status_code == 404
    assert client_of("admin").post(f"{claim}/decide", decision="given").status_code == 404
    assert row("SELECT owner_id FROM contacts_company")[0] == user_id(OWNER)


@pytest.mark.parametrize(
    ("decision", "told", "seen"),
    [
        ("given", "is yours now", 200),
        ("let_in", "let in as a co-worker", 200),
        ("kept", "stays with its owner", 404),
    ],
)
def test_the_lead_decides_and_who_asked_gets_an_answer(
    decision: str, told: str, seen: int, claim: str, company: int, client_of: Callable[..., Client]
) -> None:
    lead, asker = client_of(LEAD), client_of(ASKER)
    assert asker.get(f"/contacts/companies/{company}").status_code == 404
    assert lead.post(f"{claim}/decide", decision=decision, answer="按展会名单").status_code == 303
    answers = asker.get("/notifications").text
    assert told in answers and "按展会名单" in answers
    assert asker.get(f"/contacts/companies/{company}").status_code == seen
    owner = user_id(ASKER if decision == "given" else OWNER)
    assert row("SELECT owner_id FROM contacts_company WHERE id = ?", [company])[0] == owner
    assert {state for (state,) in rows("SELECT state FROM people_claim")} == {decision}
    assert "has decided" in client_of(OWNER).get("/notifications").text
    assert 'value="given"' not in lead.get(claim).text
    before = len(rows("SELECT 1 FROM notification"))
    assert lead.post(f"{claim}/decide", decision="given").status_code == 303
    assert len(rows("SELECT 1 FROM notification")) == before
    assert row("SELECT owner_id FROM contacts_company WHERE id = ?", [company])[0] == owner


def test_nobody_decides_what_he_may_not_do(
    claim: str, company: int, client_of: Callable[..., Client], roles_of: Callable[..., None]
) -> None:
    roles_of(LEAD, {"contacts.*.view": "all", "people.*.view": "all", "host.page.view": "all"})
    lead = client_of(LEAD)
    page = lead.get(claim).text
    assert 'value="kept"' in page and 'value="given"' not in page and 'value="let_in"' not in page
    for decision in ("given", "let_in", "", "all"):
        assert lead.post(f"{claim}/decide", decision=decision).status_code == 303
    assert {state for (state,) in rows("SELECT state FROM people_claim")} == {"open"}
    roles_of(LEAD, {"people.*.view": "all", "host.page.view": "all"})
    page = client_of(LEAD).get(claim).text
    assert "contacts/companies" not in page and "do not see this record" in page
    assert client_of(LEAD).post(f"{claim}/decide", decision="kept").status_code == 303
    assert {state for (state,) in rows("SELECT state FROM people_claim")} == {"open"}


def test_that_it_stays_is_told_once_however_many_records_there_are(
    company: int, client_of: Callable[..., Client], actor_of: Callable[[str], Any]
) -> None:
    owner = actor_of(OWNER)
    create(owner, owner.host.resources["contacts.company"], {"name": f"{NAME}分部"})
    asker, lead = client_of(ASKER), client_of(LEAD)
    asker.post(PAGE, q=NAME)
    asker.post(f"{PAGE}/{row('SELECT max(id) FROM people_lookup')[0]}/ask", note=WHY)
    asked = [key for (key,) in rows("SELECT id FROM people_claim WHERE owner_id = ?", [user_id(LEAD)])]
    assert len(asked) == 2
    for key in asked:
        assert asker.get("/notifications").text.count("stays with its owner") == 0
        lead.post(f"/people/claims/{key}/decide", decision="kept")
    assert asker.get("/notifications").text.count("stays with its owner") == 1


def _of(name: str) -> int:
    return int(row("SELECT max(id) FROM people_claim WHERE owner_id = ?", [user_id(name)])[0])
