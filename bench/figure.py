"""What a figure is: a name, databases and sizes it is measured at, and lines of value, floor, ratio and target."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bench.stores import Stores


@dataclass(frozen=True)
class Line:
    """One measured figure; it falls short where `ratio` is above `target`."""

    name: str
    engine: str
    value: float
    floor: float
    target: float
    unit: str = "ms"
    note: str = ""

    @property
    def ratio(self) -> float:
        """The value by its floor."""
        return self.value / self.floor if self.floor else float("inf")

    @property
    def short(self) -> bool:
        """Tell that the target is missed."""
        return self.ratio > self.target

    def __str__(self) -> str:
        values = f"value={self.value:.3g}{self.unit} floor={self.floor:.3g}{self.unit}"
        ending = "  FALLS SHORT" if self.short else ""
        return f"bench {self.name} {self.engine} {values} ratio={self.ratio:.2f} target={self.target}{self.note}{ending}"


@dataclass(frozen=True)
class Figure:
    """A measurement: `measure(stores, engine, size)` yields its lines; `large` ones have another size with SIZE=1m."""

    name: str
    measure: Callable[[Stores, str, int], Iterable[Line]]
    large: bool = False
