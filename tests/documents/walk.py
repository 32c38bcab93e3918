"""Walks through a page as a reader would: writes its files, types its commands, compares what they print.

- a fence below a line that is nothing but a path in backquotes is a file; it replaces what an earlier part wrote
- a fence ``console`` holds commands after ``$ `` and what they print; ``…`` stands for anything, also for lines
- a fence ``pycon`` is run as a doctest
- ``<!-- after: resource.md -->`` writes the files of that page first, and types its commands
"""

from __future__ import annotations

import configparser
import doctest
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
NAMED = re.compile(r"(?:^|\n)`([\w./-]+)`:?\n+\Z")
AFTER = re.compile(r"<!-- after: (\S+) -->")
# Plugins of pytest that are here for the house's own tests; a reader has none of them.
ELSEWHERE = "randomly schemathesis hypothesispytest anyio valkey platformdirs xdist xdist.looponfail"
TESTED = " ".join(["-p no:cacheprovider -W error", *(f"-p no:{name}" for name in ELSEWHERE.split())])


@dataclass(frozen=True)
class Part:
    """One fence of a page; `path` names the file that it is."""

    kind: str
    text: str
    path: str = ""


@dataclass
class Walk:
    """A reader at work in `folder`, with an installation of his own; `notes` says what did not come out as the page says.

    `stages` is a folder in which he keeps how things stood after a page, for others that go on from there.
    """

    folder: Path
    engine: str = "sqlite"
    stages: Path | None = None
    notes: list[str] = field(default_factory=list)
    names: dict[str, object] = field(default_factory=dict)

    def through(self, page: Path, *, testing: bool = True) -> None:
        """Do everything that the page says; without `testing` leave out what it tests and shows."""
        text = page.read_text("utf-8")
        for before in AFTER.findall(text):
            self.go_on_from(page.parent / before)
        for part in parts(text):
            if testing or not (
                part.path.startswith("tests/") or part.kind == "pycon" or part.text.startswith("$ pytest")
            ):
                self.do(part)

    def go_on_from(self, page: Path) -> None:
        """Have everything as it is after `page`, whose tests are left out."""
        kept = self.stages / page.stem if self.stages else None
        if kept and kept.is_dir():
            shutil.copytree(kept, self.folder, dirs_exist_ok=True)
            return
        self.through(page, testing=False)
        if kept and not self.notes:
            shutil.copytree(self.folder, kept)

    def do(self, part: Part) -> None:
        """Write a file, type commands or run a doctest."""
        if part.path:
            path = self.folder / part.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(part.text, "utf-8")
        elif part.kind == "console":
            for command, printed in commands(part.text):
                self.type(command, printed)
        elif part.kind == "pycon":
            self.notes += doctested(part.text, self.names)

    def type(self, command: str, printed: str) -> None:
        """Run a command; it must print what the page shows, and succeed where the page shows nothing."""
        if command.startswith("pip install "):
            return self.install()
        words = shlex.split(command)
        done = self.call(words)
        may_fail = "failed" in printed if words[0] == "pytest" else bool(printed)
        if done.returncode > may_fail or not matches(printed, done.stdout):
            self.notes.append(
                f"$ {command}\n{done.stdout}--- exit code {done.returncode}\n{done.stderr}--- the page has:\n{printed}"
            )
        return None

    def call(self, words: list[str]) -> subprocess.CompletedProcess[str]:
        """Run one command in the folder of the reader."""
        programs = {
            "guanxi": [
                sys.executable,
                "-c",
                "import sys; from guanxi.cli.main import main; sys.exit(main())",
            ],
            "pytest": [sys.executable, "-m", "pytest"],
            "python3": [sys.executable],
        }
        command = [*programs.get(words[0], words[:1]), *words[1:]]
        env = {
            name: value for name, value in os.environ.items() if not name.startswith(("GUANXI_", "PYTEST_"))
        }
        env |= {
            "GUANXI_DATA": str(self.folder / "var"),
            "PYTHONPATH": str(self.folder),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTEST_ADDOPTS": f"{TESTED} --database {self.engine}",
            "COLUMNS": "100",
        }
        return subprocess.run(command, cwd=self.folder, env=env, capture_output=True, text=True, timeout=300)

    def install(self) -> None:
        """What pip would do with the setup.cfg of the folder: its metadata, and the folder on the path."""
        settings = configparser.ConfigParser(interpolation=None)
        settings.read(self.folder / "setup.cfg", encoding="utf-8")
        about, options = settings["metadata"], settings["options"]
        info = self.folder / f"{about['name'].replace('-', '_')}-{about['version']}.dist-info"
        shutil.rmtree(info, ignore_errors=True)
        info.mkdir()
        lines = [
            f"Name: {about['name']}",
            f"Version: {about['version']}",
            f"Summary: {about.get('description', '')}",
        ]
        lines += [
            f"Requires-Dist: {need}" for need in options.get("install_requires", "").split("\n") if need
        ]
        (info / "METADATA").write_text("\n".join(["Metadata-Version: 2.1", *lines]) + "\n", "utf-8")
        entries = settings["options.entry_points"]
        found = [f"[{group}]\n{text.strip()}\n" for group, text in entries.items()]
        (info / "entry_points.txt").write_text("".join(found), "utf-8")


def parts(text: str) -> Iterator[Part]:
    """The fences of a page in order."""
    for found in FENCE.finditer(text):
        named = NAMED.search(text[: found.start()])
        yield Part(found[1], found[2], named[1] if named else "")


def commands(text: str) -> Iterator[tuple[str, str]]:
    """Each command of a console with what it prints."""
    for piece in re.split(r"^\$ ", text.replace("\\\n", " "), flags=re.M)[1:]:
        command, _, printed = piece.partition("\n")
        yield command, printed


def matches(shown: str, printed: str) -> bool:
    """Whether a command printed what the page shows; a page that shows nothing does not care."""
    pattern = ".*".join(
        re.escape(piece.strip("\n") if "\n" in piece else piece) for piece in shown.strip().split("…")
    )
    return not shown.strip() or re.fullmatch(pattern, printed.strip(), re.S) is not None


def doctested(text: str, names: dict[str, object]) -> list[str]:
    """What goes wrong when the examples are typed into a Python that knows `names`, which they add to."""
    told: list[str] = []
    test = doctest.DocTestParser().get_doctest(text, {}, "page", None, 0)
    test.globs = names
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE | doctest.IGNORE_EXCEPTION_DETAIL
    doctest.DocTestRunner(optionflags=flags).run(test, out=told.append, clear_globs=False)
    return ["".join(told)] if told else []
