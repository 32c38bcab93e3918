"""What is done to saved views: saved, changed, made one's default."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from guanxi.data.errors import Forbidden, InvalidValues
from guanxi.data.fields import Invalid
from guanxi.data.messages import Message, translator
from guanxi.records.actor import Actor
from guanxi.records.change import Change, Done, change
from guanxi.records.transaction import Transaction
from guanxi.work.views.resource import ALL, ME, TEAM, default_views, views
from guanxi.work.views.seen import view_of
from guanxi.work.views.tables import DefaultView, SavedView

_ = translator("guanxi")


@change("work.view.create", on=views, new=True)
def save_view(
    tx: Transaction, *, name: str, of: str, kind: str, asks: str, shared: str = ME, default: bool = False
) -> SavedView:
    """Keep what a list asks for under a name; `shared` is me, all, or ``team-7``. Raises InvalidValues, Forbidden."""
    told = _checked({"name": name, "of": of, "kind": kind, "asks": asks, **_for(shared)})
    made: SavedView = tx.add(views, owner=tx.actor.id, **told)
    if default:
        _prefer(tx, made)
    return made


@change("work.view.edit", on=views)
def change_view(tx: Transaction, view: SavedView, *, values: Mapping[str, Any]) -> SavedView:
    """Write name, kind, what it asks for, or for whom it is (`shared`, as in `save_view`)."""
    shared = values.get("shared")
    told = {name: value for name, value in values.items() if name in ("name", "kind", "asks")}
    tx.set(view, **_checked(told | (_for(str(shared)) if shared is not None else {})))
    return view


def prefer_view(actor: Actor, view: int, *, default: bool, **options: Any) -> Done:
    """Let one's list open with a view that one sees, or with all records again."""
    return _PREFER(actor, view, default=default, **options)


def _for(shared: str) -> dict[str, Any]:
    """Whom a view is for, as its fields have it."""
    word, _dash, team = shared.partition("-")
    if word == TEAM and team.isascii() and team.isdigit() and len(team) < 19:
        return {"shared": TEAM, "shared_team": int(team)}
    if shared in (ME, ALL):
        return {"shared": shared, "shared_team": None}
    raise InvalidValues({"shared": _("Choose for whom the view is.")})


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as the fields take them; raises InvalidValues."""
    found, wrong = dict[str, Any](values), dict[str, Message]()
    for name in values.keys() & {"name", "kind", "asks"}:
        field = views.by_name[name]
        try:
            found[name] = field.parse(values[name])
        except Invalid as refused:
            wrong[name] = refused.message
        if field.required and found[name] is None:
            wrong.setdefault(name, _("This is required; enter a value."))
    if wrong:
        raise InvalidValues(wrong)
    return found


class _Prefer(Change):
    """Whoever sees a view may open his list with it."""

    def _permit(self, actor: Actor) -> None:
        if not actor.may(views.permission("view")):
            raise Forbidden(views.permission("view"))


def _preferring(tx: Transaction, view: int, *, default: bool) -> DefaultView | None:
    seen = view_of(tx.actor, view)
    return _prefer(tx, SavedView.get_by_id(seen.id)) if default else _forget(tx, seen.of)


def _prefer(tx: Transaction, view: SavedView) -> DefaultView:
    known = _default(tx, view.of)
    if known is not None:
        tx.set(known, view=view.id)
        return known
    made: DefaultView = tx.add(default_views, owner=tx.actor.id, of=view.of, view=view.id)
    return made


def _forget(tx: Transaction, of: str) -> DefaultView | None:
    known = _default(tx, of)
    if known is not None:
        tx.remove(known)
    return known


def _default(tx: Transaction, of: str) -> DefaultView | None:
    mine = (DefaultView.owner_id == tx.actor.id) & (DefaultView.of == of)
    found: DefaultView | None = DefaultView.get_or_none(mine & DefaultView.deleted_at.is_null())
    return found


_PREFER = _Prefer("work.view.prefer", _preferring)
