"""A seller outside the team sees nothing of a record: no row, no REST answer, no lookup hit, no count; fields likewise."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from guanxi.data.database import row
from guanxi.testing.house import Client, Program

NAME = "栖云恒润精密机械有限公司"
MOBILE, CODE = "13800138000", "990101199003071237"


@pytest.fixture
def company(client_of: Callable[..., Client]) -> int:
    """A company of the seller of the team North."""
    made = client_of("seller.north").post(
        "/contacts/companies/new",
        name=NAME,
        customer_type="company",
        turnover="1000",
        turnover_currency="CNY",
    )
    return int(made.headers["Location"].rpartition("/")[2])


@pytest.fixture
def person(client_of: Callable[..., Client]) -> int:
    """A person of the same seller, with fields that are masked."""
    made = client_of("seller.north").post(
        "/contacts/persons/new", name="张伟", customer_type="personal", mobile=MOBILE, id_number=CODE
    )
    return int(made.headers["Location"].rpartition("/")[2])


@pytest.mark.requirement("R-030.a")
def test_seller_outside_the_team_gets_no_list_row(company: int, client_of: Callable[..., Client]) -> None:
    inside, outside = client_of("seller.north"), client_of("seller.shanghai")
    assert NAME in inside.get("/contacts/companies/").text
    for asked in ("", "?q=恒润", "?quick=recently_changed", "?name=恒润", "?sort=-changed_at"):
        assert NAME not in outside.get(f"/contacts/companies/{asked}").text


@pytest.mark.requirement("R-030.a")
def test_seller_outside_the_team_gets_no_page_count_or_lookup_hit(
    company: int, client_of: Callable[..., Client]
) -> None:
    inside, outside = client_of("seller.north"), client_of("seller.shanghai")
    lookup = "/contacts/companies/lookup/subsidiary_of?q=恒润"
    assert NAME in inside.get(lookup).text
    assert NAME not in outside.get(lookup).text
    for below in ("", "/edit", "/history", "/field/name"):
        address = f"/contacts/companies/{company}{below}"
        assert (inside.get(address).status_code, outside.get(address).status_code) == (200, 404)
    counts = [client.get("/contacts/companies/count?exact=1").text for client in (inside, outside)]
    assert ["1 record" in text for text in counts] == [True, False]


@pytest.mark.requirement("R-030.b")
def test_seller_outside_the_team_gets_no_search_hit(
    company: int, client_of: Callable[..., Client], program_of: Callable[..., Program]
) -> None:
    inside, outside = client_of("seller.north"), client_of("seller.shanghai")
    for typed in (NAME, "恒润", "hengrun", "hr"):
        for path in ("/search", "/search/hits", "/contacts/companies/"):
            row = f"/contacts/companies/{company}"
            assert row in inside.get(f"{path}?q={typed}").text
            assert row not in outside.get(f"{path}?q={typed}").text
        hits = [
            program_of(name).get(f"/search?q={typed}").json["groups"]
            for name in ("seller.north", "seller.shanghai")
        ]
        assert len(hits[0]) == 1 and hits[1] == []


@pytest.mark.requirement("R-030.d")
def test_seller_outside_the_team_gets_no_rest_answer(
    company: int, program_of: Callable[..., Program]
) -> None:
    inside, outside = program_of("seller.north"), program_of("seller.shanghai")
    assert inside.get(f"/contacts/companies/{company}").json["name"] == NAME
    refused = outside.get(f"/contacts/companies/{company}")
    absent = outside.get("/contacts/companies/999999")
    assert (refused.status_code, absent.status_code) == (404, 404)
    assert NAME not in refused.text
    assert [item["name"] for item in inside.get("/contacts/companies?count=exact").json["items"]] == [NAME]
    listed = outside.get("/contacts/companies?count=exact&totals=turnover").json
    assert (listed["items"], listed["count"]["number"]) == ([], 0)
    assert "1000" not in str(listed.get("totals"))
    for method, content in (("PATCH", {"city": "杭州"}), ("DELETE", None)):
        assert outside.send(method, f"/contacts/companies/{company}", content).status_code == 404


def test_hidden_field_is_nowhere(
    company: int,
    client_of: Callable[..., Client],
    program_of: Callable[..., Program],
    roles_of: Callable[..., None],
) -> None:
    rights = {f"contacts.company.{action}": "all" for action in ("view", "edit", "create")}
    roles_of("agent", rights | {"host.page.view": "all"}, hidden={"contacts.company": ["turnover"]})
    browser, program = client_of("agent"), program_of("agent")
    for page in ("", "/edit", "/history"):
        text = browser.get(f"/contacts/companies/{company}{page}").text
        assert NAME in text
        assert "Turnover" not in text
        assert "1,000" not in text
    assert browser.get(f"/contacts/companies/{company}/field/turnover").status_code == 404
    assert "turnover" not in program.get(f"/contacts/companies/{company}").json
    for asked in ("sort=turnover", "turnover=1000", "totals=turnover"):
        answer = program.get(f"/contacts/companies?{asked}")
        assert answer.status_code in (400, 422), asked
        assert "1000" not in answer.text.replace("turnover=1000", "")
    sent = program.patch(
        f"/contacts/companies/{company}", {"turnover": {"amount": "5", "currency": "CNY"}}, If_Match="*"
    )
    assert sent.status_code in (403, 422)
    assert row("SELECT turnover FROM contacts_company WHERE id = ?", [company]) == (10_000_000,)


def test_masked_fields_show_only_their_ends(
    person: int, client_of: Callable[..., Client], program_of: Callable[..., Program]
) -> None:
    browser, program = client_of("agent"), program_of("agent")
    pages = [browser.get(f"/contacts/persons/{part}").text for part in ("", str(person), f"{person}/history")]
    answers = [program.get(f"/contacts/persons/{person}").text, program.get("/contacts/persons").text]
    for text in (*pages, *answers):
        assert MOBILE not in text.replace(" ", "")
        assert "138 0013 8000" not in text
        assert CODE not in text
    assert "138****8000" in pages[1]
    assert "990***********1237" in pages[1] or "990***********237" in pages[1] or "99****" in pages[1]
    assert program.get(f"/contacts/persons/{person}").json["mobile"] == "138****8000"
