"""Each line of tests/interface.toml is shown by a browser test that names it, or stands open with the reason."""

from __future__ import annotations

import ast
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROMISED = tomllib.loads((ROOT / "tests/interface.toml").read_text(encoding="utf-8"))
BROWSER = {"page", "enter", "drawn", "second", "chromium", "phone", "other"}
"""The fixtures with a real browser."""


def lines() -> dict[str, str]:
    """Each line by its name: ``board.drag-mouse``."""
    return {
        f"{section}.{name}": text
        for section, entries in PROMISED.items()
        for name, text in entries.items()
        if name != "open"
    }


def still_open() -> dict[str, str]:
    """Why a line has no test yet, by its name."""
    return {
        f"{section}.{name}": reason
        for section, entries in PROMISED.items()
        for name, reason in entries.get("open", {}).items()
    }


def marked() -> Iterator[tuple[str, ast.FunctionDef, str]]:
    """File, function and name of a line, for each line that a test names."""
    for folder in (ROOT / "tests", ROOT / "plugins"):
        for file in folder.rglob("test_*.py"):
            text = file.read_text(encoding="utf-8")
            if "mark.interface" in text and file != Path(__file__):
                for node in ast.walk(ast.parse(text)):
                    if isinstance(node, ast.FunctionDef):
                        yield from ((str(file.relative_to(ROOT)), node, name) for name in _named(node))


def _named(function: ast.FunctionDef) -> Iterator[str]:
    for mark in function.decorator_list:
        if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.interface":
            yield from (str(ast.literal_eval(argument)) for argument in mark.args)


def test_each_line_is_shown_by_a_browser_test_or_open() -> None:
    assert {name for _file, _test, name in marked()} | still_open().keys() >= lines().keys()


def test_nothing_that_is_shown_stands_open() -> None:
    assert {name for _file, _test, name in marked()} & still_open().keys() == set()


def test_tests_and_what_is_open_name_lines_that_exist() -> None:
    assert {name for _file, _test, name in marked()} | still_open().keys() <= lines().keys()


def test_what_is_open_has_a_reason() -> None:
    assert all(reason.strip() for reason in still_open().values())


def test_only_a_test_with_a_browser_shows_a_line() -> None:
    without = defaultdict(set)
    for file, test, name in marked():
        if not BROWSER & {argument.arg for argument in test.args.args} or not test.name.startswith("test_"):
            without[f"{file}::{test.name}"].add(name)
    assert not without
