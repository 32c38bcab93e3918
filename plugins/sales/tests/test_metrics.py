"""The figures of sales: their definitions, whose rows they count, and the lists that they open."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from guanxi.api import MoneyValue, create, get, undo, visible
from guanxi.records.actor import Actor
from guanxi.testing.house import Client, Program
from guanxi_sales.api import deals, pipelines, stages
from guanxi_sales.converting import convert
from guanxi_sales.leads import leads
from guanxi_sales.moving import lose, move, win

SOURCES = ("exhibition", "website")
WIN_RATE = "/metrics/sales.win_rate/"


@pytest.fixture
def row(actor_of: Callable[[str], Actor]) -> dict[str, int]:
    """A pipeline; its stages by name."""
    admin = actor_of("admin")
    pipeline = create(admin, pipelines, {"name": "Standard"}).ref.id
    ways = (("Lead", "open"), ("Offer", "open"), ("Won", "won"), ("Lost", "lost"))
    return {
        name: create(
            admin, stages, {"pipeline": pipeline, "name": name, "position": at, "state": state}
        ).ref.id
        for at, (name, state) in enumerate(ways, 1)
    }


def close(actor: Actor, row: dict[str, int], name: str, number: int, **values: Any) -> None:
    for each in range(number):
        given = {"name": f"{name} {each}", "stage": row[name], "closed_on": date(2026, 2, 10), **values}
        create(actor, deals, given)


def href_of(text: str, pattern: str) -> str:
    found = re.search(pattern, text)
    assert found, text
    return html.unescape(found[1])


def counted_in(browser: Client, address: str) -> str:
    """How many records the list at an address holds."""
    path, _mark, query = address.partition("?")
    assert browser.get(address).status_code == 200
    return re.sub(r"\D", "", re.sub(r"<[^>]+>", "", browser.get(f"{path}count?{query}&exact=1").text))


@pytest.mark.requirement("R-041.a")
@pytest.mark.requirement("R-041.b")
def test_12_won_and_18_lost_give_40_per_cent_and_the_page_names_the_definition(
    row: dict[str, int], actor_of: Callable[[str], Actor], client_of: Callable[..., Client]
) -> None:
    seller = actor_of("seller.north")
    close(seller, row, "Won", 12)
    close(seller, row, "Lost", 18)
    close(seller, row, "Won", 1, closed_on=date(2025, 2, 10))
    create(seller, deals, {"name": "Still open", "stage": row["Offer"]})
    page = client_of("seller.north").get(f"{WIN_RATE}?_period=last_month").text
    assert re.search(r'class="figure num" href="[^"]*">40%<', page)
    assert "12 of 30" in page
    assert "Won deals / (won + lost), by count, closed in the period." in page
    assert "2026-02-01 to 2026-02-28" in page


def test_the_number_opens_exactly_its_rows(
    row: dict[str, int], actor_of: Callable[[str], Actor], client_of: Callable[..., Client]
) -> None:
    seller, browser = actor_of("seller.north"), client_of("seller.north")
    close(seller, row, "Won", 2)
    close(seller, row, "Lost", 3, source="exhibition")
    close(seller, row, "Lost", 1, closed_on=date(2026, 3, 1))
    page = browser.get(f"{WIN_RATE}?_period=last_month").text
    assert counted_in(browser, href_of(page, r'class="figure num" href="([^"]*)"')) == "5"
    parts = browser.get(f"{WIN_RATE}parts?_period=last_month&_by=source").text
    bar = href_of(parts, r'href="([^"]*)" aria-label="Exhibition')
    assert counted_in(browser, bar) == "3"
    beside = browser.get(f"{WIN_RATE}beside?_period=last_month").text
    assert "2026-01-01 to 2026-01-31 · 31 days" in beside


def test_everybody_is_told_the_number_of_the_rows_that_he_sees(
    row: dict[str, int],
    actor_of: Callable[[str], Actor],
    client_of: Callable[..., Client],
    program_of: Callable[..., Program],
) -> None:
    close(actor_of("seller.north"), row, "Won", 3)
    close(actor_of("seller.shanghai"), row, "Lost", 1)
    address = "/metrics/sales.win_rate?period=last_month"
    found = {
        who: program_of(who).get(address).get_json() for who in ("admin", "seller.north", "seller.shanghai")
    }
    assert {who: (each["rows"], each["values"][0]["value"]) for who, each in found.items()} == {
        "admin": (4, "75"),
        "seller.north": (3, "100"),
        "seller.shanghai": (1, "0"),
    }
    by_owner = program_of("seller.north").get(f"{address}&by=owner").get_json()["parts"]
    assert [each["rows"] for each in by_owner] == [3]


def test_a_hidden_field_hides_the_metrics_that_read_it(
    row: dict[str, int],
    roles_of: Callable[..., None],
    client_of: Callable[..., Client],
    program_of: Callable[..., Program],
) -> None:
    roles_of("agent", {"sales.deal.view": "all"}, hidden={"sales.deal": ["amount", "furthest"]})
    names = {each["name"] for each in program_of("agent").get("/metrics").get_json()["items"]}
    assert "sales.win_rate" in names
    assert not names & {"sales.open_amount", "sales.win_rate_by_amount"}
    assert program_of("agent").get("/metrics/sales.open_amount").status_code == 403
    assert client_of("agent").get("/metrics/sales.open_amount/").status_code == 403
    assert client_of("agent").get("/metrics/sales.funnel/").status_code == 403


def test_amounts_stand_a_currency_each(
    row: dict[str, int], actor_of: Callable[[str], Actor], program_of: Callable[..., Program]
) -> None:
    seller = actor_of("seller.north")
    for amount in ("100 CNY", "0.0001 CNY", "7 USD"):
        number, currency = amount.split()
        create(
            seller,
            deals,
            {"name": amount, "stage": row["Lead"], "amount": MoneyValue(Decimal(number), currency)},
        )
    found = program_of("seller.north").get("/metrics/sales.open_amount").get_json()
    assert [(each["currency"], each["value"]) for each in found["values"]] == [
        ("CNY", "100.0001"),
        ("USD", "7"),
    ]
    assert found["period"] is found["before"] is None


@pytest.mark.parametrize(
    "asked", ["_period=never", "_from=2026-13-01", "_from=2026-03-02&_to=2026-03-01", "state>=x"]
)
def test_a_period_or_filter_that_means_nothing_is_refused_with_words(
    asked: str, row: dict[str, int], client_of: Callable[..., Client]
) -> None:
    answer = client_of("admin").get(f"{WIN_RATE}?{asked}")
    assert answer.status_code == 400


def test_a_goal_in_the_address_is_compared_with_the_number(
    row: dict[str, int], actor_of: Callable[[str], Actor], client_of: Callable[..., Client]
) -> None:
    for each in range(4):
        create(
            actor_of("admin"),
            deals,
            {"name": f"Deal {each}", "stage": row["Lead"], "engaged_on": date(2026, 3, 1)},
        )
    page = client_of("admin").get("/metrics/sales.new_deals/?_period=this_month&_goal=5").text
    assert "80% of the goal of 5 is reached." in page
    assert "16% of the time has passed: day 5 of 31." in page


@pytest.mark.requirement("R-157.a")
def test_480_of_600_on_21_september_are_80_per_cent_at_72_per_cent_of_the_time(
    row: dict[str, int], actor_of: Callable[[str], Actor], client_of: Callable[..., Client], clock: Any
) -> None:
    amount = MoneyValue(Decimal(160), "CNY")
    close(actor_of("admin"), row, "Won", 3, amount=amount, closed_on=date(2026, 3, 4))
    clock.set(datetime(2026, 9, 21, 4, tzinfo=UTC))
    page = client_of("admin").get("/metrics/sales.won_amount/?_period=this_year&_goal=600").text
    assert "¥480.00" in page
    assert "80% of the goal of 600 is reached." in page
    assert "72% of the time has passed: day 264 of 365." in page


@pytest.mark.requirement("R-157.b")
def test_29_february_and_the_month_of_the_spring_festival_are_compared_by_rules_that_stand_there(
    row: dict[str, int], actor_of: Callable[[str], Actor], client_of: Callable[..., Client]
) -> None:
    close(actor_of("admin"), row, "Won", 1, closed_on=date(2025, 1, 20))
    browser = client_of("admin")
    leap = browser.get(f"{WIN_RATE}beside?_from=2024-02-29&_to=2024-02-29").text
    assert "29 February is compared with 28 February." in leap
    assert "2023-02-28" in leap
    moved = browser.get(f"{WIN_RATE}beside?_from=2026-02-01&_to=2026-02-28").text
    assert "The Spring Festival is on 2026-02-17, a year before on 2025-01-29" in moved
    assert "2025-01-01 to 2025-02-28 · 59 days" in moved
    assert "2026-01-01 to 2026-02-28 · 59 days" in moved


@pytest.mark.requirement("R-112.a")
@pytest.mark.requirement("R-112.c")
def test_100_leads_of_which_12_became_deals_are_converted_by_12_per_cent_and_open_their_rows(
    row: dict[str, int], actor_of: Callable[[str], Actor], client_of: Callable[..., Client]
) -> None:
    seller, browser = actor_of("seller.north"), client_of("seller.north")
    made = [
        create(
            seller,
            leads,
            {"name": f"Enquiry {each}", "company_name": f"Firm {each}", "source": SOURCES[each % 2]},
        )
        for each in range(100)
    ]
    for done in made[:12]:
        convert(seller, done.ref.id, values={})
    page = browser.get("/metrics/sales.lead_conversion/?_period=this_month").text
    assert re.search(r'class="figure num"[^>]*>12%<', page)
    assert "12 of 100" in page
    assert counted_in(browser, href_of(page, r'class="figure num" href="([^"]*)"')) == "100"
    parts = browser.get("/metrics/sales.lead_conversion/parts?_by=source").text
    hrefs = [html.unescape(each) for each in re.findall(r'<a class="mark" href="([^"]*)"', parts)]
    assert [counted_in(browser, each) for each in hrefs] == ["50", "50"]
    months = browser.get("/metrics/sales.lead_conversion/months").text
    assert "26-03: 12%" in html.unescape(months) or "03: 12%" in months


def test_the_home_page_shows_the_numbers_that_somebody_has_chosen(
    row: dict[str, int], actor_of: Callable[[str], Actor], client_of: Callable[..., Client]
) -> None:
    close(actor_of("seller.north"), row, "Won", 1)
    browser = client_of("seller.north")
    urls = re.findall(r'hx-get="(/metrics/[^"]*)"', browser.get("/").text)
    assert "/metrics/sales.win_rate/tile" in urls
    told = browser.get("/metrics/sales.open_amount/tile").text
    assert "Sum of the amounts of all open deals now" in told
    browser.post("/metrics/tiles", metric=["sales.days_to_win", "sales.no_such"])
    assert re.findall(r'hx-get="(/metrics/[^"]*)"', browser.get("/").text) == [
        "/metrics/sales.days_to_win/tile"
    ]
    browser.post("/metrics/tiles")
    home = browser.get("/").text
    assert "number-tile" not in home
    assert 'href="/metrics/tiles"' in home
    assert "/metrics/sales.win_rate/tile" in client_of("admin").get("/").text


@pytest.mark.requirement("R-039.a")
@pytest.mark.requirement("R-039.b")
def test_of_40_deals_8_are_won_and_each_bar_of_the_funnel_opens_its_deals(
    row: dict[str, int], actor_of: Callable[[str], Actor], client_of: Callable[..., Client], clock: Any
) -> None:
    seller = actor_of("seller.north")
    amount = MoneyValue(Decimal(100), "CNY")
    made = [
        create(
            seller,
            deals,
            {"name": f"Deal {at}", "stage": row["Lead"], "amount": amount, "engaged_on": date(2026, 3, 5)},
        )
        for at in range(40)
    ]
    clock.move(days=3)
    for each in made[:20]:
        move(seller, each.ref.id, values={"stage": row["Offer"]})
    clock.move(days=5)
    for each in made[:8]:
        win(seller, each.ref.id, values={})
    for each in made[8:14]:
        lose(seller, each.ref.id, values={"lost_reason": "price"})
    move(seller, made[15].ref.id, values={"stage": row["Lead"]})
    browser = client_of("seller.north")
    page = browser.get("/metrics/sales.funnel/steps?_period=this_year").text
    table = re.findall(r'<tr><th scope="row">([^<]*)</th>(.*?)</tr>', page)
    assert [(name, re.findall(r">([^<>]+)<", cells)) for name, cells in table] == [
        ("Lead", ["40", "¥4,000.00", "–", "100%", "3.0"]),
        ("Offer", ["20", "¥2,000.00", "50%", "50%", "5.0"]),
        ("Won", ["8", "¥800.00", "40%", "20%", "–"]),
    ]
    bars = [html.unescape(each) for each in re.findall(r'<a class="mark" href="([^"]*)"', page)]
    assert [counted_in(browser, each) for each in bars] == ["40", "20", "8"]
    assert re.findall(
        r'<tr><th scope="row">', client_of("seller.shanghai").get("/metrics/sales.funnel/steps").text
    )
    assert ">40<" not in client_of("seller.shanghai").get("/metrics/sales.funnel/steps").text


@pytest.mark.requirement("R-112.b")
def test_the_median_time_from_lead_to_deal_and_from_deal_to_customer_is_told(
    row: dict[str, int], actor_of: Callable[[str], Actor], client_of: Callable[..., Client], clock: Any
) -> None:
    seller = actor_of("seller.north")
    made = [
        create(seller, leads, {"name": f"Enquiry {at}", "company_name": f"Firm {at}"}).ref.id
        for at in range(4)
    ]
    for days in (1, 2, 5):
        clock.move(days=days)
        convert(seller, made.pop(), values={})
    clock.move(days=5)
    won = visible(seller, deals).where(deals.model.state == "open").order_by(deals.model.id)
    for each in list(won)[:2]:
        win(seller, each.id, values={"closed_on": date(2026, 3, 18)})
    browser = client_of("seller.north")
    assert ">3 days<" in browser.get("/metrics/sales.days_to_convert/?_period=all").text
    assert browser.get("/metrics/sales.median_days_to_win/?_period=all").status_code == 200


def test_undoing_a_move_takes_back_how_far_a_deal_came(
    row: dict[str, int], actor_of: Callable[[str], Actor]
) -> None:
    seller = actor_of("seller.north")
    deal = create(seller, deals, {"name": "Line", "stage": row["Lead"]}).ref.id
    done = move(seller, deal, values={"stage": row["Offer"]})
    assert get(seller, deals, deal).furthest_id == row["Offer"]
    undo(seller, done.change)
    assert get(seller, deals, deal).furthest_id == row["Lead"]


def test_the_weighted_open_amount_is_amount_times_probability_by_currency(
    row: dict[str, int], actor_of: Callable[[str], Actor], program_of: Callable[..., Program]
) -> None:
    seller = actor_of("seller.north")
    for amount, per_cent in (
        ("100000 CNY", "10"),
        ("250.10 CNY", "33.3"),
        ("900000000000 CNY", "100"),
        ("1000 USD", "50"),
        ("5000 CNY", None),
        (None, "90"),
    ):
        values = {"name": "Deal", "stage": row["Lead"], "amount": amount}
        create(seller, deals, values | ({"probability": per_cent} if per_cent else {}))
    close(seller, row, "Won", 1, amount="70000 CNY")
    found = program_of("seller.north").get("/metrics/sales.weighted_amount").json
    assert {each["currency"]: each["value"] for each in found["values"]} == {
        "CNY": "900000010083.2833",
        "USD": "500",
    }
    assert program_of("seller.shanghai").get("/metrics/sales.weighted_amount").json["values"] == []
    parts = program_of("seller.north").get("/metrics/sales.weighted_amount?by=stage").json["parts"]
    assert len(parts) == 1 and parts[0]["values"] == found["values"]
