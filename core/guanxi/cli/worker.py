"""guanxi worker: runs jobs, embedded (it looks into the database itself) or rung for by a broker."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Hashable
from typing import Any

from guanxi import logs
from guanxi.cli.serve import secrets_of
from guanxi.config import Config, ConfigError, load
from guanxi.data import database as db
from guanxi.jobs.runtime import Runtime


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
    logs.configure(config.log_level, config.log_format, secrets_of(config))
    threads = int(options.threads or config.job_threads)
    db.connect(config.database, pool=threads + 4)
    from guanxi.jobs.worker import Worker

    return Worker(ComposedHouse(config), threads=threads, broker=config.broker, parent=options.parent).run()


class ComposedHouse:
    """The jobs of the plugins that are enabled now."""

    def __init__(self, config: Config):
        self._config = config

    def load(self) -> Runtime:
        """Compose the house anew."""
        from guanxi.composition import compose

        return compose(self._config).runtime()

    def generation(self) -> Hashable:
        """What moves when a plugin is switched or a setting changes."""
        from guanxi.composition import position

        return position()


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
