"""What the pages for integrators and the READMEs have people type works, and names what there is."""

from __future__ import annotations

import re
import shlex
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from walk import ROOT, Walk, commands, parts

from guanxi.cli.main import parser
from guanxi.config import KEYS

INTEGRATORS = ROOT / "docs" / "integrators"
TYPED = sorted(path for path in INTEGRATORS.glob("*.md") if "```console" in path.read_text("utf-8"))
READMES = [ROOT / "README.md", ROOT / "README.zh.md"]
EVERYTHING = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "plugins").glob("*/README.md")]
ASIDE = ("--help", "--version")
PARSER = parser()


@pytest.fixture
def reader(tmp_path: Path) -> Walk:
    """Somebody who types in the folder of the repository, but with data of his own."""
    shutil.copytree(
        ROOT / "tests" / "data", tmp_path / "tests" / "data", ignore=shutil.ignore_patterns("*.py")
    )
    return Walk(tmp_path)


@pytest.mark.parametrize("page", [*TYPED, READMES[1]], ids=lambda path: path.name)
def test_transcripts_are_what_is_printed(page: Path, reader: Walk) -> None:
    text = page.read_text("utf-8")
    for command in [
        each for found in re.findall("<!-- typed first: (.*) -->", text) for each in found.split("; ")
    ]:
        reader.type(command, "")
    for part in parts(text):
        if part.kind == "console":
            reader.do(part)
    assert not reader.notes, "\n\n".join(reader.notes)


def test_walk_of_the_readme_leaves_what_it_says(reader: Walk) -> None:
    text = READMES[0].read_text("utf-8")
    for part in parts(text):
        if part.kind == "console":
            reader.do(part)
    assert not reader.notes, "\n\n".join(reader.notes)
    count = "SELECT count(*) FROM contacts_company"
    pair = (
        "SELECT p.name, c.name FROM contacts_company c JOIN contacts_company p ON p.id = c.subsidiary_of_id"
    )
    with closing(sqlite3.connect(reader.folder / "var" / "guanxi.sqlite")) as database:
        [(companies,)] = database.execute(count)
        pairs = database.execute(pair).fetchall()
    assert f"shows {companies} of them" in text
    assert any(f"page of *{parent}* its subsidiary *{child}*" in text for parent, child in pairs)


@pytest.mark.parametrize("page", EVERYTHING, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_setting_that_is_named_exists(page: Path) -> None:
    named = set(re.findall(r"\bGUANXI_[A-Z_]+", page.read_text("utf-8")))
    assert named - {key.variable for key in KEYS} - {"GUANXI_CONFIG"} == set()


@pytest.mark.parametrize("page", EVERYTHING, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_that_is_named_exists(page: Path) -> None:
    typed = [command for part in parts(page.read_text("utf-8")) for command in typed_in(part.kind, part.text)]
    typed += re.findall(r"`(guanxi [a-z][^`…]*)`", page.read_text("utf-8"))
    for command in typed:
        words = shlex.split(command, comments=True)[1:]
        if words and not set(words) & set(ASIDE):
            assert parses(words) or short(words), command


def parses(words: list[str]) -> bool:
    """Whether the command takes these arguments."""
    try:
        PARSER.parse_args(words)
    except SystemExit as wrong:
        return wrong.code == 0
    return True


def short(words: list[str]) -> bool:
    """Whether a sentence names a command without all that it needs: ``guanxi import``."""
    known = PARSER._subparsers
    assert known is not None
    return len(words) <= 2 and words[0] in next(iter(known._group_actions)).choices  # type: ignore[union-attr, operator]


def typed_in(kind: str, text: str) -> list[str]:
    """The calls of guanxi in a fence."""
    if kind == "console":
        return [command for command, _printed in commands(text) if command.startswith("guanxi ")]
    if kind in ("sh", ""):
        lines = text.replace("\\\n", " ").splitlines()
        return [found[0] for line in lines if (found := re.search(r"(?:^|/bin/)guanxi [a-z].*$", line))]
    return []


def test_the_tests_that_the_page_on_security_names_are_there() -> None:
    named = re.findall(r"`(tests/[a-z_/]+\.py)`", (INTEGRATORS / "security.md").read_text("utf-8"))
    assert len(named) > 10
    assert [path for path in named if not (ROOT / path).is_file()] == []
