"""Installs the distribution of a plugin for a test: into a folder of its own, without any network."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path


def install(source: Path, target: Path) -> None:
    """Build the distribution in the folder `source` and install it into `target`, which then belongs on sys.path."""
    copy = target.with_name(f"{target.name}-source")
    shutil.copytree(source, copy, ignore=shutil.ignore_patterns("*.egg-info", "build", "__pycache__"))
    options = [
        "-q",
        "--no-deps",
        "--no-build-isolation",
        "--offline",
        "-p",
        sys.executable,
        "--target",
        str(target),
    ]
    done = subprocess.run(
        [sys.executable, "-m", "uv", "pip", "install", *options, str(copy)], capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(f"{source.name} cannot be installed: {done.stderr.strip()[-2000:]}")
