"""Nobody gives, and nobody lays hands on, more rights than he holds himself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from guanxi.data.database import row, rows
from guanxi.people.rights import Fields, RoleRights, role_rights, roles_of
from guanxi.records.actor import Actor, Scope

ADMINISTER = "people.user.administer"

_ROLE = "SELECT id, name, grants, hidden, locked FROM people_role WHERE id = ?"
_HOLDERS = """SELECT DISTINCT u.id FROM people_user u JOIN people_user_role h ON h.user_id = u.id
JOIN people_role r ON r.id = h.role_id
WHERE u.active AND u.deleted_at IS NULL AND h.deleted_at IS NULL AND r.deleted_at IS NULL"""


# guard: escalation
def beyond(actor: Actor, roles: Iterable[RoleRights]) -> str | None:
    """The first permission or field that `roles` open wider than the actor's own rights; None when nothing is.

    The actor's roles are read anew, so that rights taken away a moment ago count; a token's narrower grants count too.
    """
    if actor.system:
        return None
    own = roles_of(actor.id)
    for role in roles:
        for permission in sorted(actor.host.permissions | _probes(own, role)):
            if role.scope(permission) > _scope(actor, own, permission):
                return permission
        if field := _shown(role, actor.hidden, "view") or _shown(role, actor.locked, "edit"):
            return field
    return None


def is_above(actor: Actor, user_id: int) -> bool:
    """Tell whether a user holds any right that the actor does not hold."""
    return beyond(actor, roles_of(user_id)) is not None


def role_by_id(role_id: int) -> RoleRights | None:
    """A role's rights at this moment."""
    found = row(_ROLE, [role_id])
    return role_rights(*found) if found else None


def administrators() -> set[int]:
    """The active users who may administer all users."""
    ids = [found[0] for found in rows(_HOLDERS)]
    return {
        id for id in ids if max((role.scope(ADMINISTER) for role in roles_of(id)), default=0) == Scope.ALL
    }


def _scope(actor: Actor, own: list[RoleRights], permission: str) -> Scope:
    held = max((role.scope(permission) for role in own), default=Scope.NONE)
    return min(held, actor.scope(permission)) if permission in actor.host.permissions else held


def _probes(own: Iterable[RoleRights], role: RoleRights) -> set[str]:
    """Invented permissions where a pattern of one side meets a pattern of the other: plugins that are not here yet count."""
    found = {_core(text) for text in role.grants}
    for theirs in role.grants:
        for mine in (text for held in own for text in held.grants):
            found |= {theirs.replace("*", _core(mine)), mine.replace("*", _core(theirs))}
    return found


def _core(text: str) -> str:
    return text.replace("*", "any")


def _shown(role: RoleRights, closed: Fields, action: str) -> str | None:
    return next(_opened(role, closed, action), None)


def _opened(role: RoleRights, closed: Fields, action: str) -> Iterator[str]:
    kept = role.hidden if action == "view" else role.locked
    for resource, fields in closed.items():
        if role.scope(f"{resource}.{action}"):
            yield from (f"{resource}:{name}" for name in sorted(fields - kept.get(resource, frozenset())))
