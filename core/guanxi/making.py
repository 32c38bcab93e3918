"""``python -m guanxi.making``: makes the parts of a file that is imported in a process of its own and writes them to standard output,
each as its length and a pickle; first the mark of the pipeline, last an empty one. It reads the database, and writes nothing.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO

from guanxi.composition import compose
from guanxi.config import load
from guanxi.data.database import close, connect
from guanxi.data.garbage import seldom_searched
from guanxi.data.messages import use_language
from guanxi.resources.imports import runs
from guanxi.resources.imports.apart import LENGTH
from guanxi.resources.imports.pipeline import Pipeline

NICE = 5
"""Whoever waits for a page goes first."""


def main(run: int, actor_id: int, done: int, window: int) -> None:
    """Make the parts of a run after its first `done` rows, as the user `actor_id`."""
    out, sys.stdout = sys.stdout.buffer, sys.stderr
    if hasattr(os, "nice"):
        os.nice(NICE)
    config = load()
    connect(config.database, pool=2)
    with seldom_searched():
        for each in _made(compose(config, report=lambda _incident: None).actor(actor_id), run, done, window):
            _send(out, pickle.dumps(each, pickle.HIGHEST_PROTOCOL))
    _send(out, b"")


def _made(actor: Any, run: int, done: int, window: int) -> Iterator[Any]:
    if actor is None:
        return
    known = runs.opened(run)
    with use_language(actor.locale):
        pipeline = Pipeline(actor, actor.host.resources[known.resource], runs.content_of(run), known.options)
        pipeline.window = window
        yield pipeline.mark()
        for part in pipeline.parts(done):
            close()
            yield part


def _send(out: BinaryIO, content: bytes) -> None:
    out.write(LENGTH.pack(len(content)))
    out.write(content)
    out.flush()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:5]))
