"""Waits for an import's job: does its steps where no worker has it, shows progress, and stops it cleanly at Ctrl-C."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from guanxi.data.database import close
from guanxi.jobs.here import take_back_dead
from guanxi.records.actor import Actor
from guanxi.records.resource import Resource
from guanxi.resources.imports import runs
from guanxi.resources.imports.doing import do_here
from guanxi.resources.imports.runs import Run

SLICE_S, PAUSE_S = 60, 0.2
"""For how long steps are done in one turn; a turn reads the file anew, so a short one costs more than it does."""
SHOWN_S = 0.5


def wait(actor: Actor, resource: Resource, run_id: int) -> Run:
    """Return the run when its job has ended, in whatever way."""

    def find() -> Run:
        return runs.find(actor, resource, run_id)

    with stopping_at_ctrl_c(lambda: runs.stop(actor, find())), _shown(find):
        while True:
            known = find()
            if not known.under_way or known.job_id is None:
                return known
            if do_here(actor.host, known.job_id, SLICE_S) is None:
                take_back_dead(actor.host.clock)
                time.sleep(PAUSE_S)


@contextmanager
def stopping_at_ctrl_c(stop: Callable[[], Any]) -> Iterator[None]:
    """At the first Ctrl-C ask the job to stop after its step; at the second end as usual."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGINT)

    def asked(number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, before)
        print("\nStopping after the rows that are being written …", file=sys.stderr)
        threading.Thread(target=_stopped, args=(stop,)).start()

    signal.signal(signal.SIGINT, asked)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _stopped(stop: Callable[[], Any]) -> None:
    """Ask to stop from a thread and a connection of its own: the main thread may be amidst a transaction."""
    try:
        stop()
    finally:
        close()


@contextmanager
def _shown(find: Callable[[], Run]) -> Iterator[None]:
    """Within the block a thread shows on a terminal how far the run is."""
    if not sys.stderr.isatty():
        yield
        return
    began, over = time.monotonic(), threading.Event()

    def show() -> None:
        try:
            while not over.wait(SHOWN_S):
                _show(find(), time.monotonic() - began)
        finally:
            close()

    thread = threading.Thread(target=show)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        _show(find(), time.monotonic() - began)


def _show(known: Run, seconds: float) -> None:
    """One line on a terminal that overwrites itself: rows done, how many a second, what is left."""
    if not known.total:
        return
    rate = known.done / seconds if seconds > 1 else 0
    left = f", {(known.total - known.done) / rate:.0f} s left" if rate else ""
    pace = f", {rate:.0f} rows/s" if rate else ""
    ending = "\r" if known.under_way else "\n"
    print(f"\r  {known.done} / {known.total} rows{pace}{left}   ", end=ending, file=sys.stderr, flush=True)
