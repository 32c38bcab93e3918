"""Lines: records that are parts of another, shown and edited as a small table on the page of that one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from guanxi.data.fields import Link
from guanxi.data.messages import Message
from guanxi.records.actor import Actor
from guanxi.records.resource import Resource

Badge = tuple[Message | str, str]
"""A word and its tone: "", "blue", "green", "amber", "red", "violet"."""


def text_of(told: str | Badge) -> str:
    """The text of what may be a badge."""
    return told if isinstance(told, str) else str(told[0])


@dataclass(frozen=True, eq=False)
class Lines:
    """The records of `resource` whose Link `via` leads to a record, as a small table on the page of that record.

    The first of `columns` (names, blank between) says what a line is, the first filled one after it what it says, the others
    stand beside that; a Boolean stands there as its label where it is true. The editor of a line asks for them and for
    those in `also`; those in `unset` begin empty in spite of their defaults: what nobody shall say by saving alone. The table
    stands below the section `after` of the page, or below all of them. `newest` puts the last one first; at most `limit` are
    shown. `badges(actor, ids)` returns further words by line, asked once for all; it reads through the gate.
    """

    resource: Resource
    via: str
    columns: str
    also: str = ""
    label: Message | None = None
    after: Message | None = None
    newest: bool = False
    limit: int = 20
    badges: Callable[[Actor, Sequence[int]], Mapping[int, Sequence[Badge]]] | None = None
    unset: str = ""

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The fields that the table shows."""
        return tuple(self.columns.split())

    @property
    def asked(self) -> tuple[str, ...]:
        """The fields that the editor of a line asks for."""
        return tuple(dict.fromkeys([*self.names, *self.also.split()]))

    @property
    def whole(self) -> str:
        """The name of the resource on whose pages the lines stand."""
        return str(getattr(self.resource.by_name[self.via], "to", ""))

    def problems(self, plugin: str) -> Iterator[str]:
        """A name that is no field, a `via` that is no Link, fewer than two columns."""
        where = f"lines of {self.resource.name}"
        if not isinstance(self.resource.by_name.get(self.via), Link):
            yield f"{where} are found via {self.via!r}, which is no Link among its fields"
        for name in (*self.asked, *self.unset.split()):
            if name not in self.resource.by_name:
                yield f"{where} name the field {name!r}, which {self.resource.name} does not have"
        if len(self.names) < 2:
            yield f"{where} need two columns at least: what a line is, and what it says"


def lines_in(items: Iterable[object], whole: str) -> list[Lines]:
    """The Lines among mounted `items` that stand on the pages of the resource `whole`, in the order of mounting."""
    return [item for item in items if isinstance(item, Lines) and item.whole == whole]


def line_links(items: Iterable[object]) -> frozenset[tuple[str, str]]:
    """Resource and Link by which the Lines among mounted `items` are found."""
    return frozenset((item.resource.name, item.via) for item in items if isinstance(item, Lines))


def lines_of(items: Iterable[object], resource: str) -> dict[str, Lines]:
    """The Lines among mounted `items` that show records of `resource`, by the Link they are found by."""
    return {item.via: item for item in items if isinstance(item, Lines) and item.resource.name == resource}
