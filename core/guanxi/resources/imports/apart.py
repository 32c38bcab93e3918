"""The parts of a large file, made by a second process while this one writes: a computer has more than one processor, and Python uses one.

What the second process gives is what the pipeline here would give. Where it cannot be started, holds other plugins, settings or
rights than this one, or ends too early, the parts are made here.
"""

from __future__ import annotations

import logging
import os
import pickle
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import Any

from guanxi.data.database import bound_to
from guanxi.resources.imports.pipeline import Part, Pipeline

log = logging.getLogger(__name__)
PATIENCE_S = 60
"""How long a part may take before the second process is given up."""
LENGTH = struct.Struct(">Q")
"""What goes before each pickle."""
MODULE = "guanxi.making"


class GivenUp(Exception):
    """The second process is of no use; the parts must be made here."""


class Apart:
    """A second process that makes the parts of the file of `run` after its first `done` rows, as the actor of `pipeline`."""

    def __init__(self, pipeline: Pipeline, run: int, done: int) -> None:
        self._pipeline, self._actor = pipeline, pipeline.actor
        self._known = False
        numbers = [str(each) for each in (run, pipeline.actor.id, done, pipeline.window)]
        folder = Path(pipeline.actor.host.settings["host.files"]).parent
        env = os.environ | {"GUANXI_DATABASE": bound_to(), "GUANXI_DATA": str(folder)}
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-m", MODULE, *numbers],
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except OSError as failure:
            raise GivenUp(str(failure)) from failure

    def take(self) -> Part | None:
        """The next part; None after the last. Raises GivenUp."""
        if self._pipeline.actor is not self._actor:
            raise GivenUp("the rights or settings have changed")
        with self._patience():
            if not self._known:
                if self._next() != self._pipeline.mark():
                    raise GivenUp("it holds other plugins, settings or rights")
                self._known = True
            found = self._next()
        if found is not None and not isinstance(found, Part):
            raise GivenUp("it said something else than a part")
        return found

    def end(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        self._process.wait()
        assert self._process.stdout
        self._process.stdout.close()

    def _next(self) -> Any:
        head = self._read(LENGTH.size)
        content = self._read(LENGTH.unpack(head)[0])
        try:
            return pickle.loads(content) if content else None  # noqa: S301 - our own process wrote it
        except Exception as failure:
            raise GivenUp(f"what it said cannot be read: {failure}") from failure

    def _read(self, size: int) -> bytes:
        assert self._process.stdout
        found = self._process.stdout.read(size)
        if len(found) < size:
            raise GivenUp("it has ended too early")
        return found

    @contextmanager
    def _patience(self) -> Iterator[None]:
        alarm = Timer(PATIENCE_S, self._process.kill)
        alarm.start()
        try:
            yield
        finally:
            alarm.cancel()
