"""A field tells what it held before, and gives an earlier value back; to nobody who does not see or write it."""

from __future__ import annotations

import re

from guanxi.api import create, edit
from guanxi.data.database import rows
from guanxi.testing.site import Browser, Site

ASKED = {"HX-Request": "true"}


def company(site: Site, *names: str) -> str:
    """The page of a company of a seller that was called these names, one after the other."""
    actor, companies = site.actor("seller.north"), site.house.host.resources["contacts.company"]
    ref = create(actor, companies, {"name": names[0]}).ref
    assert ref is not None
    for number, name in enumerate(names[1:], 1):
        edit(actor, companies, ref.id, {"name": name}, version=number)
    return f"/contacts/companies/{ref.id}"


def lines(found: str) -> dict[str, str]:
    """The numbers of the journal lines that can be taken back, by the value each gives."""
    forms = re.findall(r'name="line" value="(\d+)".*?aria-label="Restore “([^”]*)”"', found, re.DOTALL)
    return {value: line for line, value in forms}


def version(found: str) -> str:
    held = re.search(r'name="version" value="(\d+)"', found)
    return held[1] if held else ""


def asked(browser: Browser, page: str, field: str = "name") -> str:
    answer = browser.get(f"{page}/field/{field}/history", **ASKED)
    assert answer.status_code == 200
    return answer.text


def test_a_field_lists_what_it_held_and_offers_all_but_what_it_holds_now(site: Site) -> None:
    page = company(site, "First", "Second", "Third")
    found = asked(site.sign_in("seller.north"), page)
    assert re.findall(r'class="held-value">(\w+)', found) == ["Third", "Second", "First"]
    assert set(lines(found)) == {"Second", "First"}


def test_an_earlier_value_comes_back_and_can_be_undone(site: Site) -> None:
    page, browser = company(site, "First", "Second", "Third"), site.sign_in("seller.north")
    found = asked(browser, page)
    browser.post(f"{page}/field/name/restore", line=lines(found)["First"], version=version(found))
    shown = browser.get(page).text
    assert "<h1" in shown and ">First</h1>" in shown
    undo = re.search(r'action="(/undo/\d+)"', shown)
    assert undo
    browser.post(undo[1])
    assert ">Third</h1>" in browser.get(page).text


def test_taking_back_refuses_what_somebody_changed_meanwhile(site: Site) -> None:
    page, browser = company(site, "First", "Second"), site.sign_in("seller.north")
    found = asked(browser, page)
    held = site.house.host.resources["contacts.company"]
    edit(site.actor("seller.north"), held, int(page.rpartition("/")[2]), {"name": "Theirs"}, version=2)
    answer = browser.post(f"{page}/field/name/restore", line=lines(found)["First"], version=version(found))
    assert answer.status_code == 409
    assert ">Theirs</h1>" in browser.get(page).text
    assert browser.post(f"{page}/field/name/restore", line=lines(found)["First"]).status_code == 409


def test_a_line_of_another_record_gives_nothing(site: Site) -> None:
    page, other, browser = (
        company(site, "Mine", "Ours"),
        company(site, "A", "B"),
        site.sign_in("seller.north"),
    )
    line, held = lines(asked(browser, other))["A"], asked(browser, page)
    for wrong in (line, "x", "", "9" * 30):
        sent = browser.post(f"{page}/field/name/restore", line=wrong, version=version(held))
        assert sent.status_code == 404
    assert ">Ours</h1>" in browser.get(page).text


def test_who_may_not_write_sees_the_values_and_takes_none_back(site: Site) -> None:
    page = company(site, "First", "Second")
    found = asked(site.sign_in("seller.north"), page)
    (seller,) = next(iter(rows("SELECT id FROM people_role WHERE code = 'seller'")))
    roles, locked = site.house.host.resources["people.role"], '{"contacts.company":["name"]}'
    edit(site.actor("admin"), roles, seller, {"locked": locked}, version=1)
    browser = site.sign_in("seller.north")
    assert "Restore" not in asked(browser, page)
    browser.get(page)
    answer = browser.post(f"{page}/field/name/restore", line=lines(found)["First"], version=version(found))
    assert answer.status_code == 403


def test_without_script_the_way_leads_to_the_whole_history(site: Site) -> None:
    page = company(site, "First", "Second")
    answer = site.sign_in("seller.north").get(f"{page}/field/name/history")
    assert answer.location.endswith(f"{page}/history?field=name")


def test_a_field_that_does_not_exist_has_no_history(site: Site) -> None:
    page, browser = company(site, "First"), site.sign_in("seller.north")
    assert browser.get(f"{page}/field/zzz/history", **ASKED).status_code == 404
    browser.get(page)
    assert browser.post(f"{page}/field/zzz/restore", line="1", version="1").status_code == 404
