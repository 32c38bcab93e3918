"""The house rules that a program can check: each is a function from a source file to the places where it is broken."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
LONGEST_FILE, LONGEST_TEST_FILE, LONGEST_FUNCTION = 400, 500, 40
VAGUE = {"utils", "util", "helpers", "helper", "common", "base", "misc"}
EVENTS = "click|change|submit|input|load|error|focus|blur|key|mouse|pointer|touch|drag|drop|toggle|animation|transition"
INLINE = re.compile(rf"<script(?![^>]*\bsrc=)|<style\b|\sstyle=|\son(?:{EVENTS})[a-z]*=|javascript:", re.I)
WALL_CLOCK = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "time.time",
    "time.time_ns",
    "time.localtime",
    "time.gmtime",
    "datetime.datetime.now",
    "datetime.date.today",
    "timezone.now",
}


@dataclass(frozen=True)
class Source:
    """A file of the repository as the rules see it."""

    path: str
    text: str

    @property
    def is_test(self) -> bool:
        return "tests" in Path(self.path).parts or self.path.startswith("core/guanxi/testing/")

    @property
    def is_migration(self) -> bool:
        return "migrations" in Path(self.path).parts

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(ast.parse(self.text)))

    @property
    def calls(self) -> Iterator[tuple[ast.Call, str]]:
        """Each call with the dotted name of what is called."""
        for node in self.nodes:
            if isinstance(node, ast.Call):
                yield node, _dotted(node.func)


Rule = Callable[[Source], Iterator[str]]


def wall_clock(source: Source) -> Iterator[str]:
    """Time is an argument: only Host.clock reads the wall clock."""
    if not source.is_test:
        yield from (f"{node.lineno}: {name}()" for node, name in source.calls if name in WALL_CLOCK)


def raw_sql(source: Source) -> Iterator[str]:
    """Text becomes SQL in named places only."""
    if not source.is_test:
        names = ("SQL", "peewee.SQL", "RawQuery", "NodeList")
        yield from (f"{node.lineno}: {name}(…)" for node, name in source.calls if name in names)


def transaction(source: Source) -> Iterator[str]:
    """Write transactions are opened by write_transaction alone."""
    if not source.is_test:
        opens = re.compile(r"\.(atomic|manual_commit|savepoint|begin)$")
        yield from (f"{node.lineno}: {name}()" for node, name in source.calls if opens.search(name))


def filter_keywords(source: Source) -> Iterator[str]:
    """peewee's filter(**user_input) is an oracle."""
    for node, name in source.calls:
        if name.endswith(".filter") and any(keyword.arg is None for keyword in node.keywords):
            yield f"{node.lineno}: {name}(**…)"


def markup(source: Source) -> Iterator[str]:
    """Text becomes HTML in templates; Markup(…), or `as_markup`, of more than a constant has a named place."""
    for node, name in source.calls:
        constant = all(isinstance(argument, ast.Constant) for argument in node.args)
        if name.rpartition(".")[2] in ("Markup", "as_markup") and not constant and not source.is_test:
            yield f"{node.lineno}: Markup(…)"


def swallowed_exception(source: Source) -> Iterator[str]:
    """Nothing that goes wrong is passed over in silence."""
    for node in source.nodes:
        if (
            isinstance(node, ast.ExceptHandler)
            and _broad(node)
            and all(isinstance(part, ast.Pass) for part in node.body)
        ):
            yield f"{node.lineno}: except … pass"


def long_file(source: Source) -> Iterator[str]:
    """A file is about 400 lines at most, one of tests 500."""
    limit = LONGEST_TEST_FILE if source.is_test else LONGEST_FILE
    if not source.is_migration and (lines := source.text.count("\n")) > limit:
        yield f"{lines} lines"


def long_function(source: Source) -> Iterator[str]:
    """A function is about 40 lines at most, usually ten; a migration lists the tables it makes."""
    if source.is_test or source.is_migration:
        return
    for node in source.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > LONGEST_FUNCTION:
                yield f"{node.lineno}: {node.name} has {lines} lines"


def vague_name(source: Source) -> Iterator[str]:
    """A module is named for its concept."""
    if Path(source.path).stem in VAGUE:
        yield "the name says nothing"


def docstring(source: Source) -> Iterator[str]:
    """A file opens with one sentence saying what it is for."""
    if source.text.strip() and not ast.get_docstring(ast.parse(source.text)):
        yield "no docstring"


def safe_filter(source: Source) -> Iterator[str]:
    """Templates escape everything."""
    yield from _lines(source, re.compile(r"\|\s*safe\b|autoescape\s+false"))


def inline_code(source: Source) -> Iterator[str]:
    """The content rules forbid scripts, styles and handlers inside a page."""
    yield from _lines(source, INLINE)


def htmx(source: Source) -> Iterator[str]:
    """hx-* attributes stand inside the macros of components/."""
    if "/components/" not in source.path:
        yield from _lines(source, re.compile(r"\shx-[a-z]"))


def name_of(rule: Rule) -> str:
    """The name of a rule in exceptions.toml."""
    return rule.__name__.replace("_", "-")


PYTHON_RULES: tuple[Rule, ...] = (
    *(wall_clock, raw_sql, transaction, filter_keywords, markup, swallowed_exception),
    *(long_file, long_function, vague_name, docstring),
)
TEMPLATE_RULES: tuple[Rule, ...] = (safe_filter, inline_code, htmx, long_file)
RULES = tuple(dict.fromkeys(PYTHON_RULES + TEMPLATE_RULES))


def sources(pattern: str) -> list[Source]:
    """The files of the repository that git knows, or would take, by the ending of their names."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", pattern],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    return [
        Source(path, (ROOT / path).read_text(encoding="utf-8")) for path in listed if (ROOT / path).is_file()
    ]


def _lines(source: Source, pattern: re.Pattern[str]) -> Iterator[str]:
    text = re.sub(r"\{#.*?#\}", lambda found: "\n" * found[0].count("\n"), source.text, flags=re.S)
    for number, line in enumerate(text.splitlines(), 1):
        if found := pattern.search(line):
            yield f"{number}: {found[0].strip()}"


def _dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "…"


def _broad(node: ast.ExceptHandler) -> bool:
    return node.type is None or _dotted(node.type) in ("Exception", "BaseException")
