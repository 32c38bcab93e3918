"""The hint while a number is typed that is masked for whoever types: told where he may unmask it, and not without end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from guanxi.records.standard import create
from guanxi.testing.fixed import FixedClock
from guanxi.testing.house import Client

OWNER, MATE, STRANGER = "seller.north", "agent", "seller.shanghai"
MOBILE, FURTHER = "15400138000", "15400138001"
PATH = "/contacts/persons/alike"


@pytest.fixture
def person(actor_of: Callable[[str], Any]) -> str:
    """Where a person of the seller of the North is found: a mobile number, and a further one."""
    owner = actor_of(OWNER)
    known = owner.host.resources
    ref = create(owner, known["contacts.person"], {"name": "王芳", "mobile": MOBILE}).ref
    assert ref is not None
    method = {"person": ref.id, "kind": "mobile", "number": FURTHER}
    create(owner, known["contacts.contact_method"], method)
    return f'href="/contacts/persons/{ref.id}"'


def test_a_masked_number_is_compared_where_one_may_unmask_it_alone(
    person: str, client_of: Callable[..., Client], roles_of: Callable[..., None]
) -> None:
    for number in (MOBILE, FURTHER):
        assert person in client_of(OWNER).post(PATH, mobile=number).text
        assert not client_of(STRANGER).post(PATH, mobile=number).text.strip()
    assert not client_of(OWNER).post(PATH, mobile=MOBILE[:-1]).text.strip()
    sees_all = {"contacts.*.view": "all", "contacts.person.create": "own", "host.page.view": "all"}
    roles_of(MATE, sees_all | {"*.unmask": "own"})
    assert person in client_of(MATE).post(PATH, name="王芳").text
    for number in (MOBILE, FURTHER):
        assert not client_of(MATE).post(PATH, mobile=number).text.strip()
    roles_of(MATE, sees_all | {"*.unmask": "none"})
    assert not client_of(MATE).post(PATH, mobile=MOBILE).text.strip()


def test_masked_numbers_are_not_guessed_without_end(
    person: str, client_of: Callable[..., Client], clock: FixedClock
) -> None:
    client = client_of(OWNER)
    guesses = [client.post(PATH, mobile=f"1540013{number:04}").text for number in range(7900, 8001)]
    assert not any(guess.strip() for guess in guesses)
    assert person in client.post(PATH, name="王芳", mobile=MOBILE).text
    clock.move(minutes=2)
    assert person in client.post(PATH, mobile=MOBILE).text
