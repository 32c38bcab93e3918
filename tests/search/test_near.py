"""A typing error is forgiven where nothing was found as typed, and finds no more than the gate allows."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from guanxi.records.search.near import differs_by_one, near
from guanxi.records.search.question import asked
from guanxi.records.standard import create


@pytest.mark.parametrize("part", ["hengrun", "hengrn", "hengruun", "hengrum", "hegnrun", "engru"])
def test_one_sign_may_differ(part: str) -> None:
    assert differs_by_one(part, "栖云hengrun公司")


@pytest.mark.parametrize("part", ["hxngrxn", "hegnrnu", "abcdefg"])
def test_two_signs_may_not(part: str) -> None:
    assert not differs_by_one(part, "栖云hengrun公司")


@pytest.mark.parametrize("typed", ["恒润", "heng", "1380013", "a"])
def test_short_words_are_taken_as_they_are(typed: str) -> None:
    assert near(asked(typed)) is None


@pytest.fixture
def made(actor_of: Callable[[str], Any]) -> None:
    actor = actor_of("seller.hangzhou")
    values = {"name": "栖云恒润机械", "phone": "138 0013 8765"}
    create(actor, actor.host.resources["contacts.company"], values)


@pytest.mark.parametrize(
    "typed", ["恒闰机械", "栖云恒润机戒", "hengrunjixei", "hengrunnjixie", "138 0013 8766", "1380138765"]
)
def test_a_record_is_found_in_spite_of_a_typing_error(
    made: None, program_of: Callable[..., Any], typed: str
) -> None:
    found = program_of("admin").get(f"/search?q={typed}").json
    assert found["near"] and [i["title"] for g in found["groups"] for i in g["items"]] == ["栖云恒润机械"]
    other = program_of("seller.shanghai").get(f"/search?q={typed}").json
    assert not other["near"] and other["groups"] == []


def test_nobody_is_told_of_errors_where_something_was_found(
    made: None, client_of: Callable[..., Any]
) -> None:
    client = client_of("admin")
    assert "differs by one" in client.get("/search?q=hengrunjixe").text
    assert "differs by one" not in client.get("/search?q=hengrunjixie").text


def test_one_walk_tells_what_the_table_of_distances_tells() -> None:
    chance = Random(7)
    for _try in range(5_000):
        part = "".join(chance.choices("abc", k=chance.randint(1, 7)))
        text = "".join(chance.choices("abcd", k=chance.randint(0, 12)))
        assert differs_by_one(part, text) is (_least_distance(part, text) <= 1), (part, text)


def _least_distance(part: str, text: str) -> int:
    """The least optimal string alignment distance of `part` to any part of `text` (Sellers 1980)."""
    rows = [list(range(len(part) + 1))]
    for at, sign in enumerate(text):
        now = [0]
        for i, own in enumerate(part, start=1):
            best = min(rows[-1][i - 1] + (own != sign), rows[-1][i] + 1, now[i - 1] + 1)
            if at and i > 1 and own == text[at - 1] and part[i - 2] == sign:
                best = min(best, rows[-2][i - 2] + 1)
            now.append(best)
        rows.append(now)
    return min(row[-1] for row in rows)
