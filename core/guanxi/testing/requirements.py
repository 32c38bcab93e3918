"""What the product must show, clause by clause: reads tests/requirements.toml, runs the tests that name a clause, says what is shown.

``python -m guanxi.testing.requirements tests/requirements.toml`` prints one line a requirement and fails where a clause
that is not declared open has no test that passes. With the file that a run wrote by ``--outcomes`` behind it, it reads
that run instead of making one.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from guanxi.testing.outcomes import GREEN, Outcome, read

CLAUSE = re.compile(r"R-\d{3}\.[a-z]")


@dataclass(frozen=True)
class Requirement:
    """One requirement: the `sentence` that says how it is shown, its clauses by letter, and why some are still open."""

    name: str
    sentence: str
    clauses: dict[str, str]
    open: dict[str, str]


@dataclass(frozen=True)
class Standing:
    """How a requirement stands: letters shown, letters declared open, letters missing a passing test."""

    requirement: Requirement
    shown: list[str]
    missing: list[str]
    wrongly_open: list[str]

    def __str__(self) -> str:
        name, reasons = self.requirement.name, self.requirement.open
        if len(self.shown) == len(self.requirement.clauses):
            return f"{name} shown"
        if not self.shown:
            return f"{name} open"
        still = [f"open {letter}: {reason}" for letter, reason in reasons.items() if letter not in self.shown]
        still += [f"open {letter}: no test shows it" for letter in self.missing]
        return ", ".join([f"{name} part {' '.join(self.shown)}", *still])


def load(file: Path) -> list[Requirement]:
    """The requirements of `file`; every problem of its text raises one ValueError."""
    entries = tomllib.loads(file.read_text(encoding="utf-8"))
    found = [_requirement(name, entry) for name, entry in entries.items()]
    problems = [problem for requirement in found for problem in _problems(requirement)]
    if problems:
        raise ValueError(f"{file}: " + "; ".join(problems))
    return found


def standing(requirement: Requirement, outcomes: list[Outcome]) -> Standing:
    """Compare what tests showed with what the requirement asks: a clause is shown when all its tests passed, at least one."""
    shown = []
    for letter in requirement.clauses:
        named = [outcome for outcome in outcomes if f"{requirement.name}.{letter}" in outcome.clauses]
        if named and all(outcome.outcome == GREEN and outcome.faces for outcome in named):
            shown.append(letter)
    missing = [
        letter for letter in requirement.clauses if letter not in shown and letter not in requirement.open
    ]
    return Standing(requirement, shown, missing, [letter for letter in requirement.open if letter in shown])


def unknown_clauses(requirements: list[Requirement], outcomes: list[Outcome]) -> list[str]:
    """Clauses that tests name and no requirement has."""
    known = {f"{requirement.name}.{letter}" for requirement in requirements for letter in requirement.clauses}
    return sorted({clause for outcome in outcomes for clause in outcome.clauses} - known)


def main(file: Path, made: Path | None = None) -> int:
    """Run the tests, or read the run in `made`; print the lines, return 1 where something is not as the file says."""
    requirements = load(file)
    code, outcomes = _run() if made is None else (0, read(made) if made.is_file() else [])
    standings = [standing(requirement, outcomes) for requirement in requirements]
    problems = [
        f"no requirement has the clause {clause}" for clause in unknown_clauses(requirements, outcomes)
    ]
    for found in standings:
        print(found)
        name = found.requirement.name
        problems += [f"{name}.{letter} is neither shown nor declared open" for letter in found.missing]
        problems += [f"{name}.{letter} is shown; take it from the open ones" for letter in found.wrongly_open]
    if code not in (0, 5):
        problems.append("a test of a requirement failed")
    print("\n".join(problems), file=sys.stderr)
    return 1 if problems else 0


def _run() -> tuple[int, list[Outcome]]:
    """What pytest returned for the tests that name a clause, and their outcomes."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "outcomes.json"
        arguments = ["-m", "requirement", "-q", "--no-header", f"--outcomes={file}"]
        code = subprocess.call([sys.executable, "-m", "pytest", *arguments])
        return code, read(file) if file.is_file() else []


def _requirement(name: str, entry: dict[str, Any]) -> Requirement:
    return Requirement(name, entry["sentence"], dict(entry["clauses"]), dict(entry.get("open", {})))


def _problems(requirement: Requirement) -> list[str]:
    found = []
    name = requirement.name
    if " ".join(requirement.clauses.values()) != requirement.sentence:
        found.append(f"the clauses of {name} do not join to its sentence")
    found += [
        f"{name}.{letter} is no clause's name"
        for letter in requirement.clauses
        if not CLAUSE.fullmatch(f"{name}.{letter}")
    ]
    found += [
        f"{name} has no clause {letter}, which is declared open"
        for letter in requirement.open.keys() - requirement.clauses.keys()
    ]
    found += [
        f"{name}.{letter} is open without a reason"
        for letter, reason in requirement.open.items()
        if not reason.strip()
    ]
    return found


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
