"""Walking through a list: the records beside one, under the list's filter and order, as far as the reader sees and edits them."""

from __future__ import annotations

import re

import pytest

from guanxi.api import create, get
from guanxi.testing.site import Browser, Site, inputs

LIST = "/contacts/companies/"


def made(site: Site, name: str, city: str, owner: str = "seller.north") -> int:
    ref = create(
        site.actor(owner), site.house.host.resources["contacts.company"], {"name": name, "city": city}
    ).ref
    assert ref is not None
    return ref.id


def beside(browser: Browser, record: int, query: str) -> dict[str, int]:
    """The neighbours by ``prev`` and ``next``, as the page offers them."""
    answer = browser.get(f"{LIST}{record}/neighbours?{query}")
    assert answer.status_code == 200
    return {rel: int(number) for rel, number in re.findall(rf'rel="(\w+)" href="{LIST}(\d+)"', answer.text)}


def test_the_neighbours_are_those_of_the_list_one_came_from(site: Site) -> None:
    browser = site.sign_in("seller.north")
    ada, bea, cleo, dora = (
        made(site, name, city)
        for name, city in (("Ada", "Walk"), ("Bea", "Walk"), ("Cleo", "Elsewhere"), ("Dora", "Walk"))
    )
    query = "f=city&o=eq&v=Walk&sort=name"
    assert beside(browser, ada, query) == {"next": bea}
    assert beside(browser, bea, query) == {"prev": ada, "next": dora}
    assert beside(browser, bea, query.replace("sort=name", "sort=-name")) == {"prev": dora, "next": ada}
    assert beside(browser, cleo, query) == {}, "the list does not hold it"
    assert beside(browser, dora, query + "&q=Dora") == {}


def test_nobody_walks_to_what_he_does_not_see(site: Site) -> None:
    own = made(site, "Near 1", "Hidden walk")
    foreign = made(site, "Near 2", "Hidden walk", "seller.shanghai")
    query = "f=city&o=eq&v=Hidden%20walk&sort=name"
    assert beside(site.sign_in("seller.north"), own, query) == {}
    assert beside(site.sign_in("admin"), own, query) == {"next": foreign}
    assert site.sign_in("seller.north").get(f"{LIST}{foreign}/neighbours?{query}").status_code == 404


@pytest.mark.requirement("R-176.a")
def test_the_form_saves_and_opens_the_next_record_of_the_list(site: Site) -> None:
    browser = site.sign_in("seller.north")
    first, second = made(site, "Row 1", "Saved walk"), made(site, "Row 2", "Saved walk")
    query = "f=city&o=eq&v=Saved%20walk&sort=name"
    offered = browser.get(f"{LIST}{first}/neighbours?{query}&_for=edit").text
    assert f'name="_next" value="{second}"' in offered
    assert "<button" not in browser.get(f"{LIST}{second}/neighbours?{query}&_for=edit").text
    form = inputs(browser.get(f"{LIST}{first}/edit").text)
    saved = browser.post(f"{LIST}{first}/edit", **form | {"city": "Moved", "_next": str(second)})
    assert (saved.status_code, saved.headers["Location"]) == (303, f"{LIST}{second}/edit")
    assert (
        get(site.actor("seller.north"), site.house.host.resources["contacts.company"], first).city == "Moved"
    )
    form = inputs(browser.get(f"{LIST}{second}/edit").text)
    assert browser.post(f"{LIST}{second}/edit", **form | {"name": "", "_next": str(first)}).status_code == 422
    for odd in ("//evil.example", "-1", "x", str(2**70)):
        assert (
            browser.post(f"{LIST}{second}/edit", **form | {"_next": odd}).headers["Location"]
            == f"{LIST}{second}"
        )


def test_a_list_that_cannot_be_asked_for_has_no_neighbours_but_an_answer(site: Site) -> None:
    browser, record = site.sign_in("seller.north"), made(site, "Odd", "Odd walk")
    for query in ("f=nothing&o=eq&v=1", "sort=nothing", "quick=nothing", "_for=nothing"):
        assert browser.get(f"{LIST}{record}/neighbours?{query}").status_code in (200, 400)
