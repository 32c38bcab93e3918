"""What a role has chosen about the sections of record pages: which stand there, and in which order. It is looks, never a right."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from peewee import BigIntegerField, TextField

from guanxi.data.columns import RecordTable
from guanxi.data.database import rows
from guanxi.data.errors import Forbidden, Refused
from guanxi.data.fields import Link, LongText, Text
from guanxi.data.messages import translator
from guanxi.plugins import generation
from guanxi.records.actor import Actor, Scope
from guanxi.records.change import Change, Done
from guanxi.records.resource import Resource, Rows
from guanxi.records.transaction import Transaction

_ = translator("guanxi")
NEEDS = "people.role.edit"
MOST, LONGEST = 200, 20_000


class Labelled(Protocol):
    """What a section is called; its text before translation is its key."""

    @property
    def text(self) -> str:
        """The text before translation."""


Named = TypeVar("Named", bound=Labelled)


@dataclass(frozen=True)
class Layout:
    """The keys of all sections that were known when somebody chose, in their order, and those of them that are left out.

    The key of a section is the text of its label before translation. Keys of absent plugins are kept, so that their
    sections stand where they stood when the plugin comes back.
    """

    order: tuple[str, ...] = ()
    left_out: frozenset[str] = frozenset()

    def arranged(
        self, sections: Sequence[tuple[Named, tuple[str, ...]]]
    ) -> list[tuple[Named, tuple[str, ...]]]:
        """The `sections` that stand, as chosen; those that nobody knew follow at the end, as delivered."""
        return [each for each in self.ordered(sections) if each[0].text not in self.left_out]

    def ordered(
        self, sections: Sequence[tuple[Named, tuple[str, ...]]]
    ) -> list[tuple[Named, tuple[str, ...]]]:
        """All `sections` in the chosen order, those that are left out too."""
        place = {key: at for at, key in enumerate(self.order)}
        return sorted(sections, key=lambda each: place.get(each[0].text, len(place)))

    @property
    def kept(self) -> str:
        """The layout as the database has it."""
        return json.dumps({"order": self.order, "left_out": sorted(self.left_out)}, ensure_ascii=False)


DELIVERED = Layout()


class PageLayout(RecordTable):
    """How the sections of the pages of one kind of record stand for whoever has a role; `layout` is a JSON object."""

    role_id = BigIntegerField(index=True)
    kind = TextField()
    layout = TextField()

    class Meta:
        table_name = "people_page_layout"


PageLayout.add_index(
    PageLayout.index(
        PageLayout.role_id,
        PageLayout.kind,
        unique=True,
        where=PageLayout.deleted_at.is_null(),
        name="people_page_layout_of_role",
    )
)


def _kept(tx: Transaction, verb: str, record: object, columns: Mapping[str, Any]) -> None:
    """Only who may edit every role arranges pages for one, by undo too; it holds from the next page on."""
    _permit(tx.actor)
    generation.bump(generation.RIGHTS)


page_layouts = Resource(
    PageLayout,
    name="people.page_layout",
    label=_("Page layouts"),
    label_one=_("Page layout"),
    title="kind",
    fields=[
        Link("role", "people.role", label=_("Role"), required=True, back=None),
        Text("kind", label=_("Kind of record"), required=True),
        LongText("layout", label=_("Layout"), required=True, max=LONGEST),
    ],
    rows=Rows(everyone=True),
    on_write=_kept,
    tells=(),
)


def layout_in(text: str) -> Layout:
    """What the database has, as a value."""
    found = json.loads(text)
    return Layout(tuple(found["order"]), frozenset(found["left_out"]))


def layouts() -> dict[tuple[int, str], Layout]:
    """Every layout of living roles, by role and kind of record."""
    return {(role, kind): layout_in(text) for role, kind, text in rows(_ALL)}


def layouts_of(user_id: int) -> dict[str, Layout]:
    """What holds for a user, by kind of record: of several roles the oldest one that has a layout decides."""
    found: dict[str, Layout] = {}
    for kind, text in rows(_OF_USER, (user_id,)):
        found.setdefault(kind, layout_in(text))
    return found


def arrange(actor: Actor, role: int, kind: str, wanted: Layout, **options: Any) -> Done:
    """Let the pages of a kind of record stand so for a role, as one change that can be undone; `DELIVERED` takes it back.

    Raises Refused where no section would be left, Forbidden for who may not edit roles.
    """
    return _ARRANGE(actor, role=role, kind=kind, wanted=wanted, **options)


def _permit(actor: Actor) -> None:
    if not actor.system and actor.scope(NEEDS) < Scope.ALL:
        raise Forbidden(NEEDS)


class _Arrange(Change):
    """Whoever may edit every role may arrange its pages."""

    def _permit(self, actor: Actor) -> None:
        _permit(actor)


def _arrange(tx: Transaction, *, role: int, kind: str, wanted: Layout) -> None:
    if wanted.order and wanted.left_out.issuperset(wanted.order):
        raise Refused(_("One section must stand at least."))
    if len(wanted.order) > MOST or len(wanted.kept) > LONGEST:
        raise Refused(_("A page has at most {most} sections.", most=MOST))
    living = PageLayout.deleted_at.is_null()
    there = PageLayout.select().where(PageLayout.role_id == role, PageLayout.kind == kind, living).first()
    if wanted == DELIVERED:
        if there is not None:
            tx.remove(there)
    elif there is not None:
        tx.set(there, layout=wanted.kept)
    else:
        tx.add(page_layouts, role=role, kind=kind, layout=wanted.kept)


_ARRANGE = _Arrange("people.page_layout.arrange", _arrange)
_ALL = """SELECT s.role_id, s.kind, s.layout FROM people_page_layout s
JOIN people_role r ON r.id = s.role_id WHERE s.deleted_at IS NULL AND r.deleted_at IS NULL ORDER BY s.id"""
_OF_USER = """SELECT s.kind, s.layout FROM people_page_layout s
JOIN people_role r ON r.id = s.role_id JOIN people_user_role h ON h.role_id = r.id
WHERE h.user_id = ? AND h.deleted_at IS NULL AND r.deleted_at IS NULL AND s.deleted_at IS NULL ORDER BY r.id"""
