"""Everything that a list shows: looked at first, changed or put into the bin by a run, taken back as one."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from guanxi.jobs.here import run_here
from guanxi.people.collaborating import share
from guanxi.records import gate
from guanxi.records.standard import create
from guanxi.testing.site import Browser, Site
from guanxi.web import bulk_pages
from guanxi.work.activities.resource import activities
from guanxi.work.runs import running, walking

SELLER, HERE, RUN, OWN = "seller.north", "/contacts/companies/", "/work/run", 7


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walking, "AT_ONCE", 3)
    monkeypatch.setattr(bulk_pages, "MOST", 4)


def companies(site: Site) -> Any:
    return site.house.host.resources["contacts.company"]


def made(site: Site, who: str, **values: Any) -> int:
    ref = create(site.actor(who), companies(site), values).ref
    assert ref is not None
    return ref.id


def values(site: Site, *ids: int) -> list[Any]:
    admin = site.actor("admin")
    return [gate.values_of(companies(site), gate.get(admin, companies(site), each))["city"] for each in ids]


def sent(page: str) -> dict[str, Any]:
    """What the form of a page sends, without its visible inputs."""
    found: dict[str, Any] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page):
        found.setdefault(name, []).append(unescape(value))
    return found


def finished(site: Site, browser: Browser) -> str:
    """The page of the newest run, done to its end."""
    known = running.newest(site.actor(SELLER))
    assert known is not None
    if known.under_way:
        run_here(site.house.runtime(), known.job_id, seconds=600)
    return browser.get(RUN).text


def world(site: Site) -> tuple[list[int], int, int]:
    mine = [made(site, SELLER, name=f"One {number}", city="A") for number in range(OWN)]
    seen, hidden = made(site, "director", name="One seen"), made(site, "director", name="One hidden")
    share(site.actor("director"), companies(site), [seen], site.actor(SELLER).id, "view")
    return mine, seen, hidden


def looked(site: Site, browser: Browser, first: int, asked: str = "?name~=One", **typed: str) -> str:
    """The page of the look at a value for all that the list shows."""
    browser.get("/")
    start = {"id": str(first), "bulk_next": f"{HERE}{asked}", "_whole": "1"}
    which = browser.post(f"{HERE}edit-many", **start).text
    assert re.search(r'<input type="radio"[^>]* value="all"[^>]* checked', which), which
    name = next(iter(typed))
    value = browser.post(f"{HERE}edit-many", **sent(which), bulk_scope="all", bulk_field=name).text
    answer = browser.post(f"{HERE}edit-many", **{**sent(value), **typed})
    assert answer.headers["Location"] == RUN
    return finished(site, browser)


def test_all_that_a_list_shows_gets_a_value_and_is_taken_back_as_one(site: Site) -> None:
    mine, seen, hidden = world(site)
    other, browser = made(site, SELLER, name="Another"), site.sign_in(SELLER)
    page = looked(site, browser, mine[0], city="B")
    assert f"{OWN} records change." in page and "1 record is not permitted." in page and ">B</dd>" in page
    assert values(site, *mine) == ["A"] * OWN
    assert browser.post(f"{RUN}/do").status_code == 303
    page = finished(site, browser)
    assert f"{OWN} records changed" in page and "One hidden" not in page
    assert values(site, *mine, seen, hidden, other) == ["B"] * OWN + [None] * 3
    assert browser.post(f"{RUN}/take-back").status_code == 303
    assert "The changes are taken back." in finished(site, browser)
    assert values(site, *mine) == ["A"] * OWN


def test_what_refuses_a_value_is_named_with_its_reason(site: Site) -> None:
    mine, _seen, _hidden = world(site)
    browser = site.sign_in(SELLER)
    page = looked(site, browser, mine[0], subsidiary_of=str(mine[0]), subsidiary_of_text="One 0")
    assert f"{OWN - 1} records change." in page and "One 0" in page, page
    browser.post(f"{RUN}/do")
    assert f"{OWN - 1} records changed" in finished(site, browser)


def test_a_filter_by_what_is_due_next_is_kept(site: Site) -> None:
    mine, _seen, _hidden = world(site)
    planned = {
        "subject": "Call",
        "kind": "call",
        "due_on": "2026-03-04",
        "about": f"contacts.company/{mine[0]}",
    }
    create(site.actor(SELLER), activities, planned)
    browser = site.sign_in(SELLER)
    page = looked(site, browser, mine[1], "?name~=One&_due=none", city="C")
    assert f"{OWN - 1} records change." in page
    browser.post(f"{RUN}/do")
    finished(site, browser)
    assert values(site, *mine) == ["A"] + ["C"] * (OWN - 1)


def test_all_that_a_list_shows_goes_into_the_bin_and_comes_back(site: Site) -> None:
    mine, seen, hidden = world(site)
    browser = site.sign_in(SELLER)
    browser.get("/")
    headers = {"Referer": f"http://crm.example:8000{HERE}?name~=One"}
    form = {"id": str(mine[0]), "_whole": "1", "csrf_token": browser.token}
    answer = browser.client.post(
        f"{HERE}delete",
        base_url="http://crm.example:8000",
        data=form,
        headers={"Origin": "http://crm.example:8000", **headers},
    )
    assert answer.headers["Location"] == RUN
    page = finished(site, browser)
    assert f"{OWN} records go into the bin." in page and "1 record is not permitted." in page
    assert all(gate.rows_among(site.actor("admin"), companies(site), mine))
    browser.post(f"{RUN}/do")
    assert f"{OWN} records are in the bin" in finished(site, browser)
    living = gate.rows_among(site.actor("admin"), companies(site), [*mine, seen, hidden])
    assert living == {seen, hidden}
    browser.post(f"{RUN}/take-back")
    finished(site, browser)
    assert gate.rows_among(site.actor("admin"), companies(site), mine) == set(mine)


def test_nobody_is_told_of_anothers_run_and_an_empty_page_says_how_to_begin(site: Site) -> None:
    mine, _seen, _hidden = world(site)
    looked(site, site.sign_in(SELLER), mine[0], city="B")
    assert "Nothing was done to many records" in site.sign_in("director").get(RUN).text
