"""The week board: people by days, their load, and moving work to another day or person, told and undone."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from guanxi.data.database import row, run
from guanxi.records.standard import create

LEAD, SELLER, OTHER = "lead.east", "seller.shanghai", "seller.hangzhou"
SIDEWAYS, NORTH = "lead.north", "seller.north"
THURSDAY, FRIDAY, SATURDAY = "2026-03-05", "2026-03-06", "2026-03-07"


def cells(page: str) -> dict[str, list[str]]:
    """The subjects of the cards by the key of the cell that holds any."""
    found = {}
    for key, body in re.findall(
        r'data-column="([^"]+)".*?<ol class="cards"[^>]*>(.*?)</ol>', page, re.DOTALL
    ):
        if titles := re.findall(r'class="card-title"[^>]*>([^<]+)<', body):
            found[key] = [unescape(each) for each in titles]
    return found


def load(page: str, number: str) -> str:
    found = re.search(rf'data-for="count-{number}"[^>]*><span class="count">([^<]*)<', page)
    assert found is not None
    return unescape(found[1])


def place_of(key: int) -> tuple[int, str]:
    found = row("SELECT owner_id, due_on FROM work_activity WHERE id = ?", [key])
    assert found is not None
    return int(found[0]), str(found[1])


def version(key: int) -> str:
    return str(row("SELECT version FROM work_activity WHERE id = ?", [key])[0])  # type: ignore[index]


def move(client: Any, key: int, to: str) -> Any:
    return client.post(f"/work/week/{key}/move", _to=to, version=version(key))


@pytest.mark.requirement("R-048.a")
def test_a_task_moved_to_another_person_or_day_is_updated_and_told(
    actor_of: Any, client_of: Any, plan: Any, company: Any
) -> None:
    seller, other, lead = actor_of(SELLER), actor_of(OTHER), client_of(LEAD)
    firm = company(seller)
    key = plan(seller, "Visit the mill", due_on=THURSDAY, about=[firm])
    assert move(lead, key, f"{seller.id}:{FRIDAY}").status_code == 303
    assert place_of(key) == (seller.id, FRIDAY)
    told = client_of(SELLER).get("/notifications").text
    assert "moved Visit the mill to" in told
    assert move(lead, key, f"{other.id}:{SATURDAY}").status_code == 303
    assert place_of(key) == (other.id, SATURDAY)
    assert "was assigned to you by" in client_of(OTHER).get("/notifications").text
    change = row("SELECT max(id) FROM change")[0]  # type: ignore[index]
    lead.post(f"/undo/{change}")
    assert place_of(key) == (seller.id, FRIDAY)


@pytest.mark.requirement("R-048.b")
def test_the_load_of_each_person_and_day_is_visible(
    actor_of: Any, client_of: Any, plan: Any, company: Any
) -> None:
    seller = actor_of(SELLER)
    firm = company(seller)
    plan(seller, "one", due_on=THURSDAY, minutes=30, about=[firm])
    plan(seller, "two", due_on=THURSDAY, minutes=60, about=[firm])
    plan(seller, "three", due_on=FRIDAY, about=[firm])
    client = client_of(LEAD)
    page = client.get("/work/week/").text
    assert cells(page) == {f"{seller.id}:{THURSDAY}": ["one", "two"], f"{seller.id}:{FRIDAY}": ["three"]}
    people = [unescape(each) for each in re.findall(r'class="week-name"><a href="[^"]+">([^<]+)<', page)]
    at, counted = people.index(seller.name), client.get("/work/week/loads").text
    assert [load(counted, f"{at}-{day}") for day in range(7)] == ["", "", "", "2 · 90 min", "1", "", ""]


def test_it_shows_the_subtree_and_other_weeks(actor_of: Any, client_of: Any, plan: Any, company: Any) -> None:
    seller, north = actor_of(SELLER), actor_of(NORTH)
    plan(seller, "east", due_on=THURSDAY, about=[company(seller)])
    plan(north, "north", due_on=THURSDAY, about=[company(north)])
    plan(seller, "next week", due_on="2026-03-10", about=[company(seller)])
    assert [*cells(client_of(LEAD).get("/work/week/").text).values()] == [["east"]]
    assert [*cells(client_of(SIDEWAYS).get("/work/week/").text).values()] == [["north"]]
    assert [*cells(client_of(LEAD).get("/work/week/?from=2026-03-12").text).values()] == [["next week"]]
    assert [*cells(client_of(OTHER).get("/work/week/").text).values()] == []


@pytest.mark.parametrize("day", ["", "x", "0001-01-01", "9999-12-31", "2026-13-45"])
def test_a_day_that_is_none_shows_this_week(day: str, actor_of: Any, client_of: Any, plan: Any) -> None:
    plan(actor_of(SELLER), "mine", due_on=THURSDAY)
    assert [*cells(client_of(SELLER).get(f"/work/week/?from={day}").text).values()] == [["mine"]]


def test_what_one_may_not_see_is_not_even_busy(
    actor_of: Any, client_of: Any, plan: Any, company: Any
) -> None:
    seller, north = actor_of(SELLER), actor_of(NORTH)
    firm = company(seller)
    plan(seller, "unseen work", due_on=THURSDAY, minutes=45, about=[firm])
    run("UPDATE contacts_company SET owner_id = ?, team_id = ? WHERE id = ?", [north.id, north.team, firm.id])
    for address in ("/work/week/", "/work/week/loads"):
        page = client_of(LEAD).get(address).text
        assert "unseen work" not in page
        assert "45 min" not in page


def test_days_off_are_marked(client_of: Any) -> None:
    page = client_of(SELLER).get("/work/week/").text
    assert page.count("Day off") == 2 + 2, "the two of the head and the two cells"
    assert page.count('class="column off') == 2


def test_nobody_gives_work_to_whom_he_does_not_lead(
    actor_of: Any, client_of: Any, plan: Any, company: Any
) -> None:
    seller, north = actor_of(SELLER), actor_of(NORTH)
    key = plan(seller, due_on=THURSDAY, about=[company(seller)])
    before = place_of(key)
    for who, to, status in (
        (LEAD, f"{north.id}:{FRIDAY}", 409),
        (SELLER, f"{actor_of(OTHER).id}:{FRIDAY}", 409),
        (SIDEWAYS, f"{north.id}:{FRIDAY}", 404),
        (LEAD, "nonsense", 409),
        (LEAD, f"{seller.id}:9999-99-99", 409),
    ):
        assert move(client_of(who), key, to).status_code == status, (who, to)
        assert place_of(key) == before
    assert client_of(LEAD).post(f"/work/week/{key}/move", _to=f"{seller.id}:{FRIDAY}").status_code == 428


def test_the_form_without_a_script_offers_people_and_days(
    actor_of: Any, client_of: Any, plan: Any, company: Any
) -> None:
    seller = actor_of(SELLER)
    key = plan(seller, due_on=THURSDAY, about=[company(seller)])
    page = client_of(LEAD).get(f"/work/week/{key}/move").text
    assert f'<option value="{seller.id}:{THURSDAY}" selected>' in page
    assert f'<option value="{actor_of(OTHER).id}:{FRIDAY}">' in page
    assert f"{actor_of(NORTH).id}:" not in page


def test_who_moves_a_card_that_was_moved_is_shown_where_it_is(
    actor_of: Any, client_of: Any, plan: Any, company: Any
) -> None:
    seller = actor_of(SELLER)
    key, lead = plan(seller, due_on=THURSDAY, about=[company(seller)]), client_of(LEAD)
    seen = version(key)
    move(client_of(SELLER), key, f"{seller.id}:{FRIDAY}")
    lead.post(f"/work/week/{key}/move", _to=f"{seller.id}:{SATURDAY}", version=seen)
    assert place_of(key) == (seller.id, FRIDAY)


def test_minutes_are_a_field_like_any_other(actor_of: Any) -> None:
    seller = actor_of(SELLER)
    made = create(seller, seller.host.resources["work.activity"], {"subject": "Call", "minutes": 15})
    assert row("SELECT minutes FROM work_activity WHERE id = ?", [made.ref.id]) == (15,)  # type: ignore[union-attr]
