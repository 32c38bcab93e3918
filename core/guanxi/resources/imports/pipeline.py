"""An import in parts: each part of the file is checked without the database, then placed among the records, then written.

What a row is, and which rows mean the same or link to each other, follows from file and options alone; so the same part comes
out the same after a crash, whatever was written before it.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from guanxi.data.database import is_sqlite
from guanxi.data.errors import Forbidden, Refused
from guanxi.data.fields import Text
from guanxi.data.foreseen import Foreseen
from guanxi.data.formats import Format
from guanxi.data.messages import listed, translator
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.resource import Resource
from guanxi.records.search.index import foresee
from guanxi.records.search.kinds import numbers
from guanxi.resources.display import format_of
from guanxi.resources.imports.checking import Checked, Checker
from guanxi.resources.imports.declaration import Import
from guanxi.resources.imports.faults import Fault
from guanxi.resources.imports.links import InFile, in_order, links_inside, resolve
from guanxi.resources.imports.mapping import Plan, missing, plan
from guanxi.resources.imports.matching import Matched, Matcher
from guanxi.resources.imports.options import Options
from guanxi.resources.imports.reading import Row
from guanxi.resources.imports.sources import open_source

_ = translator("guanxi")
SQLITE_ROWS, POSTGRESQL_ROWS = 250, 500
WINDOW = 10_000
"""How many rows of a large file are put in order at once: a whole number of parts."""
NEVER = sys.maxsize
"""After how many rows a pipeline ends that goes on to the end of its file."""


@dataclass
class Part:
    """The `number`-th part of a file: sound rows and faults, how many rows of the file are `done` with it, and what was `foreseen`
    of the records that the rows become.
    """

    number: int
    done: int
    rows: list[Checked] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    foreseen: Foreseen = field(default_factory=Foreseen)


class Pipeline:
    """One file on its way into one resource, as `actor`.

    Needs the permissions ``<resource>.import`` and ``<resource>.create``. Raises Forbidden, and Refused where the file
    or its columns cannot be understood at all.
    """

    def __init__(
        self,
        actor: Actor,
        resource: Resource,
        content: bytes,
        options: Options,
        fmt: Format | None = None,
    ) -> None:
        permit(actor, resource)
        self.actor, self.options = actor, options
        self.resource = actor.host.resources.get(resource.name, resource)
        self.source = open_source(content, options)
        self._declared, self._fmt = declared_import(actor, self.resource), fmt or format_of(actor)
        self.plan = plan(actor, self.resource, self.source.header, self._declared, options)
        _refuse_missing(actor, self.resource, self.plan, options)
        self._checker = Checker(self.resource, self.plan, self._declared, options, self._fmt)
        self._matcher = Matcher(actor, self.resource, self.plan, options, self._checker)
        self.linked = links_inside(self.resource, self.plan.fields)
        self._in_file = InFile(self.resource)
        self._numbers = numbers(self.resource)
        self._lines: dict[str, int] = {}
        self.between: Callable[[], None] = _go_on
        self.window, self.until = WINDOW, NEVER

    def acting(self, actor: Actor) -> Pipeline:
        """Go on as `actor`, the same person with the rights of now; raises Forbidden where they do not suffice."""
        permit(actor, self.resource)
        if actor == self.actor and actor.host is self.actor.host:
            return self
        self.resource = actor.host.resources[self.resource.name]
        now = plan(actor, self.resource, self.source.header, self._declared, self.options)
        if [each and each.name for each in now.columns] != [each and each.name for each in self.plan.columns]:
            raise Refused(
                _("Meanwhile you may not write some of the fields any more. Start the import anew.")
            )
        self.actor, self.plan = actor, now
        self._checker = Checker(self.resource, now, self._declared, self.options, self._fmt)
        self._matcher = Matcher(actor, self.resource, now, self.options, self._checker)
        return self

    def mark(self) -> str:
        """What the parts of one file depend on: two pipelines of the same mark give the same parts."""
        known = [
            self.actor.id,
            self.resource.name,
            self.source.header,
            [each and each.name for each in self.plan.columns],
            self.plan.unknown,
            [each.name for each in self.plan.fields],
            self.options.plain(),
            [self.window, rows_a_part(), repr(self._fmt)],
            [
                (
                    each.name,
                    type(each).__name__,
                    [str(code) for code, *_label in getattr(each, "current", ())],
                )
                for each in self.resource.every_field
            ],
        ]
        return hashlib.sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()

    def count(self) -> int:
        """How many rows the file has."""
        return self.source.count()

    def parts(self, done: int = 0) -> Iterator[Part]:
        """The parts of the file after the first `done` rows, which ended a part; where `until` is set, to the end of the window that
        ends there.
        """
        found = self._parts_in_order(done) if self.linked else self._parts_as_they_come(done)
        for part in found:
            self._foresee(part)
            yield part

    def place(self, part: Part) -> Matched:
        """Find the records that the rows of a part link to, and those that they update, as they are now."""
        ready, faults = resolve(self.actor, self.resource, part.rows, self._in_file)
        found = self._matcher.match(ready)
        found.faults = [*faults, *found.faults]
        return found

    def placed(self, faults: Sequence[Fault]) -> list[Fault]:
        """The faults in the order of the file, each with the column of its cell."""
        columns = {str(each.label): i for i, each in reversed(list(enumerate(self.plan.columns))) if each}
        found = [replace(fault, column=columns.get(str(fault.field))) for fault in faults]
        return sorted(found, key=lambda fault: fault.line)

    def _parts_as_they_come(self, done: int) -> Iterator[Part]:
        """Parts of windows of the file. Within a full window rows of like titles follow each other, so that they come into the same
        pages of an index; meanwhile the next window is read, part by part. A dry run writes nothing and takes the rows as they lie.
        """
        size = rows_a_part()
        window = size if self.options.dry_run else self.window
        rows, begun = iter(self.source), done - done % window
        if self._matcher.once:
            for row in islice(rows, begun):
                self._check(row)
        else:
            next(islice(rows, begun, begun), None)
        some = self._checked(rows, window)
        while some:
            if len(some) == self.window:
                some.sort(key=self._place_of)
            coming: list[Checked | list[Fault]] = []
            for start in range(0, len(some), size):
                part = _part(begun + start, some[start : start + size])
                if part.done > done:
                    yield part
                if part.done > done and begun + window < self.until:
                    coming += self._checked(rows, min(size, window - len(coming)))
            begun += len(some)
            if begun >= self.until:
                return
            some = coming + self._checked(rows, window - len(coming))

    def _checked(self, rows: Iterator[Row], count: int) -> list[Checked | list[Fault]]:
        """The next rows of the file, each by itself."""
        found = []
        for row in islice(rows, count):
            self.between()
            found.append(self._check(row))
        return found

    def _place_of(self, found: Checked | list[Fault]) -> bytes:
        """Roughly where a title stands in an index by pinyin: GB 2312 holds the common signs in that order."""
        title = found.values.get(self.resource.title) if isinstance(found, Checked) else None
        return str(title or "").casefold().encode("gb18030", "replace")

    def _parts_in_order(self, done: int) -> Iterator[Part]:
        """All rows are needed before the first can be written: each stands after those it links to."""
        checked, faults = list[Checked](), list[Fault]()
        for row in self.source:
            found = self._check(row)
            if isinstance(found, Checked):
                checked.append(found)
            else:
                faults += found
        self._in_file = InFile(self.resource, checked, _titles(self.resource, self.plan, faults))
        rows, circles = in_order(checked, self._in_file)
        faults += circles
        faulty = len({fault.line for fault in faults})
        if done < faulty or not rows:
            yield Part(0, faulty, faults=faults)
            done = faulty
        size = rows_a_part()
        for start in range(done - faulty, len(rows), size):
            some = rows[start : start + size]
            yield Part(start // size, faulty + start + len(some), some)

    def _foresee(self, part: Part) -> None:
        """Make what records of a part are sorted and searched by while nobody waits for the database."""
        if self.options.dry_run:
            return
        texts = [each for each in self.plan.fields if isinstance(each.sort, str) and isinstance(each, Text)]
        for each in part.rows:
            self.between()
            if self._numbers:
                foresee(self.resource, self._numbers, each.values, part.foreseen)
            for text in texts:
                value = each.values.get(text.name) or ""
                part.foreseen.sort_keys[value, text.reading] = text.sort_key(value)

    def _check(self, row: Row) -> Checked | list[Fault]:
        """A row by itself, and whether one before it has the same key."""
        found = self._checker.check(row)
        if not isinstance(found, Checked) or not self._matcher.once:
            return found
        for key in self._matcher.keys(found):
            line = self._lines.setdefault(key, row.line)
            if line != row.line:
                return [self._matcher.doubled(found, key, line)]
        return found


def refuse_unsettled(actor: Actor, resource: Resource, header: Sequence[str], options: Options) -> None:
    """Raise Refused, before any row is read, where something must be chosen first: a column for a required field, a key."""
    permit(actor, resource)
    declared, fmt = declared_import(actor, resource), format_of(actor)
    found = plan(actor, resource, header, declared, options)
    _refuse_missing(actor, resource, found, options)
    Matcher(actor, resource, found, options, Checker(resource, found, declared, options, fmt))


def _go_on() -> None:
    """Between two rows there is nothing to wait for."""


def rows_a_part() -> int:
    """How many rows are one step: on SQLite, which lets nobody else write meanwhile, half as many."""
    return SQLITE_ROWS if is_sqlite() else POSTGRESQL_ROWS


def _part(begun: int, some: Sequence[Checked | list[Fault]]) -> Part:
    """A part of what was checked, after `begun` rows of the file."""
    part = Part(begun // rows_a_part(), begun + len(some))
    for found in some:
        if isinstance(found, Checked):
            part.rows.append(found)
        else:
            part.faults += found
    return part


def declared_import(actor: Actor, resource: Resource) -> Import:
    """The import face that a plugin mounted for `resource`, else the derived one."""
    found = (
        item for item in actor.host.items if isinstance(item, Import) and item.resource.name == resource.name
    )
    return next(found, Import(resource))


def permit(actor: Actor, resource: Resource) -> None:
    """Raise Forbidden for who may not import records of a resource."""
    for action in ("import", "create"):
        if not actor.may(resource.permission(action)):
            raise Forbidden(resource.permission(action))


def _titles(resource: Resource, found: Plan, faults: list[Fault]) -> set[str]:
    """What the faulty rows are called."""
    places = [i for i, each in enumerate(found.columns) if each and each.name == resource.title]
    return {fault.row.cells[i].strip() for fault in faults for i in places if i < len(fault.row.cells)}


def _refuse_missing(actor: Actor, resource: Resource, found: Plan, options: Options) -> None:
    if options.match:
        return
    lacking = missing(found, resource, gate.fields_for(actor, resource, "create"))
    if lacking:
        raise Refused(
            _(
                "No column leads to the required field {fields}. Choose one for it, or give every row the same value. "
                "The columns are: {columns}."
            ),
            fields=listed(each.label for each in lacking),
            columns=listed(found.header),
        )
    wholes = resource.rows.through if resource.rows.part else ()
    if wholes and not {field.name for field in found.fields} & set(wholes):
        raise Refused(
            _(
                "No column says where the rows belong. Choose one for one of these: {fields}. The columns are: {columns}."
            ),
            fields=listed(resource.by_name[name].label for name in wholes),
            columns=listed(found.header),
        )
