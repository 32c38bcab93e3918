"""Plugins made on the spot: real distributions with metadata and an entry point, in a folder on sys.path."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from guanxi.plugins.incidents import Incident


class Workshop:
    """Makes distributions in a folder that is on sys.path while the test runs."""

    def __init__(self, folder: Path):
        self.folder = folder

    def plugin(
        self,
        name: str,
        code: str = "",
        *,
        needs: tuple[str, ...] = (),
        version: str = "1.0",
        distribution: str = "",
        **files: str,
    ) -> str:
        """Make the plugin `name` with the body of its plugin.py and further modules; return its name.

        Its package is ``guanxi_<name>``; `needs` are lines of Requires-Dist.
        """
        package = self.folder / f"guanxi_{name}"
        package.mkdir(exist_ok=True)
        (package / "__init__.py").touch()
        for module, body in {"plugin": code, **files}.items():
            (package / f"{module}.py").write_text(dedent(body), encoding="utf-8")
        self._metadata(name, distribution or f"guanxi-{name}", version, needs)
        return name

    def module(self, name: str, code: str = "") -> str:
        """Make a plugin that is the single module ``guanxi_<name>``; return its name."""
        (self.folder / f"guanxi_{name}.py").write_text(dedent(code), encoding="utf-8")
        self._metadata(name, f"guanxi-{name}", "1.0", (), entry=f"guanxi_{name}")
        return name

    def _metadata(
        self, name: str, distribution: str, version: str, needs: tuple[str, ...], entry: str = ""
    ) -> None:
        info = self.folder / f"{distribution.replace('-', '_')}-{version}.dist-info"
        info.mkdir(exist_ok=True)
        lines = [
            "Metadata-Version: 2.1",
            f"Name: {distribution}",
            f"Version: {version}",
            f"Summary: The plugin {name}",
        ]
        lines += [f"Requires-Dist: {need}" for need in needs]
        (info / "METADATA").write_text("\n".join(lines) + "\n")
        (info / "entry_points.txt").write_text(
            f"[guanxi.plugins]\n{name} = {entry or f'guanxi_{name}.plugin'}\n"
        )


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workshop]:
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    before = set(sys.modules)
    yield Workshop(folder)
    for module in set(sys.modules) - before:
        if module.startswith("guanxi_"):
            del sys.modules[module]


@pytest.fixture
def reported() -> list[Incident]:
    """Where a test's guard reports to."""
    return []
