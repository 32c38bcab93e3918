"""Steps of one worker leave room for other writers, and what a step does outside its transaction is such room."""

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


@pytest.mark.parametrize(("outside", "slept"), [(0.0, [0.1]), (0.04, [0.06]), (0.5, [])])
def test_the_pause_is_what_work_outside_leaves_of_it(
    monkeypatch: pytest.MonkeyPatch, outside: float, slept: list[float]
) -> None:
    watch, turnstile = Watch(), execution.Turnstile()
    monkeypatch.setattr(execution, "time", watch)
    monkeypatch.setattr(execution, "is_sqlite", lambda: True)
    with turnstile.turn():
        watch.now += 0.4
    watch.now += outside
    with turnstile.turn():
        pass
    assert watch.slept == slept
