"""Where the work of one's people stands: exactly the subtree, numbers that open their rows, help notes that are answered in place."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from guanxi.data.database import row, rows, run
from guanxi.data.errors import InvalidValues, NotFound, Refused
from guanxi.records.actor import Actor
from guanxi.records.ref import Ref
from guanxi.records.standard import create
from guanxi.work.team.help_notes import answer_help, write_help

LEAD, SELLER, OTHER = "lead.east", "seller.shanghai", "seller.hangzhou"
SIDEWAYS, NORTH, UP = "lead.north", "seller.north", "director"
NAMES = {LEAD: "李敏", SELLER: "王芳", OTHER: "单玉兰", SIDEWAYS: "赵强", NORTH: "John Smith", UP: "欧阳文"}


def named(page: str) -> set[str]:
    body = page.partition("<tbody")[2].partition("</tbody>")[0]
    return {unescape(each) for each in re.findall(r'class="main"><a href="[^"]+">([^<]+)<', body)}


def numbers(page: str, name: str) -> dict[str, int]:
    """The numbers of a person in the table."""
    line = page.partition(f">{name}</a></td>")[2].partition("</tr>")[0]
    found = re.findall(r'data-l="([^"]+)">(?:<a[^>]*>)?(\d+)', line)
    return {unescape(label): int(count) for label, count in found}


def subjects(page: str) -> list[str]:
    return [
        unescape(each)
        for each in re.findall(r'<span class="todo-title">.*?<a[^>]*>([^<]+)</a>', page, re.DOTALL)
    ]


def note(lead: Actor, user: int, text: str = "Bring the samples", **values: Any) -> int:
    made = write_help(lead, user=user, text=text, **values).ref
    assert made is not None
    return made.id


@pytest.mark.requirement("R-050.a")
def test_the_page_covers_exactly_the_subtree(client_of: Any) -> None:
    east = {NAMES[LEAD], NAMES[SELLER], NAMES[OTHER]}
    assert named(client_of(LEAD).get("/work/team").text) == east
    assert named(client_of(SIDEWAYS).get("/work/team").text) == {NAMES[SIDEWAYS], NAMES[NORTH]}
    assert named(client_of(SELLER).get("/work/team").text) == {NAMES[SELLER]}
    assert east < named(client_of(UP).get("/work/team").text)


def test_the_page_waits_for_no_number_and_its_lines_come_again_with_them(client_of: Any) -> None:
    page, part = (client_of(LEAD).get(address).text for address in ("/work/team", "/work/team/numbers"))
    assert 'hx-get="/work/team/numbers"' in page and numbers(page, NAMES[SELLER]) == {}
    assert named(part) == named(page) and numbers(part, NAMES[SELLER])["Overdue"] == 0


def test_a_persons_page_waits_for_no_number_and_its_tabs_come_again_with_them(
    actor_of: Any, client_of: Any, plan: Any, company: Any
) -> None:
    seller, lead = actor_of(SELLER), client_of(LEAD)
    plan(seller, "late", due_on="2026-03-01", about=[company(seller)])
    here = f"/work/team/{seller.id}"
    page, part = (lead.get(f"{here}{end}").text for end in ("?what=open", "/numbers?what=open"))
    assert f'hx-get="{here}/numbers?what=open"' in page and page.count('<span class="count">…</span>') > 2
    assert 'aria-current="page">Not done<span class="count">1</span>' in part and "…" not in part
    assert lead.get(f"{here}/numbers?what=nothing").status_code == 404


@pytest.mark.parametrize("who", [SIDEWAYS, SELLER])
def test_nobody_outside_is_found_by_address(who: str, client_of: Any, actor_of: Any) -> None:
    client, stranger = client_of(who), actor_of(LEAD).id
    for address in (
        f"/work/team/{stranger}",
        f"/work/team/{stranger}?what=open",
        f"/work/team/{stranger}/numbers",
        "/work/team/999999",
        "/work/team/999999/numbers",
    ):
        assert client.get(address).status_code == 404
    assert client.post(f"/work/team/{stranger}/help", text="Hello").status_code == 404
    assert rows("SELECT id FROM people_help") == []


def test_numbers_open_the_rows_they_count(actor_of: Any, client_of: Any, plan: Any, company: Any) -> None:
    lead, seller = actor_of(LEAD), actor_of(SELLER)
    firm = company(seller)
    plan(seller, "late", due_on="2026-03-01", about=[firm])
    plan(seller, "soon", due_on="2026-03-09", about=[firm])
    done = plan(seller, "called", about=[firm])
    client_of(SELLER).post(f"/work/activities/{done}/done")
    create(seller, seller.host.resources["contacts.interaction"], {"summary": "Offer sent", "about": (firm,)})
    create(seller, seller.host.resources["work.note"], {"text": "Wants blue ones", "about": (firm,)})
    client = client_of(LEAD)
    found = numbers(client.get("/work/team/numbers").text, NAMES[SELLER])
    assert found == {
        "Overdue": 1,
        "Not done": 2,
        "Activities done": 1,
        "Interactions": 1,
        "Internal notes": 1,
        "Messages to customers": 0,
    }
    for what, wanted in {
        "overdue": ["late"],
        "open": ["late", "soon"],
        "done": ["called"],
        "contacts.interaction": ["Offer sent"],
        "work.note": ["Wants blue ones"],
    }.items():
        page = client.get(f"/work/team/{seller.id}?what={what}").text
        assert [each for each in subjects(page) if each in wanted] == wanted, what
    assert client.get(f"/work/team/{seller.id}?what=nothing").status_code == 404
    assert lead.id != seller.id


def test_what_the_lead_may_not_see_leaves_no_trace_in_the_numbers(
    actor_of: Any, client_of: Any, plan: Any, company: Any
) -> None:
    """About a record that moved to the north the lead of the east sees nothing any more, though his seller has work about it."""
    seller, north = actor_of(SELLER), actor_of(NORTH)
    firm = company(seller)
    plan(seller, "Unseen work", due_on="2026-03-01", about=[firm])
    assert numbers(client_of(LEAD).get("/work/team/numbers").text, NAMES[SELLER])["Overdue"] == 1
    run("UPDATE contacts_company SET owner_id = ?, team_id = ? WHERE id = ?", [north.id, north.team, firm.id])
    assert numbers(client_of(LEAD).get("/work/team/numbers").text, NAMES[SELLER])["Overdue"] == 0
    assert "Unseen work" not in client_of(LEAD).get(f"/work/team/{seller.id}?what=overdue").text


def test_entries_count_for_seven_days(actor_of: Any, client_of: Any, company: Any, clock: Any) -> None:
    seller = actor_of(SELLER)
    create(seller, seller.host.resources["work.note"], {"text": "Old", "about": (company(seller),)})
    clock.move(days=8)
    assert numbers(client_of(LEAD).get("/work/team/numbers").text, NAMES[SELLER])["Internal notes"] == 0


@pytest.mark.requirement("R-050.b")
def test_a_help_note_reaches_the_person_and_is_answered_in_place(
    actor_of: Any, client_of: Any, company: Any
) -> None:
    seller, lead = actor_of(SELLER), client_of(LEAD)
    firm = company(seller)
    lead.post(f"/work/team/{seller.id}/help", text="Take the samples along", about=firm.text)
    client = client_of(SELLER)
    bell = client.get("/notifications").text
    assert "Take the samples along" in bell
    assert "Needs my action" in bell
    for address in ("/", "/my-day"):
        page = client.get(address).text
        assert "Take the samples along" in page
        assert f'href="/contacts/companies/{firm.id}"' in page
    [(key,)] = rows("SELECT id FROM people_help")
    assert f'action="/people/helps/{key}/answer"' in client.get("/my-day").text
    assert f'action="/people/helps/{key}/answer"' in client.get(f"/people/helps/{key}").text
    client.post(f"/people/helps/{key}/answer", answer="They are packed")
    assert "Take the samples along" not in client.get("/my-day").text
    assert "They are packed" in lead.get("/work/team").text
    assert "They are packed" in lead.get("/notifications").text


@pytest.mark.parametrize("who", [SIDEWAYS, OTHER, UP, "admin"])
def test_nobody_else_reads_a_help_note(who: str, actor_of: Any, client_of: Any) -> None:
    key, client = note(actor_of(LEAD), actor_of(SELLER).id, "Between us"), client_of(who)
    assert client.get(f"/people/helps/{key}").status_code == 404
    assert client.post(f"/people/helps/{key}/answer", answer="No").status_code in (403, 404)
    for address in ("/work/team", "/my-day", "/", "/notifications"):
        assert "Between us" not in client.get(address).text


def test_a_lead_helps_his_people_only_and_not_himself(actor_of: Any) -> None:
    lead = actor_of(LEAD)
    for stranger in (NORTH, SIDEWAYS, UP, LEAD):
        with pytest.raises(InvalidValues):
            note(lead, actor_of(stranger).id)
    for seller in (SELLER, NORTH):
        with pytest.raises(InvalidValues):
            note(actor_of(seller), actor_of(OTHER).id)


def test_a_note_is_about_what_both_may_see(actor_of: Any, company: Any) -> None:
    lead, seller = actor_of(LEAD), actor_of(SELLER)
    foreign, leads = company(actor_of(NORTH)), company(lead, "领导的客户")
    for about in (foreign, leads, Ref("contacts.company", 10**9), Ref("no.such", 1)):
        with pytest.raises(InvalidValues):
            note(lead, seller.id, about=about)
    assert note(lead, seller.id, about=company(seller, "共同的客户"))


def test_an_answer_is_given_once_by_whom_it_is_for(actor_of: Any) -> None:
    lead, seller = actor_of(LEAD), actor_of(SELLER)
    key = note(lead, seller.id)
    with pytest.raises(Refused):
        answer_help(lead, key, answer="Myself")
    with pytest.raises(NotFound):
        answer_help(actor_of(OTHER), key, answer="Somebody")
    for empty in ("", "  ", "x" * 2001):
        with pytest.raises(InvalidValues):
            answer_help(seller, key, answer=empty)
    answer_help(seller, key, answer="Yes")
    with pytest.raises(Refused):
        answer_help(seller, key, answer="No")
    assert row("SELECT answer FROM people_help WHERE id = ?", [key]) == ("Yes",)


def test_an_empty_note_keeps_the_record_and_says_why(actor_of: Any, client_of: Any) -> None:
    seller, client = actor_of(SELLER), client_of(LEAD)
    answer = client.post(f"/work/team/{seller.id}/help", text=" ", about="")
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith(f"/work/team/{seller.id}?")
    assert rows("SELECT id FROM people_help") == []
