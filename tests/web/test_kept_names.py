"""What users and teams are called is kept from page to page, but not past a change of it, and not for who may not see them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from bench.recording import recorded

from guanxi.data.database import row
from guanxi.people.resources import users
from guanxi.records.standard import create, delete, edit

Client = Callable[..., Any]


@pytest.fixture
def company(actor_of: Callable[[str], Any]) -> int:
    """A company that a seller owns, whom others see by his name."""
    seller = actor_of("seller.north")
    return int(create(seller, seller.host.resources["contacts.company"], {"name": "Alder"}).ref.id)


def owner(page: str) -> str:
    """Whom the page names as the owner."""
    found = re.search(r"<dt>Owner</dt><dd>([^<]*)</dd>", page)
    assert found
    return found[1]


def seller_id() -> int:
    found = row("SELECT id FROM people_user WHERE mail = 'seller.north@demo.example'")
    assert found is not None
    return int(found[0])


def asked_for_names(client: Any, company: int) -> tuple[str, bool]:
    """The owner on the page, and whether the database was asked for the name of anybody."""
    with recorded() as sent:
        page = client.get(f"/contacts/companies/{company}").text
    return owner(page), any('r."name" FROM "people_user" r' in sql for sql, _params in sent)


def test_a_name_is_read_once_and_anew_when_it_changes(
    company: int, client_of: Client, actor_of: Callable[[str], Any]
) -> None:
    admin, client = actor_of("admin"), client_of("admin")
    first, _asked = asked_for_names(client, company)
    assert asked_for_names(client, company) == (first, False)
    edit(admin, users, seller_id(), {"name": "Renamed Wang"})
    assert asked_for_names(client, company) == ("Renamed Wang", True)
    assert asked_for_names(client, company) == ("Renamed Wang", False)
    delete(admin, users, seller_id())
    page = client.get(f"/contacts/companies/{company}").text
    assert owner(page) == "Renamed Wang"
    assert f'href="/people/users/{seller_id()}"' not in page


def test_who_may_not_see_a_user_is_not_told_the_name_that_is_kept(
    company: int, client_of: Client, roles_of: Callable[..., None]
) -> None:
    roles_of("agent", {"contacts.company.view": "all"})
    assert asked_for_names(client_of("admin"), company)[0]
    assert asked_for_names(client_of("admin"), company)[1] is False
    assert owner(client_of("agent").get(f"/contacts/companies/{company}").text) in ("", "–")
    roles_of(
        "agent", {"contacts.company.view": "all", "people.user.view": "all"}, hidden={"people.user": ["name"]}
    )
    assert asked_for_names(client_of("admin"), company)[0]
    assert owner(client_of("agent").get(f"/contacts/companies/{company}").text) in ("", "–")
