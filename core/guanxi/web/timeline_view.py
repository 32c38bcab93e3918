"""What a timeline shows: entries as the reader may see them, and field changes folded, grouped by the reader's days."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from markupsafe import Markup

from guanxi.data.columns import from_ms
from guanxi.data.fields.about import refs_in
from guanxi.data.formats import Format
from guanxi.data.messages import translator
from guanxi.records import gate, journal
from guanxi.records.about import MARKED
from guanxi.records.actor import Actor
from guanxi.records.entries import Entries
from guanxi.records.hanging import ways_of
from guanxi.records.history import Step
from guanxi.records.journal import Line
from guanxi.records.ref import Ref
from guanxi.records.resource import Resource
from guanxi.records.search.folding import fold
from guanxi.records.timeline import Entry, Place, Stream, may_be_there, read, topics_there
from guanxi.resources.display import format_of, named, shown, titles_for
from guanxi.web import timeline_changes as changes
from guanxi.web.filed_view import Filed, files_with
from guanxi.web.marked_text import marked
from guanxi.web.message_html import line_of
from guanxi.web.milestone_view import MilestoneView, is_step
from guanxi.web.record_links import RecordLinks
from guanxi.web.record_view import USER, links_in
from guanxi.web.replies_view import Replies
from guanxi.web.task_html import TaskForms, task_forms
from guanxi.web.timeline_at import SHOWN_AT, At
from guanxi.web.timeline_changes import LINES_READ, groups_of
from guanxi.web.timeline_html import changes_html, entry_html
from guanxi.web.timeline_pins import Pins, pinnable, pins
from guanxi.web.timeline_plan import Plan, plan_of, tells_when
from guanxi.web.ways import has_pages

_ = translator("guanxi")
FIRST, ON_PAGE = 20, 30
"""How many entries stand on the page of a record, and how many come when one asks for older ones."""
PINNED = 5
CHANGES = "changes"
ALSO = 20


@dataclass
class Timeline:
    """One page of the timeline of `record`, of the sorts that `only` names (`contacts.interaction`, `…:call`, `changes`),
    and where `find` is given of those alone that have this text.

    `beside` are records whose titles the page around it needs, too: they are read in the same statement.
    """

    actor: Actor
    resource: Resource
    record: Any
    only: str = ""
    find: str = ""
    start: At = field(default_factory=At)
    lines: Sequence[Line] | None = None
    beside: Collection[tuple[str, int]] = ()
    most: int = 0
    _on_page: set[Stream] = field(default_factory=set, init=False)
    _all_read: bool = field(default=False, init=False)
    _pins: Pins | None = field(default=None, init=False)

    @cached_property
    def fmt(self) -> Format:
        """How the reader reads."""
        return format_of(self.actor)

    @cached_property
    def limit(self) -> int:
        """How many the page holds: `most` where that is said."""
        if self.most:
            return self.most
        return FIRST if self.start == At() else ON_PAGE

    @cached_property
    def now(self) -> datetime:
        """When it is read."""
        return self.actor.host.clock()

    @cached_property
    def kinds(self) -> dict[str, tuple[Resource, Entries]]:
        """The kinds of entry that the reader may see and that can be about this record."""
        host = self.actor.host
        found = {}
        for name, declared in host.entries.items():
            resource = host.resources.get(name)
            if resource is None or not self.actor.may(resource.permission("view")):
                continue
            if self._fits(resource, declared) and tells_when(self.actor, resource, declared):
                found[name] = (resource, declared)
        return found

    def _fits(self, entries: Resource, declared: Entries) -> bool:
        also = [ref.kind for ref in self.records]
        if declared.links:
            return any(way.to in also for way in ways_of(entries, declared))
        kinds = gate.kinds_about(self.actor, entries.by_name.get(entries.rows.about or ""))
        return any(kind.name in also for kind in kinds)

    @cached_property
    def records(self) -> list[Ref]:
        """The record, and others whose entries stand here too."""
        found = [Ref(self.resource.name, self.record.id)]
        for also in self.actor.host.also_in.get(self.resource.name, ()):
            found += list(also.records(self.actor, self.record.id))[:ALSO]
        return found

    @cached_property
    def sorts(self) -> list[tuple[str, str]]:
        """What the timeline can be filtered by: names with labels, of kinds that are there or asked for."""
        found = []
        for name, (resource, declared) in self.kinds.items():
            for code, label in [*self._plans[name].labels.items()] or [("", str(resource.label))]:
                sort = f"{name}:{code}" if code else name
                if sort == self.only or Stream(name, code or None) in self._there:
                    found.append((sort, str(declared.words.get(code, label))))
        for name, (resource, _declared) in self._steps.kinds.items():
            if name == self.only or name in {stream.kind for stream in self._there}:
                found.append((name, str(resource.label)))
        return [*found, (CHANGES, str(_("Changes")))]

    @cached_property
    def _there(self) -> set[Stream]:
        """The kinds of entry with the sorts of them of which there are any; what the page read shows is not asked for again."""
        asked = [
            stream
            for name in self.kinds
            if not self._all_read and may_be_there(self.actor, self.records, name)
            for code in self._plans[name].labels or (None,)
            if (stream := Stream(name, code)) not in self._on_page
        ]
        for name in self._steps.kinds:
            if not self._all_read and Stream(name) not in self._on_page:
                asked += self._steps.streams(name)
        return self._on_page | topics_there(self.actor, self.records, asked)

    def _learn(self, entries: Iterable[Entry], *, more: bool) -> None:
        """Keep which sorts stand on the page, and whether there are no entries but these."""
        plans = self._plans
        self._on_page = {
            Stream(kind, topic if kind in plans and plans[kind].labels else None)
            for kind, topic in {(entry.ref.kind, entry.topic) for entry in entries}
        }
        self._all_read = not (more or self.only or self.find or self.start.entry or self.start.no_entries)

    def page(self) -> tuple[list[dict[str, Any]], str]:
        """The items of the page under the days they stand on, newest first, and the place of older ones ("" for none)."""
        entries, more_entries = self._entries()
        self._learn(entries, more=more_entries is not None)
        groups, oldest = self._groups()
        items, at = self._merged(entries, groups, more_entries, oldest)
        titles, files = self._titles(items), self._files(items)
        self._pins = self._pins_of(items)
        drawn = [
            self._drawn(item, titles, files)
            if isinstance(item, Entry)
            else changes.drawn(self.actor, item, self.fmt, titles)
            for item in items
        ]
        return self._by_day(drawn), at

    def _drawn(
        self, entry: Entry, titles: Mapping[tuple[str, int], str], files: Mapping[Ref, Filed]
    ) -> dict[str, Any]:
        if is_step(entry):
            return self._steps.drawn(entry, titles)
        return self._entry(entry, titles, files)

    def pinned(self) -> list[Markup]:
        """What is marked to stand above all else."""
        flagged = [name for name in pinnable(self.actor) if name in self.kinds and self._plans[name].sorted]
        streams = [Stream(name, MARKED) for name in flagged]
        found = read(self.actor, self.records[:1], streams, self._columns, limit=PINNED).found
        titles, files = self._titles(found), self._files(found)
        self._pins = self._pins_of(found)
        drawn = [self._dated(self._entry(each, titles, files)) for each in found]
        return [entry_html(each | {"at": each["at_exact"]}, above=True) for each in drawn]

    def _entries(self) -> tuple[list[Entry], Place | None]:
        name, _colon, topic = self.only.partition(":")
        folded = fold(self.find)
        streams = [Stream(kind, topic or None, folded) for kind in self.kinds if name in ("", kind)]
        streams += [] if topic else self._steps.streams(name, folded)
        if not streams or name == CHANGES or self.start.no_entries:
            return [], None
        before = self.start.entry
        if not folded:
            found = read(self.actor, self.records, streams, self._columns, limit=self.limit, before=before)
            return found.found, found.next

        def holds(entry: Entry) -> bool:
            if is_step(entry):
                return self._steps.holds(folded, entry)
            return self._plans[entry.ref.kind].holds(folded, entry.values)

        found = read(
            self.actor, self.records, streams, self._columns, limit=self.limit, before=before, holds=holds
        )
        return found.found, found.next

    def _groups(self) -> tuple[list[list[Step]], int | None]:
        """Steps of the record's own journal, several by one person within two minutes together; the line where older ones begin."""
        if self.only not in ("", CHANGES) or self.start.no_lines or self.find:
            return [], None
        lines = self.lines
        if lines is None or self.start.line:
            lines = journal.lines_of_record(
                self.resource.name, self.record.id, before=self.start.line, limit=LINES_READ
            )
        return groups_of(self.actor, self.resource, lines)

    def _merged(
        self, entries: list[Entry], groups: list[list[Step]], more_entries: Place | None, oldest: int | None
    ) -> tuple[list[Entry | list[Step]], str]:
        """The newest of both; where one sort ran out though there is more of it, the page ends there."""
        found: list[Entry | list[Step]] = []
        e = g = 0
        while len(found) < self.limit and (e < len(entries) or g < len(groups)):
            entry_at = entries[e].place.at if e < len(entries) else None
            group_at = groups[g][0].line.at if g < len(groups) else None
            if (entry_at is None and more_entries) or (group_at is None and oldest):
                break
            if group_at is None or (entry_at is not None and entry_at >= group_at):
                found.append(entries[e])
                e += 1
            else:
                found.append(groups[g])
                g += 1
        entries_end = e >= len(entries) and more_entries is None
        lines_end = g >= len(groups) and oldest is None
        if entries_end and lines_end:
            return found, ""
        place = entries[e - 1].place if e else self.start.entry
        if e >= len(entries) and more_entries is not None:
            place = more_entries
        line = groups[g - 1][-1].line.id if g else self.start.line
        if g >= len(groups) and oldest is not None:
            line = oldest
        return found, At(place, line, entries_end, lines_end).text()

    @cached_property
    def _columns(self) -> dict[str, tuple[str, ...]]:
        return {name: plan.columns for name, plan in self._plans.items()} | self._steps.columns

    @cached_property
    def _steps(self) -> MilestoneView:
        """The milestones of what leads to the records."""
        return MilestoneView(self.actor, self.records, self.fmt)

    @cached_property
    def _plans(self) -> dict[str, Plan]:
        return {name: plan_of(self.actor, *found) for name, found in self.kinds.items()}

    def _titles(self, items: Iterable[Entry | list[Step]]) -> dict[tuple[str, int], str]:
        """Of all that the items name. Entries do not name the record itself, which a text and a change of its fields may."""
        wanted: set[tuple[str, int]] = set()
        changed: set[tuple[str, int]] = set()
        self._steps.learn(item for item in items if isinstance(item, Entry))
        for item in items:
            if isinstance(item, Entry) and is_step(item):
                wanted.update(self._steps.named(item))
            elif isinstance(item, Entry):
                plan = self._plans[item.ref.kind]
                wanted.add((USER, plan.writer(item.values)))
                wanted.update(plan.named(item.values))
                changed.update(plan.beside(item.values))
                if "/" in (text := plan.told(item.values)):
                    changed.update(self._links.refs(text))
            else:
                changed |= links_in(item) | {(USER, s.line.actor_id) for s in item if s.line.actor_id}
        wanted -= {self._this, (USER, 0)}
        self._replies.read(each.ref for each in items if isinstance(each, Entry) and each.bears)
        changed.update(self._replies.named())
        return titles_for(self.actor, wanted | changed | set(self.beside))

    def _files(self, items: Iterable[Entry | list[Step]]) -> Mapping[Ref, Filed]:
        """What is kept with entries; asked only of those that are known to bear something."""
        entries = (each for each in items if isinstance(each, Entry) and not is_step(each))
        return files_with(self.actor, [each.ref for each in entries if each.bears])

    def _entry(
        self, entry: Entry, titles: Mapping[tuple[str, int], str], files: Mapping[Ref, Filed]
    ) -> dict[str, Any]:
        plan, values = self._plans[entry.ref.kind], entry.values
        mentions = refs_in(values[plan.mentions]) if plan.mentions else None
        topic = entry.topic if plan.sorted else ""
        return {
            "at_ms": entry.place.at,
            "whole_day": plan.whole_day,
            "icon": plan.declared.icon_of(topic),
            "what": plan.what(topic, values),
            "pinned": topic == MARKED and not plan.labels,
            "who": titles.get((USER, plan.writer(values)), ""),
            "text": marked(
                plan.told(values), self._links, titles, [titles.get(ref, "") for ref in mentions or ()]
            ),
            "more": self._more(plan, topic, values, titles),
            "about": [
                self._chip(ref, titles) for ref in plan.refs(values) if ref in titles and not self._here(ref)
            ],
            "files": files.get(entry.ref),
            "task": self._task(plan, values, titles),
            "pin": self._pins and self._pins.button(entry.ref, pinned=topic == MARKED),
            "sending": line_of(self.actor, entry, values[plan.head] if plan.head else "", values[0]),
            "href": f"/{plan.resource.path}/{entry.ref.id}" if plan.has_pages else "",
            "replies": self._replies.html(entry.ref, titles),
            "reply": self._replies.offer(entry.ref),
            "id": f"{SHOWN_AT[1:]}-{entry.ref.kind}-{entry.ref.id}",
        }

    @cached_property
    def _this(self) -> tuple[str, int]:
        return self.resource.name, self.record.id

    def _pins_of(self, items: Iterable[Entry | list[Step]]) -> Pins | None:
        """The buttons that pin the entries among the items."""
        entries = [each.ref for each in items if isinstance(each, Entry)]
        return pins(self.actor, f"/{self.resource.path}/{self.record.id}", entries) if entries else None

    @cached_property
    def _tasks(self) -> TaskForms | None:
        return task_forms(self.actor)

    @cached_property
    def _replies(self) -> Replies:
        return Replies(self.actor, Ref(*self._this), self.fmt, self._links)

    @cached_property
    def _links(self) -> RecordLinks:
        return RecordLinks(self.actor)

    def _task(
        self, plan: Plan, values: tuple[Any, ...], titles: Mapping[tuple[str, int], str]
    ) -> Markup | None:
        """The form that makes a task of the entry, about those of its records that the reader may see."""
        if not plan.declared.task or not plan.text or self._tasks is None:
            return None
        about = [ref for ref in plan.refs(values) if self._here(ref) or ref in titles]
        return self._tasks.form(plan.told(values), about)

    def _more(
        self, plan: Plan, topic: str, values: tuple[Any, ...], titles: Mapping[tuple[str, int], str]
    ) -> list[tuple[str, str]]:
        found = []
        for each, label, at, end in plan.more:
            if values[at] is not None:
                each = each.worded_for(topic) if each.worded_by == plan.declared.kinds else each
                part = shown(self.actor, each, values[at:end], self.fmt, titles)
                if part.text:
                    found.append((label, part.text))
        return found

    def _here(self, ref: Ref) -> bool:
        return ref == self._this

    def _chip(self, ref: Ref, titles: Mapping[tuple[str, int], str]) -> dict[str, str]:
        target = self.actor.host.resources[ref.kind]
        href = f"/{target.path}/{ref.id}" if has_pages(self.actor, target) else ""
        return {"label": named(self.actor, titles, ref), "href": href, "icon": target.icon}

    def _dated(self, item: dict[str, Any]) -> dict[str, Any]:
        """The item with its moment in words."""
        at = item["at_ms"]
        if item.get("whole_day"):
            item["at"], item["at_exact"], item["ago"] = "", self.fmt.date(from_ms(at).date()), ""
        else:
            exact = self.fmt.datetime(at)
            item["at"], item["at_exact"], item["ago"] = exact[-5:], exact, self.fmt.relative(at, self.now)
        return item

    def _by_day(self, drawn: list[dict[str, Any]]) -> list[dict[str, Any]]:
        today, days = self.fmt.local(self.now).date(), list[dict[str, Any]]()
        last = ""
        for item in map(self._dated, drawn):
            if item["at_exact"][:10] != last:
                last = item["at_exact"][:10]
                day = date.fromisoformat(last)
                near = {0: _("Today"), 1: _("Yesterday"), -1: _("Tomorrow")}.get((today - day).days)
                days.append({"label": str(near or self.fmt.day(day, today)), "items": []})
            days[-1]["items"].append(changes_html(item) if "changes" in item else entry_html(item))
        return days
