"""What a plugin declares about the pages of a resource: list, record page, form; each derived where nothing is declared."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from guanxi.data.messages import Message, translator
from guanxi.records.actor import Actor
from guanxi.records.resource import Resource

_ = translator("guanxi")
DERIVED_COLUMNS = 8


@dataclass(frozen=True)
class Quick:
    """A filter one click away; `filter(actor)` returns it in the notation of `guanxi.data.filters`."""

    name: str
    label: Message
    filter: Callable[[Actor], dict[str, Any]]


def mine(field_name: str = "owner") -> Quick:
    """Records whose `field_name` is the actor."""
    return Quick("mine", _("Mine"), lambda actor: {"field": field_name, "op": "eq", "value": actor.id})


@dataclass(frozen=True, eq=False)
class List:
    """The list of a resource: its columns in order (names, blank between), its quick filters, rows a page."""

    resource: Resource
    columns: str = ""
    quick: tuple[Quick, ...] | list[Quick] = ()
    limit: int = 80

    def problems(self, plugin: str) -> Iterator[str]:
        """A column that is no field of the resource."""
        yield from _unknown(self.resource, self.columns.split(), "list")

    def names(self, resource: Resource) -> tuple[str, ...]:
        """The columns of the list for the composed `resource`: as declared, then those of side tables."""
        declared = (
            self.columns.split()
            or [f.name for f in resource.fields if f.editor != "longtext"][:DERIVED_COLUMNS]
        )
        sides = [
            f.name for extension in resource.extensions for f in extension.fields if f.editor != "longtext"
        ]
        return tuple(dict.fromkeys([*declared, *sides]))


@dataclass(frozen=True, eq=False)
class Record:
    """The page of one record: sections of fields (label to names, blank between); fields named nowhere follow last.

    `paste` is the address of a page that splits a pasted block of text into fields; the form then offers to paste.
    """

    resource: Resource
    sections: Mapping[Message, str] = field(default_factory=dict)
    paste: str = ""

    def problems(self, plugin: str) -> Iterator[str]:
        """A section that names a field the resource has not."""
        for label, names in self.sections.items():
            yield from _unknown(self.resource, names.split(), f"section {label.text!r}")

    def placed(self, resource: Resource) -> list[tuple[Message, tuple[str, ...]]]:
        """The sections for the composed `resource`, each with its field names."""
        found = [(label, tuple(names.split())) for label, names in self.sections.items()]
        used = {name for _label, names in found for name in names}
        own = tuple(f.name for f in resource.fields if f.name not in used)
        if own:
            found.append((_("Details") if not found else _("More"), own))
        sides = tuple(f.name for e in resource.extensions for f in e.fields if f.name not in used)
        return [*found, (_("Additional"), sides)] if sides else found


@dataclass(frozen=True, eq=False)
class Without:
    """Leaves faces of a resource out: ``Without(companies, List, Record)``; REST and import are named "rest", "import"."""

    resource: Resource
    faces: tuple[Any, ...]


@dataclass(frozen=True)
class Faces:
    """All faces of one composed resource, as the web mounts them."""

    resource: Resource
    list: List
    record: Record

    @property
    def in_menu(self) -> bool:
        """Tell whether the list has its own menu entry; records that only join two others are found on their pages."""
        return not self.resource.rows.through

    @property
    def paste(self) -> str:
        """Where pasted blocks are split, or an empty text."""
        return self.record.paste

    @cached_property
    def endpoint(self) -> str:
        """What the endpoints of its pages begin with: ``contacts.company``."""
        return self.resource.name


def faces_of(resource: Resource, items: list[Any]) -> Faces:
    """The faces that mount items declare for `resource`, the others derived."""
    declared: dict[type[Any], Any] = {
        type(item): item
        for item in items
        if isinstance(item, List | Record) and item.resource.name == resource.name
    }
    return Faces(resource, declared.get(List) or List(resource), declared.get(Record) or Record(resource))


def _unknown(resource: Resource, names: list[str], where: str) -> Iterator[str]:
    for name in names:
        if name not in resource.by_name:
            yield f"{where} of {resource.name} names the field {name!r}, which {resource.name} does not have"
