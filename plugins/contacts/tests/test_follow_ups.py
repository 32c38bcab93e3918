"""A follow-up has its planned activity, whenever its next date is written; a preference links back to where it was heard."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from guanxi.api import Actor, Ref, create, delete, edit, undo
from guanxi.data.database import rows
from guanxi.testing.site import Site, inputs
from guanxi_contacts.interactions import interactions
from guanxi_contacts.resources import companies

FIRST, SECOND = date(2026, 3, 9), date(2026, 3, 12)
OPEN = "SELECT due_on FROM work_activity WHERE deleted_at IS NULL AND state = 'open' ORDER BY due_on"


@pytest.fixture
def seller(site: Site) -> Actor:
    return site.actor("seller.north")


@pytest.fixture
def company(seller: Actor) -> Ref:
    made = create(seller, companies, {"name": "栖云恒润"}).ref
    assert made is not None
    return made


def talk(seller: Actor, company: Ref, **values: Any) -> int:
    made = create(seller, interactions, {"about": (company,), "summary": "Offer", **values}).ref
    assert made is not None
    return made.id


def planned() -> list[str]:
    return [str(due)[:10] for (due,) in rows(OPEN)]


def test_a_date_written_later_plans_moves_and_takes_away(seller: Actor, company: Ref) -> None:
    key = talk(seller, company)
    assert planned() == []
    edit(seller, interactions, key, {"next_on": FIRST})
    assert planned() == ["2026-03-09"]
    edit(seller, interactions, key, {"outcome": "Waiting"})
    moved = edit(seller, interactions, key, {"next_on": SECOND})
    assert planned() == ["2026-03-12"]
    undo(seller, moved.change)
    assert planned() == ["2026-03-09"]
    cleared = edit(seller, interactions, key, {"next_on": None})
    assert planned() == []
    undo(seller, cleared.change)
    assert planned() == ["2026-03-09"]
    edit(seller, interactions, key, {"next_on": SECOND})
    assert planned() == ["2026-03-12"]


def test_what_is_done_stays_and_the_next_date_plans_anew(site: Site, seller: Actor, company: Ref) -> None:
    key = talk(seller, company, next_on=FIRST)
    [(activity,)] = rows("SELECT id FROM work_activity")
    browser = site.sign_in("seller.north")
    browser.get(f"/work/activities/{activity}")
    assert browser.post(f"/work/activities/{activity}/done").status_code in (200, 303)
    edit(seller, interactions, key, {"next_on": SECOND})
    assert planned() == ["2026-03-12"]
    assert rows("SELECT count(*) FROM work_activity WHERE state = 'done'") == [(1,)]
    edit(seller, interactions, key, {"next_on": None})
    assert rows("SELECT count(*) FROM work_activity WHERE state = 'done'") == [(1,)]


def test_an_activity_that_is_gone_is_planned_anew_and_a_past_day_plans_nothing(
    site: Site, seller: Actor, company: Ref
) -> None:
    key = talk(seller, company, next_on=FIRST)
    [(activity,)] = rows("SELECT id FROM work_activity")
    delete(seller, seller.host.resources["work.activity"], activity)
    edit(seller, interactions, key, {"next_on": date(2026, 3, 1)})
    assert planned() == []
    edit(seller, interactions, key, {"next_on": SECOND})
    assert planned() == ["2026-03-12"]
    page = site.sign_in("seller.north").get(f"/contacts/interactions/{key}").text
    assert "Planned activity" in page
    assert "Follow-up: Offer" in page


@pytest.mark.requirement("R-004.a")
def test_a_preference_heard_in_a_follow_up_links_back_to_it(site: Site, seller: Actor, company: Ref) -> None:
    key, browser = talk(seller, company), site.sign_in("seller.north")
    there = f"/contacts/interactions/{key}"
    add = f"/contacts/needs/new?interaction={key}"
    assert add in browser.get(there).text
    form = inputs(browser.get(f"{add}&company={company.id}").text)
    sent = form | {"kind": "preference", "topic": "Calls", "statement": "After three o'clock"}
    assert browser.post(add, **sent).status_code == 303
    assert f'href="{there}"' in browser.get(f"/contacts/companies/{company.id}").text
    assert "After three o" in browser.get(there).text or ">Calls<" in browser.get(there).text
