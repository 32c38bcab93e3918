"""Postal addresses, which a map finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass
from typing import Any

from guanxi.data.fields.text import Text


@dataclass(frozen=True, eq=False)
class Address(Text):
    """A postal address of one line; its record's page leads from it to the map that the house has chosen. `within` names the
    field that says in which place it lies, for the map.
    """

    _: KW_ONLY
    max: int = 300
    within: str = ""

    def sought(self, values: Mapping[str, Any]) -> str:
        """What a map is asked for: the address, with the place before it unless it names that itself; empty where there is none."""
        address = str(values.get(self.name) or "")
        place = str(values.get(self.within) or "") if self.within else ""
        return address if not address or place in address else f"{place} {address}"
