"""One server a data folder and machine: a second is told where the first is; what a dead one has left stops nobody."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from guanxi.config import Config, load
from guanxi.served_at import ServedAlready, as_served, held

HOLD = """
import sys
from pathlib import Path
from guanxi.config import load
from guanxi.served_at import held
with held(load({"GUANXI_DATA": sys.argv[1], "GUANXI_PORT": "8041"}, folder=Path(sys.argv[1]))):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def on(tmp_path: Path) -> Callable[[int], Config]:
    """The settings of the one data folder, for a port."""
    return lambda port: load({"GUANXI_DATA": str(tmp_path), "GUANXI_PORT": str(port)}, folder=tmp_path)


def test_second_server_is_told_where_the_first_is_and_takes_nothing_away(on) -> None:
    with held(on(8041)):
        with pytest.raises(ServedAlready, match="is served already at http://localhost:8041"), held(on(8042)):
            pass
        assert as_served(on(8000)).base_url == "http://localhost:8041"
    assert as_served(on(8000)).base_url == "http://localhost:8000"
    with held(on(8042)):
        assert as_served(on(8000)).base_url == "http://localhost:8042"


def test_server_that_was_killed_stops_nobody_and_its_address_is_not_told(on, tmp_path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, tmp_path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as killed:
        assert killed.stdout is not None
        assert killed.stdout.readline() == b"held\n"
        assert as_served(on(8000)).base_url == "http://localhost:8041"
        killed.kill()
    assert "8041" in next(tmp_path.glob("served-at-*")).read_text()
    assert as_served(on(8000)).base_url == "http://localhost:8000"
    with held(on(8042)):
        assert as_served(on(8000)).base_url == "http://localhost:8042"
