"""How a test gets a server it needs: started once, ended by its process id, or refused with a reason that is told loudly."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ENOUGH_ROOM = 2 * 1024**3
missing: dict[str, str] = {}


class ServiceMissing(Exception):
    """A server that tests need can not be had here; the text says why and what to do."""


def required() -> bool:
    """Tell whether a missing server is a failure (``CI`` or ``REQUIRE_SERVICES=1``) and not a skip."""
    return any(
        os.environ.get(name, "").lower() in ("1", "true", "yes") for name in ("CI", "REQUIRE_SERVICES")
    )


def refuse(service: str, reason: str) -> None:
    """Skip the running test because `service` is missing, or fail where servers are required; the summary repeats the reason."""
    missing[service] = reason
    text = f"{service} is missing: {reason}"
    if required():
        pytest.fail(text, pytrace=False)
    pytest.skip(text)


def memory_folder() -> Path | None:
    """A folder in memory for what tests write, where there is one with enough room in it."""
    folder = Path("/dev/shm")
    if os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > ENOUGH_ROOM:
        return folder
    return None


def end(process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    """Ask the process to end, and kill it when it has not done so within `seconds`."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
