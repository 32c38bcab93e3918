"""How a test gets a server it needs: started once, ended by its process id, or refused with a reason that is told loudly."""

from __future__ import annotations

import os
import subprocess

import pytest

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


def end(process: subprocess.Popen[bytes], seconds: float = 10) -> None:
    """Ask the process to end, and kill it when it has not done so within `seconds`."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
