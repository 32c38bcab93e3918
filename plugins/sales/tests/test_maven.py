"""8,800 real opportunities come in as deals, and their figures come out of lists and of the API exactly.

Data: Maven Analytics, in the public domain. The figures are those of its README and an independent computation from the file.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from guanxi.api import create
from guanxi.people.resources import teams, users
from guanxi.resources.imports.options import Options, Unit
from guanxi.resources.imports.run import run
from guanxi.testing.house import Client, Program
from guanxi_contacts.api import companies
from guanxi_sales.api import deals, pipelines, products, stages

DATA = Path(__file__).parents[3] / "tests/data"
STAGES = {
    "Prospecting": ("open", "10"),
    "Engaging": ("open", "50"),
    "Won": ("won", "100"),
    "Lost": ("lost", "0"),
}
FIGURES = {"Won": 4238, "Lost": 2473, "Engaging": 1589, "Prospecting": 500}
WON_SUM, WITHOUT_ACCOUNT = 10_005_534, 1425
METRICS = {
    "sales.win_rate": ("63.15", 6711),
    "sales.win_rate_by_amount": ("100", 6711),
    "sales.won_amount": (str(WON_SUM), 4238),
    "sales.mean_won": ("2360.91", 4238),
    "sales.days_to_win": ("51.78", 4238),
    "sales.days_to_lose": ("41.48", 2473),
}
SHOWN = {
    "sales.win_rate": "63.15%",
    "sales.win_rate_by_amount": "100% USD",
    "sales.won_amount": "USD 10,005,534.00",
    "sales.mean_won": "USD 2,360.91",
    "sales.days_to_win": "51.78 days",
    "sales.days_to_lose": "41.48 days",
}
ACCOUNTS = Options(units={"revenue": Unit.of("1000000 USD")}, words={"sector": {"technolgy": "technology"}})
SELLERS = Options(
    columns={"sales_agent": "name", "regional_office": "team", "manager": ""},
    fixed={"mail": "seller{row}@maven.example"},
)
PIPELINE = Options(units={"close_value": Unit.of("USD")}, words={"product": {"GTXPro": "GTX Pro"}})


def rows_of(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((DATA / name).read_text("utf-8"))))


def bring_in(actor: Any, resource: Any, name: str, options: Options) -> int:
    """Import a file whole; returns how many records were written."""
    report = run(actor, resource, (DATA / name).read_bytes(), name=name, options=options)
    assert not report.faults
    return report.written


@pytest.fixture
def maven(actor_of: Callable[[str], Any]) -> Any:
    """The house with everything of Maven in it; the administrator."""
    admin = actor_of("admin")
    for office in sorted({row["regional_office"] for row in rows_of("maven_sales_teams.csv")}):
        create(admin, teams, {"name": office})
    pipeline = create(admin, pipelines, {"name": "Maven"}).ref.id
    for at, (name, (state, probability)) in enumerate(STAGES.items(), 1):
        values = {"pipeline": pipeline, "position": at, "state": state, "probability": probability}
        create(admin, stages, {"name": name, **values})
    assert bring_in(admin, users, "maven_sales_teams.csv", SELLERS) == 35
    assert bring_in(admin, companies, "maven_accounts.csv", ACCOUNTS) == 85
    assert (
        bring_in(admin, products, "maven_products.csv", Options(units={"sales_price": Unit.of("USD")})) == 7
    )
    assert bring_in(admin, deals, "maven_sales_pipeline.csv", PIPELINE) == 8800
    return admin


def test_the_figures_of_the_pipeline_come_out_exactly(
    maven: Any, client_of: Callable[..., Client], program_of: Callable[..., Program]
) -> None:
    program, browser = program_of("admin"), client_of("admin")
    assert Counter(row["deal_stage"] for row in rows_of("maven_sales_pipeline.csv")) == FIGURES
    ids = {each["name"]: each["id"] for each in program.get("/sales/stages").get_json()["items"]}
    for name, number in FIGURES.items():
        found = program.get(f"/sales/deals?stage={ids[name]}&count=exact&limit=1").get_json()
        assert found["count"] == {"number": number, "more": False}
        assert f"{number:,}" in browser.get(f"/sales/deals/count?stage={ids[name]}&exact=1").text
    won = program.get("/sales/deals?state=won&count=exact&limit=1&totals=amount").get_json()
    assert won["totals"]["amount"] == [{"sum": {"amount": f"{WON_SUM}.00", "currency": "USD"}, "count": 4238}]
    nobody = program.get("/sales/deals?company!=*&count=exact&limit=1").get_json()
    assert nobody["count"]["number"] == WITHOUT_ACCOUNT
    groups = program.get("/sales/deals?group=state&totals=amount&limit=1").get_json()["groups"]
    assert {each["value"]: each["count"] for each in groups} == {"won": 4238, "lost": 2473, "open": 2089}
    for name, (value, rows) in METRICS.items():
        found = program.get(f"/metrics/{name}?period=all").get_json()
        assert [(each["value"], found["rows"]) for each in found["values"]] == [(value, rows)], name
        assert value_shown(browser, name) == SHOWN[name]
    behind = program.get("/metrics/sales.win_rate?period=all").get_json()["rows_href"]
    assert (
        program.get(f"{behind.removeprefix('/api/v1')}&count=exact&limit=1").get_json()["count"]["number"]
        == 6711
    )
    heads = browser.get("/sales/deals/board/heads").text
    assert f"{FIGURES['Won']:,}" in heads
    assert f"{WON_SUM:,}.00" in heads


def value_shown(browser: Client, metric: str) -> str:
    """The number on the page of a metric."""
    page = browser.get(f"/metrics/{metric}/?_period=all").text
    return re.findall(r'class="figure num"[^>]*>([^<]*)<', page)[0]
