"""How often a generated test tried what it forbids: a test counts its tries, the run prints them.

``tries.add("rights matrix")`` or ``tries.add("rights matrix", 12)``; at the end of the run one line a name stands there:
``safety: rights matrix 3,412 tries``. The figure travels with the test's report, so that it is right with many workers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

PROPERTY = "tries:"


class Tries:
    """Counts tries by name for one test."""

    def __init__(self) -> None:
        self.found: Counter[str] = Counter()

    def add(self, name: str, number: int = 1) -> None:
        """Count `number` tries under `name`."""
        self.found[name] += number


@pytest.fixture
def tries(request: pytest.FixtureRequest) -> Iterator[Tries]:
    """Counts what this test tries; the run prints the sums."""
    counted = Tries()
    yield counted
    for name, number in counted.found.items():
        request.node.user_properties.append((f"{PROPERTY}{name}", number))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    sums: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    reports = [
        each
        for category in ("", "passed", "failed", "error")
        for each in terminalreporter.getreports(category)
    ]
    red = {each.nodeid for each in reports if getattr(each, "failed", False)}
    for report in reports:
        if getattr(report, "when", "") == "teardown":
            for name, number in _of(report):
                sums[name] += number
                wrong[name] += report.nodeid in red
    for name, number in sorted(sums.items()):
        failed = f"{wrong[name]} tests failed" if wrong[name] else "0 wrong"
        terminalreporter.write_line(f"safety: {name} {number:,} tries, {failed}")


def _of(report: pytest.TestReport) -> Iterator[tuple[str, int]]:
    for name, number in report.user_properties:
        if name.startswith(PROPERTY):
            yield name.removeprefix(PROPERTY), int(str(number))
