"""The reference says what the code says."""

from __future__ import annotations

from pathlib import Path

import generate
import pytest

DOCS = Path(__file__).parents[2] / "docs"


MADE = generate.pages()


@pytest.mark.parametrize("name", MADE)
def test_page_is_what_the_code_makes(name: str) -> None:
    written = DOCS / "reference" / name
    assert written.is_file(), f"write {name} with: python3 dev.py docs"
    assert written.read_text("utf-8") == MADE[name], f"write {name} anew with: python3 dev.py docs"


def test_there_is_no_page_that_nothing_makes() -> None:
    assert {path.name for path in (DOCS / "reference").glob("*.md")} == set(MADE)


def test_every_hook_has_a_heading_with_its_arguments() -> None:
    hooks = generate.house().hooks
    for name in hooks.names():
        hook = hooks.hook(name)
        heading = f"### {name}({', '.join(hook.arguments)})"
        assert heading in MADE["hooks.md"] or f"`{name}`" in MADE["hooks.md"], heading


def test_every_public_thing_says_what_it_is() -> None:
    silent = [line for line in MADE["api.md"].splitlines() if line.startswith("- ") and line.endswith("– ")]
    assert not silent
