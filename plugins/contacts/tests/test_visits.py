"""The report on visits: how many in each week, and the time spent with customers, each number with its rows."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pytest

from guanxi.api import Actor, create
from guanxi.testing.house import Client
from guanxi_contacts.interactions import interactions
from guanxi_contacts.resources import companies


@pytest.fixture
def talk(actor_of: Callable[[str], Actor]) -> Callable[..., None]:
    """Enters an interaction of the seller in the north."""
    seller = actor_of("seller.north")
    firm = create(seller, companies, {"name": "栖云恒润"}).ref

    def make(kind: str, at: str, minutes: int | None = None) -> None:
        values: dict[str, Any] = {"about": (firm,), "summary": "Offer", "kind": kind, "happened_at": at}
        create(seller, interactions, values | ({"duration": minutes} if minutes else {}))

    return make


def table(page: str) -> list[list[str]]:
    """The rows of the table behind a chart, as texts."""
    body = page.partition("<tbody>")[2]
    return [
        [
            html.unescape(re.sub(r"<[^>]+>", "", cell)).strip()
            for cell in re.findall(r"<t[dh].*?</t[dh]>", line, re.S)
        ]
        for line in re.findall(r"<tr>.*?</tr>", body, re.S)
    ]


@pytest.mark.requirement("R-051.b")
def test_the_report_gives_visits_per_week_and_time_with_customers(
    talk: Callable[..., None], client_of: Callable[..., Client]
) -> None:
    talk("visit", "2026-03-01T15:59:00Z", 60)  # Sunday 23:59 in Shanghai
    talk("visit", "2026-03-01T16:01:00Z", 90)  # Monday 00:01
    talk("visit", "2026-03-04T02:00:00Z")
    talk("call", "2026-03-04T03:00:00Z", 20)
    talk("mail", "2026-03-04T04:00:00Z")
    talk("visit", "2025-12-01T02:00:00Z", 45)
    browser = client_of("seller.north")
    page = browser.get("/metrics/contacts.visits/").text
    assert "Visits" in page and "/metrics/contacts.visits/months" in page
    weeks = browser.get("/metrics/contacts.visits/months").text
    rows = table(weeks)
    assert len(rows) == 12
    assert [each[:2] for each in rows[-2:]] == [["2026-02-23", "1"], ["2026-03-02", "2"]]
    assert [each[1] for each in rows[:-2]] == ["0"] * 10
    behind = html.unescape(
        re.findall(r'<a href="(/contacts/interactions/[^"]*o=gte&amp;v=2026-03-02[^"]*)"', weeks)[0]
    )
    assert len(re.findall(r'<tr id="r', browser.get(behind).text)) == 2
    minutes = table(browser.get("/metrics/contacts.time_with_customers/months").text)
    assert [each[1] for each in minutes[-2:]] == ["60", "110"]
    assert "170" in browser.get("/metrics/contacts.time_with_customers/").text
    assert table(client_of("seller.shanghai").get("/metrics/contacts.visits/months").text)[-1][1] == "0"
    assert "近十二周" in browser.get("/metrics/contacts.visits/months", **{"Accept-Language": "zh"}).text
