"""A worker process over the database of a test, which looks more often than a real one: `python quick_worker.py URL FOLDER [BROKER]`.

What the environment says of the mail server holds here too.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Hashable
from pathlib import Path

from guanxi.composition import compose
from guanxi.config import Config, load
from guanxi.data import database as db
from guanxi.jobs.runtime import Runtime, Timing
from guanxi.jobs.worker import Worker

QUICK = Timing(poll=0.02, lease=1.5, heartbeat=0.3, sweep=0.3, first_pause=0.2, max_deaths=50)


class House:
    """The real house; what is enabled does not change."""

    def __init__(self, config: Config) -> None:
        self.config = config

    def generation(self) -> Hashable:
        return 0

    def load(self) -> Runtime:
        return compose(self.config).runtime()


def main(url: str, folder: str, broker: str = "") -> int:
    mail = {name: value for name, value in os.environ.items() if name.startswith("GUANXI_MAIL_")}
    config = load({**mail, "GUANXI_DATABASE": url, "GUANXI_DATA": folder}, folder=Path(folder))
    db.connect(url)
    return int(Worker(House(config), threads=4, broker=broker, timing=QUICK).run())


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
