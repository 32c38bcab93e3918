"""What is planned next about a deal stands in its head and in the list of deals, as a coloured word with its day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from guanxi.api import Ref, create
from guanxi.testing.house import Client
from guanxi_sales.api import deals


@pytest.mark.parametrize(
    ("days", "tone", "told", "zh"),
    [
        (-2, "red", "Overdue", "逾期"),
        (0, "amber", "Due today", "今天到期"),
        (3, "green", "Planned", "已安排"),
    ],
)
def test_the_next_activity_of_a_deal_is_told_with_its_day(
    days: int,
    tone: str,
    told: str,
    zh: str,
    actor_of: Callable[[str], Any],
    client_of: Callable[..., Client],
    clock: Any,
) -> None:
    seller = actor_of("seller.north")
    deal, bare = (create(seller, deals, {"name": name}).ref for name in ("New line", "Second line"))
    day = clock().date() + timedelta(days=days)
    activities = seller.host.resources["work.activity"]
    for subject, due_on in (("Call back", day), ("Later", day + timedelta(days=5))):
        create(
            seller, activities, {"subject": subject, "due_on": due_on, "about": [Ref(deals.name, deal.id)]}
        )
    badge = f'<span class="badge {tone}">'
    for language, word in (("en", told), ("zh", zh)):
        browser = client_of("seller.north", language=language)
        listed = browser.get("/sales/deals/").text
        assert listed.count(f"{word} · {day.isoformat()}</span>") == 1
        assert f"{badge}{word} · " in listed
        page = browser.get(f"/sales/deals/{deal.id}").text
        assert f"{word} · {day.isoformat()}" in page
    assert "Nothing planned" in client_of("seller.north").get(f"/sales/deals/{bare.id}").text
    assert f"{told} · {day.isoformat()}" in client_of("admin").get("/sales/deals/export?format=csv").text
