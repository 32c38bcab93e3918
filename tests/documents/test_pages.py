"""Every page for plugin authors is walked through as written: its files, its commands, its tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from walk import ROOT, Walk, parts

AUTHORS = ROOT / "docs" / "authors"
WALKED_ELSEWHERE = {"hello.md": "tests/authors/test_hello.py"}
PAGES = sorted(path for path in AUTHORS.glob("*.md") if path.name not in WALKED_ELSEWHERE)


@pytest.fixture(scope="session")
def stages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """How things stand after a page, kept for the pages that go on from there."""
    return tmp_path_factory.mktemp("stages")


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_page_comes_out_as_written(page: Path, tmp_path: Path, stages: Path) -> None:
    reader = Walk(tmp_path, stages=stages)
    reader.through(page)
    assert not reader.notes, "\n\n".join(reader.notes)


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_every_example_is_run(page: Path) -> None:
    """A fence that is neither a named file nor a console nor a doctest would be an example that nobody runs."""
    loose = [
        part.text
        for part in parts(page.read_text("utf-8"))
        if not part.path and part.kind not in ("console", "pycon")
    ]
    assert not loose
