"""One finished app at a time: swapped whole, never under a request, and kept when its successor cannot be built."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from guanxi.data import database
from guanxi.live import Live, NotReady
from guanxi.plugins import generation
from guanxi.plugins.watchdog import Watchdog

WAIT_S = 120


class Page:
    """An app that answers its number; `hold` keeps its requests inside."""

    def __init__(self, text: str, hold: threading.Event | None = None):
        self.text, self.hold, self.inside = text, hold, threading.Event()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.inside.set()
        if self.hold:
            assert self.hold.wait(WAIT_S)
        start_response("200 OK", [])
        return [self.text.encode()]


def ask(live: Live, path: str = "/") -> tuple[int, str]:
    status: list[str] = []
    answer = live({"PATH_INFO": path}, lambda s, headers: status.append(s))
    text = b"".join(answer).decode()
    if hasattr(answer, "close"):
        answer.close()
    return int(status[0][:3]), text


class Numbers:
    """Generation numbers in memory."""

    def __init__(self) -> None:
        self.now = {"plugins": 0}

    def __call__(self) -> dict[str, int]:
        return self.now

    def move(self) -> None:
        self.now = {"plugins": self.now["plugins"] + 1}


@pytest.fixture
def numbers() -> Numbers:
    return Numbers()


@pytest.fixture
def make(numbers: Numbers, db: Any) -> Iterator[Callable[..., Live]]:
    made: list[Live] = []

    def make(build: Callable[[], Any], **options: Any) -> Live:
        options.setdefault("numbers", numbers)
        options.setdefault("poll", 60.0)
        made.append(Live(lambda without, watchdog: build(), **options))
        return made[-1]

    yield make
    for live in made:
        live.stop()


def counted() -> Callable[[], Page]:
    count = iter(range(1, 1000))
    return lambda: Page(str(next(count)))


def test_the_app_is_swapped_when_a_generation_moves(make: Any, numbers: Numbers) -> None:
    live = make(counted())
    assert ask(live) == (200, "1")
    assert not live.look()
    numbers.move()
    assert live.look()
    assert ask(live) == (200, "2")


def test_a_process_follows_by_itself(make: Any) -> None:
    live = make(counted(), numbers=generation.numbers)
    assert ask(live) == (200, "1")
    generation.bump("plugins")
    assert live.wait(2, WAIT_S)
    assert ask(live) == (200, "2")


def test_what_an_app_leaves_behind_is_tidied_once_it_came_and_once_it_went(
    make: Any, numbers: Numbers
) -> None:
    tidied: list[int] = []
    live = make(counted(), tidy=lambda: tidied.append(live.swaps))
    ask(live)
    for _look in range(2):
        live.tick()
    numbers.move()
    for _look in range(2):
        live.tick()
    assert tidied == [1, 2]


def test_a_process_that_was_not_told_follows_by_looking(make: Any, numbers: Numbers) -> None:
    live = make(counted(), poll=0.02)
    ask(live)
    numbers.move()
    assert live.wait(2, WAIT_S)


def test_a_request_ends_on_the_app_with_which_it_began(make: Any, numbers: Numbers) -> None:
    hold = threading.Event()
    first = Page("first", hold)
    apps = iter([first, Page("second")])
    retired: list[Page] = []
    live = make(lambda: next(apps), retire=retired.append)
    got: list[tuple[int, str]] = []
    slow = threading.Thread(target=lambda: got.append(ask(live)))
    slow.start()
    assert first.inside.wait(WAIT_S)
    numbers.move()
    live.look()
    assert ask(live) == (200, "second")
    assert retired == []
    hold.set()
    slow.join(WAIT_S)
    assert got == [(200, "first")]
    assert retired == [first]


def test_a_failed_build_leaves_the_old_app_serving(
    make: Any, numbers: Numbers, caplog: pytest.LogCaptureFixture
) -> None:
    answers: Iterator[Any] = iter([Page("good"), ValueError("broken template"), SystemExit(3)])

    def build() -> Any:
        found = next(answers)
        if isinstance(found, BaseException):
            raise found
        return found

    live = make(build)
    assert ask(live) == (200, "good")
    for _ in range(2):
        numbers.move()
        assert not live.look()
        assert ask(live) == (200, "good")
    assert "broken template" in caplog.text


def test_before_there_is_an_app_everything_answers_503_with_the_reason(make: Any, numbers: Numbers) -> None:
    ready = threading.Event()

    def build() -> Any:
        if not ready.is_set():
            raise NotReady("2 migrations wait. Run: guanxi migrate")
        return Page("here")

    live = make(build, poll=0.02)
    assert ask(live, "/live") == (200, "live\n")
    assert ask(live, "/ready") == (503, "Guanxi is not ready: 2 migrations wait. Run: guanxi migrate.\n")
    status, text = ask(live, "/contacts")
    assert status == 503 and "Guanxi 正在启动" in text
    ready.set()
    assert live.wait(1, WAIT_S)
    assert ask(live, "/ready") == (200, "ready\n")
    assert ask(live) == (200, "here")


def test_ready_says_what_the_host_finds_wrong(make: Any) -> None:
    live = make(counted(), ready=lambda: "the database does not answer")
    assert ask(live, "/ready") == (503, "the database does not answer\n")


def test_an_error_in_the_app_ends_its_request(make: Any, numbers: Numbers) -> None:
    def broken(environ: Any, start_response: Any) -> Any:
        raise ZeroDivisionError

    retired: list[Any] = []
    live = make(lambda: broken, retire=retired.append)
    with pytest.raises(ZeroDivisionError):
        ask(live)
    numbers.move()
    live.look()
    assert retired == [broken]


def test_thirty_swaps_leave_no_old_app_and_no_connection(make: Any) -> None:
    kept: list[weakref.ref[Page]] = []
    build = counted()

    def remembered() -> Page:
        page = build()
        kept.append(weakref.ref(page))
        return page

    live = make(remembered, numbers=generation.numbers)
    ask(live)
    connections = open_connections()
    for swap in range(30):
        generation.bump("plugins")
        assert live.wait(swap + 2, WAIT_S)
        ask(live)
    live.stop()  # its thread may still hold the app that it has just taken out of use
    gc.collect()
    assert [ref() for ref in kept[:-1]] == [None] * 30
    assert ask(live) == (200, "31")
    assert open_connections() <= connections + 1


def test_a_live_that_nobody_holds_ends_its_thread(numbers: Numbers, db: Any) -> None:
    live = Live(lambda without, watchdog: Page("x"), numbers=numbers, poll=0.01)
    live.start()
    [thread] = [t for t in threading.enumerate() if t.name == "guanxi-live" and t.is_alive()][-1:]
    del live
    for _ in range(WAIT_S * 10):
        gc.collect()  # the thread may hold it while it looks
        thread.join(0.1)
        if not thread.is_alive():
            break
    assert not thread.is_alive()


def test_the_watchdog_is_given_to_what_is_built(numbers: Numbers, db: Any) -> None:
    given: list[Any] = []
    live = Live(lambda without, watchdog: given.append((without, watchdog)) or Page("x"), numbers=numbers)  # type: ignore[func-returns-value]
    live.start()
    live.stop()
    assert given == [(frozenset(), live.watchdog)]
    assert isinstance(live.watchdog, Watchdog)


def open_connections() -> int:
    pool = database.database.obj
    return len(pool._in_use) + len(pool._connections)
