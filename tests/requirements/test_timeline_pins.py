"""An entry is pinned where it stands, by who may edit it, and its pin is taken off and back."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from timeline_writing import company as company
from timeline_writing import interaction, texts

from guanxi.data.database import row
from guanxi.testing.house import Client, Program

SELLER = "seller.shanghai"


@pytest.fixture
def note(company: int, program_of: Callable[..., Program]) -> int:
    program, about = program_of(SELLER), [f"contacts.company/{company}"]
    made = program.post("/work/notes", {"about": about, "text": "keep in mind"}).get_json()["id"]
    program.post("/work/notes", {"about": about, "text": "newer"})
    interaction(program, about[0], summary="a call")
    return int(made)


def pinned(note: int) -> bool:
    return bool((row("SELECT pinned FROM work_note WHERE id = ?", (note,)) or (0,))[0])


def offered(page: str) -> list[tuple[str, str]]:
    """The entries that may be pinned on the page, each with what its button sends."""
    return re.findall(r'name="entry" value="([^"]*)"><button type="submit" name="pinned" value="(1?)"', page)


def test_a_note_is_pinned_and_unpinned_where_it_stands(
    company: int, note: int, client_of: Callable[..., Client]
) -> None:
    client, base = client_of(SELLER), f"/contacts/companies/{company}"
    assert sorted(offered(client.get(base).text)) == [
        (f"work.note/{note}", "1"),
        (f"work.note/{note + 1}", "1"),
    ]
    answer = client.post(f"{base}/timeline/pin", entry=f"work.note/{note}", pinned="1")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{base}#happened")
    page = client.get(base).text
    assert texts(page)[0] == "keep in mind" and "Pinned above the timeline" in page
    assert offered(page).count((f"work.note/{note}", "")) == 2  # above, and where it stands
    undo = re.findall(r'action="(/undo/\d+)"', page)[-1]
    assert client.post(undo).status_code == 303
    assert not pinned(note)
    client.post(f"{base}/timeline/pin", entry=f"work.note/{note}", pinned="1")
    client.post(f"{base}/timeline/pin", entry=f"work.note/{note}", pinned="")
    assert not pinned(note)
    assert "No longer pinned" in client.get(base).text


def test_who_may_not_edit_a_note_pins_it_nowhere(
    company: int, note: int, client_of: Callable[..., Client], program_of: Callable[..., Program]
) -> None:
    client, base = client_of("agent"), f"/contacts/companies/{company}"
    page = client.get(base)
    assert page.status_code == 200 and "keep in mind" in page.text and offered(page.text) == []
    answer = client.post(f"{base}/timeline/pin", entry=f"work.note/{note}", pinned="1")
    assert answer.status_code in (403, 404)
    assert not pinned(note)
    foreign = client_of("seller.north")
    assert foreign.post(f"{base}/timeline/pin", entry=f"work.note/{note}", pinned="1").status_code == 404
    assert not pinned(note)


@pytest.mark.parametrize(
    "entry", ["", "work.note", "work.note/x", "work.note/999999", "nothing/1", "contacts.interaction/1"]
)
def test_what_is_no_entry_with_a_mark_is_not_found(
    company: int, note: int, client_of: Callable[..., Client], entry: str
) -> None:
    client = client_of(SELLER)
    assert (
        client.post(f"/contacts/companies/{company}/timeline/pin", entry=entry, pinned="1").status_code == 404
    )
