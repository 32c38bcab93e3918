"""Replies stand under the entry they answer, are seen by whoever sees it, and are told to whom they concern."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from timeline_writing import company as company
from timeline_writing import interaction, texts

from guanxi.data.database import row
from guanxi.testing.house import Client, Program

SELLER = "seller.shanghai"


@pytest.fixture
def note(company: int, program_of: Callable[..., Program]) -> int:
    about = [f"contacts.company/{company}"]
    return int(
        program_of(SELLER).post("/work/notes", {"about": about, "text": "keep in mind"}).get_json()["id"]
    )


def answer(client: Client, note: int, text: str, at: str = "", **more: str) -> Any:
    return client.post(f"/work/notes/{note}/reply", text=text, at=at, **more)


def under(page: str) -> list[tuple[str, str]]:
    """The replies on a page: who wrote each, and what."""
    return re.findall(
        r'<li class="reply">.*?<strong>(.*?)</strong>.*?<p class="moment-text">(.*?)</p>', page, re.S
    )


def kept(note: int) -> int:
    found = row(
        "SELECT COUNT(*) FROM work_reply WHERE about = ? AND deleted_at IS NULL", (f'["work.note/{note}"]',)
    )
    return int(found[0]) if found else 0


def test_a_reply_stands_under_its_note_in_the_timeline_and_on_its_page_and_is_taken_back(
    company: int, note: int, client_of: Callable[..., Client], actor_of: Callable[[str], Any]
) -> None:
    lead, base = client_of("lead.east"), f"/contacts/companies/{company}"
    assert f'href="/work/notes/{note}/reply?at=contacts.company%2F{company}"' in lead.get(base).text
    done = answer(lead, note, "Agreed.\n<b>Call</b> first.", f"contacts.company/{company}")
    assert (done.status_code, done.headers["Location"]) == (303, f"{base}#happened-work.note-{note}")
    shown = (actor_of("lead.east").name, "Agreed.\n&lt;b&gt;Call&lt;/b&gt; first.")
    page = lead.get(base).text
    assert f'id="happened-work.note-{note}"' in page
    assert under(page) == [shown] == under(client_of(SELLER).get(base).text)
    assert under(lead.get(f"/work/notes/{note}").text) == [shown]
    assert texts(page) == ["keep in mind", shown[1]]
    undo = re.findall(r'action="(/undo/\d+)"', page)[-1]
    assert lead.post(undo).status_code == 303
    assert under(lead.get(base).text) == [] and kept(note) == 0


def test_a_call_is_answered_as_a_note_is(
    company: int, client_of: Callable[..., Client], program_of: Callable[..., Program]
) -> None:
    about, client = f"contacts.company/{company}", client_of(SELLER)
    call = interaction(program_of(SELLER), about, summary="a call")
    client.post(f"/contacts/interactions/{call}/reply", text="well done", at=about)
    assert [text for _who, text in under(client.get(f"/contacts/companies/{company}").text)] == ["well done"]
    assert [text for _who, text in under(client.get(f"/contacts/interactions/{call}").text)] == ["well done"]


def test_who_does_not_see_the_note_neither_answers_it_nor_sees_its_replies(
    company: int, note: int, client_of: Callable[..., Client], program_of: Callable[..., Program]
) -> None:
    answer(client_of(SELLER), note, "only for us")
    reply = row("SELECT id FROM work_reply ORDER BY id DESC LIMIT 1")[0]  # type: ignore[index]
    foreign, program = client_of("seller.north"), program_of("seller.north")
    assert foreign.get(f"/work/notes/{note}/reply").status_code == 404
    assert answer(foreign, note, "let me in").status_code == 404
    for path in (f"/work/replies/{reply}", f"/work/replies/{reply}/history"):
        assert foreign.get(path).status_code == 404
    assert program.get(f"/work/replies/{reply}").status_code == 404
    assert all(each["id"] != reply for each in program.get("/work/replies").get_json()["items"])
    sent = {"about": [f"work.note/{note}"], "text": "by the other door"}
    assert program.post("/work/replies", sent).status_code in (403, 404, 422)
    assert kept(note) == 1


def test_a_reply_is_of_its_writer_and_stays_where_it_is(
    company: int, note: int, program_of: Callable[..., Program], client_of: Callable[..., Client]
) -> None:
    program = program_of(SELLER)
    other = program.post("/work/notes", {"about": [f"contacts.company/{company}"], "text": "b"}).get_json()[
        "id"
    ]
    made = program.post("/work/replies", {"about": [f"work.note/{note}"], "text": "mine"}).get_json()
    path = f"/work/replies/{made['id']}"
    moved = program.patch(path, {"about": [f"work.note/{other}"]}, If_Match=f'"{made["version"]}"')
    assert moved.status_code in (409, 422) and "stays under the entry" in moved.text
    both = {"about": [f"work.note/{note}", f"work.note/{other}"], "text": "both"}
    assert program.post("/work/replies", both).status_code == 422
    on_reply = {"about": [f"work.reply/{made['id']}"], "text": "a reply to a reply"}
    assert program.post("/work/replies", on_reply).status_code == 422
    changed = program.patch(path, {"text": "mine, mended"}, If_Match=f'"{made["version"]}"')
    assert changed.status_code == 200
    page = client_of(SELLER).get(f"/contacts/companies/{company}").text
    assert [text for _who, text in under(page)] == ["mine, mended"]


def test_what_is_sent_twice_is_one_reply_and_an_empty_one_is_asked_for(
    note: int, client_of: Callable[..., Client]
) -> None:
    client = client_of(SELLER)
    once = re.findall(r'name="once" value="([^"]+)"', client.get(f"/work/notes/{note}/reply").text)[0]
    for _time in range(2):
        done = answer(client, note, "once", once=once)
        assert (done.status_code, done.headers["Location"]) == (303, f"/work/notes/{note}#replies")
    assert kept(note) == 1
    refused = answer(client, note, "  ")
    assert refused.status_code == 422 and "required" in refused.text
    assert kept(note) == 1


@pytest.mark.parametrize(
    "at", ["contacts.company/999999", "nothing/1", "//evil.example", "work.reply/1", "x" * 5000]
)
def test_one_comes_back_to_a_page_that_one_sees(note: int, client_of: Callable[..., Client], at: str) -> None:
    done = answer(client_of(SELLER), note, "and now?", at)
    assert (done.status_code, done.headers["Location"]) == (303, f"/work/notes/{note}#replies")


def test_writers_and_those_mentioned_are_told_once_and_who_sees_nothing_is_named(
    company: int, note: int, client_of: Callable[..., Client], actor_of: Callable[[str], Any]
) -> None:
    seller, other = actor_of(SELLER), actor_of("seller.north")
    answer(client_of("lead.east"), note, f"@{seller.name} please call")
    told = client_of(SELLER).get("/notifications").text
    assert told.count("mentioned you in a reply about") == 1 and "replied to what you wrote" not in told
    assert f'/work/notes/{note}"' in told
    answer(client_of(SELLER), note, "done")
    told = client_of("lead.east").get("/notifications").text
    assert told.count("replied to what you wrote about") == 1
    page = client_of(SELLER)
    answer(page, note, f"@{other.name} do you know them?")
    shown = page.get(f"/contacts/companies/{company}").text
    assert f"{other.name} cannot see this record" in shown
    assert f'href="/contacts/companies/{company}/shares?user={other.id}"' in shown
    assert "do you know them" not in client_of("seller.north").get("/notifications").text


def test_a_note_with_many_replies_shows_the_first_and_the_way_to_all(
    company: int, note: int, program_of: Callable[..., Program], client_of: Callable[..., Client]
) -> None:
    program = program_of(SELLER)
    for number in range(12):
        program.post("/work/replies", {"about": [f"work.note/{note}"], "text": f"number {number}"})
    client = client_of(SELLER)
    page = client.get(f"/contacts/companies/{company}").text
    assert [text for _who, text in under(page)] == [f"number {number}" for number in range(10)]
    assert f'<a href="/work/notes/{note}#replies">All replies</a>' in page
    assert len(under(client.get(f"/work/notes/{note}").text)) == 12


def test_a_note_in_the_bin_takes_no_reply(note: int, client_of: Callable[..., Client]) -> None:
    client = client_of(SELLER)
    version = re.findall(r'name="version" value="(\d+)"', client.get(f"/work/notes/{note}").text)[-1]
    answer(client, note, "before")
    assert client.post(f"/work/notes/{note}/delete", version=version).status_code == 303
    assert answer(client, note, "after").status_code == 404
    assert kept(note) == 1
