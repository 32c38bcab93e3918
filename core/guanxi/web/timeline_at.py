"""Where a page of a timeline begins, as it stands in the address of older entries."""

from __future__ import annotations

import re
from dataclasses import dataclass

from guanxi.records.timeline import Place

SHOWN_AT = "#happened"
"""Where a timeline stands on the page of a record."""
_NUMBER = re.compile("m?[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class At:
    """Where a page begins: below an entry, below a journal line; `no_entries`, `no_lines`: of these there are no older ones."""

    entry: Place | None = None
    line: int | None = None
    no_entries: bool = False
    no_lines: bool = False

    def text(self) -> str:
        """For an address: ``1700000000000.17.1-4711``; ``m`` stands for a minus, ``-`` alone where there is no more of a sort."""
        entry = ".".join(map(str, self.entry)).replace("-", "m") if self.entry else ""
        entry = "x" if self.no_entries else entry
        line = "x" if self.no_lines else str(self.line or "")
        return f"{entry}-{line}"

    @classmethod
    def of(cls, text: str) -> At | None:
        """The place that an address names; None for what is none."""
        entry, dash, line = text.partition("-") if not text.startswith("-") else ("", "-", text[1:])
        parts = [] if entry in ("", "x") else entry.split(".")
        numbers = parts if line in ("", "x") else [*parts, line]
        if not dash or len(parts) not in (0, 2, 3) or not all(map(_NUMBER.fullmatch, numbers)):
            return None
        place = Place(*(int(part.replace("m", "-")) for part in parts)) if parts else None
        return cls(place, int(line) if line.isdigit() else None, entry == "x", line == "x")
