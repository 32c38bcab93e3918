"""The rows an actor reaches for an action: a set of teams, owners and shares that later becomes SQL; nothing is read here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from guanxi.records.actor import Actor, Scope
from guanxi.records.sharing import Share

if TYPE_CHECKING:
    from guanxi.data.fields import Field
    from guanxi.records.resource import Resource

DEEPEST_CHAIN = 5
ONLY_READS = frozenset({"view", "export"})
SAME_PERMISSION = {"restore": "delete", "purge": "delete"}


@dataclass(frozen=True, slots=True)
class Parent:
    """A Link column whose record must be visible too: the column, the record's resource and the rows of it one sees."""

    column: str
    resource: Resource
    rows: RowSet


@dataclass(frozen=True, slots=True)
class AboutRows:
    """What an entry is about must be visible too, but to its author: the entry's kind, the author, and what of each kind one sees.

    Of a part something must be editable by whoever writes it, also by its author: then `author` is None.
    """

    entry: str
    author_column: str
    author: int | None
    seen: tuple[tuple[Resource, RowSet], ...]


@dataclass(frozen=True, slots=True)
class RowSet:
    """Everything, or the union of `teams`, `owners` and `shared` (all empty: nothing), narrowed by `parents`, `about`, `where`."""

    everything: bool = False
    teams: tuple[int, ...] = ()
    owners: tuple[int, ...] = ()
    shared: Share | None = None
    team_column: str = "team_id"
    owner_column: str = "owner_id"
    parents: tuple[Parent, ...] = ()
    about: AboutRows | None = None
    where: Any = None

    @property
    def nothing(self) -> bool:
        """Tell that no row at all is reached."""
        return not (self.everything or self.teams or self.owners or self.shared)

    @property
    def narrowed(self) -> bool:
        """Tell that more than owner, team and share decides."""
        return bool(self.parents) or self.about is not None or self.where is not None

    def all_of(self, owner: int) -> bool:
        """Tell that whatever `owner` owns is reached: nothing else decides, or what they are about, which their author sees."""
        if not (self.everything or owner in self.owners) or self.parents or self.where is not None:
            return False
        about = self.about
        return about is None or (about.author == owner and about.author_column == self.owner_column)


NOTHING, EVERYTHING = RowSet(), RowSet(everything=True)
_remembered: ContextVar[tuple[Actor, dict[Any, Any]] | None] = ContextVar("rows", default=None)


# guard: gate-rows
def row_set(actor: Actor, resource: Resource, action: str = "view") -> RowSet:
    """The rows of `resource` on which `actor` may do `action`; whoever may not see a row can do nothing with it.

    Scopes of the action and of viewing are both held, a share must reach the action's level. Parents named by
    `Rows.through` are judged by what the actor may *view*; whoever writes a part of them must be allowed to *edit* them.
    """
    memory = remembered(actor)
    if memory is None:
        return _row_set(actor, resource, action, depth=0)
    found: RowSet | None = memory.get((resource, action))
    if found is None:
        found = memory[resource, action] = _row_set(actor, resource, action, depth=0)
    return found


def remembered(actor: Actor) -> dict[Any, Any] | None:
    """What is known within this one answer to the actor, by what it was asked with; None where nothing is remembered."""
    memory = _remembered.get()
    return None if memory is None or memory[0] is not actor else memory[1]


@contextmanager
def remembering_rows(actor: Actor) -> Iterator[None]:
    """Within the block, which is one answer to this actor, the rows he reaches for an action are worked out once, and a record is
    read once. Nothing may be written in it.
    """
    token = _remembered.set((actor, {}))
    try:
        yield
    finally:
        _remembered.reset(token)


def _row_set(actor: Actor, resource: Resource, action: str, depth: int) -> RowSet:
    rows = resource.rows
    if rows.known and action == "view" and (actor.system or actor.grants):
        return EVERYTHING
    closed = not (rows.own or rows.team or rows.shared or rows.everyone or rows.through or rows.where)
    if (closed and not rows.about) or depth > DEEPEST_CHAIN:
        return NOTHING
    reached = _reached(actor, resource, action, _scope(actor, resource, action))
    if reached.nothing or actor.system:
        return reached
    parents = _parents(actor, resource, parent_action(resource, action), depth)
    if parents is None:
        return NOTHING
    if not (parents or rows.where or rows.about):
        return reached
    where = rows.where(actor, resource.model) if rows.where else None
    about = _about(actor, resource, parent_action(resource, action), depth) if rows.about else None
    return replace(reached, parents=parents, about=about, where=where)


def _scope(actor: Actor, resource: Resource, action: str) -> Scope:
    """The smaller of the action's scope and of viewing; entries are seen by what they are about, so there viewing is yes or no."""
    scope = actor.scope(resource.permission(SAME_PERMISSION.get(action, action)))
    seen = actor.scope(resource.permission("view"))
    if resource.rows.about and seen > Scope.NONE:
        return Scope.ALL if action == "view" else scope
    return min(scope, seen)


def _reached(actor: Actor, resource: Resource, action: str, scope: Scope) -> RowSet:
    rows = resource.rows
    if scope is Scope.NONE:
        return NOTHING
    open_to_all = rows.everyone or not (rows.own or rows.team or rows.shared)
    if scope is Scope.ALL or open_to_all:
        return EVERYTHING
    teams: tuple[int, ...] = ()
    if rows.team and scope >= Scope.TEAM:
        below = actor.subtree if scope is Scope.SUBTREE else frozenset()
        own = frozenset() if actor.team is None else frozenset((actor.team,))
        teams = tuple(sorted(below | own))
    return RowSet(
        teams=teams,
        owners=(actor.id,) if rows.own else (),
        shared=Share.of(resource.name, actor.id, action, actor.host.clock()) if rows.shared else None,
        team_column=link_column(resource, rows.team or "team"),
        owner_column=link_column(resource, rows.own or "owner"),
    )


def parent_action(resource: Resource, action: str) -> str:
    """What the actor must be allowed to do to the records of `Rows.through` and `Rows.about` in order to do `action`."""
    return "edit" if resource.rows.part and action not in ONLY_READS else "view"


def _parents(actor: Actor, resource: Resource, action: str, depth: int) -> tuple[Parent, ...] | None:
    """What `through` asks, or None where a chain of parents has no end."""
    if not resource.rows.through:
        return ()
    if depth >= DEEPEST_CHAIN:
        return None
    found = []
    for name in resource.rows.through:
        target = actor.host.resources.get(str(getattr(resource.by_name[name], "to", "")))
        if target is None:
            return None
        found.append(Parent(link_column(resource, name), target, _row_set(actor, target, action, depth + 1)))
    return tuple(found)


def _about(actor: Actor, resource: Resource, action: str, depth: int) -> AboutRows:
    """What the actor sees (or may edit) of each kind of record that the entries may be about."""
    kinds = kinds_about(actor, resource.by_name.get(resource.rows.about or ""))
    reached = [(kind, _row_set(actor, kind, action, depth + 1)) for kind in kinds]
    seen = tuple((kind, rows) for kind, rows in reached if not rows.nothing)
    author = actor.id if action == "view" else None
    return AboutRows(resource.name, "owner_id" if resource.rows.own else "created_by", author, seen)


def kinds_about(actor: Actor, field: Field | None) -> list[Resource]:
    """The kinds of record that an About field may lead to: those it names, or all that have a timeline; entries if it says so."""
    named, known = getattr(field, "to", ()), actor.host.resources
    if named:
        return [known[name] for name in named if name in known]
    if getattr(field, "replies", False):
        return [*actor.host.with_replies]
    entries = actor.host.with_parts if getattr(field, "entries", False) else ()
    return [*actor.host.with_timeline, *entries]


def has_timeline(resource: Resource) -> bool:
    """Tell whether there are entries about these records: not about entries, what joins two records, names, or people and roles."""
    rows = resource.rows
    return resource.noted and not (rows.about or rows.through or rows.known or resource.plugin == "people")


def about_entries(resource: Resource) -> bool:
    """Tell whether its records may be about entries, as files and replies are; nothing is about them in its turn."""
    about = resource.by_name.get(resource.rows.about or "")
    return bool(getattr(about, "entries", False) or getattr(about, "replies", False))


def link_column(resource: Resource, name: str) -> str:
    """The column of a Link field; owner and team have theirs also where no field is declared."""
    field = resource.by_name.get(name)
    return field.columns[0] if field else f"{name}_id"
