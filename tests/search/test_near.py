"""A typing error is forgiven where nothing was found as typed, and finds no more than the gate allows."""

from __future__ import annotations

from collections.abc import Callable
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
