"""The steps of deals in the timelines of their customers: which there are, who sees them, how they are found and paged."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest

from guanxi.api import create, delete, edit, restore, undo
from guanxi.data.database import row, rows, run
from guanxi.records import milestone_rows
from guanxi.records.actor import Actor
from guanxi.testing.house import Client, Program
from guanxi_contacts.api import companies, persons
from guanxi_sales.api import deals, pipelines, stages
from guanxi_sales.milestones import deal_milestones
from guanxi_sales.moving import lose, move, reopen, win

STAGES: tuple[dict[str, Any], ...] = (
    {"name": "Contact"},
    {"name": "Offer"},
    {"name": "Won", "state": "won"},
    {"name": "Lost", "state": "lost"},
)
Row = dict[str, int]


@pytest.fixture
def stage(actor_of: Callable[[str], Actor]) -> Row:
    director = actor_of("director")
    pipeline = create(director, pipelines, {"name": "Standard"}).ref.id
    return {
        each["name"]: create(director, stages, {"pipeline": pipeline, "position": at, **each}).ref.id
        for at, each in enumerate(STAGES, 1)
    }


@pytest.fixture
def company(actor_of: Callable[[str], Actor]) -> int:
    return int(create(actor_of("seller.north"), companies, {"name": "恒润机械"}).ref.id)


def deal_of(actor: Actor, company: int | None, name: str = "New line", **values: Any) -> int:
    return int(create(actor, deals, {"name": name, "company": company, **values}).ref.id)


def steps(page: str) -> list[str]:
    """What each step on a page says: its head and what stands beside."""
    found = []
    for entry in re.findall(r'<article class="moment">(.*?)</article>', page, re.S):
        what = unescape(re.search(r"<strong>(.*?)</strong>", entry)[1])  # type: ignore[index]
        beside = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", entry)
        if 'href="/sales/deals/' in entry:
            found.append(" | ".join([what, *(unescape(f"{name}: {text}") for name, text in beside)]))
    return found


def page_of(browser: Client, company: int, asked: str = "") -> str:
    return str(browser.get(f"/contacts/companies/{company}?{asked}").text)


def test_a_deal_tells_its_steps_to_its_company(
    stage: Row, company: int, actor_of: Callable[[str], Actor], client_of: Callable[..., Client], clock: Any
) -> None:
    seller = actor_of("seller.north")
    deal = deal_of(seller, company, amount="12000", close_on="2026-05-01")
    clock.move(days=1)
    move(seller, deal, values={"stage": stage["Offer"]})
    clock.move(days=1)
    edit(seller, deals, deal, {"close_on": "2026-06-01"})
    clock.move(days=1)
    lose(seller, deal, values={"lost_reason": "price"})
    clock.move(days=1)
    reopen(seller, deal, values={})
    clock.move(days=1)
    win(seller, deal, values={"amount": "9000"})
    edit(seller, deals, deal, {"note": "no step"})
    assert steps(page_of(client_of("seller.north"), company)) == [
        "Deal won | Amount: ¥9,000.00",
        "Deal opened again | Stage: Offer | Amount: ¥9,000.00",
        "Deal lost | Lost reason: Price | Amount: ¥9,000.00",
        "Expected close moved | Expected close: 2026-05-01 → 2026-06-01",
        "Deal moved | Stage: Contact → Offer",
        "Deal begun | Stage: Contact | Amount: ¥12,000.00 | Expected close: 2026-05-01",
    ]


def test_steps_are_filtered_by_their_kind_and_found_by_the_title_of_the_deal(
    stage: Row, company: int, actor_of: Callable[[str], Actor], client_of: Callable[..., Client]
) -> None:
    seller, browser = actor_of("seller.north"), client_of("seller.north")
    assert "sort=sales.deal" not in page_of(browser, company)
    deal_of(seller, company, "Pumps for the north")
    deal_of(seller, company, "Valves")
    browser.post(f"/contacts/companies/{company}/timeline/work.note", text="a note", once="1")
    whole, only = page_of(browser, company), page_of(browser, company, "sort=sales.deal")
    assert "a note" in whole and "a note" not in only
    assert "sort=sales.deal" in whole
    assert len(steps(whole)) == len(steps(only)) == 2
    for asked in ("find=pumps", "find=PUMPS&sort=sales.deal"):
        found = page_of(browser, company, asked)
        assert len(steps(found)) == 1 and "Pumps for the north" in found
    assert steps(page_of(browser, company, "find=pumps&sort=work.note")) == []


def test_a_hidden_deal_leaves_no_trace_in_the_timeline(
    stage: Row,
    company: int,
    actor_of: Callable[[str], Actor],
    client_of: Callable[..., Client],
    roles_of: Callable[..., None],
) -> None:
    north = actor_of("seller.north")
    grants = {"*.view": "all", "sales.deal.view": "own", "sales.deal.create": "all", "sales.deal.edit": "own"}
    roles_of("seller.shanghai", grants)
    south, reader = actor_of("seller.shanghai"), client_of("seller.shanghai")
    before = page_of(reader, company)
    for number in range(45):
        deal_of(north, company, f"Hidden {number}")
    assert _plain(page_of(reader, company)) == _plain(before)
    for asked in ("sort=sales.deal", "find=hidden", "find=hidden&sort=sales.deal"):
        assert steps(page_of(reader, company, asked)) == []
        assert "before=" not in page_of(reader, company, asked)
    assert "sort=sales.deal" not in page_of(reader, company, "sort=changes")
    deal_of(south, company, "My own")
    assert len(steps(page_of(reader, company))) == 1
    assert "sort=sales.deal" in page_of(reader, company)
    assert len(steps(page_of(client_of("seller.north"), company))) == 20


def _plain(page: str) -> str:
    """A page without what is new each time."""
    return re.sub(r'(value|nonce|content|once)="[^"]*"|\d+ (min|s)\b', "", page)


def test_steps_of_hidden_fields_are_hidden_and_their_values_stand_nowhere(
    stage: Row,
    company: int,
    actor_of: Callable[[str], Actor],
    client_of: Callable[..., Client],
    roles_of: Callable[..., None],
) -> None:
    seller = actor_of("seller.north")
    deal = deal_of(seller, company, amount="12345", close_on="2026-05-01")
    edit(seller, deals, deal, {"close_on": "2026-06-01"})
    win(seller, deal, values={})

    def read(*hidden: str) -> list[str]:
        roles_of("seller.shanghai", {"*.view": "all"}, hidden={"sales.deal": list(hidden)})
        return steps(page_of(client_of("seller.shanghai"), company, "sort=sales.deal"))

    assert read("amount", "close_on") == ["Deal won", "Deal begun | Stage: Contact"]
    assert [each.partition(" |")[0] for each in read("closed_on")] == ["Expected close moved", "Deal begun"]
    assert [each.partition(" |")[0] for each in read("state", "engaged_on")] == ["Expected close moved"]
    assert read("company") == []
    roles_of("seller.shanghai", {"*.view": "all"}, hidden={"sales.deal": ["name"]})
    assert "New line" not in page_of(client_of("seller.shanghai"), company)
    assert steps(page_of(client_of("seller.shanghai"), company, "find=new")) == []


def test_what_is_undone_was_no_step_and_what_is_done_again_is_one(
    stage: Row, company: int, actor_of: Callable[[str], Actor]
) -> None:
    seller = actor_of("seller.north")
    deal = deal_of(seller, company)
    moved = move(seller, deal, values={"stage": stage["Offer"]})
    assert topics(company) == ["begun", "moved"]
    undo(seller, moved.change)
    assert topics(company) == ["begun"]
    later = edit(seller, deals, deal, {"close_on": "2026-05-01"})
    undone = undo(seller, later.change)
    assert topics(company) == ["begun"]
    undo(seller, undone.change)
    assert topics(company) == ["begun", "rescheduled"]


def topics(company: int, kind: str = "contacts.company") -> list[str]:
    found = rows(
        "SELECT topic FROM milestone WHERE kind = ? AND record_id = ? AND deleted_at IS NULL ORDER BY at, id",
        (kind, company),
    )
    return [topic for (topic,) in found]


def test_steps_follow_their_deal_to_another_company_and_into_the_bin_and_back(
    stage: Row, company: int, actor_of: Callable[[str], Actor]
) -> None:
    seller = actor_of("seller.north")
    other = int(create(seller, companies, {"name": "Other Ltd"}).ref.id)
    someone = int(create(seller, persons, {"name": "张伟"}).ref.id)
    deal = deal_of(seller, None)
    move(seller, deal, values={"stage": stage["Offer"]})
    assert topics(company) == []
    edit(seller, deals, deal, {"company": company})
    assert topics(company) == ["begun", "moved"]
    edit(seller, deals, deal, {"company": other, "person": someone})
    assert (topics(company), topics(other)) == ([], ["begun", "moved"])
    assert topics(someone, "contacts.person") == ["begun", "moved"]
    delete(seller, deals, deal)
    assert topics(other) == []
    restore(seller, deals, deal)
    assert topics(other) == ["begun", "moved"]


def test_a_deal_of_former_days_stands_on_its_days(
    stage: Row, company: int, actor_of: Callable[[str], Actor], client_of: Callable[..., Client]
) -> None:
    seller = actor_of("seller.north")
    days = {"engaged_on": "2025-01-07", "closed_on": "2025-02-08"}
    deal = deal_of(seller, company, stage=stage["Won"], amount="7", **days)
    page = page_of(client_of("seller.north"), company)
    assert [each.partition(" |")[0] for each in steps(page)] == ["Deal won", "Deal begun"]
    assert "2025-02-08" in page and "2025-01-07" in page
    edit(seller, deals, deal, {"closed_on": "2025-03-09"})
    assert row(
        "SELECT at FROM milestone WHERE entry_id = ? AND topic = 'won' AND link = 'company'", (deal,)
    ) == (1_741_521_600_000,)


def test_steps_of_deals_that_are_there_are_found_in_their_journal(
    stage: Row, company: int, actor_of: Callable[[str], Actor]
) -> None:
    seller = actor_of("seller.north")
    deal = deal_of(seller, company, engaged_on="2026-01-01", amount="5")
    undo(seller, move(seller, deal, values={"stage": stage["Offer"]}).change)
    lose(seller, deal, values={"lost_reason": "price"})
    reopen(seller, deal, values={})
    gone = deal_of(seller, company, "Gone")
    delete(seller, deals, gone)
    kept = _all()
    assert len(kept) == 8
    run("DELETE FROM milestone")
    milestone_rows.fill(deal_milestones)
    assert _all() == kept
    milestone_rows.fill(deal_milestones)
    assert _all() == kept


def _all() -> list[tuple[Any, ...]]:
    sql = """SELECT link, kind, record_id, entry_kind, entry_id, topic, at, change_id, deleted_at FROM milestone
             ORDER BY entry_id, change_id, topic, link"""
    return rows(sql)


def test_older_steps_come_page_by_page_each_once(
    stage: Row, company: int, actor_of: Callable[[str], Actor], client_of: Callable[..., Client], clock: Any
) -> None:
    seller, browser = actor_of("seller.north"), client_of("seller.north")
    someone = int(create(seller, persons, {"name": "张伟"}).ref.id)
    for number in range(70):
        clock.move(minutes=1)
        deal_of(seller, company, f"Deal {number}", person=someone)
    shown, page, base = list[str](), page_of(browser, company), f"/contacts/companies/{company}"
    while True:
        shown += re.findall(r"<span>(Deal \d+)</span>", page)
        following = re.search(rf'hx-get="({base}/timeline\?[^"]+)"', page)
        if not following:
            break
        page = browser.get(unescape(following[1]), **{"HX-Request": "true"}).text
    assert shown == [f"Deal {number}" for number in reversed(range(70))]


def test_deals_that_are_gone_for_good_leave_no_steps(
    stage: Row, company: int, actor_of: Callable[[str], Actor]
) -> None:
    deal = deal_of(actor_of("seller.north"), company)
    assert topics(company) == ["begun"]
    milestone_rows.forget_records(deals, [deal])
    assert topics(company) == []


@pytest.mark.requirement("R-001.b")
def test_two_persons_a_call_a_deal_and_a_mail_stand_in_one_timeline_newest_first(
    stage: Row, company: int, program_of: Callable[..., Program], client_of: Callable[..., Client]
) -> None:
    program, browser = program_of("seller.north"), client_of("seller.north")
    about = []
    for name in ("张伟", "李娜"):
        someone = program.post("/contacts/persons", {"name": name}).get_json()["id"]
        program.post("/contacts/contact_persons", {"company": company, "person": someone})
        about.append(f"contacts.person/{someone}")
    for kind, record, day in (("call", about[0], 4), ("mail", about[1], 2)):
        given = {
            "about": [record],
            "kind": kind,
            "summary": f"a {kind}",
            "happened_at": f"2026-03-0{day}T08:00Z",
        }
        assert program.post("/contacts/interactions", given).status_code == 201
    values = {"name": "a deal", "company": company, "engaged_on": "2026-03-03"}
    deal = program.post("/sales/deals", values).get_json()["id"]

    def read(asked: str = "") -> list[str]:
        page = page_of(browser, company, asked)
        return re.findall(
            r'<p class="moment-text">(a \w+)</p>|/sales/deals/\d+"><svg.*?<span>(a deal)</span>', page
        )

    def told(asked: str = "") -> list[str]:
        return [text or deal for text, deal in read(asked)]

    assert deal and told() == ["a call", "a deal", "a mail"]
    assert told("sort=sales.deal") == ["a deal"]
    assert told("sort=contacts.interaction:call") == ["a call"]
    assert told("sort=contacts.interaction:mail") == ["a mail"]
