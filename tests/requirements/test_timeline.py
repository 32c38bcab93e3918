"""The timeline of a customer: what is in it, who sees it, how it is filtered and added to."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from timeline_writing import company as company
from timeline_writing import interaction, person, texts

from guanxi.composition import House
from guanxi.data.database import row
from guanxi.records.actor import Actor, Scope
from guanxi.records.standard import create
from guanxi.testing.house import Client, Program, user_id
from guanxi_contacts.purchases import purchase_entries

KINDS = ("call", "meeting", "visit", "mail", "message", "letter")


@pytest.mark.requirement("R-001.b")
def test_calls_mails_and_what_concerns_its_persons_stand_in_one_timeline_newest_first(
    company: int, client_of: Callable[..., Client], program_of: Callable[..., Program]
) -> None:
    program, browser = program_of("seller.shanghai"), client_of("seller.shanghai")
    first, second = (person(program, company, name) for name in ("张伟", "李娜"))
    interaction(
        program,
        f"contacts.company/{company}",
        kind="mail",
        summary="old mail",
        happened_at="2026-01-02T08:00Z",
    )
    interaction(
        program, f"contacts.person/{first}", kind="call", summary="new call", happened_at="2026-01-04T08:00Z"
    )
    interaction(
        program, f"contacts.person/{second}", kind="visit", summary="visit", happened_at="2026-01-03T08:00Z"
    )
    program.post("/work/notes", {"about": [f"contacts.company/{company}"], "text": "a note"})
    base = f"/contacts/companies/{company}"
    assert texts(browser.get(base).text) == ["a note", "new call", "visit", "old mail"]
    only = {
        "contacts.interaction:call": ["new call"],
        "contacts.interaction:mail": ["old mail"],
        "work.note": ["a note"],
        "changes": [],
    }
    for sort, shown in only.items():
        assert texts(browser.get(f"{base}?sort={sort}").text) == shown


@pytest.mark.requirement("R-021.a")
def test_each_kind_has_its_own_short_form(company: int, client_of: Callable[..., Client]) -> None:
    browser, base = client_of("seller.shanghai"), f"/contacts/companies/{company}"
    forms = {kind: f"{base}/timeline/contacts.interaction?code={kind}" for kind in KINDS}
    page = browser.get(base).text
    for kind, form in forms.items():
        assert form in page
        assert ('name="direction"' in browser.get(form).text) is (kind not in ("meeting", "visit"))
        sent = browser.post(
            f"{base}/timeline/contacts.interaction", code=kind, summary=f"by {kind}", once=kind
        )
        assert sent.status_code == 303
    again = browser.post(f"{base}/timeline/contacts.interaction", code="call", summary="by call", once="call")
    assert again.status_code == 303
    assert sorted(texts(browser.get(base).text)) == sorted(f"by {kind}" for kind in KINDS)


def test_what_a_short_form_refuses_is_kept_and_explained(
    company: int, client_of: Callable[..., Client]
) -> None:
    browser, form = (
        client_of("seller.shanghai"),
        f"/contacts/companies/{company}/timeline/contacts.interaction",
    )
    refused = browser.post(form, code="call", summary="", outcome="kept words")
    assert refused.status_code == 422
    assert "kept words" in refused.text
    assert 'id="q-summary-error"' in refused.text


def test_older_entries_come_page_by_page_each_once(
    company: int, client_of: Callable[..., Client], program_of: Callable[..., Program]
) -> None:
    program, browser = program_of("seller.shanghai"), client_of("seller.shanghai")
    for number in range(70):
        day = f"2026-01-{1 + number % 28:02}T08:{number % 60:02}Z"
        interaction(program, f"contacts.company/{company}", summary=f"no {number}", happened_at=day)
    base, shown, address = f"/contacts/companies/{company}", list[str](), ""
    page = browser.get(f"/contacts/companies/{company}").text
    while True:
        shown += texts(page)
        following = re.search(rf'hx-get="({base}/timeline\?[^"]+)"', page)
        if not following:
            break
        assert following[1] != address
        address = following[1]
        page = browser.get(address.replace("&amp;", "&"), **{"HX-Request": "true"}).text
    assert sorted(shown) == sorted(f"no {number}" for number in range(70))


def test_several_edits_by_one_person_are_folded_and_hidden_fields_leave_no_trace(
    company: int,
    client_of: Callable[..., Client],
    program_of: Callable[..., Program],
    roles_of: Callable[..., None],
) -> None:
    program = program_of("seller.shanghai")
    for values in ({"phone": "13800138000"}, {"city": "栖云市"}, {"employees": 12}):
        read = program.get(f"/contacts/companies/{company}").get_json()
        program.patch(f"/contacts/companies/{company}", values | {"version": read["version"]})
    page = client_of("seller.shanghai").get(f"/contacts/companies/{company}").text
    assert "3 fields changed" in page
    roles_of("lead.east", {"contacts.company.*": "all"}, hidden={"contacts.company": ["phone"]})
    page = client_of("lead.east").get(f"/contacts/companies/{company}").text
    assert "2 fields changed" in page
    assert "138 0013 8000" not in page


def test_who_may_see_no_interactions_sees_neither_them_nor_their_filter(
    company: int,
    client_of: Callable[..., Client],
    program_of: Callable[..., Program],
    roles_of: Callable[..., None],
) -> None:
    interaction(program_of("seller.shanghai"), f"contacts.company/{company}", summary="secret talk")
    roles_of("agent", {"contacts.company.view": "all", "work.note.view": "all"})
    page = client_of("agent").get(f"/contacts/companies/{company}").text
    assert "secret talk" not in page
    assert "contacts.interaction" not in page


PUMP = {
    "day": "2026-01-05",
    "amount": "1250 CNY",
    "product": "Pump P-7",
    "category": "Pumps",
    "way": "online",
}


def test_purchases_of_a_customer_and_of_its_persons_stand_in_its_timeline_on_their_day(
    company: int, client_of: Callable[..., Client], program_of: Callable[..., Program]
) -> None:
    program, browser = program_of("seller.shanghai"), client_of("seller.shanghai")
    buyer = person(program, company, "张伟")
    mail = {"kind": "mail", "summary": "asks for it", "happened_at": "2026-01-04T08:00Z"}
    interaction(program, f"contacts.person/{buyer}", **mail)
    refund = {"day": "2026-01-06", "amount": "50 CNY", "product": "Seal", "kind": "refund"}
    for values in ({**PUMP, "company": company}, {**refund, "person": buyer}):
        assert program.post("/contacts/purchases", values).status_code == 201
    base = f"/contacts/companies/{company}"
    page = browser.get(base).text
    assert texts(page) == ["Seal", "Pump P-7", "asks for it"]
    shown = re.sub(r"<[^>]+>|\s+", " ", page[page.index("Pump P-7</p>") :])
    assert "Amount ¥1,250.00 Category Pumps Bought through Online" in re.sub(" +", " ", shown)
    assert re.search(r'<a href="/contacts/purchases/\d+">Refund</a></strong></p>', page)
    assert texts(browser.get(f"/contacts/persons/{buyer}").text) == ["Seal", "asks for it"]
    for sort, found in {"purchase": ["Pump P-7"], "refund": ["Seal"]}.items():
        assert texts(browser.get(f"{base}?sort=contacts.purchase:{sort}").text) == found
    assert "sort=contacts.purchase%3Arefund" in page
    listed = browser.get("/contacts/purchases/").text
    assert 'href="/contacts/purchases/"' in browser.get("/").text and "/contacts/purchases/import" in listed
    assert ">Bought<" in listed and listed.index("2026-01-06") < listed.index("2026-01-05")


def test_a_short_form_writes_what_hangs_on_the_record_for_who_may_edit_it(
    company: int,
    client_of: Callable[..., Client],
    roles_of: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(vars(purchase_entries), "quick", {"refund": "day amount product"})
    browser, base = client_of("seller.shanghai"), f"/contacts/companies/{company}"
    form = f"{base}/timeline/contacts.purchase"
    assert f'{form}?code=refund"' in browser.get(base).text
    assert f'{form}?code=purchase"' not in browser.get(base).text
    sent = browser.post(form, code="refund", day="2026-01-05", amount="70", product="Seal")
    assert sent.status_code == 303
    assert texts(browser.get(f"{base}?sort=contacts.purchase:refund").text) == ["Seal"]
    roles_of("agent", {"contacts.company.view": "all", "contacts.purchase.*": "all"})
    reader = client_of("agent")
    assert texts(reader.get(base).text) == ["Seal"]
    assert form not in reader.get(base).text
    assert reader.get(f"{form}?code=refund").status_code == 404


def test_who_may_see_no_purchases_or_not_their_amount_is_not_told_in_the_timeline(
    company: int,
    client_of: Callable[..., Client],
    program_of: Callable[..., Program],
    roles_of: Callable[..., None],
) -> None:
    assert program_of("admin").post("/contacts/purchases", {**PUMP, "company": company}).status_code == 201
    reading = {"contacts.company.view": "all"}
    roles_of("agent", reading)
    page = client_of("agent").get(f"/contacts/companies/{company}").text
    assert "Pump P-7" not in page
    assert "contacts.purchase" not in page
    reading["contacts.purchase.view"] = "all"
    roles_of("agent", reading, hidden={"contacts.purchase": ["amount", "kind"]})
    page = client_of("agent").get(f"/contacts/companies/{company}").text
    assert texts(page) == ["Pump P-7"]
    shown = page[page.index('id="happened"') : page.index('id="related"')]
    assert "Pump P-7" in shown
    assert "1,250" not in shown
    assert "contacts.purchase:refund" not in page
    roles_of("agent", reading, hidden={"contacts.purchase": ["day"]})
    assert texts(client_of("agent").get(f"/contacts/companies/{company}").text) == []


def test_an_entry_names_no_record_that_its_reader_does_not_see(
    company: int, client_of: Callable[..., Client], program_of: Callable[..., Program]
) -> None:
    admin = program_of("admin")
    hidden = admin.post("/contacts/companies", {"name": "Hidden Ltd"}).get_json()["id"]
    about = [f"contacts.company/{company}", f"contacts.company/{hidden}"]
    made = admin.post("/work/notes", {"about": about, "text": "both"}).get_json()
    assert made["about"] == about
    reader = program_of("seller.shanghai")
    assert reader.get(f"/work/notes/{made['id']}").get_json()["about"] == about[:1]
    assert [each["about"] for each in reader.get("/work/notes").get_json()["items"]] == [about[:1]]
    browser = client_of("seller.shanghai")
    for page in (
        f"/contacts/companies/{company}",
        f"/work/notes/{made['id']}",
        f"/work/notes/{made['id']}/history",
    ):
        shown = browser.get(page).text
        assert "Hidden Ltd" not in shown
        assert f"company/{hidden}" not in shown


def test_the_writer_is_told_whom_a_mention_does_not_reach(
    company: int, client_of: Callable[..., Client], program_of: Callable[..., Program]
) -> None:
    users = {u["mail"]: u for u in program_of("admin").get("/people/users").get_json()["items"]}
    near, far = (users[f"{name}@demo.example"]["name"] for name in ("lead.east", "seller.north"))
    browser = client_of("seller.shanghai")
    text = f"@{near} @{far} please look: https://example.com/a?b=1. <b>x</b>"
    browser.post(f"/contacts/companies/{company}/timeline/work.note", text=text)
    page = browser.get(f"/contacts/companies/{company}").text
    assert f"{far} cannot see this record" in page
    assert f"{near} cannot see" not in page
    way = f"/contacts/companies/{company}/shares?user={user_id('seller.north')}"
    assert f'<a href="{way}">Share it</a>' in page and f'value="{far}"' in browser.get(way).text
    note = program_of("seller.shanghai").get("/work/notes").get_json()["items"][0]
    new, version = users["seller.hangzhou@demo.example"]["name"], str(note["version"])
    browser.post(f"/work/notes/{note['id']}/edit", text=f"{text} @{new}", version=version)
    told = browser.get("/work/due").text
    assert f"{new} cannot see this record" in told and f"{far} cannot" not in told
    assert f'<span class="mention">@{near}</span>' in page
    assert '<a href="https://example.com/a?b=1" target="_blank" rel="noopener noreferrer nofollow">' in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page


@pytest.mark.requirement("R-022.a")
def test_a_follow_up_with_a_next_date_plans_an_activity_and_is_undone_with_it(
    company: int, client_of: Callable[..., Client], program_of: Callable[..., Program]
) -> None:
    program, browser = program_of("seller.shanghai"), client_of("seller.shanghai")
    about = f"contacts.company/{company}"
    interaction(program, about, kind="visit", summary="Send the offer", next_on="2026-03-06")
    interaction(program, about, kind="mail", summary="Nothing to do")
    interaction(program, about, kind="mail", summary="Long ago", next_on="2026-03-04")

    def planned() -> list[dict[str, object]]:
        found: list[dict[str, object]] = program.get("/work/activities").get_json()["items"]
        return [{n: each[n] for n in ("subject", "kind", "due_on", "about", "state")} for each in found]

    item = {"subject": "Follow-up: Send the offer", "kind": "visit", "due_on": "2026-03-06", "state": "open"}
    assert planned() == [{**item, "about": [about]}]
    page = browser.get("/work/due").text
    assert "Follow-up: Send the offer" in page
    assert ">Next 7 days<" in page
    sent = browser.post(
        f"/contacts/companies/{company}/timeline/contacts.interaction",
        code="call",
        summary="By hand",
        next_on="2026-03-06",
    )
    assert sent.status_code == 303
    assert {each["subject"] for each in planned()} == {item["subject"], "Follow-up: By hand"}
    undone = re.search(r"/undo/\d+|/changes/\d+/undo", browser.get(f"/contacts/companies/{company}").text)
    assert undone
    assert browser.post(undone[0]).status_code in (200, 303)
    assert [each["subject"] for each in planned()] == [item["subject"]]
    shown = texts(browser.get(f"/contacts/companies/{company}").text)
    assert "By hand" not in shown
    assert "Send the offer" in shown


def test_a_long_follow_up_is_planned_under_its_beginning(
    company: int, program_of: Callable[..., Program]
) -> None:
    program = program_of("seller.shanghai")
    interaction(program, f"contacts.company/{company}", summary="word\n" * 100, next_on="2026-03-06")
    [planned] = program.get("/work/activities").get_json()["items"]
    assert planned["subject"].startswith("Follow-up: word word")
    assert len(planned["subject"]) == 200


@pytest.mark.parametrize("closed", ["right", "field"])
def test_who_may_plan_nothing_keeps_the_next_date_alone(
    closed: str, company: int, house: House, actor_of: Callable[[str], Actor]
) -> None:
    seller = actor_of("seller.shanghai")
    if closed == "right":
        seller = replace(seller, grants={**seller.grants, "work.activity.create": Scope.NONE})
    else:
        seller = replace(seller, locked={"work.activity": frozenset(["due_on"])})
    values = {"about": [f"contacts.company/{company}"], "summary": "x", "next_on": "2026-03-06"}
    made = create(seller, house.host.resources["contacts.interaction"], values).value
    assert made.next_on == date(2026, 3, 6)
    assert row("SELECT count(*) FROM work_activity") == (0,)


def test_whoever_is_mentioned_anew_and_may_see_the_note_is_told(
    company: int, client_of: Callable[..., Client], program_of: Callable[..., Program]
) -> None:
    users = {u["mail"]: u for u in program_of("admin").get("/people/users").get_json()["items"]}
    near, far = (users[f"{name}@demo.example"]["name"] for name in ("lead.east", "seller.north"))
    program = program_of("seller.shanghai")
    about = [f"contacts.company/{company}"]
    note = program.post("/work/notes", {"about": about, "text": f"@{far} look"}).get_json()

    def told(name: str) -> int:
        return client_of(name).get("/notifications/panel").text.count("mentioned you in a note about")

    assert (told("lead.east"), told("seller.north")) == (0, 0)
    for version, text in enumerate((f"@{far} @{near} look", f"@{near} look again"), 1):
        edited = program.patch(f"/work/notes/{note['id']}", {"text": text}, If_Match=f'"{version}"')
        assert edited.status_code == 200
        assert (told("lead.east"), told("seller.north")) == (1, 0)


def test_a_pinned_note_stands_above_all_else(
    company: int, client_of: Callable[..., Client], program_of: Callable[..., Program]
) -> None:
    program = program_of("seller.shanghai")
    about = [f"contacts.company/{company}"]
    program.post("/work/notes", {"about": about, "text": "pinned", "pinned": True})
    program.post("/work/notes", {"about": about, "text": "newer"})
    page = client_of("seller.shanghai").get(f"/contacts/companies/{company}").text
    assert texts(page)[0] == "pinned"
    assert texts(page.partition("timeline-day")[2]) in (["newer", "pinned"], ["pinned", "newer"])


def test_who_took_part_has_it_in_his_timeline_and_it_happened_now(
    company: int, client_of: Callable[..., Client], program_of: Callable[..., Program]
) -> None:
    program = program_of("seller.shanghai")
    guest = person(program, company, "张伟")
    made = interaction(
        program,
        f"contacts.company/{company}",
        summary="lunch",
        kind="meeting",
        participants=[f"contacts.person/{guest}"],
    )
    read = program.get(f"/contacts/interactions/{made}").get_json()
    assert read["about"] == [f"contacts.company/{company}", f"contacts.person/{guest}"]
    assert read["happened_at"]
    assert texts(client_of("seller.shanghai").get(f"/contacts/persons/{guest}").text) == ["lunch"]
    page = client_of("seller.shanghai").get(f"/contacts/companies/{company}").text
    assert texts(page) == ["lunch"]
    assert page[page.index(">lunch</p>") :].split("</article>")[0].count("张伟") == 1


def test_a_planned_activity_says_in_its_head_what_it_is(
    company: int, client_of: Callable[..., Client], program_of: Callable[..., Program]
) -> None:
    values = {"subject": "ring back", "kind": "call", "due_on": "2026-05-06"}
    about = {"about": [f"contacts.company/{company}"]}
    made = program_of("seller.shanghai").post("/work/activities", values | about)
    assert made.status_code == 201, made.text
    page = client_of("seller.shanghai").get(f"/contacts/companies/{company}").text
    head = page[: page.index('<p class="moment-text">ring back')].rpartition('<p class="moment-head">')[2]
    assert "Call planned" in head
