"""One field of many records: looked at first, written as one change, undone as one."""

from __future__ import annotations

import re
from typing import Any

from guanxi.people.collaborating import share
from guanxi.records import gate
from guanxi.records.standard import create
from guanxi.testing.site import Site

SELLER, HERE = "seller.north", "/contacts/companies/"


def companies(site: Site) -> Any:
    return site.house.host.resources["contacts.company"]


def made(site: Site, who: str, **values: Any) -> int:
    ref = create(site.actor(who), companies(site), values).ref
    assert ref is not None
    return ref.id


def address(site: Site, company: int) -> Any:
    record = gate.get(site.actor("admin"), companies(site), company)
    return gate.values_of(companies(site), record)["name"]


def sent(page: str) -> dict[str, Any]:
    """What the form of a page sends, without its visible inputs."""
    found: dict[str, Any] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page):
        found.setdefault(name, []).append(value)
    return found


def test_a_field_of_all_that_the_list_shows(site: Site) -> None:
    mine = [made(site, SELLER, name=f"One {number}") for number in range(3)]
    seen, hidden = made(site, "director", name="One seen"), made(site, "director", name="One hidden")
    share(site.actor("director"), companies(site), [seen], site.actor(SELLER).id, "view")
    browser = site.sign_in(SELLER)
    browser.get("/")
    first = browser.post(f"{HERE}edit-many", id=str(mine[0]), bulk_next=f"{HERE}?name~=One").text
    assert "Only those selected" in first, first
    value = browser.post(
        f"{HERE}edit-many", **{**sent(first), "bulk_scope": "all", "bulk_field": "name"}
    ).text
    new = made(site, SELLER, name="One later")
    preview = browser.post(f"{HERE}edit-many", **{**sent(value), "name": "Same"}).text
    assert "3 records change." in preview and "1 record is not permitted." in preview
    assert "One seen" in preview and "One hidden" not in preview
    assert [address(site, each) for each in mine] == ["One 0", "One 1", "One 2"]
    for _twice in range(2):
        assert browser.post(f"{HERE}edit-many", **sent(preview)).status_code == 303
    assert [address(site, each) for each in (*mine, seen, hidden, new)] == [
        *["Same"] * 3,
        "One seen",
        "One hidden",
        "One later",
    ]
