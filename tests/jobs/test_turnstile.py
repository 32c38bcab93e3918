"""Steps of one worker leave room for other writers: for as long as one waits, and where that cannot be seen for a while."""

from __future__ import annotations

import pytest

from guanxi.jobs import execution


class Watch:
    """A clock that moves only where somebody sleeps or works."""

    def __init__(self) -> None:
        self.now, self.slept = 100.0, list[float]()

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 6))
        self.now += seconds


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    found = Watch()
    monkeypatch.setattr(execution, "time", found)
    monkeypatch.setattr(execution, "is_sqlite", lambda: True)
    return found


def others(monkeypatch: pytest.MonkeyPatch, answer: bool | None, looks: int = 1_000_000) -> None:
    """Somebody waits for so many looks, and nobody afterwards."""
    left = iter([answer] * looks) if looks < 1000 else iter(lambda: answer, object())
    monkeypatch.setattr(execution, "others_write", lambda _database: next(left, False))


@pytest.mark.parametrize(("outside", "slept"), [(0.0, [0.1]), (0.04, [0.06]), (0.5, [])])
def test_where_nobody_can_be_seen_the_pause_is_what_work_outside_leaves_of_it(
    watch: Watch, monkeypatch: pytest.MonkeyPatch, outside: float, slept: list[float]
) -> None:
    others(monkeypatch, None)
    assert _slept_between(watch, outside) == slept


def test_nobody_is_waited_for_where_nobody_waits(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    others(monkeypatch, False)
    assert _slept_between(watch, 0.0) == []


def test_who_waits_is_let_through(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    others(monkeypatch, True, looks=8)  # the first of them by the turn before
    assert _slept_between(watch, 0.0) == [0.002] * 7


def test_a_job_goes_on_though_others_write_without_end(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    others(monkeypatch, True)
    assert sum(_slept_between(watch, 0.0)) == pytest.approx(0.2, abs=0.003)


def _slept_between(watch: Watch, outside: float) -> list[float]:
    turnstile = execution.Turnstile()
    watch.now = 1000.0
    turnstile._ended = 0.0
    with turnstile.turn():
        watch.now += 0.4
    watch.now += outside
    watch.slept.clear()
    with turnstile.turn():
        pass
    return watch.slept
