"""Saved views as records: a name, a kind of record, what is asked, and for whom; who may write which."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from guanxi.data.errors import Forbidden, InvalidValues
from guanxi.data.fields import Choice, Link, LongText, Text
from guanxi.data.messages import Message, translator
from guanxi.plugins import generation
from guanxi.records import gate
from guanxi.records.actor import Actor, Scope
from guanxi.records.journal import ADD, REMOVE
from guanxi.records.resource import Resource, Rows
from guanxi.records.transaction import Transaction
from guanxi.work.views.tables import DefaultView, PinnedView, SavedView

_ = translator("guanxi")
SHARE = "work.view.share"
ME, TEAM, ALL = "me", "team", "all"
LIST, BOARD, CALENDAR = "list", "board", "calendar"
LONGEST_NAME, LONGEST = 60, 8000
SHARED: dict[str, Message | str] = {ME: _("Only me"), TEAM: _("A team"), ALL: _("Everybody")}
KINDS: dict[str, Message | str] = {LIST: _("List"), BOARD: _("Board"), CALENDAR: _("Calendar")}


def _within_reach(actor: Actor, model: type[Any]) -> Any:
    """One's own, and of those that are shared what one may share oneself; what others keep for themselves is nobody's affair."""
    if actor.system:
        return None
    mine = model.owner_id == actor.id
    if actor.scope(SHARE) is Scope.ALL:
        return mine | (model.shared != ME)
    teams = teams_to_share_with(actor)
    return mine | ((model.shared == TEAM) & model.shared_team_id.in_(teams)) if teams else mine


def teams_to_share_with(actor: Actor) -> frozenset[int]:
    """The teams that the actor may share with, but for him who may share with all."""
    scope = actor.scope(SHARE)
    if scope is Scope.SUBTREE:
        return actor.subtree
    return frozenset({actor.team} if scope is Scope.TEAM and actor.team else ())


# guard: view-sharing
def may_share(actor: Actor, shared: str, team: int | None) -> bool:
    """Tell whether the actor may share a view this far."""
    if shared == ME or actor.scope(SHARE) is Scope.ALL:
        return True
    return shared == TEAM and team in teams_to_share_with(actor)


def _kept(tx: Transaction, verb: str, record: Any, columns: Mapping[str, Any]) -> None:
    """What others open is written by those who may share it that far, by undo too; a view stays with its kind of record."""
    generation.bump(generation.VIEWS)
    if verb == REMOVE:
        return
    shared, team = (
        columns[name] if name in columns else getattr(record, name, None)
        for name in ("shared", "shared_team_id")
    )
    if verb != ADD and columns.get("of", record.of) != record.of:
        raise InvalidValues({"of": _("A view stays with its kind of records.")})
    if shared == TEAM and not gate.rows_among(tx.actor, tx.host.resources["people.team"], (team,)):
        raise InvalidValues({"shared": _("Choose for whom the view is.")})
    if not may_share(tx.actor, str(shared), team):
        raise Forbidden(SHARE)


views = Resource(
    SavedView,
    name="work.view",
    path="work/views",
    label=_("Saved views"),
    label_one=_("Saved view"),
    title="name",
    icon="bookmark",
    fields=[
        Text("name", label=_("Name"), required=True, max=LONGEST_NAME),
        Text("of", label=_("Kind of record"), required=True),
        Choice("kind", KINDS, label=_("Kind"), required=True, default=LIST),
        LongText("asks", label=_("What it asks for"), max=LONGEST),
        Choice("shared", SHARED, label=_("For"), required=True, default=ME),
        Link("shared_team", "people.team", label=_("Team"), back=None),
        Link("owner", "people.user", label=_("Owner"), read_only=True, back=None),
    ],
    rows=Rows(everyone=True, where=_within_reach),
    on_write=_kept,
    tells=(),
    noted=False,
)


def _own(tx: Transaction, verb: str, record: Any, columns: Mapping[str, Any]) -> None:
    """Nobody chooses with what another's lists open."""
    owner = record.owner_id if record is not None else columns.get("owner_id")
    if not tx.actor.system and owner != tx.actor.id:
        raise Forbidden(views.permission("view"))


default_views = Resource(
    DefaultView,
    name="work.default_view",
    path="work/default-views",
    label=_("Default views"),
    label_one=_("Default view"),
    title="of",
    icon="bookmark",
    fields=[
        Text("of", label=_("Kind of record"), required=True),
        Link("view", "work.view", label=_("Saved view"), read_only=True, back=None),
        Link("owner", "people.user", label=_("Owner"), read_only=True, back=None),
    ],
    rows=Rows(everyone=True, where=lambda actor, model: model.owner_id == actor.id),
    on_write=_own,
    tells=(),
    noted=False,
)


def _pinning(tx: Transaction, verb: str, record: Any, columns: Mapping[str, Any]) -> None:
    _own(tx, verb, record, columns)
    generation.bump(generation.VIEWS)


pinned_views = Resource(
    PinnedView,
    name="work.pinned_view",
    path="work/pinned-views",
    label=_("Pinned views"),
    label_one=_("Pinned view"),
    title="of",
    icon="pin",
    fields=[
        Text("of", label=_("Kind of record"), required=True),
        Link("view", "work.view", label=_("Saved view"), read_only=True, back=None),
        Link("owner", "people.user", label=_("Owner"), read_only=True, back=None),
    ],
    rows=Rows(everyone=True, where=lambda actor, model: model.owner_id == actor.id),
    on_write=_pinning,
    tells=(),
    noted=False,
)
