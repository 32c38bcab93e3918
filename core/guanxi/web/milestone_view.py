"""The milestones of other records in the timeline of one: which the reader may see, and how each is shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from guanxi.data.fields import Field, Link
from guanxi.data.formats import Format
from guanxi.data.messages import translator
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.journal import SET
from guanxi.records.milestone_rows import Written, written_with
from guanxi.records.milestone_streams import leads_to, streams
from guanxi.records.milestones import Milestone, Milestones
from guanxi.records.ref import Ref
from guanxi.records.resource import Resource
from guanxi.records.search.folding import fold
from guanxi.records.search.texts import searched
from guanxi.records.timeline import STEPS, Entry, Stream
from guanxi.resources.display import named, shown
from guanxi.web.record_view import USER
from guanxi.web.ways import has_pages

_ = translator("guanxi")
Titles = Mapping[tuple[str, int], str]


class MilestoneView:
    """The milestones in one timeline, of all kinds of record that lead to its `records`."""

    def __init__(self, actor: Actor, records: Sequence[Ref], fmt: Format) -> None:
        self.actor, self.fmt = actor, fmt
        self._written: dict[int, Written] = {}
        self._to = {ref.kind for ref in records}

    @cached_property
    def kinds(self) -> dict[str, tuple[Resource, Milestones]]:
        """The kinds of which the actor may see any."""
        known = self.actor.host.resources
        return {
            name: (known[name], declared)
            for name, declared in self.actor.host.milestones.items()
            if name in known
            and self.actor.may(known[name].permission("view"))
            and any(leads_to(self.actor, declared, kind) for kind in self._to)
        }

    def streams(self, only: str = "", find: str = "") -> list[Stream]:
        """What the actor may see of all kinds, or of the one named."""
        declared = [each for name, (_resource, each) in self.kinds.items() if only in ("", name)]
        return [stream for each in declared for stream in streams(self.actor, each, find)]

    @cached_property
    def columns(self) -> dict[str, tuple[str, ...]]:
        """The columns that are read of the records, by their kind."""
        return {
            name: tuple(dict.fromkeys(column for field in fields.values() for column in field.columns))
            for name, fields in self._fields.items()
        }

    @cached_property
    def _fields(self) -> dict[str, dict[str, Field]]:
        """The fields of its own that steps of a kind show, and those in which texts are found, as far as the actor sees them."""
        found = {}
        for name, (resource, declared) in self.kinds.items():
            names = {each for step in declared.steps for each in step.more.split()}
            names |= {field.name for field in searched(resource)}
            own = {field.name for field in resource.fields}
            seen = gate.fields_for(self.actor, resource)
            found[name] = {field.name: field for field in seen if field.name in names & own}
        return found

    def holds(self, folded: str, entry: Entry) -> bool:
        """Tell whether a text, folded as search does, stands in what the actor may see of the record."""
        resource, _declared = self.kinds[entry.ref.kind]
        texts = (field for field in searched(resource) if not field.mask)
        seen = (self._now(field, entry)[0] for field in texts if field.name in self._fields[resource.name])
        return any(folded in fold(str(text)) for text in seen if text)

    def learn(self, entries: Iterable[Entry]) -> None:
        """Read what was written with those that are shown, in one statement."""
        self._written |= written_with({each.place.link for each in entries if is_step(each)})

    def named(self, entry: Entry) -> Iterator[tuple[str, int]]:
        """All records that it calls by their titles."""
        yield entry.ref
        if written := self._written.get(entry.place.link):
            yield USER, written.actor_id
        for field in self._more(entry):
            if isinstance(field, Link):
                for values in self._values(field, entry):
                    if values[0]:
                        yield field.to, values[0]

    def drawn(self, entry: Entry, titles: Titles) -> dict[str, Any]:
        """One of them, as `timeline_html.entry_html` takes it."""
        resource, _declared = self.kinds[entry.ref.kind]
        step, written = self._step(entry), self._written.get(entry.place.link)
        href = f"/{resource.path}/{entry.ref.id}" if has_pages(self.actor, resource) else ""
        chip = {"label": named(self.actor, titles, entry.ref), "href": href, "icon": resource.icon}
        return {
            "at_ms": entry.place.at,
            "whole_day": False,
            "icon": step.icon or resource.icon,
            "what": str(step.label),
            "pinned": False,
            "who": titles.get((USER, written.actor_id), "") if written else "",
            "text": "",
            "more": [
                (str(field.label), text)
                for field in self._more(entry)
                if (text := self._told(field, entry, titles))
            ],
            "about": [chip],
            "files": None,
            "task": None,
            "href": "",
        }

    def _step(self, entry: Entry) -> Milestone:
        return self.kinds[entry.ref.kind][1].by_code[entry.topic]

    def _more(self, entry: Entry) -> list[Field]:
        fields = self._fields[entry.ref.kind]
        return [fields[name] for name in self._step(entry).more.split() if name in fields]

    def _told(self, field: Field, entry: Entry, titles: Titles) -> str:
        """What stands beside: of what the step changed what it was before, too."""
        before, after = (
            shown(self.actor, field, values, self.fmt, titles).text if any_of(values) else ""
            for values in self._values(field, entry)
        )
        if not before or before == after:
            return after
        return f"{before} → {after or _('emptied')}"

    def _values(self, field: Field, entry: Entry) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
        """The database values of a field before and after the step; what was not written with it is as it is now."""
        written, now = self._written.get(entry.place.link), self._now(field, entry)
        fields = written.fields if written else {}
        after = tuple(fields[c][1] if c in fields else at for c, at in zip(field.columns, now, strict=True))
        if written is None or written.verb != SET or field.name != self._step(entry).field:
            return (None,) * len(after), after
        return tuple(
            fields[c][0] if c in fields else at for c, at in zip(field.columns, now, strict=True)
        ), after

    def _now(self, field: Field, entry: Entry) -> tuple[Any, ...]:
        columns = self.columns[entry.ref.kind]
        return tuple(entry.values[columns.index(column)] for column in field.columns)


def any_of(values: Iterable[Any]) -> bool:
    """Tell whether anything is there."""
    return any(value is not None for value in values)


def is_step(entry: Entry) -> bool:
    """Tell whether what stands in a timeline is a milestone."""
    return entry.place.rank == STEPS
