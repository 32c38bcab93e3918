"""The outcome of each test as data: which clauses it shows, through which faces it went, whether it passed."""

from __future__ import annotations

import json
from collections.abc import Generator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pytest

FACES = ("page", "browser", "rest", "command")
RED, GREEN, SKIPPED = "failed", "passed", "skipped"


class Uses:
    """What a test went through; the fixtures of the faces record it: ``uses.record("rest")``."""

    def __init__(self) -> None:
        self.faces: set[str] = set()

    def record(self, face: str) -> None:
        """Remember that the running test used `face`: page, browser, rest or command."""
        if face not in FACES:
            raise ValueError(f"{face!r} is none of the faces {', '.join(FACES)}.")
        self.faces.add(face)


USES = pytest.StashKey[Uses]()


@dataclass
class Outcome:
    """How one test ended, with its clauses and faces."""

    test: str
    outcome: str = GREEN
    clauses: list[str] = field(default_factory=list)
    faces: list[str] = field(default_factory=list)

    @property
    def function(self) -> str:
        """The test without its parameters: ``tests/a/test_b.py::test_c``."""
        return self.test.partition("[")[0]


class Collector:
    """Gathers outcomes from the reports, those of other worker processes too, and writes them to a file."""

    def __init__(self, file: Path) -> None:
        self.file, self.found = file, dict[str, Outcome]()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        outcome = self.found.setdefault(report.nodeid, Outcome(report.nodeid))
        if report.outcome == RED or (report.outcome == SKIPPED and outcome.outcome != RED):
            outcome.outcome = report.outcome
        for name, value in report.user_properties:
            if name in ("clauses", "faces"):
                setattr(outcome, name, str(value).split())

    def pytest_sessionfinish(self) -> None:
        self.file.write_text(
            json.dumps([asdict(outcome) for outcome in self.found.values()]), encoding="utf-8"
        )


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("guanxi").addoption(
        "--outcomes", metavar="FILE", help="write the outcome of each test as JSON"
    )


def pytest_configure(config: pytest.Config) -> None:
    file = config.getoption("--outcomes")
    if file and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Collector(Path(file)))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """A test that claims to show a clause must have gone through a face."""
    clauses = [str(name) for marker in item.iter_markers("requirement") for name in marker.args]
    uses = item.stash.setdefault(USES, Uses())
    result: Any = yield
    item.user_properties += [("clauses", " ".join(clauses)), ("faces", " ".join(sorted(uses.faces)))]
    if clauses and not uses.faces:
        pytest.fail(
            f"{item.nodeid} shows {', '.join(clauses)} but went through no page, browser, REST or command.",
            pytrace=False,
        )
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """What a test printed or logged may hold half characters, which cannot be sent to the process that reports."""
    report = yield
    report.sections = [
        (name, text.encode("utf-8", "backslashreplace").decode("utf-8")) for name, text in report.sections
    ]
    return report


@pytest.fixture
def uses(request: pytest.FixtureRequest) -> Uses:
    """Where the fixtures of the faces record that the test used them."""
    found: Uses = request.node.stash.setdefault(USES, Uses())
    return found


def read(file: Path) -> list[Outcome]:
    """The outcomes that a run has written with ``--outcomes``."""
    return [Outcome(**entry) for entry in json.loads(file.read_text(encoding="utf-8"))]
