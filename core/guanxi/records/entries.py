"""What a kind of entry declares about its place in timelines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from guanxi.data.fields import Choice, Link

if TYPE_CHECKING:
    from guanxi.data.messages import Message
    from guanxi.data.ref import Ref
    from guanxi.records.actor import Actor
    from guanxi.records.resource import Resource


@dataclass(frozen=True, eq=False)
class Entries:
    """Shows the records of `resource` in the timelines of the records they are about, by `Rows(about=…)`, or on which they hang.

    `via` names the Links by which they hang on a record (blank between), fields of its own; without it those of
    `Rows(through=…)`. Such an entry stands in the timeline of each record to which one of them leads; who sees it is decided by
    its own rows alone, and its `at` must be a required field.

    `at` names the field that says when it was (a DateTime or Date; without it, or where it is empty, when it was created),
    `text` the field whose text is shown, `kinds` a Choice that sorts them, by which the timeline can be filtered (or a
    Boolean: those that are marked stand above all others). `icon` is a name of the icon set, or one for each code of
    `kinds`. `more` names further fields that are shown small beside (blank between).
    `words` are what entries of each code are called where the timeline is filtered, if the labels of `kinds` do not tell by
    themselves. `head` names another Choice of which the label stands first in the head of an entry: "Call · Done"; `heads` says
    for codes of `kinds` how both are told as one: ``{"open": _("{kind} planned")}``.
    With `task` each entry offers to make a task of its text: a click, a day, and it is planned. With `replies` it can be
    answered, and the answers stand under it. `sealed` names the one change that may give an entry files; nobody adds any later.
    `quick` is the short form in which staff write such an entry on the page of a record: its fields (blank between), or
    those for each code of `kinds`. Without it the timeline offers none.
    """

    resource: Resource
    at: str = ""
    text: str = ""
    kinds: str = ""
    icon: str | Mapping[str, str] = ""
    more: str = ""
    words: Mapping[str, Message | str] = field(default_factory=dict)
    quick: str | Mapping[str, str] = ""
    via: str = ""
    head: str = ""
    heads: Mapping[str, Message] = field(default_factory=dict)
    task: bool = False
    replies: bool = False
    sealed: str = ""

    @cached_property
    def links(self) -> tuple[str, ...]:
        """The Links by which its records hang on others; empty where an About field says what they are about."""
        rows = self.resource.rows
        return () if rows.about is not None else tuple(self.via.split()) or rows.through

    def problems(self, plugin: str) -> Iterator[str]:
        """A resource whose records are about nothing and hang on nothing, or a field that it does not have."""
        name, fields = self.resource.name, self.resource.by_name
        if self.resource.rows.about is None:
            yield from self._unfit()
        elif self.via:
            yield f"the entries of {name} have Rows(about=…), so they cannot hang on records via {self.via!r} too"
        quick = self.quick if isinstance(self.quick, str) else " ".join(self.quick.values())
        for named in dict.fromkeys(
            (self.at, self.text, self.kinds, self.head, *self.more.split(), *quick.split())
        ):
            if named and named not in fields:
                yield f"the entries of {name} name the field {named!r}, which {name} does not have"

    def _unfit(self) -> Iterator[str]:
        """Why a timeline cannot find entries by their links."""
        name, own = self.resource.name, {field.name: field for field in self.resource.fields}
        if not self.links:
            yield f"the entries of {name} are about nothing; give it an About field and Rows(about=…), or name Links: via=…"
        for link in self.links:
            if not isinstance(own.get(link), Link):
                yield f"the entries of {name} hang on records via {link!r}, which is no Link of {name}"
        if self.at in own and not own[self.at].required:
            yield f"the entries of {name} hang on records by a link, so the field {self.at!r} must be required"
        if self.kinds in own and not isinstance(own[self.kinds], Choice):
            yield f"the entries of {name} hang on records by a link, so the field {self.kinds!r} must be a Choice"

    def icon_of(self, code: str | None) -> str:
        """The icon of an entry of this sort."""
        if isinstance(self.icon, str):
            return self.icon or self.resource.icon
        return self.icon.get(code or "", self.resource.icon)


@dataclass(frozen=True, eq=False)
class AlsoIn:
    """Shows in the timelines of `resource` also what is about other records, such as a company's persons.

    `records(actor, record_id)` returns those that the actor may see; the first 20 count.
    """

    resource: Resource
    records: Callable[[Actor, int], Sequence[Ref]]
