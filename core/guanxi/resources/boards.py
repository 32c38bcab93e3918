"""What a plugin declares about the board of a resource: the field its columns stand for, what a card shows, what a drop does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from guanxi.data.fields import Choice, Choices, Date, DateTime, Decimal, Field, Link
from guanxi.data.messages import Message
from guanxi.records.actor import Actor
from guanxi.records.change import Change, Done
from guanxi.records.resource import Resource
from guanxi.records.standard import edit

CARDS, CARD_FIELDS = 20, 4


@dataclass(frozen=True)
class BoardColumn:
    """One column: the value that its records have (a code, the id of a linked record, None where the field is empty), and its name.

    A card that has been in it for more than `days` is stale; 0: never.
    """

    value: Any
    label: Message | str
    days: int = 0

    @property
    def key(self) -> str:
        """The column as it stands in addresses and forms."""
        return "" if self.value is None else str(self.value)


Columns = Callable[[Actor, Any], Sequence[BoardColumn]]
Steps = Callable[[Actor], Sequence[Mapping[str, Any]]]
"""What may be done in an empty place: buttons, each with `label`, `icon` and `href` or `post`."""


@dataclass(frozen=True, eq=False)
class Board:
    """The records of a resource as cards in columns, one for each value of `by`: a Choice, or a Link to one record.

    `card` names the fields below a card's title, blank between. `total` is a number or amount that the head of a column sums,
    `weight` a number of per cent by which it is also summed weighted. `within` is a Choice or Link that parts the records into
    boards of their own (a pipeline). `columns(actor, within)` returns the columns, with the value of `within` that is shown;
    without it they are the choices, or the linked records that the actor sees, in their order, before them one for the empty field.
    `nested` tells that a column is on one of these boards only, as a stage is in one pipeline: its records are then found by the
    column alone.

    `drop` is the change that moves a card, called as ``drop(actor, id, values=…, version=…)``, as an Action calls its own:
    `values` holds the column's under `by`, and what a form asked for. Where it raises InvalidValues, that form asks for just
    those fields. Without it the record is edited. `since` is the field that says since when a record is in its column; `days`
    is the limit of those columns that name none. `create` names the fields of the short form that adds a card (the title and
    the first of the card's without it), `limit` is how many cards a column shows at once. `steps(actor)` returns the buttons that
    a board without columns offers.
    """

    resource: Resource
    by: str
    card: str = ""
    total: str = ""
    weight: str = ""
    within: str = ""
    columns: Columns | None = None
    nested: bool = False
    drop: Change | None = None
    since: str = ""
    days: int = 0
    create: str = ""
    limit: int = CARDS
    steps: Steps | None = None

    def problems(self, plugin: str) -> Iterator[str]:
        """A field that the resource has not, or that is of another kind than the board needs."""
        names = [self.by, self.total, self.weight, self.within, self.since, *self.card.split()]
        for name in filter(None, [*names, *self.create.split()]):
            if name not in self.resource.by_name:
                yield (
                    f"board of {self.resource.name} names the field {name!r}, which {self.resource.name} does not have"
                )
        for name, kinds, wanted in (
            (self.by, (Choice, Link), "a choice or a link"),
            (self.within, (Choice, Link), "a choice or a link"),
            (self.weight, (Decimal,), "a number"),
            (self.since, (Date, DateTime), "a date or a point in time"),
        ):
            found = self.resource.by_name.get(name)
            if found is not None and (not isinstance(found, kinds) or isinstance(found, Choices)):
                yield f"board of {self.resource.name}: {name!r} is not {wanted}"
        summed = self.resource.by_name.get(self.total)
        if summed is not None and not summed.summed:
            yield f"board of {self.resource.name}: {self.total!r} cannot be summed"

    def names(self, resource: Resource) -> tuple[str, ...]:
        """The fields of a card below its title, as declared or the first short ones of the composed `resource`."""
        declared = tuple(name for name in self.card.split() if name != resource.title)
        return (
            declared
            or tuple(
                field.name
                for field in resource.fields
                if field.editor != "longtext" and field.name not in (resource.title, self.by, self.within)
            )[:CARD_FIELDS]
        )

    @property
    def needs(self) -> str:
        """The permission to move a card."""
        return self.drop.name if self.drop else self.resource.permission("edit")

    def move(
        self, actor: Actor, record_id: int, value: Any, values: Mapping[str, Any], *, version: int
    ) -> Done:
        """Move a card to the column of `value`; raises what the change raises."""
        if self.drop is not None:
            return self.drop(actor, record_id, values={**values, self.by: value}, version=version)
        return edit(actor, self.resource, record_id, {**values, self.by: value}, version=version)

    def field(self, resource: Resource) -> Field:
        """The field of the columns, of the composed `resource`."""
        return resource.by_name[self.by]
