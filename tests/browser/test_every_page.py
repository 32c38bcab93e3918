"""Every page of the route map in both languages at 360 px: nothing scrolls sideways, nothing complains, nothing is left in English.

Of the pages that are generated for each kind of record, each test takes those of a few kinds, other tests those of others;
``LONG=1``: of all kinds. So an installation with many plugins takes no longer.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from importlib.resources import files

import pytest
from babel.messages.pofile import read_po
from flask import Flask
from playwright.sync_api import Page

from guanxi.plugins.discovery import installed

from .conftest import Served

LONG = bool(os.environ.get("LONG"))
ALIKE = 4  # of so many kinds of record, at most, a test looks at the pages that are generated for all
VALUES = {"id": "1", "name": "name", "token": "none"}
# Names of the standard roles are data of the installation, which administrators rename.
DATA = {"Administrator", "Director", "Team lead", "Seller", "Service agent"}
TEXTS = """() => {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const parent = walker.currentNode.parentElement;
        if (!parent.closest("script, style, template, [lang=en]")) found.push(walker.currentNode.data);
    }
    for (const element of document.querySelectorAll("body *"))
        for (const name of ["aria-label", "title", "placeholder", "data-key-label"])
            if (element.hasAttribute(name) && !element.closest("[lang=en]")) found.push(element.getAttribute(name));
    return [document.title.split(" · ")[0], ...found].map((text) => text.trim().replace(/\\s+/g, " ")).filter(Boolean);
}"""
WIDER = """() => {
    const wide = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= wide) return "";
    return [...document.querySelectorAll("main *")].filter((e) => e.getBoundingClientRect().right > wide + 1)
        .map((e) => e.tagName + "." + e.className).slice(0, 5).join(" ");
}"""


def addresses(app: Flask, turn: int) -> Iterator[str]:
    """Every address that answers GET, with values in its places; of those alike, which resources have each, a few in each turn."""
    alike: dict[str, list[str]] = defaultdict(list)
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if "GET" in (rule.methods or ()) and not rule.rule.startswith(("/api/", "/static/")):
            _, *resource, view = rule.endpoint.split(".")
            path = re.sub(r"<(?:\w+:)?(\w+)>", lambda place: VALUES[place[1]], rule.rule)
            alike[view if resource else rule.endpoint].append(path)
    for number, paths in enumerate(alike.values(), turn):
        every = 1 if LONG else -(-len(paths) // ALIKE)
        yield from paths[number % every :: every]


def pages(app: Flask, page: Page, served: Served, turn: int) -> list[str]:
    """Those of them that answer a whole page; each address is asked once for all tests."""
    found = []
    for path in addresses(app, turn):
        if path not in served.pages:
            answer = page.request.get(served.address + path, max_redirects=0)
            served.pages[path] = answer.status == 200 and "<!doctype html" in answer.text()[:200].lower()
        if served.pages[path]:
            found.append(path)
    return found


def untranslated() -> set[str]:
    """The English texts of host and plugins that read otherwise in Chinese."""
    found = set()
    for package in ("guanxi", *(each.entry.module.partition(".")[0] for each in installed())):
        source = files(package) / "translations/zh/LC_MESSAGES/messages.po"
        with source.open("rb") as stream:
            for message in read_po(stream):
                ids = message.id if isinstance(message.id, tuple) else (message.id,)
                strings = message.string if isinstance(message.string, tuple) else (message.string,)
                found |= {text for text in ids if text and text not in strings}
    return found


@pytest.mark.interface("phone.wide", "language.whole")
@pytest.mark.long
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_page_fits_a_phone_and_speaks_one_language(
    language: str, app: Flask, served: Served, enter: Callable[..., Page], console: list[str]
) -> None:
    page = enter("admin", "/", language)
    page.set_viewport_size({"width": 360, "height": 740})
    english, wrong, seen = untranslated(), [], 0
    for path in pages(app, page, served, 1 if language == "en" else 2):
        page.goto(served.address + path, wait_until="load")
        seen += 1
        if wide := page.evaluate(WIDER):
            wrong.append(f"{path} is wider than the screen: {wide}")
        if language == "zh":
            wrong += [
                f"{path} says {text!r}"
                for text in dict.fromkeys(page.evaluate(TEXTS))
                if text in english - DATA
            ]
        wrong += [f"{path} complains: {text}" for text in console]
        console.clear()
    assert seen > 40
    assert wrong == [], "\n".join(wrong)
