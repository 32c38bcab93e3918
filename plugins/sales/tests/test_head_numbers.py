"""What deals come to stands in the heads of their company, person and product: over the rows that the reader sees, each opening them."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from guanxi.api import Metric, MoneyValue, counted, create, delete, visible
from guanxi.records.actor import Actor
from guanxi.testing.house import Client
from guanxi_sales.api import deals, pipelines, stages

SELLER = "seller.north"


@pytest.fixture
def company(actor_of: Callable[[str], Actor]) -> int:
    """A company of a seller with one deal won, one lost and two open, one of them of somebody else."""
    admin, seller = actor_of("admin"), actor_of(SELLER)
    made = create(seller, admin.host.resources["contacts.company"], {"name": "恒润机械"}).ref.id
    pipeline = create(admin, pipelines, {"name": "Standard"}).ref.id
    at = {
        state: create(
            admin, stages, {"pipeline": pipeline, "name": state, "position": number, "state": state}
        ).ref.id
        for number, state in enumerate(("open", "won", "lost"), 1)
    }
    for state in at:
        closed = {} if state == "open" else {"closed_on": date(2026, 2, 10)}
        given = {"name": state, "company": made, "stage": at[state], "amount": MoneyValue(1000, "CNY")}
        create(seller, deals, given | closed)
    other = {"name": "of another", "company": made, "stage": at["open"], "owner": actor_of("agent").id}
    create(admin, deals, other | {"amount": MoneyValue(500, "CNY")})
    return int(made)


def numbers(browser: Client, path: str) -> dict[str, tuple[str, str]]:
    """Of each metric its number and the list behind."""
    shown = browser.get(f"{path}/numbers").text
    found = re.findall(
        r'<h2><a href="[^"]*">([^<]*)</a></h2>\s*<a class="figure num" href="([^"]*)">([^<]*)<', shown
    )
    return {label: (text, html.unescape(href)) for label, href, text in found}


def test_the_numbers_are_of_the_record_and_of_the_rows_that_the_reader_sees(
    company: int, client_of: Callable[..., Client]
) -> None:
    path = f"/contacts/companies/{company}"
    seller, admin = client_of(SELLER), client_of("admin")
    page = seller.get(path).text
    assert f'hx-get="{path}/numbers"' in page and "Open amount" in page
    found = numbers(seller, path)
    assert found["Win rate"][0] == "50%"
    assert found["Amount won"][0] == "¥1,000.00"
    assert found["Open amount"][0] == "¥1,000.00"
    assert numbers(admin, path)["Open amount"][0] == "¥1,500.00"
    address, _mark, query = found["Win rate"][1].partition("?")
    assert "2" in re.sub(r"<[^>]+>", "", seller.get(f"{address}count?{query}&exact=1").text)


def test_where_the_reader_sees_no_deal_there_are_no_numbers_whatever_others_see(
    company: int, client_of: Callable[..., Client], actor_of: Any
) -> None:
    seller, admin = actor_of(SELLER), actor_of("admin")
    companies = seller.host.resources["contacts.company"]
    alone = create(seller, companies, {"name": "no deals"}).ref.id
    assert "/numbers" not in client_of(SELLER).get(f"/contacts/companies/{alone}").text
    unseen = {"name": "unseen", "company": alone, "owner": actor_of("seller.shanghai").id}
    stage = next(iter(visible(admin, stages))).id
    create(admin, deals, unseen | {"stage": stage})
    assert "/numbers" not in client_of(SELLER).get(f"/contacts/companies/{alone}").text
    assert f"{alone}/numbers" in client_of("admin").get(f"/contacts/companies/{alone}").text


def test_who_does_not_see_the_record_or_no_deals_is_told_nothing(
    company: int, client_of: Callable[..., Client], roles_of: Callable[..., None], actor_of: Any
) -> None:
    path = f"/contacts/companies/{company}"
    assert client_of("seller.shanghai").get(f"{path}/numbers").status_code == 404
    roles_of("agent", {"contacts.company.view": "all"})
    agent = client_of("agent")
    assert "/numbers" not in agent.get(path).text
    assert numbers(agent, path) == {}
    roles_of(
        "lead.north",
        {"contacts.company.view": "all", "sales.deal.view": "all"},
        hidden={"sales.deal": ["company"]},
    )
    assert numbers(client_of("lead.north"), path) == {}, "a link that is hidden is none to count by"
    delete(actor_of(SELLER), actor_of(SELLER).host.resources["contacts.company"], company)
    assert "/numbers" not in client_of(SELLER).get(path).text


def test_a_metric_stands_in_the_head_of_what_it_links_to_and_of_nothing_else() -> None:
    wrong = Metric("sales.x", label="x", over=deals, value=counted(), means="x", heads=("amount", "company"))
    assert list(wrong.problems("sales")) == [
        "metric 'sales.x' stands in the head of 'amount', which is no link of sales.deal"
    ]
