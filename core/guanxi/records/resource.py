"""A resource: one frozen declaration of a kind of record, from which every face is derived."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from guanxi.data.columns import RecordTable
from guanxi.data.errors import Problem
from guanxi.data.fields import Field
from guanxi.data.messages import Message
from guanxi.records.extension import Extension as Extension
from guanxi.records.tagging.side import with_tags
from guanxi.records.telling import TOLD, told_of

if TYPE_CHECKING:
    from guanxi.records.actor import Actor
    from guanxi.records.transaction import Transaction


@dataclass(frozen=True)
class Rows:
    """Who sees which rows; columns and peewee expressions only, so that the host can derive streams and indexes.

    `own` and `team` name the Link fields of owner and team; `shared` lets collaborators in; `everyone` opens all rows to
    whoever holds the permission; `through` names Link fields whose records must be visible too; `part` says that its
    records are parts of those, or of what they are about: who may not edit the whole may not add, edit or delete a part;
    `where(actor, model)` returns a peewee expression that narrows further. `known` opens all rows to everybody who has any
    right at all, for reading, whatever his roles say: names that stand on other records. `about` names the About field of an entry:
    whoever sees one of those records sees the entry, and so does its author (the owner; without `own` who created it),
    whatever the scope of viewing; the scopes of other actions go by owner and team. A resource with none of these is closed.
    """

    own: str | None = None
    team: str | None = None
    shared: bool = False
    everyone: bool = False
    known: bool = False
    through: tuple[str, ...] = ()
    part: bool = False
    about: str | None = None
    where: Callable[[Actor, type[RecordTable]], Any] | None = None


CLOSED = Rows()
Fill = Callable[[Mapping[str, Any], Mapping[str, Any]], Mapping[str, Any]]
OnWrite = Callable[["Transaction", str, RecordTable | None, dict[str, Any]], None]
OnWriteMany = Callable[["Transaction", Sequence[dict[str, Any]]], Mapping[int, Problem]]
OnWritten = Callable[["Transaction", str, Any, Mapping[str, Any]], None]


@dataclass(frozen=True, eq=False)
class Resource:
    """A kind of record: `model` (its table is `<plugin>_<record>`), fields, rows, title field, sort keys it offers.

    `fill(given, whole)` returns values that follow from those `given` in a creation or changed by an edit (`whole` is the record with
    them): the parts of a name, say. It reads nothing but its arguments, and may raise InvalidValues where they do not go together.

    `on_write(tx, verb, record, columns)` is the owner's own check: called in the transaction before each write of any
    change, import or undo, with the verb of the journal, the record (None for a new one) and the database values that
    will be written, which it may complete. Raising refuses; what it writes itself goes with the change. With
    `on_write_new=False` it is not asked about new records, which an import then adds a thousand at once.

    `on_write_many(tx, rows)` is its form for new records that are added many at once: it is asked once for all of them, with
    the database values of each, and returns what it refuses, a Problem by the place in `rows`. Without it a resource with
    `on_write` is imported record by record.

    `on_written(tx, verb, record, columns)` is called after the write, with the record as it now is and what was written: the
    place to keep rows of one's own in step.

    `tells` names what of created, edited, deleted, restored can happen to its records; each is a hook that others listen to.

    With `tags=True` its records bear tags of the house: the field `tags`, in every face, is there by itself.

    `born` names points in time (names, blank between) that begin with the moment of entry and are then kept by the plugin itself,
    beside the journal: when a customer was last in contact, say.

    `apart` names fields of one column in its own table (names, blank between) that tell records of one name apart: they stand
    beside the title where several of one name are found or offered, as far as the reader sees them.

    With `noted=False` there are no entries (notes, activities, files) about its records: what only arranges pages, saved views say.
    """

    model: type[RecordTable]
    label: Message
    label_one: Message
    title: str
    fields: tuple[Field, ...] | list[Field]
    rows: Rows = CLOSED
    order: tuple[str, ...] | list[str] = ()
    name: str = ""
    path: str = ""
    icon: str = "square"
    fill: Fill | None = None
    extensions: tuple[Extension, ...] = field(default=())
    on_write: OnWrite | None = None
    on_written: OnWritten | None = None
    on_write_new: bool = True
    on_write_many: OnWriteMany | None = None
    tells: tuple[str, ...] = tuple(TOLD)
    tags: bool = False
    born: str = ""
    apart: str = ""
    noted: bool = True

    def __post_init__(self) -> None:
        table = self.model._meta.table_name
        plugin, _, record = table.partition("_")
        object.__setattr__(self, "fields", tuple(self.fields))
        object.__setattr__(self, "order", tuple(self.order) or (self.title,))
        object.__setattr__(self, "name", self.name or f"{plugin}.{record}")
        object.__setattr__(self, "path", self.path or f"{plugin}/{_plural(record)}")
        if unknown := {*self.apart.split(), *self.born.split()} - {field.name for field in self.fields}:
            raise ValueError(f"{self.name}: {', '.join(sorted(unknown))} in apart or born is no field of it")
        if self.tags:
            object.__setattr__(self, "extensions", with_tags(self.name, self.extensions))

    @cached_property
    def plugin(self) -> str:
        """The plugin that owns the record."""
        return self.name.partition(".")[0]

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """All fields, also those of extensions, by name."""
        own = {f.name: f for f in self.fields}
        return own | {f.name: f for extension in self.extensions for f in extension.fields}

    @cached_property
    def every_field(self) -> tuple[Field, ...]:
        """All fields, also those of extensions, in the order of declaration."""
        return tuple(self.by_name.values())

    def permission(self, action: str) -> str:
        """The permission of an action: ``contacts.company.view``."""
        return f"{self.name}.{action}"

    def told(self) -> Mapping[str, Callable[..., None]]:
        """The hooks by which its records tell what happened to them."""
        return told_of(self.name, self.tells)

    def extended(self, *extensions: Extension) -> Resource:
        """The same resource with the fields of side tables added; two fields of one name raise ValueError."""
        extensions = with_tags(self.name, extensions) if self.tags else extensions
        names = [f.name for f in self.fields] + [f.name for e in extensions for f in e.fields]
        if twice := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"{self.name}: field {', '.join(sorted(twice))} is declared twice")
        return replace(self, extensions=tuple(extensions))


def _plural(word: str) -> str:
    return word[:-1] + "ies" if word.endswith("y") else word + "s"
