"""A hook that hangs is recorded with its stack and paused, its transaction is cut, and its process asks to be replaced."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from peewee import PeeweeException

from guanxi.data import database
from guanxi.live import Live
from guanxi.plugins import incidents, lifecycle
from guanxi.plugins.guard import Guard, PluginFailed
from guanxi.plugins.watchdog import Hang, Watchdog

WAIT_S = 120


class Hook:
    """A plugin's function that hangs until it is released."""

    def __init__(self) -> None:
        self.release, self.inside = threading.Event(), threading.Event()
        self.error: BaseException | None = None

    def hang(self) -> None:
        self.inside.set()
        assert self.release.wait(WAIT_S)

    def hang_in_a_change(self) -> None:
        """Hang as a check does, in the midst of a transaction that has written."""
        try:
            with database.write_transaction():
                database.run("INSERT INTO generation (name, number) VALUES ('half', 1)")
                self.guard.call("ta", "check", self.hang, hook="check_it")
                database.run("INSERT INTO generation (name, number) VALUES ('other half', 1)")
        except PeeweeException as error:
            self.error = error
        finally:
            database.database.obj.close()

    guard: Guard


@pytest.fixture
def hook() -> Iterator[Hook]:
    found = Hook()
    yield found
    found.release.set()


def run(function: Callable[[], Any]) -> threading.Thread:
    thread = threading.Thread(target=function, daemon=True)
    thread.start()
    return thread


class Noting(list[str]):
    """Lets the call come back while the watchdog notes that it hangs, and gives it time to."""

    def __init__(self, hook: Hook, back: threading.Event) -> None:
        self.hook, self.back = hook, back

    def append(self, plugin: str) -> None:
        super().append(plugin)
        self.hook.release.set()
        self.back.wait(0.3)


def test_a_call_that_comes_back_while_it_is_convicted_does_not_bar_its_plugin(hook: Hook) -> None:
    back, told = threading.Event(), threading.Event()
    watchdog = Watchdog(lambda hang: told.set(), limit=0.05)
    watchdog._hanging = Noting(hook, back)

    def call() -> None:
        with watchdog.watching("ta", "ask", "x"):
            hook.hang()
        back.set()

    thread = run(call)
    assert told.wait(WAIT_S)
    thread.join(WAIT_S)
    assert not watchdog.hanging("ta")


def test_a_hanging_call_is_reported_once_with_its_stack(hook: Hook) -> None:
    hangs: list[Hang] = []
    seen = threading.Event()
    guard = Guard(lambda i: None, Watchdog(lambda h: (hangs.append(h), seen.set())[1], limit=0.1))  # type: ignore[func-returns-value]
    thread = run(lambda: guard.call("ta", "ask", hook.hang, hook="ta_warnings"))
    assert seen.wait(WAIT_S)
    [hang] = hangs
    assert (hang.incident.plugin, hang.incident.hook, hang.incident.kind) == ("ta", "ta_warnings", "hung")
    assert "release.wait" in hang.incident.traceback
    assert hang.thread == thread.ident
    assert not hang.returned()
    hook.release.set()
    thread.join(WAIT_S)
    assert hang.returned()
    assert len(hangs) == 1


def test_only_the_innermost_plugin_is_to_blame(hook: Hook) -> None:
    blamed: list[str] = []
    seen = threading.Event()
    watchdog = Watchdog(lambda h: (blamed.append(h.incident.plugin), seen.set())[1], limit=0.1)  # type: ignore[func-returns-value]
    guard = Guard(lambda i: None, watchdog)
    thread = run(lambda: guard.call("outer", "ask", lambda: guard.call("inner", "ask", hook.hang)))
    assert seen.wait(WAIT_S)
    assert blamed == ["inner"]
    hook.release.set()
    thread.join(WAIT_S)


def test_views_and_jobs_may_take_their_time() -> None:
    watchdog = Watchdog(lambda h: None, limit=0.01)
    guard = Guard(lambda i: None, watchdog)
    assert guard.call("ta", "view", lambda: list(watchdog._calls)) == []


class House:
    """A process with one plugin, as Live sees it."""

    def __init__(self, hook: Hook):
        self.replaced, self.swapped = threading.Event(), threading.Event()
        self.withouts: list[frozenset[str]] = []
        self.live = Live(self.build, limit=0.1, poll=0.05, grace=0.1, replace=self.replaced.set)
        self.hook = hook
        hook.guard = Guard(watchdog=self.live.watchdog)
        self.live.start()

    def build(self, without: frozenset[str], watchdog: Watchdog) -> Any:
        self.withouts.append(without)
        if without:
            self.swapped.set()
        return self.app

    def app(self, environ: Any, start_response: Any) -> list[bytes]:
        start_response("200 OK", [])
        if environ["PATH_INFO"] == "/hang":
            self.hook.hang_in_a_change()
        if environ["PATH_INFO"] == "/slow":
            assert environ["release"].wait(WAIT_S)
        return [b"ok"]

    def ask(self, path: str, **more: Any) -> list[bytes]:
        answer = self.live({"PATH_INFO": path, **more}, lambda status, headers: None)
        found = list(answer)
        answer.close()  # type: ignore[attr-defined]
        return found


@pytest.fixture
def house(hook: Hook, db: Any, clock: Any) -> Iterator[House]:
    database.run(
        "INSERT INTO plugin (name, state, version, reason, changed_at) VALUES ('ta', 'enabled', '1', '', 0)"
    )
    database.close()
    found = House(hook)
    yield found
    hook.release.set()
    found.live.stop()


def test_a_hang_within_a_change_frees_the_database_and_pauses_the_plugin(house: House, hook: Hook) -> None:
    thread = run(lambda: house.ask("/hang"))
    assert hook.inside.wait(WAIT_S)
    assert house.swapped.wait(WAIT_S)
    assert house.ask("/") == [b"ok"]
    assert house.replaced.wait(WAIT_S)
    assert house.live.why_not_ready() is not None
    assert lifecycle.states()["ta"].state == "paused"
    incidents.flush()
    [found] = database.rows("SELECT plugin, hook, kind FROM incident")
    assert found == ("ta", "check_it", "hung")
    hook.release.set()
    thread.join(WAIT_S)
    assert isinstance(hook.error, PeeweeException)
    assert database.rows("SELECT name FROM generation WHERE name LIKE '%half'") == []


def test_the_process_is_replaced_only_when_its_other_requests_have_ended(house: House, hook: Hook) -> None:
    release = threading.Event()
    slow = run(lambda: house.ask("/slow", release=release))
    hanging = run(lambda: house.ask("/hang"))
    assert house.swapped.wait(WAIT_S)
    for _ in range(5):
        house.live.tick()
    assert not house.replaced.is_set()
    release.set()
    slow.join(WAIT_S)
    assert house.replaced.wait(WAIT_S)
    hook.release.set()
    hanging.join(WAIT_S)


def test_a_process_whose_hook_came_back_after_all_is_kept(house: House, hook: Hook) -> None:
    house.live._grace = 60.0
    thread = run(lambda: house.ask("/hang"))
    assert house.swapped.wait(WAIT_S)
    hook.release.set()
    thread.join(WAIT_S)
    house.live._grace = 0.0
    for _ in range(5):
        house.live.tick()
    assert not house.replaced.is_set()
    assert house.live.why_not_ready() is None
    assert house.withouts[-1] == frozenset()


def test_a_plugin_is_not_called_while_another_call_of_it_hangs(hook: Hook) -> None:
    seen = threading.Event()
    guard = Guard(lambda i: None, Watchdog(lambda h: seen.set(), limit=0.1))
    thread = run(lambda: guard.call("ta", "ask", hook.hang))
    assert seen.wait(WAIT_S)
    called: list[str] = []
    with pytest.raises(PluginFailed, match="another call of it hangs"):
        guard.call("ta", "ask", called.append, "ta")
    guard.call("oi", "ask", called.append, "oi")
    hook.release.set()
    thread.join(WAIT_S)
    guard.call("ta", "ask", called.append, "ta again")
    assert called == ["oi", "ta again"]
