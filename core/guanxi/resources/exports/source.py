"""What an export reads: heads and chunks of rows in the actor's language and format, with the columns that a list computes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from guanxi.data.formats import Format
from guanxi.data.messages import use_language
from guanxi.data.spreadsheet import escaped_column
from guanxi.records.actor import Actor
from guanxi.records.listing_columns import Column
from guanxi.resources.display import format_of
from guanxi.resources.exports.texts import Cells, Chunk, escaped_cells, text_cells
from guanxi.resources.faces import Computed
from guanxi.resources.lines import text_of
from guanxi.resources.table import column_label


@dataclass
class Source:
    """The columns, those that the list `computed` after them, and the rows that `read` gives; `count` is how many came."""

    actor: Actor
    columns: Sequence[Column]
    computed: Sequence[Computed]
    read: Iterator[list[tuple[Any, ...]]]
    count: int = 0

    @property
    def fmt(self) -> Format:
        """How the actor reads figures and moments."""
        return format_of(self.actor)

    def heads(self) -> list[str]:
        """The names of all columns."""
        with use_language(self.fmt.language):
            return [column_label(each) for each in self.columns] + [str(each.label) for each in self.computed]

    def chunks(self) -> Iterator[Chunk]:
        """Rows turned into columns, as the database has them; computed texts stand last."""
        for rows in self.read:
            found: list[Sequence[Any]] = list(zip(*rows, strict=True))
            with use_language(self.fmt.language):
                found += [self._texts(each, found[0]) for each in self.computed]
            self.count += len(rows)
            yield found

    def cells(self, *, escape: bool) -> list[Cells]:
        """What makes the texts of each column."""
        made = escaped_cells if escape else text_cells
        own = [made(column, self.fmt) for column in self.columns]
        return own + [_computed(place, escape=escape) for place in range(-len(self.computed), 0)]

    def _texts(self, computed: Computed, ids: Sequence[int]) -> list[str]:
        texts = computed.texts(self.actor, ids)
        return [text_of(texts.get(each, "")) for each in ids]


def _computed(place: int, *, escape: bool) -> Cells:
    if escape:
        return lambda chunk: escaped_column(chunk[place])
    return lambda chunk: chunk[place]
