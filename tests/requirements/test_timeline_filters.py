"""Filtering a timeline: by a text in it, by what is there; and the words in which entries tell their direction."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

from timeline_writing import company as company
from timeline_writing import interaction, person, texts

from guanxi.testing.house import Client, Program


def test_a_text_is_found_in_the_timeline_as_the_reader_sees_it(
    company: int,
    client_of: Callable[..., Client],
    program_of: Callable[..., Program],
    roles_of: Callable[..., None],
) -> None:
    program, browser = program_of("seller.shanghai"), client_of("seller.shanghai")
    about, base = f"contacts.company/{company}", f"/contacts/companies/{company}"
    guest = person(program, company, "张伟")
    interaction(program, about, kind="call", summary="wants 報價 for PUMPS", happened_at="2026-01-02T08:00Z")
    interaction(
        program,
        f"contacts.person/{guest}",
        kind="mail",
        summary="sends pumps",
        happened_at="2026-01-03T08:00Z",
    )
    interaction(
        program, about, summary="the weather", outcome='said "100 % sure"', happened_at="2026-01-04T08:00Z"
    )
    program.post("/work/notes", {"about": [about], "text": "pumps are late"})
    other = program.post("/contacts/companies", {"name": "Other Ltd"}).json["id"]
    interaction(program, f"contacts.company/{other}", summary="pumps elsewhere")

    def found(asked: str, at: Client = browser) -> list[str]:
        return texts(at.get(f"{base}?{asked}").text)

    assert found("find=Pumps") == ["pumps are late", "sends pumps", "wants 報價 for PUMPS"]
    assert found("find=报价") == ["wants 報價 for PUMPS"]
    assert found("find=%22100+%25") == ["the weather"]
    assert found("find=pumps&sort=contacts.interaction:mail") == ["sends pumps"]
    assert found("find=100_") == []
    assert "Nothing was found." in browser.get(f"{base}?find=summary").text
    assert '<details class="moment-changes">' not in browser.get(f"{base}?find=pumps").text
    grants = {"*.view": "all", "host.page.view": "all"}
    roles_of("seller.shanghai", grants, hidden={"contacts.interaction": ["outcome"]})
    assert found("find=100", client_of("seller.shanghai")) == []
    assert found("find=pumps", client_of("seller.shanghai")) != []


def test_what_is_found_comes_page_by_page(
    company: int, client_of: Callable[..., Client], program_of: Callable[..., Program]
) -> None:
    program, browser = program_of("seller.shanghai"), client_of("seller.shanghai")
    for number in range(70):
        at = f"2026-01-{1 + number // 24:02}T{number % 24:02}:00Z"
        summary = f"pump {number}" if number % 2 else f"other {number}"
        interaction(program, f"contacts.company/{company}", summary=summary, happened_at=at)
    seen, address = list[str](), f"/contacts/companies/{company}?find=pump"
    while address:
        page = browser.get(address).text
        seen += texts(page)
        older = re.search(r'<a class="button ghost" href="([^"]+)" hx-get', page)
        address = unescape(older[1]).partition("#")[0] if older else ""
    assert seen == [f"pump {number}" for number in reversed(range(70)) if number % 2]


def test_the_timeline_is_filtered_only_by_what_is_there(
    company: int, client_of: Callable[..., Client], program_of: Callable[..., Program]
) -> None:
    program, browser = program_of("seller.shanghai"), client_of("seller.shanghai")
    interaction(program, f"contacts.company/{company}", kind="mail")
    interaction(program, f"contacts.person/{person(program, company, '张伟')}", kind="visit")

    def sorts() -> set[str]:
        page = browser.get(f"/contacts/companies/{company}").text
        return set(re.findall(r"sort=([a-z._%A-Z0-9]+)#happened", page))

    assert sorts() == {"contacts.interaction%3Amail", "contacts.interaction%3Avisit", "changes"}
    due = {
        "subject": "ring",
        "kind": "call",
        "due_on": "2026-05-06",
        "about": [f"contacts.company/{company}"],
    }
    assert program.post("/work/activities", due).status_code == 201
    assert "work.activity%3Aopen" in sorts()
    assert "work.activity%3Adone" not in sorts()


def test_a_direction_is_told_in_the_words_of_its_kind(
    company: int, client_of: Callable[..., Client], program_of: Callable[..., Program]
) -> None:
    program, base = program_of("seller.shanghai"), f"/contacts/companies/{company}"
    made = {
        kind: interaction(program, f"contacts.company/{company}", kind=kind, direction="out")
        for kind in ("call", "mail")
    }
    for language, call, mail in (("en", "Outgoing call", "Sent"), ("zh", "呼出", "发出")):
        browser = client_of("seller.shanghai", language=language)
        page = browser.get(base).text
        assert f"<dd>{call}</dd>" in page
        assert f"<dd>{mail}</dd>" in page
        assert mail in browser.get(f"/contacts/interactions/{made['mail']}").text
        assert f"<span>{mail}</span>" in browser.get(f"{base}/timeline/contacts.interaction?code=mail").text
    written = program.post(
        "/contacts/interactions", {"about": [], "summary": "x", "kind": "mail", "direction": "收到"}
    )
    assert written.json.get("direction", "in") == "in"


def test_a_note_becomes_a_task_with_a_day_in_one_step(
    company: int,
    client_of: Callable[..., Client],
    program_of: Callable[..., Program],
    roles_of: Callable[..., None],
) -> None:
    program, browser = program_of("seller.shanghai"), client_of("seller.shanghai")
    about, base = f"contacts.company/{company}", f"/contacts/companies/{company}"
    hidden = program_of("seller.north").post("/contacts/companies", {"name": "Hidden Ltd"}).json["id"]
    text = 'Send "samples" <soon>\nand ask for the date'
    wanted = {"text": text, "about": [about, f"contacts.company/{hidden}"]}
    assert program_of("director").post("/work/notes", wanted).status_code == 201
    page = browser.get(base).text
    form = page[page.index('<details class="moment-task">') :].split("</details>")[0]
    sent = {name: unescape(value) for name, value in re.findall(r'name="(\w+)"[^>]*? value="([^"]*)"', form)}
    assert sent.pop("csrf_token")
    assert sent == {
        "kind": "task",
        "subject": 'Send "samples" <soon>',
        "about": about,
        "due_on": "2026-03-06",
    }
    assert browser.post("/work/activities/quick", **sent | {"due_on": "2026-03-09"}).status_code == 303
    (made,) = program.get("/work/activities").json["items"]
    assert (made["subject"], made["due_on"], made["kind"]) == ('Send "samples" <soon>', "2026-03-09", "task")
    roles_of("seller.shanghai", {"*.view": "all", "host.page.view": "all"})
    assert "moment-task" not in client_of("seller.shanghai").get(base).text
