"""Actions: what is done to a record by a button, a small form that asks for just what is missing, and a program."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from guanxi.data.errors import InvalidValues
from guanxi.data.fields import Field
from guanxi.data.messages import Message
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.change import Change, Done
from guanxi.records.resource import Resource
from guanxi.resources.readings import TAKEN as TAKEN_BY_PROGRAMS

_NAME = re.compile(r"[a-z][a-z0-9_]*")
TAKEN = TAKEN_BY_PROGRAMS | {
    "edit",
    "delete",
    "field",
    "timeline",
    "attachments",
    "rights",
    "line",
    "create",
    "view",
}


@dataclass(frozen=True, eq=False)
class Action:
    """Runs `change` on a record: a button on its page, the form ``/<path>/<id>/<name>``, and ``POST /api/v1/<path>/<id>/<name>``.

    `name` is the last word of the change's name. The change takes, after the record, ``values``: typed values by field name.
    `asks` names the fields of the record that the form asks for, `also` those that it asks for only where the change refuses
    them by InvalidValues as missing; both may be `read_only` fields, which nobody writes otherwise. Nothing typed is lost by a
    refusal. Without `asks` the button runs the change at once. Fields that the actor may not see or write are neither asked nor taken.
    `propose(actor, record)` fills the form with what may be meant; it reads through the gate. `fits(record)` tells whether
    the button is offered, `shown` that there is one at all; `says` stands above the form, `done` is said afterwards.
    `presses(actor, record)` tells whether it is called for now: then it stands first in the head of the page, else in the
    menu there. It reads no field that the actor may not see.
    """

    change: Change
    label: Message
    asks: str = ""
    also: str = ""
    icon: str = "zap"
    kind: str = ""
    fits: Callable[[Any], bool] | None = None
    propose: Callable[[Actor, Any], Mapping[str, Any]] | None = None
    shown: bool = True
    done: Message | None = None
    says: Message | None = None
    presses: Callable[[Actor, Any], bool] | None = None

    @property
    def name(self) -> str:
        """What it is called in addresses."""
        return self.change.name.rpartition(".")[2]

    @property
    def resource(self) -> str:
        """The resource on whose records it is done."""
        return self.change.on.name if self.change.on else ""

    def problems(self, plugin: str) -> Iterator[str]:
        """A change of no record, a name that addresses of records have already, a field that the record has not, its owner or team."""
        on = self.change.on
        if on is None or self.change.new:
            yield f"the action {self.change.name!r} is on no record"
            return
        if (
            self.change.name != on.permission(self.name)
            or not _NAME.fullmatch(self.name)
            or self.name in TAKEN
        ):
            yield f"the action {self.change.name!r} is not named {on.name}.<word>, or its word is taken"
        for name in (*self.asks.split(), *self.also.split()):
            if name not in on.by_name or name in (on.rows.own, on.rows.team):
                yield f"the action {self.change.name!r} asks for {name!r}, which {on.name} does not have or which decides who sees it"

    def fields(self, actor: Actor) -> tuple[Field, ...]:
        """What it may ask this actor for, in the order declared: what he sees whole and what is not locked for him."""
        resource = actor.host.resources[self.resource]
        locked = frozenset() if actor.system else actor.locked.get(resource.name, frozenset())
        seen = gate.searchable_fields(actor, resource)
        wanted = (*self.asks.split(), *self.also.split())
        return tuple(seen[name] for name in wanted if name in seen and name not in locked)

    def run(self, actor: Actor, record_id: int, values: Mapping[str, Any], **options: Any) -> Done:
        """Run the change with typed values that the actor gave; raises InvalidValues for a record that he may not link to."""
        resource = actor.host.resources[self.resource]
        if wrong := gate.check_links(actor, resource, values):
            gate.get(actor, resource, record_id, self.name)
            raise InvalidValues(wrong)
        return self.change(actor, record_id, values=dict(values), **options)


def actions_of(host: Any, resource: Resource) -> list[Action]:
    """The actions mounted for the records of a resource, in the order mounted."""
    return [each for each in host.items_of(Action) if each.resource == resource.name]
