"""The house with the probe plugin of this folder, which is built, installed and enabled like anybody's."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from guanxi.testing.house import Built
from guanxi.testing.installing import install

SOURCE = Path(__file__).parent / "guanxi-probe"


@pytest.fixture(scope="session")
def probe_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder into which the probe was installed."""
    target = tmp_path_factory.mktemp("probe") / "site"
    install(SOURCE, target)
    return target


@pytest.fixture
def probed(
    built: Built, probe_site: Path, build_house: Callable[..., Built], monkeypatch: pytest.MonkeyPatch
) -> Built:
    """House and app with contacts and the probe."""
    monkeypatch.setattr(sys, "path", [str(probe_site), *sys.path])
    return build_house("contacts", "probe")
