"""Notes and calls are named by their beginning; a search shows the part of a long one where the words stand."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest

from guanxi.testing.house import Client, Program
from guanxi.web.headings import BEFORE, LONGEST, briefly

LONG = f"第一行\n{'很长的内容，' * 3000}末尾提到滚珠丝杠的交期。"


def test_a_long_note_is_named_by_its_beginning_and_found_with_the_words_around(
    client_of: Callable[..., Client], program_of: Callable[..., Program]
) -> None:
    east, mine = program_of("seller.shanghai"), client_of("seller.shanghai")
    company = int(east.post("/contacts/companies", {"name": "恒润机械"}).get_json()["id"])
    made = east.post("/work/notes", {"about": [f"contacts.company/{company}"], "text": LONG})
    page = mine.get(f"/work/notes/{made.get_json()['id']}").text
    for part in ("title", "h1"):
        [named] = re.findall(rf"<{part}[^>]*>(.*?)</{part}>", page, re.S)
        assert "第一行 很长的内容，" in named and len(named) < 2 * LONGEST
    assert "末尾提到滚珠丝杠的交期。" in page, "the whole text stands on its page"
    for address in ("/search?q=滾珠絲杠", "/search/hits?q=滚珠丝杠"):
        found = html.unescape(mine.get(address).text)
        assert re.search(r">…[^<]*末尾提到滚珠丝杠的交期。<", found), address
        assert len(found) < 40_000


@pytest.mark.parametrize("typed", ["", "x", "nowhere", "ﷺ", "ﬃ"])
def test_what_stands_for_a_text_is_never_longer_than_a_line(typed: str) -> None:
    for text in ("", "x", "a b\n c", "ﷺ" * 500 + "x", "w" * 500 + "x", "ﬃ" * 119 + "x" * 5):
        shown = briefly(text, typed)
        assert len(shown) <= LONGEST + 2 and "\n" not in shown
        assert shown or not text
    assert briefly("a" * 300 + "needle" + "b" * 300, "NEEDLE").index("needle") <= BEFORE + 1
