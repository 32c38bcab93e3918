"""The Chinese catalogue of the host: every message of fields, formats and Chinese data is in it, sorted."""

import ast
import re
from importlib.resources import files
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

import guanxi.data

HERE = Path(guanxi.data.__file__).parent
SOURCES = [*(HERE / "fields").glob("*.py"), *(HERE / "chinese").glob("*.py"), HERE / "formats.py"]


def catalogue() -> Catalog:
    with (files("guanxi") / "translations/zh/LC_MESSAGES/messages.po").open("rb") as source:
        return read_po(source, locale="zh")


def messages(source: Path) -> list[str]:
    calls = [node for node in ast.walk(ast.parse(source.read_text("utf-8"))) if isinstance(node, ast.Call)]
    named = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "_" and call.args]
    return [call.args[0].value for call in named if isinstance(call.args[0], ast.Constant)]


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_every_message_has_a_chinese_text_with_the_same_places(source: Path) -> None:
    found = catalogue()
    for text in messages(source):
        entry = found.get(text)
        assert entry is not None, text
        translated = entry.string[0] if isinstance(entry.string, tuple) else entry.string
        assert translated, text
        assert sorted(re.findall(r"{\w+}", translated)) == sorted(set(re.findall(r"{\w+}", text))), text


def test_chinese_texts_keep_the_tone() -> None:
    for entry in catalogue():
        text = entry.string[0] if isinstance(entry.string, tuple) else entry.string
        if entry.id:
            assert not re.search("[!！你]|成功", text), text
