"""Empty lists: each says what belongs there and offers the first step, in both languages; one that a filter empties clears it."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest

from guanxi.composition import House
from guanxi.data.messages import use_language
from guanxi.plugins.discovery import installed
from guanxi.resources.faces import Faces, Form, List
from guanxi.testing.house import Client

STEP = re.compile(r'<a [^>]*?href="([^"]+)"')


@pytest.fixture(scope="session")
def house_plugins() -> tuple[str, ...]:
    """Every plugin that is installed: its lists are tried too."""
    return tuple(each.name for each in installed())


def lists(house: House) -> list[Faces]:
    found = [each for each in house.faces.values() if each.has(List)]
    assert len(found) > 20
    return found


def part(html: str) -> str:
    """The state that a list without rows shows instead of them."""
    found = re.search(
        r'<div class="empty">.*?</p>(\s*<div class="empty-actions">.*?</div>)?', html, re.DOTALL
    )
    return unescape(found[0]) if found else ""


def test_every_list_declares_its_first_words(house: House) -> None:
    assert [each.resource.name for each in lists(house) if each.list.empty is None] == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_empty_list_says_what_belongs_there_and_offers_the_first_step(
    client_of: Callable[..., Client], house: House, language: str
) -> None:
    admin, seen = client_of("admin", language=language), 0
    for faces in lists(house):
        path = f"/{faces.resource.path}/"
        answer = admin.get(path)
        empty = part(answer.text)
        if answer.status_code != 200 or not empty:
            continue
        seen += 1
        with use_language(language):
            said = str(faces.list.empty)
        assert said and said in empty, path
        assert language == "en" or re.search("[一-鿿]", said), path
        steps = STEP.findall(empty)
        if faces.has(Form) and faces.resource.permission("create"):
            assert f"{path}new" in steps, path
            assert f"{path}import" in steps or "import" in faces.without, path
    assert seen > 10


def test_every_list_that_a_search_empties_offers_to_clear_it(
    client_of: Callable[..., Client], house: House
) -> None:
    admin = client_of("admin")
    for faces in lists(house):
        path = f"/{faces.resource.path}/"
        answer = admin.get(f"{path}?q=zzqqzz")
        if answer.status_code == 200:
            assert STEP.findall(part(answer.text)) == [path], path


def test_who_may_not_create_is_offered_no_step(client_of: Callable[..., Client], house: House) -> None:
    agent = client_of("agent")
    for faces in lists(house):
        answer = agent.get(f"/{faces.resource.path}/")
        if answer.status_code == 200:
            for step in STEP.findall(part(answer.text)):
                assert agent.get(step).status_code == 200, step
