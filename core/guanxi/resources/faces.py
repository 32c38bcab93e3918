"""What a plugin declares about the pages of a resource: list, record page, form; each derived where nothing is declared."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from guanxi.data.fields import Tags
from guanxi.data.messages import Message, translator
from guanxi.plugins.mount import key_problems
from guanxi.records.actor import Actor
from guanxi.records.ref import Ref
from guanxi.records.resource import Resource
from guanxi.resources.boards import Board
from guanxi.resources.calendars import Calendar
from guanxi.resources.lines import Badge

_ = translator("guanxi")
DERIVED_COLUMNS = 8
Sections = list[tuple[Message, tuple[str, ...]]]
Prepare = Callable[..., Mapping[str, Any]]
"""Changes what a template gets: a list's is called with (actor, values), a record's and a form's with (actor, record, values)."""


@dataclass(frozen=True)
class Quick:
    """A filter one click away; `filter(actor)` returns it in the notation of `guanxi.data.filters`."""

    name: str
    label: Message
    filter: Callable[[Actor], dict[str, Any]]


def mine(field_name: str = "owner") -> Quick:
    """Records whose `field_name` is the actor."""
    return Quick("mine", _("Mine"), lambda actor: {"field": field_name, "op": "eq", "value": actor.id})


@dataclass(frozen=True)
class Computed:
    """A column of a list that no field holds: `texts(actor, ids)` returns the text by id for all rows of a page at once.

    A text with a tone (as `Lines.badges` has them) stands as a badge. It reads through the gate as any page does, and what
    it leaves out stays empty.
    """

    name: str
    label: Message
    texts: Callable[[Actor, Sequence[int]], Mapping[int, str] | Mapping[int, Badge]]


@dataclass(frozen=True, eq=False)
class List:
    """The list of a resource: its columns in order (names, blank between), its quick filters, rows a page.

    `computed` columns follow those of fields. `empty` says what will stand here while there is nothing yet. `template`
    (``<plugin>/<name>.html``, it extends ``list.html``) and `prepare` replace the look and what is shown. `key` is a small
    letter that opens the list after `g`, as that of a `MenuItem` does.
    """

    resource: Resource
    columns: str = ""
    quick: tuple[Quick, ...] | list[Quick] = ()
    limit: int = 80
    computed: tuple[Computed, ...] = ()
    template: str = "list.html"
    prepare: Prepare | None = None
    empty: Message | None = None
    key: str = ""

    def problems(self, plugin: str) -> Iterator[str]:
        """A column that is no field of the resource, a key that is no letter."""
        yield from _unknown(self.resource, self.columns.split(), "list")
        yield from key_problems(self.key, f"the list of {self.resource.name}")

    def names(self, resource: Resource) -> tuple[str, ...]:
        """The columns of the list for the composed `resource`: as declared, then those of side tables."""
        declared = (
            self.columns.split()
            or [f.name for f in resource.fields if f.editor != "longtext"][:DERIVED_COLUMNS]
        )
        sides = [
            f.name
            for extension in resource.extensions
            for f in extension.fields
            if f.editor != "longtext" and not isinstance(f, Tags)  # chosen where somebody wants the column
        ]
        return tuple(dict.fromkeys([*declared, *sides]))


@dataclass(frozen=True, eq=False)
class Record:
    """The page of one record: sections of fields (label to names, blank between); fields named nowhere follow last.

    `paste` is the address of a page that splits a pasted block of text into fields; the form then offers to paste.
    `template` (``<plugin>/<name>.html``, it extends ``record.html``) and `prepare` replace the look and what is shown;
    the fields named in `elsewhere` stand in no section, because that template shows them in its own way. Tags stand in the head.
    `badges(actor, record)` returns further words (text, tone) by the name of the field beside whose value they stand, such as
    that a number is not to be called; it reads through `visible()`.
    """

    resource: Resource
    sections: Mapping[Message, str] = field(default_factory=dict)
    paste: str = ""
    elsewhere: str = ""
    template: str = "record.html"
    prepare: Prepare | None = None
    badges: Callable[[Actor, Ref], Mapping[str, Sequence[Badge]]] | None = None

    def problems(self, plugin: str) -> Iterator[str]:
        """A section that names a field the resource has not."""
        yield from _unknown_sections(self.resource, self.sections)
        yield from _unknown(self.resource, self.elsewhere.split(), "page")

    def placed(self, resource: Resource) -> Sections:
        """The sections for the composed `resource`, each with its field names."""
        head = {name for name, field in resource.by_name.items() if isinstance(field, Tags)}
        return _placed(resource, self.sections, {*self.elsewhere.split(), *head})


@dataclass(frozen=True, eq=False)
class Form:
    """The pages that create and edit a record; without `sections` they have those of the record page and all its fields.

    `form` is one's own WTForms class, a `guanxi.api.RecordForm`: its inputs stand for the fields of the same name, its
    validators are asked too. The fields named in `unset` begin empty in a new record in spite of their defaults: what nobody
    shall say by saving alone. `template` (it extends ``form.html``) and `prepare` replace the look and what is shown.
    """

    resource: Resource
    sections: Mapping[Message, str] = field(default_factory=dict)
    form: type[Any] | None = None
    template: str = "form.html"
    prepare: Prepare | None = None
    unset: str = ""

    def problems(self, plugin: str) -> Iterator[str]:
        """A section, or `unset`, that names a field the resource has not."""
        yield from _unknown_sections(self.resource, self.sections)
        yield from _unknown(self.resource, self.unset.split(), "form")


@dataclass(frozen=True, eq=False)
class Without:
    """Leaves faces of a resource out: ``Without(companies, (List, Form))``; REST and import are named "rest", "import", the
    pages of the bin "delete".

    No link, menu entry or action leads to what is left out. Without list and record page there is no form and no import either.
    """

    resource: Resource
    faces: tuple[Any, ...]


@dataclass(frozen=True)
class Faces:
    """All faces of one composed resource, as the web mounts them."""

    resource: Resource
    list: List
    record: Record
    form: Form
    without: tuple[Any, ...] = ()
    board: Board | None = None
    calendar: Calendar | None = None

    def has(self, face: Any) -> bool:
        """Tell whether a face is mounted; a board and a calendar are where they are declared."""
        declared = {Board: self.board, Calendar: self.calendar}
        if face in declared and (declared[face] is None or List in self.without):
            return False
        return face not in self.without

    @property
    def in_menu(self) -> bool:
        """Tell whether the list has its own menu entry; records that only join two others are found on their pages."""
        return not self.resource.rows.through and self.has(List)

    def form_sections(self) -> Sections:
        """The sections of the form, each with its field names."""
        return _placed(self.resource, self.form.sections or self.record.sections, set())

    @property
    def paste(self) -> str:
        """Where pasted blocks are split, or an empty text."""
        return self.record.paste

    @cached_property
    def endpoint(self) -> str:
        """What the endpoints of its pages begin with: ``contacts.company``."""
        return self.resource.name


def faces_of(resource: Resource, items: list[Any]) -> Faces:
    """The faces that mount items declare for `resource`, the others derived, less those that `Without` leaves out."""
    own = [
        item
        for item in items
        if isinstance(item, List | Record | Form | Board | Calendar | Without)
        and item.resource.name == resource.name
    ]
    declared: dict[type[Any], Any] = {type(item): item for item in own}
    left_out = tuple(face for item in own if isinstance(item, Without) for face in item.faces)
    return Faces(
        resource,
        declared.get(List) or List(resource),
        declared.get(Record) or Record(resource),
        declared.get(Form) or Form(resource),
        left_out,
        declared.get(Board),
        declared.get(Calendar),
    )


def _placed(resource: Resource, sections: Mapping[Message, str], elsewhere: set[str]) -> Sections:
    found = [(label, tuple(names.split())) for label, names in sections.items()]
    used = elsewhere | {name for _label, names in found for name in names}
    own = tuple(f.name for f in resource.fields if f.name not in used)
    if own:
        found.append((_("Details") if not found else _("More"), own))
    sides = tuple(f.name for e in resource.extensions for f in e.fields if f.name not in used)
    return [*found, (_("Additional"), sides)] if sides else found


def _unknown_sections(resource: Resource, sections: Mapping[Message, str]) -> Iterator[str]:
    for label, names in sections.items():
        yield from _unknown(resource, names.split(), f"section {label.text!r}")


def _unknown(resource: Resource, names: list[str], where: str) -> Iterator[str]:
    for name in names:
        if name not in resource.by_name:
            yield f"{where} of {resource.name} names the field {name!r}, which {resource.name} does not have"
