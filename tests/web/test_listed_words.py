"""Words in a row are parted as the reader's language parts them, wherever a page tells several."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import guanxi
from guanxi.data.database import row, run
from guanxi.data.errors import Refused
from guanxi.data.messages import listed, use_language
from guanxi.people.resources import roles
from guanxi.resources.imports.workbook import _chosen

ROOMS = ("web", "people", "resources/imports")
OTHERS = {
    "web/security.py",
    "web/slots.py",
    "web/task_html.py",
    "people/sessions.py",
    "resources/imports/card_rows.py",
    "resources/imports/cards.py",
}
"""Where it makes something else than a sentence: headers, SQL, a message to authors, an address, the value of a hidden field."""


@pytest.mark.parametrize(("language", "text"), [("en", "Name, City"), ("zh", "Name、City")])
def test_words_in_a_row_are_parted_by_the_language(language: str, text: str) -> None:
    with use_language(language):
        assert listed(["Name", "City"]) == text


def _joins(path: Path) -> bool:
    """Tell whether a module joins by a comma or semicolon of its own."""
    return any(
        isinstance(node, ast.Attribute)
        and node.attr == "join"
        and isinstance(node.value, ast.Constant)
        and node.value.value in (", ", "; ", "、")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
    )


def test_no_page_parts_words_by_a_comma_of_its_own() -> None:
    folder = Path(guanxi.__file__).parent
    found = {
        str(path.relative_to(folder))
        for room in ROOMS
        for path in (folder / room).rglob("*.py")
        if _joins(path)
    }
    assert found <= OTHERS


def test_templates_part_words_by_the_language() -> None:
    folder = Path(guanxi.__file__).parent / "web" / "templates"
    assert not [path.name for path in folder.rglob("*.html") if 'join(", ")' in path.read_text("utf-8")]


def test_closed_fields_and_rights_of_a_role_are_told_in_chinese(client_of: Callable[..., Any]) -> None:
    hidden = json.dumps({"contacts.company": ["city", "employees"]})
    run("UPDATE people_role SET hidden = ? WHERE code = 'seller'", [hidden])
    found = row("SELECT id FROM people_role WHERE code = 'seller'")
    assert found is not None
    page = client_of("admin", language="zh").get(f"/{roles.path}/{found[0]}").text
    assert "城市、员工人数" in page


def test_a_refusal_lists_in_chinese() -> None:
    class Book:
        sheet_names = ("一", "二")

    with use_language("zh"), pytest.raises(Refused) as refused:
        _chosen(Book(), "三")  # type: ignore[arg-type]
    with use_language("zh"):
        assert "一、二" in str(refused.value.message)
