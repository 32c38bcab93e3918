"""Who decides about a record: found by what roles grant and where people stand, however many users there are."""

from __future__ import annotations

from collections.abc import Iterator

from guanxi.data.database import as_set, in_set, row, rows
from guanxi.people.rights import role_rights, team_tree
from guanxi.records import gate
from guanxi.records.actor import Scope
from guanxi.records.host import Host
from guanxi.records.resource import Resource

ASSIGN = "assign"
_ROLES = "SELECT id, name, grants, hidden, locked FROM people_role WHERE deleted_at IS NULL"
_HOLDERS = """SELECT DISTINCT u.id FROM people_user_role h JOIN people_user u ON u.id = h.user_id
              WHERE {} AND h.deleted_at IS NULL AND u.active AND u.deleted_at IS NULL{} ORDER BY u.id"""
_NEAR = """ AND ({} OR u.id = ? OR u.id IN (SELECT c.user_id FROM collaborator c WHERE c.kind = ? AND c.record_id = ?))"""


def deciders(host: Host, resource: Resource, record_id: int) -> list[int]:
    """Those who may give the record to somebody else by their team; where none does, those who may for all; and its owner."""
    found = row(
        f'SELECT owner_id, team_id FROM "{resource.model._meta.table_name}" WHERE id = ?', (record_id,)
    )
    owner, team = found or (None, None)
    by_scope = _roles(resource)
    leading = [role for role, scope in by_scope.items() if Scope.TEAM <= scope < Scope.ALL]
    near = _near(resource, record_id, owner, team)
    chosen = list(_reaching(host, resource, record_id, _holders(leading, *near), below=True))
    if not chosen:
        over_all = [role for role, scope in by_scope.items() if scope is Scope.ALL]
        chosen = list(_reaching(host, resource, record_id, _holders(over_all), below=False))
    return sorted({*chosen, *([owner] if owner else [])})


def _roles(resource: Resource) -> dict[int, Scope]:
    """How far each role lets its holders give away records of this kind."""
    permission = resource.permission(ASSIGN)
    return {int(each[0]): role_rights(*each).scope(permission) for each in rows(_ROLES)}


def _near(
    resource: Resource, record_id: int, owner: int | None, team: int | None
) -> tuple[str, tuple[object, ...]]:
    """Who may reach the record by team at all: those in its team or one above, its owner, and whoever it is shared with."""
    if not resource.rows.team:
        return "", ()
    return _NEAR.format(in_set("u.team_id")), (as_set(_upwards(team)), owner, resource.name, record_id)


def _upwards(team: int | None) -> set[int]:
    tree, found = team_tree(), set[int]()
    while team is not None and team not in found:
        found.add(team)
        team = tree.get(team)
    return found


def _holders(roles: list[int], near: str = "", params: tuple[object, ...] = ()) -> list[int]:
    if not roles:
        return []
    found = rows(_HOLDERS.format(in_set("h.role_id"), near), (as_set(roles), *params))
    return [int(user) for (user,) in found]


def _reaching(
    host: Host, resource: Resource, record_id: int, users: list[int], *, below: bool
) -> Iterator[int]:
    """Those of `users` who may indeed, by all their roles together: `below` all, or just those who may for all."""
    for user in users:
        actor = host.actor(user)
        if actor is None or (actor.scope(resource.permission(ASSIGN)) is Scope.ALL) is below:
            continue
        if gate.rows_among(actor, resource, (record_id,), ASSIGN):
            yield user
