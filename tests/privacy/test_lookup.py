"""The lookup for duplicates: of unseen records just what is set, by page and program alike; logged, limited a day."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from guanxi.data.database import rows
from guanxi.people.duplicates import near
from guanxi.people.settings import save_settings
from guanxi.records.standard import create, delete
from guanxi.testing.fixed import FixedClock
from guanxi.testing.house import Client, Program

OWNER, ASKER = "seller.north", "seller.shanghai"
NAME, PHONE, CODE = "栖云恒润精密机械有限公司", "+862112345678", "91310000000000016F"
FURTHER = "+8615400138001"
PAGE, REST = "/duplicate-lookup", "/duplicate-lookup"


@pytest.fixture
def company(actor_of: Callable[[str], Any]) -> int:
    """A company of the seller of the North."""
    owner = actor_of(OWNER)
    values = {
        "name": NAME,
        "phone": PHONE,
        "credit_code": CODE,
        "email": "info@hengrun.example",
        "city": "栖云市",
        "note": "geheim",
    }
    made = int(create(owner, owner.host.resources["contacts.company"], values).ref.id)
    for further in (
        {"kind": "mobile", "number": FURTHER},
        {"kind": "email", "address": "zhang@qiyun.example"},
    ):
        create(owner, owner.host.resources["contacts.contact_method"], {"company": made, **further})
    return made


@pytest.mark.requirement("R-151.a")
@pytest.mark.parametrize("level", ["exists", "team", "owner"])
def test_a_seller_without_rights_learns_exactly_the_set_level(
    level: str,
    company: int,
    client_of: Callable[..., Client],
    program_of: Callable[..., Program],
    actor_of: Callable[[str], Any],
    build_house: Callable[..., Any],
) -> None:
    save_settings(actor_of("admin"), {"host.lookup_tells": level})
    app = build_house("contacts").app
    owner = actor_of(OWNER)
    team = rows("SELECT name FROM people_team WHERE id = ?", [owner.team])[0][0]
    told = {"exists": set(), "team": {team}, "owner": {owner.name}}[level]
    client, program = client_of(ASKER, at=app), program_of(ASKER, at=app)
    for asked in (NAME, "021-1234 5678", CODE, "154 0013 8001"):
        page = client.post(PAGE, q=asked).text.partition("<main")[2].partition("</main>")[0]
        item = program.post(REST, {"q": asked}).json["items"]
        assert len(item) == 1, asked
        assert {text for text in (team, owner.name) if text in page} == told, asked
        assert {text for text in (team, owner.name) if text in str(item)} == told, asked
        assert item[0]["id"] is None
        for secret in (PHONE, "2112345678", "hengrun", "栖云市", "geheim", f"companies/{company}"):
            assert secret not in page, asked
            assert secret not in str(item), asked
        assert NAME not in str(item)


@pytest.mark.requirement("R-151.c")
def test_list_and_search_still_show_nothing(
    company: int, client_of: Callable[..., Client], program_of: Callable[..., Program]
) -> None:
    client, program = client_of(ASKER), program_of(ASKER)
    assert "exists already" in client.post(PAGE, q=NAME).text
    assert NAME not in client.get("/contacts/companies/").text
    assert NAME not in client.get("/search?q=恒润").text
    assert NAME not in program.get("/contacts/companies").text
    assert client.get(f"/contacts/companies/{company}").status_code == 404
    assert NAME not in client.get("/people/lookups/").text
    logged = client_of("admin").get("/people/lookups/").text
    assert NAME in logged and "Looked up by" in logged and "Owner" not in logged


@pytest.mark.requirement("R-151.b")
def test_lookup_31_is_refused(
    company: int, client_of: Callable[..., Client], program_of: Callable[..., Program], clock: FixedClock
) -> None:
    client, program = client_of(ASKER), program_of(ASKER)
    statuses = [client.post(PAGE, q=NAME).status_code for _turn in range(15)]
    statuses += [program.post(REST, {"q": NAME}).status_code for _turn in range(15)]
    assert statuses == [200] * 30
    refused, other = client.post(PAGE, q=NAME), program.post(REST, {"q": NAME})
    assert (refused.status_code, other.status_code) == (409, 409)
    assert "30 lookups" in refused.text and "exists already" not in refused.text
    assert len(rows("SELECT 1 FROM people_lookup")) == 30
    for zone in ("Australia/Brisbane", "Pacific/Kiritimati", "Pacific/Pago_Pago"):
        assert client.post("/account/details", name=ASKER, language="en", zone=zone).status_code == 303
        assert client.post(PAGE, q=NAME).status_code == 409, zone
    clock.move(hours=23)
    assert program.post(REST, {"q": NAME}).status_code == 409
    clock.move(hours=1)
    assert program.post(REST, {"q": NAME}).status_code == 200


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("栖云恒润精密机械", True),
        ("栖云恒潤精密機械（集团）股份有限公司", True),
        ("恒润精密机械", True),
        ("021-1234 5678", True),
        ("+86 21 1234 5678", True),
        ("０２１１２３４５６７８", True),
        ("info@hengrun.example", True),
        ("91310000000000016f", True),
        ("9131 0000 0000 0001 6F", True),
        ("91310000000000016", False),
        ("154-0013-8001", True),
        ("15400138002", False),
        ("zhang@QIYUN.example", True),
        ("hang@qiyun.example", False),
        ("恒润", False),
        ("有限公司", False),
        ("1234", False),
        ("栖云恒润精密仪器", False),
        ("geheim", False),
    ],
)
def test_names_are_near_and_codes_exact(
    typed: str, found: bool, company: int, program_of: Callable[..., Program]
) -> None:
    answer = program_of(ASKER).post(REST, {"q": typed})
    assert answer.status_code == 200
    assert bool(answer.json["items"]) is found


def test_who_sees_the_record_is_led_to_it(company: int, client_of: Callable[..., Client]) -> None:
    page = client_of(OWNER).post(PAGE, q=NAME).text
    assert f'href="/contacts/companies/{company}"' in page
    assert "exists already" not in page


def test_a_hidden_field_is_not_compared(
    company: int, program_of: Callable[..., Program], roles_of: Callable[..., None]
) -> None:
    rights = {"*": "own", "people.*": "none"}
    hidden = {"contacts.company": ["phone", "credit_code"], "contacts.contact_method": ["number"]}
    roles_of(ASKER, rights, hidden=hidden)
    for typed in (PHONE, CODE, FURTHER):
        assert program_of(ASKER).post(REST, {"q": typed}).json["items"] == []


def test_a_number_of_a_deleted_customer_or_line_is_not_found(
    company: int, program_of: Callable[..., Program], actor_of: Callable[[str], Any]
) -> None:
    owner = actor_of(OWNER)
    known = owner.host.resources
    (line,) = rows("SELECT id FROM contacts_contact_method WHERE kind = 'mobile'")[0]
    delete(owner, known["contacts.contact_method"], line)
    assert program_of(ASKER).post(REST, {"q": FURTHER}).json["items"] == []
    delete(owner, known["contacts.company"], company)
    assert program_of(ASKER).post(REST, {"q": "zhang@qiyun.example"}).json["items"] == []


def test_what_is_no_question_is_not_counted(
    client_of: Callable[..., Client], program_of: Callable[..., Program], roles_of: Callable[..., None]
) -> None:
    roles_of("agent", {"contacts.*": "all", "host.page.view": "all"})
    client, program = client_of(ASKER), program_of(ASKER)
    for typed in ("", "张", " 张 ", "x" * 101):
        assert client.post(PAGE, q=typed).status_code == 422
        assert program.post(REST, {"q": typed}).status_code == 422
    assert program.post(REST, {"q": 1}).status_code == 422
    assert program.post(REST, {"q": "张三", "level": "owner"}).status_code == 422
    assert client_of("agent").get(PAGE).status_code == 403
    assert program_of("agent").post(REST, {"q": NAME}).status_code == 403
    assert not rows("SELECT 1 FROM people_lookup")


def test_near_names() -> None:
    assert near("恒润精密", "恒润精密")
    assert near("恒润精密", "上海恒润精密")
    assert not near("恒润", "上海恒润精密机械")
    assert not near("恒", "恒润")
