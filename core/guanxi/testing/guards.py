"""Whether each guard is watched by a test: swaps it for a pass-through and expects the tests named in tests/guards.toml to fail.

A guard is a function below a comment ``# guard: NAME``. An entry of the file names it, how it is passed, and the tests::

    [gate-rows]
    function = "guanxi.records.gate:row_set"
    passes = "tests/pass_throughs.py:every_row"
    tests = ["tests/records/test_gate.py::test_seller_sees_own_rows_only"]

`passes` is the name of a pass-through below, or ``file.py:function`` of one of your own. ``database`` (default sqlite)
names the engine that the tests run on.
"""

from __future__ import annotations

import ast
import functools
import importlib
import importlib.util
import inspect
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from guanxi.testing.outcomes import GREEN, RED, read

SWAPPED = "SWAPPED_GUARD"
MARK = re.compile(r"^\s*# guard: ([a-z0-9-]+)\s*$")


@dataclass(frozen=True)
class Guard:
    """A guard, the pass-through it is swapped for, and the tests that must fail then."""

    name: str
    function: str
    passes: str
    tests: tuple[str, ...]
    database: str = "sqlite"


def nothing(*arguments: Any, **named: Any) -> None:
    """Pass everything: for a guard that raises."""


def true(*arguments: Any, **named: Any) -> bool:
    """Pass everything: for a guard that answers yes or no."""
    return True


def first(given: Any, *arguments: Any, **named: Any) -> Any:
    """Give back what came in: for a guard that cleans or narrows its first argument."""
    return given


def second(_: Any, given: Any, *arguments: Any, **named: Any) -> Any:
    """Give back the second argument: for a guard that is a method, or that narrows it."""
    return given


@contextmanager
def block(*arguments: Any, **named: Any) -> Iterator[None]:
    """A block that does nothing: for a guard used by ``with``."""
    yield


def call(*arguments: Any, **named: Any) -> Any:
    """Call the first function among the arguments with all that follow it: for a guard that calls others."""
    at = next(index for index, argument in enumerate(arguments) if inspect.isroutine(argument))
    return arguments[at](*arguments[at + 1 :], **named)


def undecorated(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give back the decorated function as it is: for a guard that is a decorator."""
    return function


PASS_THROUGHS = {f.__name__: f for f in (nothing, true, first, second, block, call, undecorated)}


def load(file: Path) -> list[Guard]:
    """The guards listed in `file`."""
    entries = tomllib.loads(file.read_text(encoding="utf-8"))
    return [Guard(name, **{**entry, "tests": tuple(entry["tests"])}) for name, entry in entries.items()]


def marked(root: Path, folders: tuple[str, ...] = ("core", "plugins/*")) -> dict[str, str]:
    """The guards marked in the code below `root`: name → ``package.module:function``."""
    found: dict[str, str] = {}
    for pattern in folders:
        for folder in sorted(root.glob(pattern)):
            for file in sorted(folder.rglob("*.py")):
                found |= _marked_in(file, file.relative_to(folder))
    return found


def main(file: Path, only: list[str]) -> int:
    """Run the tests of each guard without and with it swapped; print one line a guard."""
    guards = [guard for guard in load(file) if not only or guard.name in only]
    failures = 0
    for guard in guards:
        problem = _problem(guard)
        print(f"{guard.name}: {problem or 'watched by ' + str(len(guard.tests)) + ' tests'}", flush=True)
        failures += bool(problem)
    listed, in_code = (
        {guard.name: guard.function for guard in load(file)},
        marked(file.resolve().parent.parent),
    )
    for name in sorted(listed.keys() ^ in_code.keys()):
        print(
            f"{name}: {'marked in the code but not listed' if name in in_code else 'listed but not marked in the code'}"
        )
        failures += 1
    return 1 if failures or not guards else 0


def _problem(guard: Guard) -> str:
    green = _outcomes(guard, swapped=False)
    red = _outcomes(guard, swapped=True)
    absent = [test for test in guard.tests if test not in green]
    if absent:
        return f"these tests do not run: {', '.join(absent)}"
    if broken := [test for test in guard.tests if green[test] != GREEN]:
        return f"these tests fail with the guard in place: {', '.join(broken)}"
    if still := [test for test in guard.tests if red.get(test) != RED]:
        return f"STILL GREEN without the guard: {', '.join(still)}"
    return ""


def _outcomes(guard: Guard, *, swapped: bool) -> dict[str, str]:
    """Test → worst outcome over its parameters."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "outcomes.json"
        arguments = [
            "-q",
            "-p",
            "guanxi.testing.guards",
            f"--database={guard.database}",
            f"--outcomes={file}",
        ]
        entry = f"{guard.function} {guard.passes}" if swapped else ""
        subprocess.run(
            [sys.executable, "-m", "pytest", *arguments, *guard.tests],
            env={**os.environ, SWAPPED: entry},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        found: dict[str, str] = {}
        for outcome in read(file) if file.is_file() else []:
            for name in (outcome.function, outcome.test):
                found[name] = RED if RED in (found.get(name), outcome.outcome) else outcome.outcome
    return found


# --- inside the test process -------------------------------------------------------------------------------------------


def pytest_configure(config: pytest.Config) -> None:
    if entry := os.environ.get(SWAPPED):
        swap(*entry.split(" "))


def pytest_collection_finish(session: pytest.Session) -> None:
    if entry := os.environ.get(SWAPPED):
        swap(*entry.split(" "))


def swap(function: str, passes: str) -> None:
    """Put the pass-through in the place of the function, also where other modules have imported it by name."""
    module_name, _, path = function.partition(":")
    holder: Any = importlib.import_module(module_name)
    *outer, name = path.split(".")
    for part in outer:
        holder = getattr(holder, part)
    real = _originals.setdefault(function, getattr(holder, name))
    through = _named(function, passes, real)
    setattr(holder, name, through)
    if not outer:
        _swap_imported(real, through)


_originals: dict[str, Any] = {}
_swapped: dict[str, Any] = {}


def _named(function: str, passes: str, real: Any) -> Any:
    if function not in _swapped:
        through = PASS_THROUGHS[passes] if passes in PASS_THROUGHS else _from_file(*passes.split(":"))
        _swapped[function] = (
            functools.wraps(real)(lambda *a, **k: through(*a, **k)) if callable(real) else through
        )
    return _swapped[function]


def _from_file(file: str, name: str) -> Callable[..., Any]:
    spec = importlib.util.spec_from_file_location("guanxi_pass_throughs", file)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Callable[..., Any] = getattr(module, name)
    return found


def _swap_imported(real: Any, through: Any) -> None:
    for module in list(sys.modules.values()):
        for name, value in list(getattr(module, "__dict__", {}).items()):
            if value is real and module.__name__ != __name__:
                setattr(module, name, through)


def _marked_in(file: Path, inside: Path) -> dict[str, str]:
    lines = file.read_text(encoding="utf-8").splitlines()
    marks = {number: seen[1] for number, line in enumerate(lines, 1) if (seen := MARK.match(line))}
    if not marks:
        return {}
    module = ".".join(inside.with_suffix("").parts).removesuffix(".__init__")
    found: dict[str, str] = {}
    for path, line in _functions(ast.parse("\n".join(lines)), ""):
        if line - 1 in marks:
            found[marks.pop(line - 1)] = f"{module}:{path}"
    if marks:
        raise ValueError(
            f"{file}: the comment '# guard: {next(iter(marks.values()))}' stands above no function"
        )
    return found


def _functions(node: ast.AST, prefix: str) -> Iterator[tuple[str, int]]:
    """Each function with the line it begins in, decorators counted."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            path = f"{prefix}{child.name}"
            yield path, min([child.lineno, *(decorator.lineno for decorator in child.decorator_list)])
            yield from _functions(child, f"{path}.")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
