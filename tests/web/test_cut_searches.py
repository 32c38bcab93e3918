"""A list of a search that gave its newest hits alone says so in its count, and adds nothing up."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from guanxi.testing.house import Client, Program
from guanxi.web import list_totals

LIST = "/contacts/companies/"


@pytest.mark.parametrize(("language", "said"), [("en", "at least 3 records"), ("zh", "至少 3 条记录")])
def test_the_count_of_a_search_that_was_cut_short_is_the_least_and_there_is_no_sum(
    client_of: Callable[..., Client],
    program_of: Callable[..., Program],
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    said: str,
) -> None:
    east = program_of("seller.shanghai")
    for n in range(3):
        east.post("/contacts/companies", {"name": f"恒润{n}", "employees": 10})
    mine = client_of("seller.shanghai", language=language)
    address = "?q=恒润"
    whole = mine.get(f"{LIST}totals{address}").text
    assert ">30<" in re.sub(r"\s", "", whole)
    assert said not in mine.get(LIST + address).text
    monkeypatch.setattr(list_totals, "MOST", 3)
    shown = mine.get(LIST + address).text + mine.get(f"{LIST}count{address}&exact=1").text
    assert shown.count(said) == 2
    assert not mine.get(f"{LIST}totals{address}").text
