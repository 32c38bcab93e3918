"""Starred records: kept for oneself, shown as far as one sees them, found in side bar and palette; short addresses that stay."""

from __future__ import annotations

import re

import pytest
from bench.recording import recorded

from guanxi.api import create
from guanxi.data.errors import Refused
from guanxi.records.ref import Ref
from guanxi.records.standard import delete, edit
from guanxi.testing.site import ADDRESS, Browser, Site
from guanxi.work import stars

COMPANIES, KIND = "/contacts/companies/", "contacts.company"
ASKED = {"HX-Request": "true"}


def made(site: Site, name: str, owner: str = "seller.north") -> int:
    ref = create(site.actor(owner), site.house.host.resources[KIND], {"name": name}).ref
    assert ref is not None
    return ref.id


def star(browser: Browser, record: int, on: str = "1") -> int:
    browser.get("/account")  # brings the token of forms
    return browser.post("/starred", kind=KIND, record=str(record), on=on).status_code


def side(browser: Browser) -> list[str]:
    answer = browser.get("/starred", **ASKED)
    assert answer.status_code == 200
    return re.findall(r"<span>([^<]+)</span></a>", answer.text)


def test_a_starred_record_stands_in_side_bar_page_and_palette_until_the_star_is_taken_off(site: Site) -> None:
    browser, first, second = site.sign_in("seller.north"), made(site, "First star"), made(site, "Second star")
    page = browser.get(f"{COMPANIES}{first}").text
    assert 'data-key-label="Star"' in page
    assert star(browser, first) == 303
    assert star(browser, first) == 303, "twice is once"
    assert star(browser, second) == 303
    assert sorted(side(browser)) == ["First star", "Second star"]
    assert 'data-key-label="Take the star off"' in browser.get(f"{COMPANIES}{first}").text
    assert "First star" in browser.get("/starred").text
    assert "First star" in browser.get("/search/entries").text
    assert star(browser, first, "0") == 303
    assert side(browser) == ["Second star"]
    assert side(site.sign_in("admin")) == [], "nobody else learns of it"


def test_a_starred_record_that_is_hidden_or_deleted_leaves_no_trace(site: Site) -> None:
    browser, gone, moved = site.sign_in("seller.north"), made(site, "Soon gone"), made(site, "Soon moved")
    for record in (gone, moved):
        star(browser, record)
    companies = site.house.host.resources[KIND]
    delete(site.actor("seller.north"), companies, gone, version=1)
    edit(site.actor("admin"), companies, moved, {"owner": site.actor("seller.shanghai").id}, version=1)
    assert side(browser) == []
    for address in ("/starred", "/search/entries"):
        assert "Soon" not in browser.get(address).text


def test_only_what_one_sees_is_starred_and_nothing_else_is_told_of(site: Site) -> None:
    browser, foreign = site.sign_in("seller.north"), made(site, "Foreign star", "seller.shanghai")
    assert star(browser, foreign) == star(browser, 10**9) == 404
    for kind, record in (
        ("nothing.here", "1"),
        ("", ""),
        (KIND, "x"),
        (KIND, "9" * 40),
        ("people.user_role", "1"),
    ):
        assert browser.post("/starred", kind=kind, record=record, on="1").status_code == 404
    assert stars.starred(site.actor("seller.north")) == []


def test_the_list_of_stars_has_an_end_and_says_so(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stars, "MOST", 2)
    actor, record = site.actor("seller.north"), made(site, "One too many")
    for name in ("first", "second"):
        stars.star(actor, Ref(KIND, made(site, name)))
    browser = site.sign_in("seller.north")
    browser.get("/account")
    answer = browser.post("/starred", kind=KIND, record=str(record), on="1")
    assert answer.status_code == 409
    assert "Take the star off one of them first" in answer.text


def test_what_one_sees_no_longer_makes_room_for_another_star(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stars, "MOST", 3)
    actor = site.actor("seller.north")
    gone, kept, late = (Ref(KIND, made(site, name)) for name in ("gone", "kept", "late"))
    for each in (gone, Ref(KIND, 10**6), kept):
        stars.star(actor, each)
    delete(actor, site.house.host.resources[KIND], gone.id)
    stars.star(actor, late)
    assert len(found := stars.starred(actor)) == 3 and {late, kept} < set(found)
    stars.star(actor, Ref(KIND, made(site, "the last that has room")))
    one_more = Ref(KIND, made(site, "one more"))
    with pytest.raises(Refused):
        stars.star(actor, one_more)


def test_stars_cost_a_page_nothing_and_their_list_little(site: Site) -> None:
    browser, record = site.sign_in("seller.north"), made(site, "Cheap star")
    star(browser, record)
    browser.get("/starred", **ASKED)
    with recorded() as found:
        browser.get("/account")
    assert not [sql for sql, _params in found if "star" in sql]
    with recorded() as found:
        side(browser)
    mine = [
        sql for sql, _params in found if "SELECT" in sql and ("FROM star" in sql or "contacts_company" in sql)
    ]
    assert len(mine) == 2


@pytest.mark.parametrize("form", ["/r/contacts.company/{}", f"{ADDRESS}/r/contacts.company/{{}}"])
def test_the_short_address_of_a_record_leads_to_its_page_and_is_a_chip_in_a_note(
    form: str, site: Site
) -> None:
    browser, record = site.sign_in("seller.north"), made(site, "Short way")
    page = browser.get(f"{COMPANIES}{record}").text
    assert f'href="/r/{KIND}/{record}"' in page
    answer = browser.get(f"/r/{KIND}/{record}")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{COMPANIES}{record}")
    other = made(site, "Has a note")
    resource = site.house.host.resources["work.note"]
    text = f"See {form.format(record)} please"
    create(site.actor("seller.north"), resource, {"text": text, "about": (Ref(KIND, other),)})
    chip = re.search(
        r'class="record-chip" href="([^"]+)" title="Short way"', browser.get(f"{COMPANIES}{other}").text
    )
    assert chip is not None
    assert chip[1] == f"{COMPANIES}{record}"


def test_a_short_address_of_what_one_does_not_see_is_not_there(site: Site) -> None:
    browser, foreign = site.sign_in("seller.north"), made(site, "Foreign short", "seller.shanghai")
    for address in (f"{KIND}/{foreign}", f"{KIND}/{10**9}", "nothing.here/1", "people.user_role/1"):
        assert browser.get(f"/r/{address}").status_code == 404
