"""What to try in ten minutes: the steps one may do, ticked by what was really done or by hand; home points there until waved away."""

from __future__ import annotations

import re

import pytest

from guanxi.api import FirstStep, create, translator
from guanxi.testing.site import Browser, Site
from guanxi.work import first_steps

PAGE = "/first-steps"
_ = translator("guanxi")


def shown(browser: Browser) -> dict[str, bool]:
    """The addresses of the steps on the page, and whether each is done."""
    found = re.findall(
        r'<li class="first-step( done)?">.*?<a href="([^"]+)">([^<]+)', browser.get(PAGE).text, re.DOTALL
    )
    return {text: bool(done) for done, _href, text in found}


def names(site: Site, who: str) -> list[str]:
    return [each.name for each in first_steps.steps_of(site.actor(who))]


def test_a_step_is_ticked_when_it_was_really_done(site: Site) -> None:
    browser = site.sign_in("seller.north")
    before = shown(browser)
    assert len(before) >= 8
    assert not any(before.values()), "what demo data wrote in his name counts for nothing"
    create(site.actor("seller.north"), site.house.host.resources["contacts.company"], {"name": "Tried"})
    after = shown(browser)
    assert [text for text, done in after.items() if done] == [
        text for text in after if text.startswith("Create a company")
    ]
    assert not any(shown(site.sign_in("seller.shanghai")).values()), "what another did counts for him alone"


def test_what_no_change_shows_is_ticked_by_hand(site: Site) -> None:
    browser = site.sign_in("seller.north")
    browser.get(PAGE)
    assert browser.post(PAGE, step="host.keys", on="1").status_code == 303
    assert [text[:7] for text, done in shown(browser).items() if done] == ["Press ?"]
    assert browser.post(PAGE, step="host.keys", on="0").status_code == 303
    assert not any(shown(browser).values())
    assert browser.post(PAGE, step="host.nothing", on="1").status_code == 404


def test_home_points_to_the_steps_until_they_are_waved_away_and_the_menu_keeps_them(site: Site) -> None:
    browser = site.sign_in("seller.north")
    assert "New here?" in browser.get("/").text
    assert browser.post(f"{PAGE}/pointer").headers["Location"].endswith("/")
    home = browser.get("/").text
    assert "New here?" not in home
    assert f'href="{PAGE}"' in home
    assert "New here?" in site.sign_in("admin").get("/").text, "for himself alone"
    browser.get(PAGE)
    browser.post(f"{PAGE}/pointer", on="1")
    assert "New here?" in browser.get("/").text


def test_nobody_is_asked_to_try_what_he_may_not_do(site: Site) -> None:
    assert "sales.board" in names(site, "seller.north")
    agent = site.actor("agent")
    offered = {each.name: each for each in first_steps.steps_of(agent)}
    assert all(not each.needs or agent.may(each.needs) for each in offered.values())
    assert set(offered) < {each.name for each in site.house.host.items_of(FirstStep)}


def test_each_step_leads_to_a_page_that_opens(site: Site) -> None:
    for who in ("admin", "seller.north"):
        browser = site.sign_in(who)
        for each in first_steps.steps_of(site.actor(who)):
            assert browser.get(each.href).status_code == 200, each.name


@pytest.mark.parametrize(
    ("step", "told"),
    [
        (FirstStep("other.try_it", _("Save"), "/"), "its name must be like 'stock.try_it'"),
        (FirstStep("stock.try_it", _("Save"), "//elsewhere"), "no address of a page"),
    ],
)
def test_a_step_that_is_declared_wrongly_says_what_is_wrong(step: FirstStep, told: str) -> None:
    assert any(told in problem for problem in step.problems("stock"))
    assert list(FirstStep("stock.try_it", _("Save"), "/stock/").problems("stock")) == []
