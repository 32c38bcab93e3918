"""Masked values: shown in full for a reason only, once, written down, limited an hour; by page and by program alike."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from guanxi.data.database import row, rows
from guanxi.data.errors import Refused
from guanxi.people.actors import system_actor
from guanxi.people.revealing import reveals
from guanxi.people.settings import save_settings
from guanxi.records import gate
from guanxi.records.standard import create, delete
from guanxi.testing.fixed import FixedClock
from guanxi.testing.house import Client, Program

SELLER, NEIGHBOUR = "seller.shanghai", "seller.north"
MOBILE, SHOWN, PART = "+8613800138000", "138 0013 8000", "138****8000"
LOG = "SELECT owner_id, kind, record_id, field, reason, note FROM people_reveal ORDER BY id"


@pytest.fixture
def person(actor_of: Callable[[str], Any]) -> int:
    """A person of the seller, whose mobile he sees in part."""
    seller = actor_of(SELLER)
    return int(
        create(seller, seller.host.resources["contacts.person"], {"name": "张伟", "mobile": MOBILE}).ref.id
    )


def address(person: int) -> str:
    return f"/contacts/persons/{person}/unmask/mobile"


@pytest.mark.requirement("R-030.e")
def test_a_masked_phone_is_revealed_only_with_a_logged_reason(
    person: int, client_of: Callable[..., Client], actor_of: Callable[[str], Any]
) -> None:
    client = client_of(SELLER)
    page = client.get(f"/contacts/persons/{person}").text
    assert PART in page and SHOWN not in page
    assert '<span class="prop-text unbroken">' in page
    assert f'hx-get="{address(person)}"' in page
    assert "data-copy" not in page
    assert SHOWN not in client.get(address(person)).text
    refused = client.post(address(person), reason="", note="because")
    assert (refused.status_code, SHOWN in refused.text) == (422, False)
    assert not rows(LOG)
    shown = client.post(address(person), reason="contact", note="about the order")
    assert (shown.status_code, SHOWN in shown.text) == (200, True)
    assert 'data-copy="+8613800138000"' in shown.text
    assert rows(LOG) == [
        (actor_of(SELLER).id, "contacts.person", person, "mobile", "contact", "about the order")
    ]
    assert SHOWN not in client.get(f"/contacts/persons/{person}").text


@pytest.mark.requirement("R-030.e")
def test_a_program_gives_a_reason_too(
    person: int, program_of: Callable[..., Program], actor_of: Callable[[str], Any]
) -> None:
    program, path = program_of(SELLER), f"/contacts/persons/{person}/unmask"
    for wrong in (
        {},
        {"field": "mobile"},
        {"field": "mobile", "reason": "curious"},
        {"field": "mobile", "reason": "other"},
        {"field": "mobile", "reason": "other", "note": " "},
        {"field": "nothing", "reason": "contact"},
        {"field": ["mobile"], "reason": "contact"},
        {"field": "mobile", "reason": "contact", "note": "x" * 201},
        {"field": "mobile", "reason": "contact", "as": 1},
    ):
        assert program.post(path, wrong).status_code == 422, wrong
    assert not rows(LOG)
    assert program.post(path, {"field": "mobile", "reason": "contact"}).json == {
        "field": "mobile",
        "value": MOBILE,
    }
    assert len(rows(LOG)) == 1


def test_nobody_reveals_what_he_does_not_reach(
    person: int,
    client_of: Callable[..., Client],
    program_of: Callable[..., Program],
    roles_of: Callable[..., None],
) -> None:
    roles_of("agent", {"contacts.*.view": "all", "host.page.view": "all"})
    asked = {"field": "mobile", "reason": "contact"}
    for name, status in ((NEIGHBOUR, 404), ("agent", 403)):
        assert client_of(name).post(address(person), reason="contact").status_code == status
        assert client_of(name).get(address(person)).status_code == status
        assert program_of(name).post(f"/contacts/persons/{person}/unmask", asked).status_code == status
    assert not rows(LOG)


def test_a_hidden_field_is_none_and_the_bin_reveals_nothing(
    person: int,
    client_of: Callable[..., Client],
    roles_of: Callable[..., None],
    actor_of: Callable[[str], Any],
) -> None:
    rights = {"*": "own", "*.reveal": "none", "people.*": "none"}
    roles_of(SELLER, rights, hidden={"contacts.person": ["mobile"]})
    assert client_of(SELLER).post(address(person), reason="contact").status_code == 404
    roles_of(SELLER, rights)
    seller = actor_of(SELLER)
    delete(seller, seller.host.resources["contacts.person"], person)
    assert client_of(SELLER).post(address(person), reason="contact").status_code == 404
    assert "/unmask/" not in client_of(SELLER).get(f"/contacts/persons/{person}").text
    assert not rows(LOG)


def test_who_sees_the_field_whole_is_neither_asked_nor_logged(
    person: int, client_of: Callable[..., Client]
) -> None:
    lead = client_of("lead.east")
    assert "/unmask/" not in lead.get(f"/contacts/persons/{person}").text
    assert SHOWN in lead.post(address(person)).text
    assert not rows(LOG)


def test_the_hour_has_a_limit_that_is_set(
    person: int,
    client_of: Callable[..., Client],
    actor_of: Callable[[str], Any],
    build_house: Callable[..., Any],
    clock: FixedClock,
) -> None:
    save_settings(actor_of("admin"), {"host.reveals_an_hour": 2})
    client = client_of(SELLER, at=build_house("contacts").app)
    answers = [client.post(address(person), reason="contact") for _turn in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 422]
    assert "2 masked values" in answers[2].text and SHOWN not in answers[2].text
    assert len(rows(LOG)) == 2
    clock.move(hours=1, seconds=1)
    assert client.post(address(person), reason="contact").status_code == 200


def test_administrators_read_the_log_and_others_their_own_lines(
    person: int, client_of: Callable[..., Client], actor_of: Callable[[str], Any]
) -> None:
    admin = client_of("admin")
    for log, told in (
        ("reveals", "with the reason"),
        ("lookups", "taken already"),
        ("claims", "found by a lookup"),
        ("handovers", "hands over to others"),
    ):
        page = admin.get(f"/people/{log}/").text
        assert told in page and "What is added here" not in page
    client_of(SELLER).post(address(person), reason="other", note="审计抽查")
    page = admin.get("/people/reveals/").text
    for told in ("审计抽查", "张伟", "Mobile", "Another reason", "Seen by", actor_of(SELLER).name):
        assert told in page, told
    assert SHOWN not in page and MOBILE not in page
    assert "审计抽查" in admin.get("/people/reveals/?reason=other").text
    assert "审计抽查" not in admin.get("/people/reveals/?reason=contact").text
    exported = admin.get("/people/reveals/export?format=csv").data.decode("utf-8-sig")
    assert "审计抽查" in exported and "138" not in exported.replace("13:8", "")
    assert "审计抽查" in client_of(SELLER).get("/people/reveals/").text
    assert "审计抽查" not in client_of(NEIGHBOUR).get("/people/reveals/").text
    assert "审计抽查" not in client_of("director").get("/people/reveals/").text


def test_nobody_changes_the_log(
    person: int, client_of: Callable[..., Client], actor_of: Callable[[str], Any]
) -> None:
    client_of(SELLER).post(address(person), reason="contact")
    found = row("SELECT id FROM people_reveal")
    assert found is not None
    admin, client = actor_of("admin"), client_of("admin")
    for work in (
        lambda: delete(admin, reveals, found[0]),
        lambda: create(admin, reveals, {}),
        lambda: create(system_actor(admin.host), reveals, {}),
    ):
        with pytest.raises(Refused):
            work()
    change = row("SELECT change_id FROM change_line WHERE kind = 'people.reveal'")
    assert change is not None
    assert client.post(f"/undo/{change[0]}").status_code == 409
    assert gate.get(admin, reveals, found[0]).deleted_at is None


def test_settings_are_the_administrators_and_can_be_undone(
    client_of: Callable[..., Client], actor_of: Callable[[str], Any]
) -> None:
    assert client_of("director").get("/settings/rules").status_code == 403
    admin = client_of("admin")
    assert 'name="host.reveals_an_hour"' in admin.get("/settings/rules").text
    for wrong in ("", "x", "-1", "1.5", "9999999999999", "²"):
        answer = admin.post("/settings/rules", **{"host.reveals_an_hour": wrong})
        assert answer.status_code == 422, wrong
    assert admin.post("/settings/rules", **{"host.reveals_an_hour": "7"}).status_code == 303
    assert rows("SELECT name, value FROM people_setting") == [("host.reveals_an_hour", "7")]
    undo = re.search(r'action="(/undo/\d+)"', admin.get("/settings/rules").text)
    assert undo is not None
    admin.post(undo[1])
    assert not rows("SELECT 1 FROM people_setting WHERE deleted_at IS NULL")


def test_the_watermark_is_off_until_it_is_set(
    client_of: Callable[..., Client], actor_of: Callable[[str], Any], build_house: Callable[..., Any]
) -> None:
    assert 'class="watermark"' not in client_of(SELLER).get("/").text
    save_settings(actor_of("admin"), {"host.watermark": True})
    page = client_of(SELLER, at=build_house("contacts").app).get("/").text
    assert 'class="watermark"' in page
    assert f"<span>{actor_of(SELLER).name} " in page
