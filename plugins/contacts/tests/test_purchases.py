"""Purchases: totals by customer, year and currency, habits, refunds, and a real file against an independent computation."""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections import defaultdict
from dataclasses import replace
from datetime import date
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from guanxi.api import InvalidValues, MoneyValue, NotFound, Ref, create, delete, edit, restore, undo
from guanxi.people.collaborating import share
from guanxi.records.actor import Scope
from guanxi.records.batches import undo_batch
from guanxi.resources.imports.options import Options, Unit
from guanxi.resources.imports.run import run
from guanxi.testing.site import Site, inputs
from guanxi_contacts.api import companies, habits, persons, purchases, record_purchase
from guanxi_contacts.models import Company, Person, Purchase

DATA = Path(__file__).parents[3] / "tests/data"


def customer(site: Site, who: str = "seller.north", name: str = "栖云恒润") -> Ref:
    """A company of one of the staff."""
    ref = create(site.actor(who), companies, {"name": name}).ref
    assert ref is not None
    return ref


def buy(site: Site, of: Ref, day: str, amount: str, **values: Any) -> Any:
    """A purchase, written as another plugin does."""
    figure, _blank, currency = amount.partition(" ")
    money = MoneyValue(Decimal(figure), currency)
    return record_purchase(
        site.actor("seller.north"), of, day=date.fromisoformat(day), amount=money, **values
    )


def kept(of: Ref) -> tuple[Any, ...]:
    """Last day, number and total that are kept at a company."""
    found = Company.get_by_id(of.id)
    return str(found.bought_last or ""), found.bought_count, found.bought_total, found.bought_total_currency


@pytest.mark.requirement("R-019.c")
def test_five_purchases_a_month_apart_give_interval_and_favourite(site: Site) -> None:
    of = customer(site)
    days = ("2025-10-01", "2025-10-31", "2025-11-30", "2025-12-29", "2026-01-29")
    for number, day in enumerate(days):
        category = "滤芯" if number != 2 else "阀门"
        buy(site, of, day, "100 CNY", category=category, product=f"P{number}", way="online")
    found = habits(site.actor("seller.north"), of)
    assert found is not None
    assert found.interval == Decimal(30)
    assert found.top["category"] == "滤芯"
    page = site.sign_in("seller.north").get(f"/contacts/companies/{of.id}").text
    for text in ("30.0 days", "滤芯", "¥500.00", "¥400.00", "2026-01-29"):
        assert text in page


def test_every_total_opens_its_rows(site: Site) -> None:
    of, browser = customer(site), site.sign_in("seller.north")
    buy(site, of, "2025-05-01", "100 CNY", product="Old")
    buy(site, of, "2026-01-05", "70 CNY", product="New")
    buy(site, customer(site, name="Other"), "2026-01-06", "5 CNY", product="Foreign")
    page = browser.get(f"/contacts/companies/{of.id}").text
    year = re.search(r'2026</span><span class="num"><a href="([^"]+)">¥70.00</a>', page)
    assert year
    rows = browser.get(unescape(year[1])).text
    assert "New" in rows
    assert "Old" not in rows
    assert "Foreign" not in rows


def test_the_habits_of_who_bought_very_often_come_after_the_page(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guanxi_contacts.habits.FEW", 2)
    of, browser = customer(site), site.sign_in("seller.north")
    address = f"/contacts/companies/{of.id}"
    for day in ("2025-05-01", "2025-05-02"):
        buy(site, of, day, "100 CNY")
    assert "Mean interval" in browser.get(address).text
    buy(site, of, "2025-05-03", "100 CNY")
    page = browser.get(address).text
    assert "Mean interval" not in page
    following = re.search(r'hx-get="([^"]+)" hx-select="#habits .panel-body"', page)
    assert following
    later = browser.get(following[1]).text
    assert later.index('id="habits"') < later.index("panel-body", later.index('id="habits"'))
    for text in ("Mean interval", "¥300.00"):
        assert text in later


def test_single_purchases_stand_by_their_days_not_by_when_they_were_entered(site: Site) -> None:
    of = customer(site)
    for day in ("2026-03-01", "2025-01-01", "2026-05-01", "2024-02-02"):
        buy(site, of, day, "1 CNY", product=f"of {day}")
    page = site.sign_in("seller.north").get(f"/contacts/companies/{of.id}").text
    found = re.findall(r"of (\d{4}-\d\d-\d\d)", page[page.index('id="lines-contacts-purchase-company"') :])
    assert found[:4] == ["2026-05-01", "2026-03-01", "2025-01-01", "2024-02-02"]


def test_currencies_are_never_added_and_refunds_count_against(site: Site) -> None:
    of = customer(site)
    buy(site, of, "2026-01-01", "100 CNY")
    buy(site, of, "2026-01-02", "50.5 CNY")
    buy(site, of, "2026-02-01", "30 USD")
    buy(site, of, "2026-02-05", "20 CNY", kind="refund")
    found = habits(site.actor("seller.north"), of)
    assert found is not None
    assert found.total == {"CNY": 1_305_000, "USD": 300_000}
    assert (found.times, found.last) == (3, date(2026, 2, 1))
    assert kept(of) == ("2026-02-01", 3, 1_305_000, "CNY")


def test_an_amount_below_zero_is_a_refund(site: Site) -> None:
    of = customer(site)
    with pytest.raises(InvalidValues):
        buy(site, of, "2026-01-01", "-1 CNY")
    browser = site.sign_in("seller.north")
    form = inputs(browser.get(f"/contacts/purchases/new?company={of.id}").text)
    answer = browser.post("/contacts/purchases/new", **form | {"day": "2026-01-01", "amount": "-1"})
    assert answer.status_code == 422
    assert not Purchase.select().exists()


def test_what_is_kept_follows_edits_bin_undo_and_another_customer(site: Site) -> None:
    of, other, actor = customer(site), customer(site, name="Other"), site.actor("seller.north")
    first = buy(site, of, "2026-01-01", "100 CNY")
    second = buy(site, of, "2026-02-01", "10 CNY")
    assert kept(of) == ("2026-02-01", 2, 1_100_000, "CNY")
    edit(actor, purchases, second.ref.id, {"amount": "40 CNY", "day": "2026-03-01"})
    assert kept(of) == ("2026-03-01", 2, 1_400_000, "CNY")
    removed = delete(actor, purchases, second.ref.id)
    assert kept(of) == ("2026-01-01", 1, 1_000_000, "CNY")
    restore(actor, purchases, second.ref.id)
    assert kept(of) == ("2026-03-01", 2, 1_400_000, "CNY")
    edit(actor, purchases, second.ref.id, {"company": other.id})
    assert (kept(of)[1:], kept(other)[1:]) == ((1, 1_000_000, "CNY"), (1, 400_000, "CNY"))
    undo(actor, first.change)
    assert kept(of) == ("", None, None, None)
    assert removed.change
    assert Company.get_by_id(of.id).version == 1


def test_lists_are_filtered_by_what_was_bought_last_and_in_total(site: Site) -> None:
    much, little = customer(site, name="Much"), customer(site, name="Little")
    buy(site, much, "2026-01-01", "5000 CNY")
    buy(site, little, "2026-02-01", "10 CNY")
    browser = site.sign_in("seller.north")
    found = browser.get("/contacts/companies/?bought_total>=1000&c=name&c=bought_total").text
    assert "Much" in found
    assert "Little" not in found
    found = browser.get("/contacts/companies/?bought_last>=2026-01-15").text
    assert "Little</a>" in found
    assert "Much</a>" not in found


def test_a_repeated_order_is_written_once_and_a_stranger_s_customer_is_none(site: Site) -> None:
    of = customer(site)
    for _time in range(2):
        buy(site, of, "2026-01-01", "100 CNY", key="sales:order:7", number="SO-7")
    assert kept(of)[1] == 1
    with pytest.raises(NotFound):
        buy(site, customer(site, "director"), "2026-01-01", "100 CNY")


def test_purchases_are_seen_through_the_customer(site: Site) -> None:
    of = customer(site)
    buy(site, of, "2026-01-01", "100 CNY", product="Secret filter")
    assert "Secret filter" not in site.sign_in("seller.shanghai").get("/contacts/purchases/").text
    assert habits(site.actor("seller.shanghai"), of) is None


@pytest.mark.requirement("R-019.a")
def test_the_orders_of_a_cd_shop_come_in_with_the_totals_that_others_compute(site: Site) -> None:
    actor = site.actor("admin")
    buyers, orders = (_plain(f"cdnow_{name}.csv.gz") for name in ("summary", "sample"))
    fixed = Options(columns={"x": "", "t_x": "", "T": "", "zbar": ""}, fixed={"name": "CDNOW customer {ID}"})
    report = run(actor, persons, buyers, name="cdnow_summary.csv", options=fixed)
    assert (report.written, report.faults) == (2357, [])
    options = Options(
        columns={"customer_id": "", "sample_id": ""},
        fixed={"person": "CDNOW customer {sample_id}"},
        units={"dollars": _dollars()},
    )
    report = run(actor, purchases, orders, name="cdnow_sample.csv", options=options)
    assert (report.written, report.faults) == (6919, [])
    people = {f"CDNOW customer {key}": who for who, key in _ids().items()}
    expected, years = _computed(orders)
    kept_now = {each.name: each for each in Person.select()}
    assert {
        name: (p.bought_count, p.bought_total, str(p.bought_last)) for name, p in kept_now.items()
    } == expected
    for name in people:
        found = habits(actor, Ref("contacts.person", kept_now[name].id))
        assert found is not None
        assert {year: sums["USD"] for year, sums in found.by_year.items()} == years[name]
    assert sum(p.bought_count for p in kept_now.values()) == 6919
    page = site.sign_in("admin").get(f"/contacts/persons/{kept_now['CDNOW customer 1'].id}").text
    assert f"{Decimal(expected['CDNOW customer 1'][1]) / 10_000:.2f}" in page
    undo_batch(actor, report.batch)
    assert not Person.select().where(Person.bought_count.is_null(False)).exists()


def test_purchases_of_a_file_are_checked_as_each_would_be_alone(site: Site) -> None:
    seller, mine = site.actor("seller.north"), customer(site, name="Mine")
    seen = customer(site, "director", name="Only seen")
    share(site.actor("director"), companies, [seen.id], seller.id, "view")
    buy(site, mine, "2025-01-01", "1000 CNY")
    rows = (
        "Mine,2026-01-01,100,purchase,A",
        "Mine,2026-01-02,-5,purchase,Below zero",
        "Only seen,2026-01-03,7,purchase,Not mine to add to",
        ",2026-01-04,1,purchase,Nobody's",
        "Mine,2026-02-01,20,refund,B",
        "Mine,2026-01-20,30,purchase,C",
    )
    content = "\n".join(["company,day,amount,kind,product", *rows]).encode()
    importer = replace(seller, grants={**seller.grants, "contacts.purchase.import": Scope.ALL})
    report = run(
        importer, purchases, content, name="purchases.csv", options=Options(units={"amount": Unit.of("CNY")})
    )
    assert [fault.line for fault in report.faults] == [3, 4, 5]
    assert report.written == 3
    assert kept(mine) == ("2026-01-20", 3, 11_100_000, "CNY")
    assert kept(seen) == ("", None, None, None)
    undo_batch(importer, report.batch)
    assert kept(mine) == ("2025-01-01", 1, 10_000_000, "CNY")


def _plain(name: str) -> bytes:
    return gzip.decompress((DATA / name).read_bytes())


def _dollars() -> Unit:
    return Unit.of("USD")


def _ids() -> dict[str, str]:
    rows = csv.DictReader(io.StringIO(_plain("cdnow_sample.csv.gz").decode()))
    return {row["customer_id"]: row["sample_id"] for row in rows}


def _computed(content: bytes) -> tuple[dict[str, tuple[int, int, str]], dict[str, dict[int, int]]]:
    """Number, total (1/10,000) and last day by customer, and totals by year, from the file alone."""
    count: dict[str, int] = defaultdict(int)
    total: dict[str, Decimal] = defaultdict(Decimal)
    last: dict[str, str] = defaultdict(str)
    years: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for row in csv.DictReader(io.StringIO(content.decode())):
        name = f"CDNOW customer {row['sample_id']}"
        count[name] += 1
        total[name] += Decimal(row["dollars"])
        last[name] = max(last[name], row["date"])
        years[name][int(row["date"][:4])] += int(Decimal(row["dollars"]) * 10_000)
    return {name: (count[name], int(total[name] * 10_000), last[name]) for name in count}, years
