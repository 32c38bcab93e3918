"""Nobody is forgotten: a customer without contact stands in the list of the owner, and later in that of the manager."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from json import dumps
from typing import Any
from urllib.parse import quote

import pytest

from guanxi.api import Actor, Ref, Transaction, change, create, delete, edit, restore, undo
from guanxi.data.database import row, rows
from guanxi.data.errors import InvalidValues
from guanxi.people.settings import save_settings
from guanxi.records.creating import create_many
from guanxi_contacts.interactions import interactions
from guanxi_contacts.resources import companies, persons

OWNER, MANAGER, SIDEWAYS = "seller.north", "lead.north", "lead.east"
NAME = "栖云恒润"
LISTS = "/contacts/companies/?quick="


@pytest.fixture
def seller(actor_of: Callable[[str], Actor]) -> Actor:
    return actor_of(OWNER)


@pytest.fixture
def company(seller: Actor) -> Ref:
    return made(seller, companies, {"name": NAME})


def made(actor: Actor, resource: Any, values: dict[str, Any]) -> Ref:
    ref = create(actor, resource, values).ref
    assert ref is not None
    return ref


def talk(seller: Actor, *about: Ref, **values: Any) -> Ref:
    return made(seller, interactions, {"about": about, "summary": "Offer", **values})


def contacted(ref: Ref) -> int:
    found = row(f"SELECT contacted_at FROM {ref.kind.replace('.', '_')} WHERE id = ?", (ref.id,))
    assert found is not None
    return int(found[0])


def ms(moment: Any) -> int:
    return int(moment.timestamp() * 1000)


@pytest.mark.requirement("R-023.a")
def test_after_thirty_days_it_stands_in_the_list_of_its_owner(
    client_of: Any, company: Ref, clock: Any
) -> None:
    clock.move(days=29, hours=23)
    assert NAME not in client_of(OWNER).get(f"{LISTS}quiet").text
    clock.move(hours=2)
    assert NAME in client_of(OWNER).get(f"{LISTS}quiet").text
    assert NAME not in client_of(MANAGER).get(f"{LISTS}quiet").text


@pytest.mark.requirement("R-023.b")
def test_after_forty_five_it_stands_in_that_of_the_manager_and_of_no_other(
    client_of: Any, company: Ref, clock: Any
) -> None:
    clock.move(days=44, hours=23)
    assert NAME not in client_of(MANAGER).get(f"{LISTS}quiet_team").text
    clock.move(hours=2)
    assert NAME in client_of(MANAGER).get(f"{LISTS}quiet_team").text
    assert NAME not in client_of(SIDEWAYS).get(f"{LISTS}quiet_team").text


def test_programs_ask_by_the_moment_and_sort_by_it(client_of: Any, company: Ref, clock: Any) -> None:
    clock.move(days=31)
    limit = (clock() - timedelta(days=30)).isoformat()
    asked = quote(dumps({"field": "contacted_at", "op": "lt", "value": limit}))
    found = client_of(OWNER).get(f"/api/v1/contacts/companies?filter={asked}&sort=contacted_at")
    assert found.status_code == 200, found.text
    assert NAME in found.text


def test_what_counts_is_an_interaction_and_no_edit(seller: Actor, company: Ref, clock: Any) -> None:
    entered = contacted(company)
    clock.move(days=31)
    edit(seller, companies, company.id, {"city": "北京"})
    assert contacted(company) == entered
    told = talk(seller, company)
    assert contacted(company) == ms(clock())
    delete(seller, interactions, told.id)
    assert contacted(company) == entered
    restore(seller, interactions, told.id)
    assert contacted(company) == ms(clock())


def test_it_follows_whom_an_interaction_is_about(seller: Actor, company: Ref, clock: Any) -> None:
    person, entered = made(seller, persons, {"name": "王芳"}), contacted(company)
    clock.move(days=3)
    told = talk(seller, company)
    moved = edit(seller, interactions, told.id, {"about": (person,)})
    assert (contacted(company), contacted(person)) == (entered, ms(clock()))
    undo(seller, moved.change)
    assert (contacted(company), contacted(person)) == (ms(clock()), entered)


def test_a_talk_of_former_days_counts_with_its_day(seller: Actor, company: Ref, clock: Any) -> None:
    long_ago = clock() - timedelta(days=60)
    talk(seller, company, happened_at=long_ago)
    assert contacted(company) == ms(long_ago)


def test_the_house_sets_the_days(
    actor_of: Any, client_of: Any, build_house: Any, company: Ref, clock: Any
) -> None:
    admin = actor_of("admin")
    with pytest.raises(InvalidValues):
        save_settings(admin, {"contacts.quiet_days": 0})
    save_settings(admin, {"contacts.quiet_days": 7})
    clock.move(days=8)
    app = build_house("contacts").app
    assert NAME in client_of(OWNER, at=app).get(f"{LISTS}quiet").text


@change("contacts.company.create", new=True)
def create_some(tx: Transaction) -> list[Any]:
    return create_many(tx, companies, [{"name": "一一"}, {"name": "二二"}])


def test_many_new_customers_are_contacted_when_they_come(actor_of: Any, clock: Any) -> None:
    create_some(actor_of("admin"))
    assert {at for (at,) in rows("SELECT contacted_at FROM contacts_company")} == {ms(clock())}
