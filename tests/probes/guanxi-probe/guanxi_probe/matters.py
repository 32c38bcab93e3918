"""Matters in phases: a board whose columns are linked records, whose moves are a change of their own with a gate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from guanxi.api import (
    Actor,
    Board,
    BoardColumn,
    Date,
    Integer,
    InvalidValues,
    Link,
    Money,
    Percent,
    Refused,
    Resource,
    Rows,
    Text,
    Transaction,
    change,
    translator,
    visible,
)
from guanxi_probe.models import Matter, Phase, Route

_ = translator("guanxi_probe")
CLOSED = "Closed"

routes = Resource(
    Route,
    label=_("Routes"),
    label_one=_("Route"),
    title="name",
    order=["id"],
    fields=[Text("name", label=_("Name"), required=True)],
    rows=Rows(everyone=True),
)
phases = Resource(
    Phase,
    label=_("Phases"),
    label_one=_("Phase"),
    title="name",
    order=["id"],
    fields=[
        Text("name", label=_("Name"), required=True),
        Link("route", to="probe.route", label=_("Route")),
        Integer("limit_days", label=_("Limit")),
    ],
    rows=Rows(everyone=True),
)
matters = Resource(
    Matter,
    label=_("Matters"),
    label_one=_("Matter"),
    title="name",
    fields=[
        Text("name", label=_("Name"), required=True),
        Link("route", to="probe.route", label=_("Route"), required=True),
        Link("phase", to="probe.phase", label=_("Phase"), required=True),
        Money("amount", label=_("Amount")),
        Percent("chance", label=_("Chance")),
        Date("since", label=_("Since"), read_only=True),
        Text("why", label=_("Why")),
        Link("owner", to="people.user", label=_("Owner")),
        Link("team", to="people.team", label=_("Team"), read_only=True),
    ],
    rows=Rows(own="owner", team="team"),
)


def phases_of(actor: Actor, route: Any) -> list[BoardColumn]:
    """The phases of a route, in their order."""
    found = visible(actor, phases).where(Phase.route_id == route).order_by(Phase.id)
    return [BoardColumn(each.id, each.name, days=each.limit_days or 0) for each in found]


@change("probe.matter.move", on=matters)
def move_matter(tx: Transaction, matter: Any, *, values: Mapping[str, Any]) -> Any:
    """Into the last phase nothing comes without saying why; out of it nothing comes at all."""
    if Phase.get_by_id(matter.phase_id).name == CLOSED:
        raise Refused(_("{name} is closed."), name=matter.name)
    if Phase.get_by_id(values["phase"]).name == CLOSED and not (values.get("why") or matter.why):
        raise InvalidValues({"why": _("Say why it is closed.")})
    tx.set(matter, **values, since=tx.today)
    return matter


matters_board = Board(
    matters,
    by="phase",
    within="route",
    columns=phases_of,
    card="amount owner",
    total="amount",
    weight="chance",
    drop=move_matter,
    since="since",
)
BOARD = (routes, phases, matters, matters_board, move_matter)
