"""Every text of host and plugins has a Chinese one with the same places: sources and templates, as Babel extracts them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = {"guanxi": ROOT / "core/guanxi"} | {
    folder.name: folder for folder in sorted(ROOT.glob("plugins/*/guanxi_*")) if folder.suffix != ".egg-info"
}
PLACE = re.compile(r"\{(\w+)\}")
OPTIONS = {"encoding": "utf-8", "extensions": "jinja2.ext.do", "silent": "false"}


@cache
def texts(package: str) -> dict[str, tuple[str, str]]:
    """Each English text with its plural (or an empty one) and the place where it first stands."""
    found: dict[str, tuple[str, str]] = {}
    for path in sorted(PACKAGES[package].rglob("*")):
        if path.suffix in (".py", ".html") and "testing" not in path.parts:
            for line, text, plural in extracted(path):
                found.setdefault(text, (plural, f"{path.relative_to(ROOT)}:{line}"))
    return found


def extracted(path: Path) -> Iterator[tuple[int, str, str]]:
    """Line, text and plural of each text of a file, also of those that Python 3.11 keeps within other texts."""
    if path.suffix == ".py":
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "_":
                given = [each.value for each in call.args if isinstance(each, ast.Constant)]
                texts_given = [each for each in given if isinstance(each, str)]
                if texts_given and texts_given[0]:
                    plural = texts_given[1] if len(texts_given) > 1 and "{n}" in texts_given[1] else ""
                    yield call.lineno, texts_given[0], plural
        return
    with path.open("rb") as stream:
        for line, _function, messages, _comments in babel_extract(stream, ("_",), [], OPTIONS):
            parts = [messages] if isinstance(messages, str) else list(messages)
            if parts and isinstance(parts[0], str) and parts[0]:
                plural = (
                    parts[1] if len(parts) > 1 and isinstance(parts[1], str) and "{n}" in parts[1] else ""
                )
                yield line, parts[0], plural


@cache
def catalogue(package: str) -> Catalog:
    with (PACKAGES[package] / "translations/zh/LC_MESSAGES/messages.po").open("rb") as source:
        return read_po(source, locale="zh")


def chinese(package: str, text: str) -> str:
    entry = catalogue(package).get(text)
    string = entry.string if entry else ""
    return string[0] if isinstance(string, tuple) else string


@pytest.mark.parametrize("package", PACKAGES)
def test_every_text_has_a_chinese_one(package: str) -> None:
    missing = [
        f"{where}: {text}" for text, (_, where) in texts(package).items() if not chinese(package, text)
    ]
    assert not missing, "\n".join(missing)


@pytest.mark.parametrize("package", PACKAGES)
def test_chinese_text_has_the_places_of_the_english_one(package: str) -> None:
    other = []
    for text, (plural, where) in texts(package).items():
        wanted, found = set(PLACE.findall(text + plural)), set(PLACE.findall(chinese(package, text)))
        if wanted != found and chinese(package, text):
            other.append(f"{where}: {text!r} has {sorted(wanted)}, its Chinese text {sorted(found)}")
    assert not other, "\n".join(other)


@pytest.mark.parametrize("package", PACKAGES)
def test_plural_of_a_text_is_in_the_catalogue(package: str) -> None:
    plurals = [(text, plural) for text, (plural, _where) in texts(package).items() if plural]
    for text, plural in plurals:
        entry = catalogue(package).get(text)
        assert entry is not None
        assert entry.id == (text, plural)


@pytest.mark.parametrize("package", PACKAGES)
def test_catalogue_is_sorted_and_keeps_the_tone(package: str) -> None:
    entries = [entry for entry in catalogue(package) if entry.id]
    ids = [entry.id[0] if isinstance(entry.id, tuple) else entry.id for entry in entries]
    assert ids == sorted(ids)
    for text in ids:
        shown = chinese(package, text)
        assert not re.search(r"[!！你]|成功|\.\.\.|[。，；：？、（）“”] |[\u4e00-\u9fff],", shown), shown


@pytest.mark.parametrize("package", PACKAGES)
def test_modules_name_the_catalogue_of_their_own_package(package: str) -> None:
    for path in PACKAGES[package].rglob("*.py"):
        for named in re.findall(r'^_ = translator\("(\w+)"\)', path.read_text(encoding="utf-8"), re.M):
            assert named == package, path


@pytest.mark.parametrize("package", PACKAGES)
def test_texts_are_marked_by_nothing_but_an_underscore(package: str) -> None:
    for path in PACKAGES[package].rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        assert not re.search(r"\btranslator\([^()]*\)\(", source), f"{path}: no text is found there"
