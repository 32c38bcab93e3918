"""How entries of one kind are read and shown to one reader: worked out once for a page, however many of them it holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from guanxi.data.fields import About, Choice, Field, Link
from guanxi.data.fields.about import refs_in
from guanxi.data.formats import Format
from guanxi.data.messages import language
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.entries import Entries
from guanxi.records.ref import Ref
from guanxi.records.resource import Resource
from guanxi.records.search.folding import fold
from guanxi.records.search.texts import searched
from guanxi.resources.display import format_of
from guanxi.web.ways import has_pages

_HOST = ("owner_id", "created_by")


@dataclass(frozen=True, slots=True)
class Plan:
    """The columns of entries of one kind, and where in their values each part stands (0: nowhere).

    `linked` are links with their kind, and lists of records without.
    """

    resource: Resource
    declared: Entries
    columns: tuple[str, ...]
    label: str
    labels: Mapping[str, str]
    heads: Mapping[str, str]
    head: int
    has_pages: bool
    whole_day: bool
    authored: bool
    sorted: bool
    text: int
    mentions: int
    about: int
    links: tuple[tuple[str, int], ...]
    linked: tuple[tuple[str, int], ...]
    more: tuple[tuple[Field, str, int, int], ...]
    found: tuple[int, ...]

    def writer(self, values: tuple[Any, ...]) -> int:
        """The owner, else who made it; 0 where nobody stands for it: what hangs on a record as its part was not done by its writer."""
        return (values[0] or values[1] or 0) if self.authored else 0

    def what(self, topic: str, values: tuple[Any, ...]) -> str:
        """What the entry is called in its head."""
        own = self.labels.get(topic, self.label)
        first = self.heads.get(values[self.head], "") if self.head else ""
        if first and (together := self.declared.heads.get(topic)):
            return str(together.format(kind=first))
        return f"{first} · {own}" if first else own

    def told(self, values: tuple[Any, ...]) -> str:
        """The text of the entry; empty where the reader sees none."""
        return str(values[self.text] or "") if self.text else ""

    def named(self, values: tuple[Any, ...]) -> Iterator[tuple[str, int]]:
        """All records that are called by their titles, but for the writer."""
        for to, at in self.linked:
            if not to:
                yield from refs_in(values[at]) or ()
            elif values[at]:
                yield to, values[at]

    def beside(self, values: tuple[Any, ...]) -> Iterator[tuple[str, int]]:
        """The records that stand beside the entry by their titles: they do so on their own page, too."""
        for each, _label, at, _end in self.more:
            if isinstance(each, About):
                yield from refs_in(values[at]) or ()

    def holds(self, folded: str, values: tuple[Any, ...]) -> bool:
        """Tell whether a text, folded as search does, stands in what the reader may see of an entry."""
        return any(folded in fold(str(values[at])) for at in self.found if values[at])

    def refs(self, values: tuple[Any, ...]) -> tuple[Ref, ...]:
        """The records that it is about, or on which it hangs."""
        if self.about:
            return refs_in(values[self.about]) or ()
        return tuple(Ref(to, values[at]) for to, at in self.links if values[at])


def tells_when(actor: Actor, resource: Resource, declared: Entries) -> bool:
    """Tell whether the actor may know when such entries were: a timeline would tell him by where they stand."""
    return not declared.at or any(field.name == declared.at for field in gate.fields_for(actor, resource))


def plan_of(actor: Actor, resource: Resource, declared: Entries) -> Plan:
    """The plan for entries of a resource; fields that the actor may not see are in it nowhere."""
    seen = gate.fields_for(actor, resource)
    return _plan(resource, declared, seen, format_of(actor), language(), pages=has_pages(actor, resource))


@lru_cache(maxsize=512)
def _plan(
    resource: Resource,
    declared: Entries,
    visible: tuple[Field, ...],
    fmt: Format,
    words: str,
    *,
    pages: bool,
) -> Plan:
    """The plan for everybody who sees the same fields; `words` is the language in force."""
    text, at = declared.text or resource.title, dict[str, int]()
    fields = _read(resource, declared, text, visible)
    columns = list(_HOST)
    for each in fields:
        at[each.name] = len(columns)
        columns += each.columns
    when, seen = resource.by_name.get(declared.at), {each.name: each for each in fields}
    more, links = ([seen[n] for n in names if n in seen] for names in (declared.more.split(), declared.links))
    return Plan(
        resource,
        declared,
        tuple(columns),
        str(resource.label_one),
        _labels(seen.get(declared.kinds), fmt),
        _labels(seen.get(declared.head), fmt),
        at.get(declared.head, 0),
        pages,
        bool(when and when.editor == "date"),
        bool(resource.rows.own or not declared.links),
        declared.kinds in seen,
        at.get(text, 0),
        at.get("mentions", 0),
        at.get(resource.rows.about or "", 0),
        tuple((link.to, at[link.name]) for link in links if isinstance(link, Link)),
        tuple(
            (f.to if isinstance(f, Link) else "", at[f.name]) for f in fields if isinstance(f, About | Link)
        ),
        tuple((f, str(f.label), at[f.name], at[f.name] + len(f.columns)) for f in more),
        tuple(at[f.name] for f in searched(resource) if f.name in at and not f.mask),
    )


def _read(resource: Resource, declared: Entries, text: str, visible: tuple[Field, ...]) -> list[Field]:
    """The fields of its own that an entry is drawn from."""
    also = (*declared.links, *declared.more.split())
    names = {text, declared.kinds, declared.head, resource.rows.about, "mentions", *also}
    own = {f.name for f in resource.fields}
    return [f for f in visible if f.name in names and f.name in own]


def _labels(field: Field | None, fmt: Format) -> Mapping[str, str]:
    return field.labels(fmt) if isinstance(field, Choice) else {}
