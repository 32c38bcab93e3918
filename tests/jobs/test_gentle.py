"""Background work gives way: a process on PostgreSQL goes behind others, one on SQLite does not."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from guanxi.data.database import bound_to
from guanxi.jobs.gentle import NICE

ASKED = """
import os, sys
from guanxi.data.database import connect
from guanxi.jobs.gentle import give_way
connect(sys.argv[1])
give_way()
give_way()
print(os.getpriority(os.PRIO_PROCESS, 0))
"""


@pytest.mark.skipif(not hasattr(os, "setpriority"), reason="there are no priorities on Windows")
def test_a_process_gives_way_where_nobody_waits_for_its_writes(db: object, engine: str) -> None:
    here = os.getpriority(os.PRIO_PROCESS, 0)
    said = subprocess.run(
        [sys.executable, "-c", ASKED, bound_to()], capture_output=True, text=True, check=True
    )
    assert int(said.stdout) == (here if engine == "sqlite" else max(NICE, here))
