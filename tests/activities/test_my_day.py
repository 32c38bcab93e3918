"""My day: its parts, the order by due date, worth and urgency, the result that is missing, done in place, for each what he may see."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest

from guanxi.composition import House
from guanxi.data.money import Money
from guanxi.records.actor import Actor
from guanxi.records.ref import Ref
from guanxi.work.day.worth import Worths

SELLER = "seller.shanghai"
RICH = """
from guanxi.api import MoneyValue, hookimpl, visible
from decimal import Decimal

@hookimpl
def mount():
    return []

@hookimpl
def record_worth(actor, resource, ids):
    if resource != "contacts.company":
        return None
    seen = visible(actor, actor.host.resources[resource])
    return {
        each.id: [MoneyValue(Decimal(each.employees or 0), each.city)]
        for each in seen.where(seen.model.id.in_(ids)) if each.city
    }
"""


def parts(page: str) -> dict[str, list[str]]:
    """The subjects of the activities in each part of a page."""
    found = {}
    for label, body in re.findall(
        r'<section class="panel day-part"[^>]*>.*?<h2[^>]*>([^<]+)<.*?<ul class="plain todos">(.*?)</ul></div></section>',
        page,
        re.DOTALL,
    ):
        links = re.findall(r'<span class="todo-title">.*?<a href="[^"]+">([^<]+)</a>', body, re.DOTALL)
        found[unescape(label)] = [unescape(each) for each in links]
    return found


@pytest.fixture
def rich(build_house: Any, workshop: Any) -> Any:
    """An app in which a company is worth its employees in the currency of its city."""
    workshop.plugin("rich", RICH, needs=("guanxi-contacts",))
    return build_house("contacts", "rich")


def company(actor: Actor, name: str, worth: int, currency: str) -> Ref:
    from guanxi.records.standard import create

    values = {"name": name, "employees": worth, "city": currency}
    made = create(actor, actor.host.resources["contacts.company"], values).ref
    assert made is not None
    return made


def test_the_order_follows_due_date_worth_and_urgency(
    rich: Any, actor_of: Any, client_of: Any, plan: Any
) -> None:
    seller = rich.house.actor(actor_of(SELLER).id)
    small, large, foreign = (
        company(seller, "小", 100, "CNY"),
        company(seller, "大", 900, "CNY"),
        company(seller, "外", 9000, "USD"),
    )
    day = "2026-03-05"
    for subject, about, values in (
        ("foreign", foreign, {}),
        ("small low", small, {"priority": "low"}),
        ("small high", small, {"priority": "high"}),
        ("large low", large, {"priority": "low"}),
        ("no customer, high", None, {"priority": "high"}),
    ):
        plan(seller, subject, due_on=day, about=[about] if about else [], **values)
    plan(seller, "late and small", due_on="2026-03-02", about=[small])
    plan(seller, "later and large", due_on="2026-03-03", about=[large])
    plan(seller, "tomorrow", due_on="2026-03-06", about=[large])
    page = client_of(SELLER, at=rich.app).get("/my-day").text
    assert parts(page) == {
        "Overdue": ["late and small", "later and large"],
        "Due today": ["large low", "small high", "small low", "no customer, high", "foreign"],
    }
    assert "Worth ¥900" in page.replace("CN¥", "¥")
    assert "9,000" in page, "what is worth something in another currency says so"


def test_currencies_are_never_mixed() -> None:
    firm, deal = Ref("contacts.company", 1), Ref("sales.deal", 1)
    known = Worths("CNY", {firm: {"CNY": 20_000, "USD": 90_000}, deal: {"USD": 990_000}})
    assert known.of([firm, deal]) == 20_000
    assert [str(each) for each in known.shown([firm, deal])] == [
        str(Money.of_units(20_000, "CNY")),
        str(Money.of_units(90_000, "USD")),
    ]


def test_meetings_stand_in_the_order_of_their_time(actor_of: Any, client_of: Any, plan: Any) -> None:
    seller = actor_of(SELLER)
    plan(seller, "afternoon", kind="meeting", due_on="2026-03-05", due_time="16:00")
    plan(seller, "morning", kind="visit", due_on="2026-03-05", due_time="9:00", priority="low")
    plan(seller, "call", kind="call", due_on="2026-03-05", due_time="8:00")
    assert parts(client_of(SELLER).get("/my-day").text) == {
        "Meetings today": ["morning", "afternoon"],
        "Due today": ["call"],
    }


@pytest.mark.parametrize("address", ["/", "/my-day"])
def test_it_is_there_at_home_and_on_a_page_of_its_own(
    address: str, actor_of: Any, client_of: Any, plan: Any
) -> None:
    plan(actor_of(SELLER), "mine", due_on="2026-03-05")
    plan(actor_of("lead.north"), "not mine", due_on="2026-03-05")
    assert parts(client_of(SELLER).get(address).text) == {"Due today": ["mine"]}


def test_an_empty_day_says_what_will_stand_here(client_of: Any) -> None:
    assert "Nothing is due today." in client_of(SELLER).get("/my-day").text


def test_done_in_place_asks_for_the_next_step_and_comes_back(
    actor_of: Any, client_of: Any, plan: Any
) -> None:
    key, client = plan(actor_of(SELLER), due_on="2026-03-05"), client_of(SELLER)
    assert f'action="/work/activities/{key}/done"' in client.get("/my-day").text
    assert f'action="/work/activities/{key}/snooze"' in client.get("/my-day").text
    client.post(f"/work/activities/{key}/done")
    assert parts(client.get("/my-day").text) == {}


def test_the_number_to_call_stands_beside(actor_of: Any, client_of: Any, plan: Any, house: House) -> None:
    from guanxi.records.standard import create

    seller = actor_of(SELLER)
    firm = create(
        seller, house.host.resources["contacts.company"], {"name": "云川", "phone": "021-6208 1234"}
    ).ref
    plan(seller, due_on="2026-03-05", about=[firm])
    page = client_of(SELLER).get("/my-day").text
    assert re.search(r'href="tel:\+?[\d-]+"', page)
    said = {
        "company": firm.id,
        "state": "withdrawn",
        "channel": "phone",
        "purpose": "marketing",
        "proof": "said so",
    }  # type: ignore[union-attr]
    create(seller, house.host.resources["contacts.consent"], said)
    assert "tel:" not in client_of(SELLER).get("/my-day").text


def test_a_customer_long_without_contact_stands_in_the_day_of_the_owner_and_later_of_the_manager(
    actor_of: Callable[[str], Actor], client_of: Any, company: Any, clock: Any
) -> None:
    company(actor_of(SELLER), "云川恒润")
    clock.move(days=31)
    assert parts(client_of(SELLER).get("/my-day/parts").text) == {
        "Companies long without contact": ["云川恒润"]
    }
    assert "Last contact 31 days ago" in client_of(SELLER).get("/my-day/parts").text
    assert parts(client_of("lead.east").get("/my-day/parts").text) == {}
    clock.move(days=15)
    assert parts(client_of("lead.east").get("/my-day/parts").text) == {
        "Companies of my teams long without contact": ["云川恒润"]
    }
    assert parts(client_of("lead.north").get("/my-day/parts").text) == {}


@pytest.mark.parametrize("kind", ["visit", "meeting"])
def test_a_planned_visit_without_result_is_asked_for_a_day_later(
    kind: str, actor_of: Any, client_of: Any, plan: Any, clock: Any
) -> None:
    seller = actor_of(SELLER)
    plan(seller, "visit", kind=kind, due_on="2026-03-05", due_time="18:30")
    clock.move(hours=24, minutes=29)
    assert parts(client_of(SELLER).get("/my-day").text) == {"Overdue": ["visit"]}
    clock.move(minutes=1)
    assert parts(client_of(SELLER).get("/my-day").text) == {"Result missing": ["visit"]}


def test_one_that_is_done_without_result_is_asked_for_too(
    actor_of: Any, client_of: Any, plan: Any, clock: Any
) -> None:
    key, client = plan(actor_of(SELLER), "visit", kind="visit", due_on="2026-03-05"), client_of(SELLER)
    client.post(f"/work/activities/{key}/done")
    assert parts(client.get("/my-day").text) == {}
    clock.move(hours=25)
    page = client_of(SELLER).get("/my-day").text
    assert parts(page) == {"Result missing": ["visit"]}
    assert f'href="/work/activities/{key}/next?back=/my-day"' in page
    client_of(SELLER).post(f"/work/activities/{key}/next", outcome="Will order", back="/my-day")
    assert parts(client_of(SELLER).get("/my-day").text) == {}


def test_what_a_plugin_names_and_he_may_not_see_is_left_out(
    build_house: Any, workshop: Any, actor_of: Any, client_of: Any, company: Any
) -> None:
    foreign, own = company(actor_of("lead.north"), "北方"), company(actor_of(SELLER), "南方")
    code = f"""
from guanxi.api import DayEntry, DayPart, Ref, hookimpl
@hookimpl
def mount():
    return []
@hookimpl
def day_parts(actor, most):
    return [DayPart("Pressing", [DayEntry(Ref("contacts.company", key), ("why",)) for key in ({foreign.id}, {own.id})])]
"""
    workshop.plugin("pressing", code, needs=("guanxi-contacts",))
    app = build_house("contacts", "pressing").app
    assert parts(client_of(SELLER, at=app).get("/my-day/parts").text) == {"Pressing": ["南方"]}


def test_a_plugin_that_fails_leaves_the_rest(
    build_house: Any, workshop: Any, actor_of: Any, client_of: Any, plan: Any
) -> None:
    code = """
from guanxi.api import hookimpl
@hookimpl
def mount():
    return []
@hookimpl
def day_parts(actor, most):
    raise ValueError
@hookimpl
def record_worth(actor, resource, ids):
    raise ValueError
"""
    workshop.plugin("broken", code)
    app = build_house("contacts", "broken").app
    plan(actor_of(SELLER), "mine", due_on="2026-03-05")
    assert parts(client_of(SELLER, at=app).get("/my-day").text) == {"Due today": ["mine"]}
    assert client_of(SELLER, at=app).get("/my-day/parts").status_code == 200
