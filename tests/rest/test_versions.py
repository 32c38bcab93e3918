"""Nothing is overwritten unseen: an edit or a deletion names the version that it is based on, or says that any will do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from guanxi.data.database import row
from guanxi.testing.house import Client, Program

COMPANIES = "/contacts/companies"
Customer = Callable[..., int]


def _kept(record: int) -> tuple[Any, ...]:
    found = row("SELECT version, city, deleted_at IS NULL FROM contacts_company WHERE id = ?", (record,))
    assert found is not None
    return (found[0], found[1], bool(found[2]))


@pytest.mark.parametrize(
    ("method", "content"), [("PATCH", {"city": "Wuxi"}), ("DELETE", None), ("DELETE", {})]
)
def test_a_program_that_names_no_version_is_told_what_to_send(
    seller: Program, customer: Customer, method: str, content: Any
) -> None:
    target = customer(city="Suzhou")
    answer = seller.send(method, f"{COMPANIES}/{target}", content)
    assert (answer.status_code, answer.content_type) == (428, "application/problem+json")
    assert "If-Match: *" in answer.json["title"]
    assert _kept(target) == (1, "Suzhou", True)


def test_what_is_unseen_or_wrong_is_said_before_the_version_is_asked_for(
    seller: Program, customer: Customer
) -> None:
    mine, theirs = customer(), customer("seller.hangzhou")
    for target in (theirs, 99999):
        assert seller.patch(f"{COMPANIES}/{target}", {"city": "Wuxi"}).status_code == 404
        assert seller.delete(f"{COMPANIES}/{target}").status_code == 404
    assert seller.patch(f"{COMPANIES}/{mine}", {"is_admin": True}).status_code == 422


def test_any_version_is_an_explicit_overwrite(seller: Program, customer: Customer) -> None:
    target = customer()
    seller.patch(f"{COMPANIES}/{target}", {"city": "Wuxi", "version": 1})
    assert seller.patch(f"{COMPANIES}/{target}", {"city": "Suzhou"}, If_Match="*").json["city"] == "Suzhou"
    assert seller.delete(f"{COMPANIES}/{target}", If_Match="*").status_code == 204


@pytest.mark.parametrize("where", ["body", "header"])
def test_a_deletion_of_what_has_changed_is_refused_with_the_present_version(
    seller: Program, admin: Program, customer: Customer, where: str
) -> None:
    target = customer()
    admin.patch(f"{COMPANIES}/{target}", {"city": "Wuxi", "version": 1})
    sent: list[Any] = [
        ({"version": n}, {}) if where == "body" else (None, {"If-Match": f'"{n}"'}) for n in (1, 2)
    ]
    late, present = (seller.send("DELETE", f"{COMPANIES}/{target}", body, **head) for body, head in sent)
    assert (late.status_code, late.json["version"]) == (409, 2)
    assert present.status_code == 204


def test_a_restore_heeds_a_version_and_needs_none(seller: Program, customer: Customer) -> None:
    target = customer()
    restore = f"{COMPANIES}/{target}/restore"
    seller.delete(f"{COMPANIES}/{target}", If_Match='"1"')
    assert seller.post(restore, {"version": 1}).status_code == 409
    assert seller.post(restore, If_Match='"2"').status_code == 200
    seller.delete(f"{COMPANIES}/{target}", If_Match='"3"')
    assert seller.post(restore).status_code == 200


def test_a_form_without_a_version_is_shown_again_with_all_that_was_typed(
    client_of: Callable[..., Client], customer: Customer
) -> None:
    client, target = client_of("seller.shanghai"), customer(city="Suzhou")
    typed = {"name": "Typed Ltd", "customer_type": "company", "city": "Typed City"}
    answer = client.post(f"{COMPANIES}/{target}/edit", **typed)
    assert answer.status_code == 428
    assert 'value="Typed City"' in answer.text
    assert "could overwrite what others saved" in answer.text
    assert 'name="version" value="1"' in answer.text
    field = client.post(f"{COMPANIES}/{target}/field/city", city="Typed Town")
    assert field.status_code == 422
    assert 'value="Typed Town"' in field.text
    assert "could overwrite what others saved" in field.text
    assert _kept(target) == (1, "Suzhou", True)


def test_a_page_deletes_only_what_it_showed(
    client_of: Callable[..., Client], admin: Program, customer: Customer
) -> None:
    client, target = client_of("seller.shanghai"), customer()
    page = f"{COMPANIES}/{target}"
    assert 'name="version" value="1"' in client.get(page).text
    assert client.post(f"{page}/delete").location == page
    assert "Look at the record once more" in client.get(page).text
    admin.patch(page, {"city": "Wuxi", "version": 1})
    assert client.post(f"{page}/delete", version="1").location == page
    assert "Somebody else changed this" in client.get(page).text
    assert _kept(target) == (2, "Wuxi", True)
    assert client.post(f"{page}/field/city", city="Hefei", version="2").status_code == 200
    client.post(f"{page}/delete", version="2")
    assert _kept(target) == (4, "Hefei", False)
