"""guanxi worker: runs jobs, embedded (it looks into the database itself) or rung for by a broker."""

from __future__ import annotations

import argparse
import logging
import sys
import time
from typing import Any

from guanxi import logs
from guanxi.config import ConfigError, load
from guanxi.data import database as db
from guanxi.jobs.gentle import give_way

log = logging.getLogger("guanxi.jobs")


def register(subparsers: Any) -> None:
    """Add the command ``worker``; `run(options)` returns the exit code."""
    parser = subparsers.add_parser("worker", help="run jobs; `guanxi serve` starts one by itself")
    _add_options(parser)
    parser.set_defaults(run=run, needs_host=False)


def run(options: argparse.Namespace, host: object = None) -> int:
    """Run jobs until told to stop."""
    try:
        config = load()
    except ConfigError as wrong:
        print(wrong, file=sys.stderr)
        return 2
    logs.configure(config.log_level, config.log_format, config.secrets)
    threads = int(options.threads or config.job_threads)
    db.connect(config.database, pool=threads + 4)
    give_way()
    _wait_for_tables()
    from guanxi.composition import JobHouse
    from guanxi.jobs.worker import Worker
    from guanxi.plugins.hanging import Overseer

    house = JobHouse(config, Overseer().watchdog)
    return Worker(house, threads=threads, broker=config.broker, parent=options.parent).run()


def _wait_for_tables() -> None:
    """Wait until the database is up to the code, which another process sees to."""
    from guanxi.installation import waiting

    told = False
    while steps := waiting():
        if not told:
            log.warning("the worker waits for %s migrations; type: guanxi migrate", len(steps))
        told = True
        db.close()
        time.sleep(1)
    db.close()


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--threads", type=int, help="jobs at a time, instead of GUANXI_JOB_THREADS")
    parser.add_argument("--parent", type=int, default=0, help=argparse.SUPPRESS)


def main() -> int:
    """What the supervisor starts."""
    parser = argparse.ArgumentParser(prog="guanxi worker")
    _add_options(parser)
    return run(parser.parse_args())


if __name__ == "__main__":
    raise SystemExit(main())
