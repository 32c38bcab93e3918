"""A house with the plugin of this folder, whose four kinds of papers run out, and whatever a test asks of it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from guanxi.testing.house import Built, Client, Program
from guanxi.testing.installing import install

SOURCE = Path(__file__).parent / "guanxi-papers"


@pytest.fixture(scope="session")
def papers_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder into which the papers were installed."""
    target = tmp_path_factory.mktemp("papers") / "site"
    install(SOURCE, target)
    return target


@pytest.fixture
def papers(
    built: Built,
    papers_site: Path,
    build_house: Callable[..., Built],
    monkeypatch: pytest.MonkeyPatch,
    roles_of: Any,
) -> Built:
    """House and app with contacts and the papers; the walk has begun."""
    monkeypatch.setattr(sys, "path", [str(papers_site), *sys.path])
    return build_house("contacts", "papers")


@pytest.fixture
def program(papers: Built, program_of: Callable[..., Program]) -> Program:
    """What writes papers as the administrator."""
    return program_of("admin", at=papers.app)


@pytest.fixture
def told(papers: Built, client_of: Callable[..., Client]) -> Callable[..., list[str]]:
    """What stands under the bell of a user, the newest first; without the rest of each line."""
    import re
    from html import unescape

    def read(name: str = "admin", language: str = "en") -> list[str]:
        page = client_of(name, at=papers.app, language=language).get("/notifications/panel").text
        return [unescape(each) for each in re.findall(r"[^<>]*\d{4}-\d\d-\d\d[.。]", page)]

    return read
