"""Which saved views somebody sees above a list: his own, those of his team and of the teams above it, those for all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from guanxi.data.database import rows
from guanxi.data.errors import NotFound
from guanxi.people.rights import team_tree
from guanxi.records.actor import Actor
from guanxi.work.views.resource import ALL, TEAM, may_share, views

_SEEN = """SELECT v.id, v.name, v.of, v.kind, COALESCE(v.asks, ''), v.owner_id, v.shared, v.shared_team_id, v.version, d.id
FROM work_view v LEFT JOIN work_default_view d
ON d.owner_id = ? AND d.of = v.of AND d.view_id = v.id AND d.deleted_at IS NULL
WHERE {which} v.deleted_at IS NULL AND (v.owner_id = ? OR v.shared IN ('team', 'all')) ORDER BY v.id"""
_OF, _ONE, _ANY = (_SEEN.format(which=which) for which in ("v.of = ? AND", "v.id = ? AND", ""))
Row = tuple[int, str, str, str, str, int | None, str, int | None, int, int | None]


@dataclass(frozen=True, slots=True)
class Seen:
    """A view as somebody finds it: `asks` as it was saved; `default` where his list opens with it."""

    id: int
    name: str
    of: str
    kind: str
    asks: str
    owner: int | None
    shared: str
    team: int | None
    version: int
    default: bool

    def editable(self, actor: Actor) -> bool:
        """Tell whether the actor may change it: it is his, or he may share that far; nobody writes for others without that."""
        return (self.owner == actor.id or self.shared != "me") and may_share(actor, self.shared, self.team)

    def removable(self, actor: Actor) -> bool:
        """Tell whether the actor may delete it; his own always."""
        return self.owner == actor.id or self.editable(actor)


def views_of(actor: Actor, of: str) -> tuple[Seen, ...]:
    """The views of one kind of record that the actor sees."""
    return _seen(actor, rows(_OF, (actor.id, of, actor.id))) if actor.may(views.permission("view")) else ()


def all_views(actor: Actor) -> tuple[Seen, ...]:
    """The views of every kind that the actor sees."""
    return _seen(actor, rows(_ANY, (actor.id, actor.id))) if actor.may(views.permission("view")) else ()


def view_of(actor: Actor, view: int) -> Seen:
    """One view; raises NotFound where there is none that the actor sees."""
    found = (
        _seen(actor, rows(_ONE, (actor.id, view, actor.id))) if actor.may(views.permission("view")) else ()
    )
    if not found:
        raise NotFound(views.name, view)
    return found[0]


# guard: views-seen
def _seen(actor: Actor, found: list[Row]) -> tuple[Seen, ...]:
    """Those that are the actor's, for all, or for a team that his own belongs to."""
    teams: frozenset[int] | None = None
    kept = []
    for each in found:
        view = Seen(*each[:-1], each[-1] is not None)
        if view.owner != actor.id and view.shared == TEAM and view.team != actor.team:
            teams = _above(team_tree(), actor.team) if teams is None else teams
            if view.team not in teams:
                continue
        if view.owner == actor.id or view.shared in (TEAM, ALL):
            kept.append(view)
    return tuple(kept)


def _above(tree: Mapping[int, int | None], team: int | None) -> frozenset[int]:
    """A team and all that it belongs to; a loop in the tree is walked once."""
    found = set[int]()
    while team is not None and team not in found:
        found.add(team)
        team = tree.get(team)
    return frozenset(found)
