"""Checks the wheels of host and plugins where nothing else is installed: ``python tests/wheels.py REPOSITORY``.

Everything that the source folders hold for the running program must be inside, every module must be importable, and the
command must start.
"""

from __future__ import annotations

import importlib
import subprocess
import sys
from importlib.metadata import entry_points
from importlib.resources import files
from pathlib import Path
from pkgutil import walk_packages

SHIPPED = ("templates", "static", "translations", "migrations")
LEFT_OUT = ("guanxi.testing",)


def main(root: Path) -> None:
    """Check every package; end with all problems in one list."""
    sources = {"guanxi": root / "core" / "guanxi"}
    sources |= {
        path.name: path for path in (root / "plugins").glob("*/guanxi_*") if (path / "__init__.py").is_file()
    }
    problems = [problem for package, source in sources.items() for problem in check(package, source)]
    declared = {entry.module.partition(".")[0] for entry in entry_points(group="guanxi.plugins")}
    problems += [f"{name} declares no entry point" for name in sources.keys() - declared - {"guanxi"}]
    command = Path(sys.executable).with_name("guanxi.exe" if sys.platform == "win32" else "guanxi")
    done = subprocess.run([command, "--help"], capture_output=True, text=True)
    if done.returncode:
        problems.append(f"guanxi --help ended with {done.returncode}: {done.stderr.strip()[-300:]}")
    if problems:
        sys.exit("\n".join(problems))
    print(f"wheels: {', '.join(sorted(sources))} are whole")


def check(package: str, source: Path) -> list[str]:
    """What is wrong with one installed package."""
    installed = Path(str(files(package)))
    if source in (installed, *installed.parents):
        return [f"{package} is imported from the repository, not from its wheel"]
    wanted = [
        path.relative_to(source) for path in source.rglob("*") if shipped(path.relative_to(source), path)
    ]
    problems = [
        f"{package}: {path} is not in the wheel" for path in wanted if not (installed / path).is_file()
    ]
    if package == "guanxi" and not (installed / "web/static/dist/manifest.json").is_file():
        problems.append("guanxi: the static bundle is not in the wheel")
    return problems + modules(package)


def shipped(inside: Path, path: Path) -> bool:
    """Tell whether the running program needs the file."""
    if not path.is_file() or "__pycache__" in inside.parts or path.suffix == ".pyc":
        return False
    return path.suffix in (".py", ".typed") or any(
        part in SHIPPED or part == "data" for part in inside.parts[:-1]
    )


def modules(package: str) -> list[str]:
    """Import every module of the package; return what cannot be."""
    problems = []
    for found in walk_packages(importlib.import_module(package).__path__, f"{package}."):
        if found.name.startswith(LEFT_OUT) or ".migrations" in found.name:
            continue
        try:
            importlib.import_module(found.name)
        except Exception as error:  # noqa: BLE001  every failure is told
            problems.append(f"{found.name} cannot be imported: {error!r}")
    return problems


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
