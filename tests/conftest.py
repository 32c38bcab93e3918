"""Fixtures of the host's own tests; those that plugin authors share are in guanxi.testing.plugin."""

import os
from itertools import cycle, islice

import pytest
from hypothesis import HealthCheck, settings

# A busy machine draws and runs slowly; where others wait for the outcome, the examples are the same in each run.
settings.register_profile(
    "house",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    **({"derandomize": True, "database": None} if os.environ.get("CI") else {}),
)
settings.load_profile("house")


@pytest.fixture(scope="session")
def house_plugins() -> tuple[str, ...]:
    """The host's tests know customers and nothing else, whatever more is installed."""
    return ("contacts",)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Number bytes instead of writing them out: packed files carry the second they were made in, and every test process
    must find the same tests."""
    return argname if isinstance(val, bytes) else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let test processes begin with what takes long, so that none is left alone with it at the end.

    Each process is given an equal share of the list and takes over from the others when it is done. The browser's tests,
    which share one server, stand at the head of the first share, what is marked as long at the heads of those behind it.
    """
    workers = int(getattr(config, "workerinput", {}).get("workercount", 1))
    if workers == 1:
        return
    browser = [each for each in items if "chromium" in getattr(each, "fixturenames", ())]
    long = [each for each in items if each.get_closest_marker("long") and each not in browser]
    early = {*browser, *long}
    rest = iter([each for each in items if each not in early])
    shares: list[list[pytest.Item]] = [[] for _ in range(workers)]
    shares[0] += sorted(browser, key=lambda each: each.get_closest_marker("long") is None)
    for each, share in zip(long, cycle(shares[1:]), strict=False):
        share.append(each)
    size = -(-len(items) // workers)
    for share in shares:
        share += islice(rest, max(0, size - len(share)))
    items[:] = [each for share in shares for each in share] + list(rest)
