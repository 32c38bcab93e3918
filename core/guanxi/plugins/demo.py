"""What a plugin answers when the host fills itself with demo data."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class DemoData:
    """Demo data of a plugin: `write(staff, size, seed)` makes them and returns how many records of each kind it wrote.

    `staff` are the actors of the demo users who own records, never empty; `size` is the number of companies to aim at;
    equal arguments give equal records. The clock of somebody who left stands still: nothing is his after it.
    It writes through changes, as each record's owner, in the batch
    ``demo:<plugin>``: by that name the demo data are found again when they are removed.
    """

    write: Callable[[Sequence[Any], int, int], Mapping[str, int]]
