"""Somebody who is no user any more is shown by the name that is kept, and no link leads to where nobody is."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from guanxi.data.database import row, run
from guanxi.records.purging import KEPT, purge
from guanxi.records.standard import create, delete

Client = Callable[..., Any]


@pytest.fixture
def company(actor_of: Callable[[str], Any]) -> int:
    """A company that the seller made and owns."""
    seller = actor_of("seller.north")
    return int(create(seller, seller.host.resources["contacts.company"], {"name": "Alder"}).ref.id)


def leave(actor_of: Callable[[str], Any], *, purged: bool) -> int:
    """The seller goes into the bin and, after its time, for good; the journal knows his name."""
    admin = actor_of("admin")
    users = admin.host.resources["people.user"]
    made = create(admin, users, {"name": "Former Li", "mail": "former@demo.example", "active": True})
    found = row("SELECT id FROM people_user WHERE mail = 'seller.north@demo.example'")
    assert found is not None
    run("UPDATE contacts_company SET owner_id = ? WHERE owner_id = ?", [made.ref.id, found[0]])
    run('UPDATE "change" SET actor_id = ? WHERE actor_id = ?', [made.ref.id, found[0]])
    delete(admin, users, made.ref.id)
    if purged:
        assert purge(users, admin.host.clock() + KEPT + timedelta(days=1)) == 1
    return int(made.ref.id)


@pytest.mark.parametrize("purged", [False, True], ids=["in the bin", "purged"])
def test_owner_and_history_show_the_kept_name_without_a_link(
    company: int, client_of: Client, actor_of: Callable[[str], Any], purged: bool
) -> None:
    gone = leave(actor_of, purged=purged)
    client = client_of("admin")
    page = client.get(f"/contacts/companies/{company}").text
    assert re.search(r'id="p-owner".*?Former Li', page, re.DOTALL)
    assert f"/people/users/{gone}" not in page
    history = client.get(f"/contacts/companies/{company}/history").text
    assert "Former Li" in history and "System" not in history
