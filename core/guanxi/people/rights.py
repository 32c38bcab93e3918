"""What a user may do: his roles' patterns laid over the known permissions, and the teams below his own, kept per generation."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import translate as glob
from functools import lru_cache
from re import compile as pattern
from typing import Any

from guanxi.data.database import rows
from guanxi.data.messages import Message, translator
from guanxi.records.actor import Scope

_ = translator("guanxi")

SCOPES = {scope.name.lower(): scope for scope in Scope}
SCOPE_NAMES: dict[Scope, Message] = {
    Scope.NONE: _("none"),
    Scope.OWN: _("own records"),
    Scope.TEAM: _("own team"),
    Scope.SUBTREE: _("own team and below"),
    Scope.ALL: _("all"),
}
Fields = Mapping[str, frozenset[str]]
NAMED = ("people.user", "people.team")
"""The kinds of which each write moves the generation of rights, but for adding one."""


@dataclass(frozen=True)
class RoleRights:
    """One role as values: scopes by permission or pattern, fields it hides and locks by resource."""

    id: int
    name: str
    grants: Mapping[str, Scope] = field(default_factory=dict)
    hidden: Fields = field(default_factory=dict)
    locked: Fields = field(default_factory=dict)

    def scope(self, permission: str) -> Scope:
        """The scope that the pattern which decides on `permission` gives; none where none covers it."""
        found = self.pattern_for(permission)
        return self.grants[found] if found else Scope.NONE

    def pattern_for(self, permission: str) -> str | None:
        """The pattern that decides on `permission`: its own name, else of those that cover it and hold no more exact one.

        Among several of these one that takes away (`none`) comes first, then the one with the most literal characters: whoever
        is denied ``*.export`` exports nothing by ``contacts.interaction.*``, and gets it back by ``contacts.*.export``.
        """
        if permission in self.grants:
            return permission
        covering = [each for each in self.grants if "*" in each and covers(each, permission)]
        exact = [each for each in covering if not any(_is_inside(other, each) for other in covering)]
        return max(exact, key=lambda each: (not self.grants[each], _literal(each), each), default=None)


@dataclass(frozen=True)
class Rights:
    """All roles of a user together: the widest scope, and only those fields hidden or locked that no role opens."""

    roles: tuple[RoleRights, ...]
    grants: Mapping[str, Scope]
    hidden: Fields
    locked: Fields

    def scope(self, permission: str) -> Scope:
        """The widest scope of `permission` over all roles, known to any plugin or not."""
        return max((role.scope(permission) for role in self.roles), default=Scope.NONE)


def _literal(pattern: str) -> int:
    return len(pattern.replace("*", ""))


def _is_inside(pattern: str, wider: str) -> bool:
    """Tell whether whatever a pattern covers is covered by another one that says less."""
    return _literal(pattern) > _literal(wider) and covers(wider, pattern)


@lru_cache(maxsize=1024)
def _matcher(text: str) -> Callable[[str], object]:
    safe = text.replace("[", "[[]").replace("?", "[?]")
    return pattern(glob(safe)).match


def covers(text: str, permission: str) -> bool:
    """Tell whether the pattern `text` covers `permission`; ``*`` stands for any characters.

    >>> covers("contacts.*.view", "contacts.company.view"), covers("*.view", "contacts.company.edit")
    (True, False)
    """
    return _matcher(text)(permission) is not None


def compile_rights(roles: Iterable[RoleRights], permissions: Collection[str]) -> Rights:
    """Lay the patterns of all `roles` over the known `permissions`."""
    held = tuple(roles)
    scopes = {name: max((role.scope(name) for role in held), default=Scope.NONE) for name in permissions}
    grants = {name: scope for name, scope in scopes.items() if scope}
    return Rights(
        held,
        grants,
        _closed([(role.hidden, role) for role in held], "view"),
        _closed([(role.locked, role) for role in held], "edit"),
    )


def _closed(parts: list[tuple[Fields, RoleRights]], action: str) -> Fields:
    """The fields closed by every role that has a say: one that grants `action` on the resource at all."""
    found = {}
    for resource in {name for fields, _ in parts for name in fields}:
        heard = [fields for fields, role in parts if role.scope(f"{resource}.{action}")]
        sets = [fields.get(resource, frozenset()) for fields in heard]
        closed = (
            frozenset.intersection(*sets)
            if sets
            else frozenset().union(*(f.get(resource, ()) for f, _ in parts))
        )
        if closed:
            found[resource] = closed
    return found


def role_rights(role_id: int, name: str, grants: object, hidden: object, locked: object) -> RoleRights:
    """A role's row as values; scopes that nobody knows count as none."""
    scopes = {text: SCOPES.get(str(scope), Scope.NONE) for text, scope in _mapping(grants).items()}
    return RoleRights(role_id, name, scopes, _fields(hidden), _fields(locked))


_ROLES = """SELECT r.id, r.name, r.grants, r.hidden, r.locked FROM people_user_role h
JOIN people_role r ON r.id = h.role_id
WHERE h.user_id = ? AND h.deleted_at IS NULL AND r.deleted_at IS NULL ORDER BY r.id"""


def roles_of(user_id: int) -> list[RoleRights]:
    """The roles that a user holds."""
    return [role_rights(*found) for found in rows(_ROLES, [user_id])]


def team_tree() -> dict[int, int | None]:
    """The parent of every team."""
    return dict(rows("SELECT id, parent_id FROM people_team WHERE deleted_at IS NULL"))


def subtree(tree: Mapping[int, int | None], top: int | None) -> frozenset[int]:
    """`top` and every team below it; a loop in the tree is walked once."""
    if top is None:
        return frozenset()
    below: dict[int | None, list[int]] = {}
    for team, parent in tree.items():
        below.setdefault(parent, []).append(team)
    found, waiting = set[int](), [top]
    while waiting:
        team = waiting.pop()
        if team not in found:
            found.add(team)
            waiting.extend(below.get(team, ()))
    return frozenset(found)


@dataclass
class _Book:
    """What was worked out under one generation; threads that still answer for an older one keep their own book."""

    generation: int
    rights: dict[int, Rights] = field(default_factory=dict)
    subtrees: dict[int | None, frozenset[int]] = field(default_factory=dict)
    tree: dict[int, int | None] | None = None
    names: Mapping[str, dict[int, str]] = field(default_factory=lambda: {kind: {} for kind in NAMED})
    own: dict[int, Any] = field(default_factory=dict)
    sections: dict[int, Any] = field(default_factory=dict)


class RightsKeeper:
    """The compiled rights of users and the tree of teams for one set of permissions, thrown away with each generation."""

    def __init__(self, permissions: Collection[str]) -> None:
        self.permissions = frozenset(permissions)
        self._book = _Book(-1)

    def rights(self, user_id: int, generation: int) -> Rights:
        """The rights of a user as of `generation`; SQL runs only for the first request after a change."""
        book = self._at(generation)
        found = book.rights.get(user_id)
        if found is None:
            found = book.rights[user_id] = compile_rights(roles_of(user_id), self.permissions)
        return found

    def subtree(self, team: int | None, generation: int) -> frozenset[int]:
        """`team` and the teams below it as of `generation`."""
        book = self._at(generation)
        found = book.subtrees.get(team)
        if found is None:
            book.tree = team_tree() if book.tree is None else book.tree
            found = book.subtrees[team] = subtree(book.tree, team)
        return found

    def names(self, generation: int) -> Mapping[str, dict[int, str]]:
        """What users and teams are called as of `generation`, as far as somebody has asked: see `Actor.names`."""
        return self._at(generation).names

    def own(self, generation: int) -> dict[int, Any]:
        """What a page keeps for single users, by their ids, as long as no right moves."""
        return self._at(generation).own

    def sections(self, generation: int) -> dict[int, Any]:
        """How record pages stand for single users, by their ids, as long as no right moves."""
        return self._at(generation).sections

    def forget(self) -> None:
        """Throw away everything kept, as when another database stands behind the same numbers."""
        self._book = _Book(-1)

    def _at(self, generation: int) -> _Book:
        book = self._book
        if book.generation != generation:
            book = self._book = _Book(generation)
        return book


def _mapping(value: object) -> Mapping[str, object]:
    found = json.loads(value) if isinstance(value, str) else value
    return found if isinstance(found, dict) else {}


def _fields(value: object) -> Fields:
    return {
        name: frozenset(str(each) for each in fields)
        for name, fields in _mapping(value).items()
        if isinstance(fields, list)
    }
