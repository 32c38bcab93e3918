"""A worker takes over the newest set of plugins, whenever it moved."""

from __future__ import annotations

import probe

from guanxi.jobs.worker import Worker


class Moving:
    """A house whose set of plugins moves while a worker loads it."""

    def __init__(self):
        self.number = 1

    def load(self):
        self.number += 1
        return probe.runtime()

    def generation(self):
        return self.number


def test_worker_that_starts_while_the_plugins_move_loads_them_once_more():
    house = Moving()
    worker = Worker(house)
    assert worker.generation != house.generation()
