"""What an actor reads of one record: its fields as the page draws them, and everything they need, each asked once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from markupsafe import Markup

from guanxi.data.fields import Address, Field, LongText, Tags, shown_fields
from guanxi.data.formats import Format
from guanxi.data.messages import Message
from guanxi.people.map_site import map_url
from guanxi.people.revealing import UNMASK
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.former import doer
from guanxi.records.gate import link_target
from guanxi.records.history import Step, steps_of
from guanxi.records.journal import Line
from guanxi.records.ref import Ref
from guanxi.records.resource import Resource
from guanxi.records.tagging.words import shown as words
from guanxi.records.tagging.words import words_of
from guanxi.resources.display import format_of, links_of, shown, titles_for
from guanxi.resources.faces import Record
from guanxi.web.field_html import FieldView
from guanxi.web.marked_text import marked
from guanxi.web.record_links import RecordLinks
from guanxi.web.ways import has_pages, to_list

USER = "people.user"
Write = tuple[int, int]
"""Who wrote, and when (ms UTC)."""


class RecordView:
    """A record, its journal `lines` (oldest first) and the `last` write of each column, which follows from them.

    `history` is how many of the lines become steps; `editable` spares asking whether the actor may edit the record.
    """

    def __init__(
        self,
        actor: Actor,
        resource: Resource,
        record: Any,
        lines: Sequence[Line] = (),
        *,
        last: Mapping[str, Write] | None = None,
        fields: Iterable[Field] | None = None,
        history: int = 0,
        editable: bool | None = None,
    ) -> None:
        self.actor, self.resource, self.record, self.lines = actor, resource, record, lines
        self.fmt: Format = format_of(actor)
        self.values = gate.values_of(resource, record)
        self.fields = tuple(gate.fields_for(actor, resource, "view") if fields is None else fields)
        self.steps: list[Step] = steps_of(actor, resource, lines[-history:]) if history else []
        self._last = last_of(lines) if last is None else last
        self._editable = editable

    @cached_property
    def titles(self) -> dict[tuple[str, int], str]:
        """Titles of everything that fields and history lead to, and of who wrote it."""
        return titles_for(self.actor, self.named)

    @cached_property
    def named(self) -> set[tuple[str, int]]:
        """Kind and id of all that is called by its title."""
        wanted = {*links_of(self.fields, self.values), *links_in(self.steps)}
        for text in self._texts.values():
            wanted.update(self._links.refs(text))
        writers = {who for who, _at in self._last.values()} | {line.actor_id for line in self.lines}
        return wanted | {(USER, who) for who in writers if who}

    @cached_property
    def _texts(self) -> dict[str, str]:
        """The long texts that the actor reads whole and that may hold addresses, by field."""
        return {
            field.name: text
            for field in self.fields
            if isinstance(field, LongText)
            and not (field.mask and not self.actor.may(field.mask))
            and "/" in (text := self.values[field.name] or "")
        }

    @cached_property
    def _links(self) -> RecordLinks:
        return RecordLinks(self.actor)

    @cached_property
    def editable(self) -> bool:
        """Tell whether the actor may edit the record at all."""
        if self._editable is not None:
            return self._editable
        permitted = self.actor.may(self.resource.permission("edit"))
        return permitted and gate.may_do(self.actor, self.resource, self.record, "edit")

    def sections(self, placed: Iterable[tuple[Message, tuple[str, ...]]]) -> list[dict[str, Any]]:
        """The sections of the page with those fields that this record shows."""
        drawn = {field.name: field for field in shown_fields(self.fields, self.values)}
        found = []
        for label, names in placed:
            if fields := [self.field(drawn[name]) for name in names if name in drawn]:
                found.append({"label": label, "fields": fields})
        return found

    def field(self, field: Field) -> FieldView:
        """One field."""
        told = field.worded_for(self.values.get(field.worded_by)) if field.worded_by else field
        part = shown(self.actor, told, field.to_row(self.values[field.name]), self.fmt, self.titles)
        base, write = self._base, self._last.get(field.columns[0])
        writable = field.name in self._writable and not part.masked and self.editable
        return FieldView(
            field.name,
            field.label,
            part.text,
            field.editor,
            self._href(field, part.href) if part.href else "",
            part.masked and not part.text,
            f"{base}/field/{field.name}" if writable else "",
            f"{base}/field/{field.name}/history",
            doer(self.titles, write[0]) if write else "",
            self.fmt.datetime(write[1]) if write else "",
            unmask_url=f"{base}/{UNMASK}/{field.name}"
            if part.masked and part.text and self._may_unmask
            else "",
            chips=self._chips(field),
            badges=self._badges.get(field.name, ()) if part.text else (),
            marked=self._marked(field),
            map_url=self._map(field),
        )

    def _map(self, field: Field) -> str:
        """The page with the map of an address that the actor reads whole; its place is told only where he reads that too."""
        if not isinstance(field, Address) or gate.masked(self.actor, field):
            return ""
        read = {each.name for each in self.fields if not gate.masked(self.actor, each)}
        return map_url(self.actor, field.sought({name: self.values[name] for name in read}))

    def _marked(self, field: Field) -> Markup | None:
        text = self._texts.get(field.name)
        return marked(text, self._links, self.titles) if text else None

    @cached_property
    def _base(self) -> str:
        return f"/{self.resource.path}/{self.record.id}"

    def _chips(self, field: Field) -> tuple[dict[str, str], ...] | None:
        """The tags of the record, each leading to the list of those that bear it; None of another field."""
        if not isinstance(field, Tags):
            return None
        refs = self.values[field.name]
        path = to_list(self.actor, self.resource)
        return tuple(
            {"text": word.name, "tone": word.colour, "href": f"{path}?{field.name}={word.id}" if path else ""}
            for word in words(refs, words_of(ref.id for ref in refs or ()))
        )

    @cached_property
    def _badges(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """The words that the page's declaration puts beside values, by field."""
        name = self.resource.name
        pages = self.actor.host.items_of(Record)
        asked = next((each.badges for each in pages if each.resource.name == name), None)
        found = asked(self.actor, Ref(name, self.record.id)) if asked else {}
        return {field: tuple((str(text), tone) for text, tone in words) for field, words in found.items()}

    def _href(self, field: Field, address: str) -> str:
        """Where the value leads; a linked record without a page leads nowhere."""
        target = self.actor.host.resources.get(link_target(field) or "")
        return address if target is None or has_pages(self.actor, target) else ""

    @cached_property
    def _may_unmask(self) -> bool:
        """Tell whether the actor may have masked values of this record shown; never of one in the bin."""
        return gate.may_do(self.actor, self.resource, self.record, UNMASK)

    @cached_property
    def _writable(self) -> frozenset[str]:
        return frozenset(f.name for f in gate.fields_for(self.actor, self.resource, "edit"))


def last_of(lines: Iterable[Line], columns: Collection[str] = ()) -> dict[str, Write]:
    """Who wrote each column last, and when; of all columns, or of those named."""
    found = {column: line for line in lines for column in line.fields if not columns or column in columns}
    return {column: (line.actor_id, line.at) for column, line in found.items()}


def links_in(steps: Iterable[Step]) -> set[tuple[str, int]]:
    """Kind and id of each record that a history leads to, before and after."""
    steps = tuple(steps)
    return {(USER, part.user) for step in steps for part in step.shares} | {
        link
        for step in steps
        for part in step.fields
        if part.field.editor in ("link", "about")
        for row in (part.old, part.new)
        for link in links_of((part.field,), {part.field.name: part.field.from_row(row)})
    }
