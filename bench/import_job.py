"""``python -m bench.import_job JOB``: does one job in a process of its own, as a worker would, and prints as JSON how long it took and
how memory grew.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from pathlib import Path

from guanxi.composition import compose
from guanxi.config import load
from guanxi.data.database import close, connect, row
from guanxi.jobs.gentle import give_way
from guanxi.jobs.here import run_here


def memory_mb() -> float:
    """What this process holds in memory now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20


def main(job_id: str) -> None:
    """Do the job; the memory is looked at ten times a second, `early` is the most of the first third of its rows."""
    config = load()
    connect(config.database)
    give_way()
    runtime = compose(config).runtime()
    over, seen = threading.Event(), list[tuple[float, float]]()

    def look() -> None:
        while not over.wait(0.1):
            found = row("SELECT progress, total FROM job WHERE id = ?", (job_id,))
            seen.append(((found[0] / found[1]) if found and found[1] else 0, memory_mb()))
        close()

    watch = threading.Thread(target=look)
    begun = time.perf_counter()
    watch.start()
    ended = run_here(runtime, job_id, seconds=3600)
    took = time.perf_counter() - begun
    over.set()
    watch.join()
    early = max((mb for share, mb in seen if share < 1 / 3), default=memory_mb())
    most = max((mb for _share, mb in seen), default=memory_mb())
    print(json.dumps({"ended": ended, "seconds": took, "early": early, "most": most}))


if __name__ == "__main__":
    main(sys.argv[1])
