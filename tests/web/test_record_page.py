"""The page of a customer asks the database little: once what there is at all, and further only for that."""

from __future__ import annotations

import re

import pytest
from bench.recording import recorded

from guanxi.api import Ref, create
from guanxi.data.database import database, is_sqlite
from guanxi.records import hanging
from guanxi.records.presence import absent, linked, looked_up
from guanxi.testing.site import Browser, Site
from guanxi.web.timeline_view import FIRST

MOST_BARE, MOST_TALKED, MOST_BOUGHT = 5, 7, 9


def made(site: Site, record: str, **values: object) -> int:
    """A record of contacts of a seller, by its id."""
    ref = create(site.actor("seller.north"), site.house.host.resources[f"contacts.{record}"], values).ref
    assert ref is not None
    return ref.id


def statements(browser: Browser, company: int) -> list[str]:
    """What the page of a company sends, when it is opened again."""
    browser.get(f"/contacts/companies/{company}")
    with recorded() as found:
        assert browser.get(f"/contacts/companies/{company}").status_code == 200
    return [sql for sql, _params in found if sql.startswith("SELECT") and sql != "SELECT 1"]


def about(company: int) -> tuple[Ref, ...]:
    """What an entry on the page of a company is about."""
    return (Ref("contacts.company", company),)


def talk(site: Site, company: int, times: int) -> None:
    for number in range(times):
        made(site, "interaction", kind="call", summary=f"Call {number}", about=about(company))


def test_the_page_of_a_customer_asks_little_however_much_happened(site: Site) -> None:
    browser = site.sign_in("seller.north")
    bare, few, many = (made(site, "company", name=name) for name in ("Bare", "Few", "Many"))
    talk(site, few, 1)
    talk(site, many, 35)
    assert len(statements(browser, bare)) <= MOST_BARE
    assert len(statements(browser, few)) <= MOST_TALKED
    assert len(statements(browser, many)) <= MOST_TALKED
    for number in range(35):
        made(site, "purchase", company=many, day="2026-03-01", amount="1250 CNY", product=f"Pump {number}")
    assert len(statements(browser, many)) <= MOST_BOUGHT


def test_a_timeline_offers_to_show_only_what_is_there(site: Site) -> None:
    browser, company = site.sign_in("seller.north"), made(site, "company", name="Quiet Ltd")

    def offered(query: str = "") -> list[str]:
        return re.findall(
            r"sort=([a-z._%A-Z0-9]+)#happened", browser.get(f"/contacts/companies/{company}{query}").text
        )

    assert offered() == ["changes"]
    assert "contacts.purchase%3Arefund" in offered("?sort=contacts.purchase%3Arefund")
    talk(site, company, 1)
    assert "contacts.interaction%3Acall" in offered()
    assert not any("purchase" in each or "note" in each for each in offered())
    made(site, "purchase", company=company, day="2026-03-01", amount="5 CNY", product="Pump P-7")
    assert "contacts.purchase%3Apurchase" in offered()


def test_sorts_are_asked_for_only_where_the_page_does_not_show_them(site: Site) -> None:
    browser, company = site.sign_in("seller.north"), made(site, "company", name="Talkative Ltd")
    page = f"/contacts/companies/{company}"
    talk(site, company, FIRST)
    assert not [sql for sql in statements(browser, company) if sql.startswith("SELECT (SELECT link FROM")]
    made(
        site,
        "interaction",
        kind="visit",
        summary="Old",
        happened_at="2020-01-01T08:00Z",
        about=about(company),
    )
    talk(site, company, 1)
    found = browser.get(page).text
    assert found.count("moment-text") == FIRST
    for sort in ("call", "visit"):
        assert f"sort=contacts.interaction%3A{sort}#" in found
    assert "sort=contacts.interaction%3Amail#" not in found
    following = re.search(r'hx-get="([^"]+/timeline\?[^"]+)"', found)
    assert following
    with recorded() as sent:
        older = browser.get(following[1].replace("&amp;", "&"), **{"HX-Request": "true"}).text
    assert older.count("moment-text") == 2
    assert not [sql for sql, _params in sent if sql.startswith("SELECT (SELECT link FROM")]


def test_of_who_bought_very_often_no_purchases_are_read_for_his_habits(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guanxi_contacts.habits.FEW", 2)
    browser, company = site.sign_in("seller.north"), made(site, "company", name="Regular Ltd")
    for _time in range(3):
        made(site, "purchase", company=company, day="2026-03-01", amount="1250 CNY", product="Pump")
    found = statements(browser, company)
    assert len([sql for sql in found if 'FROM "contacts_purchase" r' in sql]) == 2  # timeline and lines
    assert 'hx-select="#habits .panel-body"' in browser.get(f"/contacts/companies/{company}").text


def test_what_there_is_stands_on_the_page(site: Site) -> None:
    browser = site.sign_in("seller.north")
    company, other = made(site, "company", name="栖云恒润"), made(site, "company", name="Supplier Ltd")
    made(site, "company", name="Daughter Ltd", subsidiary_of=company)
    made(site, "relation", kind="supplier", company=other, other_company=company)
    made(site, "need", company=company, topic="Packaging", statement="Wants wood, not foil")
    made(site, "purchase", company=company, day="2026-03-01", amount="1250 CNY", product="Pump P-7")
    page = browser.get(f"/contacts/companies/{company}").text
    for text in ("Supplier Ltd", "Daughter Ltd", "Wants wood, not foil", "Pump P-7"):
        assert text in page


def test_an_empty_panel_says_that_it_is_empty_also_to_who_may_add(site: Site) -> None:
    page = site.sign_in("seller.north").get(f"/contacts/companies/{made(site, 'company', name='Bare')}").text
    for title in ("Subsidiaries", "Relations"):
        panel = page[page.index(f">{title}</") :].split("</section>")[0]
        assert "Add" in panel and "Nothing here yet." in panel


def test_hand_overs_stand_among_the_work_and_not_under_settings(site: Site) -> None:
    page = site.sign_in("admin").get("/").text
    assert page.index('href="/people/handovers/"') < page.index('href="/people/users/"')
    assert page.index('href="/people/handovers/"') < page.index(">Settings<")


@pytest.mark.parametrize("there", [False, True])
def test_what_is_known_to_be_absent_holds_for_one_page_only(site: Site, there: bool) -> None:
    companies = site.house.host.resources["contacts.company"]
    company = made(site, "company", name="栖云恒润")
    if there:
        made(site, "company", name="Daughter Ltd", subsidiary_of=company)
    question = linked(companies, companies.by_name["subsidiary_of"], company)
    with looked_up([question]):
        assert absent(question) is not there
    assert not absent(question)


def test_a_sort_that_is_missing_is_not_looked_for_among_all_that_was_bought(site: Site) -> None:
    browser, company = site.sign_in("seller.north"), made(site, "company", name="Buyer Ltd")
    for _time in range(FIRST + 1):
        made(site, "purchase", company=company, day="2026-03-01", amount="1250 CNY", product="Pump")
    page = f"/contacts/companies/{company}"
    with recorded() as found:
        text = browser.get(page).text
    assert "sort=contacts.purchase%3Apurchase" in text
    assert "sort=contacts.purchase%3Arefund" not in text
    if is_sqlite():
        return
    sql, params = next((sql, params) for sql, params in found if sql.startswith("SELECT (SELECT link FROM"))
    host = site.house.host
    made_for = hanging.indexes(host.resources["contacts.purchase"], host.entries["contacts.purchase"])
    with database.atomic() as block:
        for statement in made_for.values():
            database.execute_sql(statement)
        for way in ("seqscan", "bitmapscan", "sort", "incremental_sort"):
            database.execute_sql(f"SET LOCAL enable_{way} = off")
        plan = "\n".join(line for (line,) in database.execute_sql(f"EXPLAIN {sql}", params).fetchall())
        block.rollback()
    assert plan.count("in_timeline__contacts_purchase_company_id_kind_day_id") == 1, plan


def test_a_few_purchases_are_not_looked_for_among_all_of_the_house(site: Site) -> None:
    browser, company = site.sign_in("seller.north"), made(site, "company", name="Regular Ltd")
    made(site, "purchase", company=company, day="2026-03-01", amount="1250 CNY", product="Pump")
    found = statements(browser, company)
    first = [sql.partition(" ORDER BY ")[2] for sql in found if 'FROM "contacts_purchase" r' in sql]
    ordered = [order.partition(" LIMIT ")[0] for order in first if order]
    assert ordered == ['r."day" DESC, r.id DESC'] * 2  # the lines, and what they come to
