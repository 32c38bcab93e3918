"""The key that a form carries so that sending it twice creates once: what is none is refused before it reaches a database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from guanxi.data.database import row

FORMS = {
    "/contacts/companies/new": {"name": "Yuanhang", "customer_type": "company"},
    "/people/users/new": {"name": "Wang Fang", "mail": "wang.fang@example.com"},
}


def kept() -> Any:
    """How many records of both kinds there are."""
    return row("SELECT (SELECT count(*) FROM contacts_company), (SELECT count(*) FROM people_user)")


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("key", ["a\0b", "\n", "a b", "ключ", "x" * 65])
def test_a_key_that_is_none_is_refused_and_nothing_is_created(
    path: str, key: str, client_of: Callable[..., Any]
) -> None:
    before = kept()
    assert client_of("admin").post(path, **FORMS[path], once=key).status_code == 400
    assert kept() == before


@pytest.mark.parametrize("path", FORMS)
def test_the_same_key_creates_once(path: str, client_of: Callable[..., Any]) -> None:
    admin, before = client_of("admin"), kept()
    first, second = (admin.post(path, **FORMS[path], once="k" * 64) for _time in range(2))
    assert (first.status_code, second.status_code) in ((200, 303), (303, 303))
    assert sum(kept()) == sum(before) + 1
