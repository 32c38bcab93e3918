"""The tags of a record: names that a house gives once and puts on whatever it likes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from guanxi.data.fields.about import About
from guanxi.data.fields.field import Invalid
from guanxi.data.formats import PLAIN, Format
from guanxi.data.messages import translator
from guanxi.data.ref import Ref

_ = translator("guanxi")
TAG = "work.tag"
MOST_TAGS = 50


@dataclass(frozen=True, eq=False)
class Tags(About):
    """The tags of a record, at most 50, as a tuple of `Ref` in the order of their ids; written ``work.tag/7``, or ``7`` in filters.

    It is a set: what two people add or take away at the same time is done both.
    """

    to: tuple[str, ...] = (TAG,)

    operators: ClassVar[tuple[str, ...]] = ("eq", "ne", "in", "all", "empty")

    def _kept(self, parts: Iterable[Any]) -> tuple[Ref, ...] | None:
        found = {self._ref(f"{TAG}/{part}" if _is_number(part) else part) for part in parts}
        if len(found) > MOST_TAGS:
            raise Invalid(_("A record has at most {n} tags.", n=MOST_TAGS))
        return tuple(sorted(found, key=lambda ref: ref.id)) or None

    def accept(self, raw: Any, fmt: Format = PLAIN) -> tuple[Ref, ...] | None:
        return super().accept([raw] if _is_number(raw) else raw, fmt)

    def united(self, base: Any, theirs: Any, mine: Any) -> Any:
        """What was there, with all that either side added and without what either took away."""
        before, left, right = (set(self.from_row((kept,)) or ()) for kept in (base, theirs, mine))
        kept = (left | (right - before)) - (before - right)
        return self.to_row(tuple(sorted(kept, key=lambda ref: ref.id)))[0]


def _is_number(part: Any) -> bool:
    return (isinstance(part, str) and part.isascii() and part.isdigit()) or (
        isinstance(part, int) and not isinstance(part, bool)
    )
