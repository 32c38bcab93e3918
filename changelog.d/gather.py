"""Moves the fragments of this folder into CHANGELOG.md: ``python3 changelog.d/gather.py VERSION DATE``."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
KINDS = ("added", "changed", "fixed", "removed", "security")
HEAD = "# Changelog\n"


def fragments(folder: Path) -> dict[str, list[Path]]:
    """The fragments by kind, in the order of KINDS; a name or a text that is none raises ValueError."""
    found: dict[str, list[Path]] = {kind: [] for kind in KINDS}
    for path in sorted(folder.glob("*.md")):
        if path.name == "README.md":
            continue
        topic, _, kind = path.stem.rpartition(".")
        text = path.read_text(encoding="utf-8").strip()
        if not topic or kind not in KINDS:
            raise ValueError(f"{path.name} must be named TOPIC.KIND.md; KIND is one of {', '.join(KINDS)}.")
        if not text or "\n\n" in text or not text.endswith((".", "。")):
            raise ValueError(f"{path.name} must hold one sentence.")
        found[kind].append(path)
    return {kind: paths for kind, paths in found.items() if paths}


def section(version: str, date: str, found: dict[str, list[Path]]) -> str:
    """The text of one release."""
    lines = [f"## {version} · {date}"]
    for kind, paths in found.items():
        lines += ["", f"### {kind.capitalize()}", ""]
        lines += ["- " + " ".join(path.read_text(encoding="utf-8").split()) for path in paths]
    return "\n".join(lines) + "\n"


def main(version: str, date: str) -> None:
    """Write the section of `version` below the head of CHANGELOG.md and remove its fragments."""
    found = fragments(HERE)
    file = HERE.parent / "CHANGELOG.md"
    before = file.read_text(encoding="utf-8").removeprefix(HEAD) if file.is_file() else ""
    file.write_text(f"{HEAD}\n{section(version, date, found)}{before}", encoding="utf-8")
    for path in (path for paths in found.values() for path in paths):
        path.unlink()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
