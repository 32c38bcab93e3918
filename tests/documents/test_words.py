"""The words of the documents are those of the screen, and those of the screen are those of the glossary."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import generate
import pytest
from babel.messages.pofile import read_po

from guanxi.data.messages import use_language
from guanxi.plugins.mount import MenuItem
from guanxi.records.resource import Resource

DOCS = Path(__file__).parents[2] / "docs"
GLOSSARY = DOCS / "glossary.md"
ROW = re.compile(r"^\| `(\w+)` \| ([^|]*) \| ([^|]*) \|", re.M)
WORDS = {
    code: (english.strip(), chinese.strip())
    for code, english, chinese in ROW.findall(GLOSSARY.read_text("utf-8"))
}
PACKAGES = ("guanxi", "guanxi_contacts", "guanxi_sales")
OTHER_CODES = {"work.note": "internal_note"}  # where a field has the same code


def catalogue() -> dict[str, str]:
    """Every text of the screen with its Chinese."""
    found = {}
    for package in PACKAGES:
        with (files(package) / "translations/zh/LC_MESSAGES/messages.po").open("rb") as source:
            for entry in read_po(source, locale="zh"):
                if isinstance(entry.id, str) and entry.id:
                    found[entry.id] = str(entry.string)
    return found


TEXTS = catalogue()


def plain(text: str) -> str:
    """A text of a page without its line breaks."""
    return " ".join(text.split())


@pytest.mark.parametrize(("page", "texts"), [("en.md", set(TEXTS)), ("zh.md", set(TEXTS.values()))])
def test_bold_words_for_staff_are_on_the_screen(page: str, texts: set[str]) -> None:
    bold = re.findall(r"\*\*([^*]+)\*\*", (DOCS / "staff" / page).read_text("utf-8"))
    assert len(bold) > 30
    example = {"bold", "粗体"}
    shown = {re.sub(r"\{\w+\}", "…", text) for text in texts}  # a place for a figure or a name is written …
    assert {plain(word) for word in bold} - shown - example == set()


def test_both_first_steps_have_the_same_parts() -> None:
    shapes = [
        re.findall(r"^(#+|\|.)", (DOCS / "staff" / page).read_text("utf-8"), re.M)
        for page in ("en.md", "zh.md")
    ]
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize("code", [code for code, (english, _chinese) in WORDS.items() if english])
def test_words_of_the_glossary_are_translated_so(code: str) -> None:
    english, chinese = WORDS[code]
    assert TEXTS.get(english, chinese) == chinese


def test_labels_of_resources_are_words_of_the_glossary() -> None:
    for _plugin, resource in generate.house().all(Resource):
        record = resource.name.partition(".")[2]
        word = WORDS.get(OTHER_CODES.get(resource.name, record))
        if word:
            assert label(resource.label_one, "en") == word[0]
            assert label(resource.label_one, "zh") == word[1]


LOGS = ("people.reveal", "people.lookup", "people.claim", "people.help")
"""A line of these belongs to who looked, decides or helps, and says so: he is answerable for that, not for what it is about."""


def test_labels_of_fields_are_words_of_the_glossary() -> None:
    for _plugin, resource in generate.house().all(Resource):
        for field in resource.fields:
            if resource.name in LOGS and field.name == "owner":
                continue
            if field.name in WORDS and WORDS[field.name][0]:
                assert (label(field.label, "en"), label(field.label, "zh")) == WORDS[field.name], (
                    f"{resource.name}.{field.name}"
                )


def test_the_menu_uses_words_of_the_glossary() -> None:
    known = {english for english, _chinese in WORDS.values()} | {
        f"{english}s" for english, _chinese in WORDS.values()
    }
    shown = {label(item.label, "en") for _plugin, item in generate.house().all(MenuItem)}
    assert shown - known == {"Health"}


def label(text: object, language: str) -> str:
    with use_language(language):
        return str(text)
