"""The figures of sales: their definitions, whose rows they count, and the lists that they open."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from guanxi.api import MoneyValue, create
from guanxi.records.actor import Actor
from guanxi.testing.house import Client, Program
from guanxi_sales.api import deals, pipelines, stages

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
    roles_of("agent", {"sales.deal.view": "all"}, hidden={"sales.deal": ["amount"]})
    names = {each["name"] for each in program_of("agent").get("/metrics").get_json()["items"]}
    assert "sales.win_rate" in names
    assert not names & {"sales.open_amount", "sales.win_rate_by_amount"}
    assert program_of("agent").get("/metrics/sales.open_amount").status_code == 403
    assert client_of("agent").get("/metrics/sales.open_amount/").status_code == 403


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
