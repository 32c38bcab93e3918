"""Rights that explain themselves: which role lets somebody do what, and what keeps him from it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from guanxi.data.messages import Message, listed, translator
from guanxi.people.rights import SCOPE_NAMES, RoleRights, roles_of
from guanxi.people.role_names import shown_name
from guanxi.records.actor import Actor, Scope
from guanxi.records.gate import rows_among
from guanxi.records.resource import Resource

_ = translator("guanxi")


def explain(
    actor: Actor, resource: Resource, record: Any, action: str, *, among: Collection[str] | None = None
) -> list[Message]:
    """Why the actor may do `action` on a record (a model instance, or None for the kind as a whole), or why not.

    Of closed fields only those `among` the named ones are told: what the asker does not see himself is none of his business.
    """
    permission = resource.permission(action)
    if actor.system:
        return [_("This is the house itself, which every permission allows.")]
    sentences = [_because(role, permission) for role in roles_of(actor.id)]
    if not sentences:
        sentences = [_("The user has no role.")]
    sentences.append(_result(actor, resource, record, action))
    hidden = actor.hidden.get(resource.name, frozenset()) | (
        actor.locked.get(resource.name, frozenset()) if action != "view" else frozenset()
    )
    hidden = hidden if among is None else hidden & set(among)
    if hidden:
        labels = listed(sorted(str(f.label) for f in resource.by_name.values() if f.name in hidden))
        sentences.append(_("No role of the user opens these fields: {fields}.").format(fields=labels))
    return sentences


def reasons(user_id: int, permission: str) -> list[Message]:
    """One sentence a role for one permission."""
    return [_because(role, permission) for role in roles_of(user_id)]


def _because(role: RoleRights, permission: str) -> Message:
    pattern, scope = role.pattern_for(permission), role.scope(permission)
    if pattern is None:
        return _("The role {role} says nothing about {permission}.").format(
            role=shown_name(role.name), permission=permission
        )
    return _("The role {role} gives {permission} for {scope}, by its line {pattern}.").format(
        role=shown_name(role.name), permission=permission, scope=SCOPE_NAMES[scope], pattern=pattern
    )


def _result(actor: Actor, resource: Resource, record: Any, action: str) -> Message:
    scope = actor.scope(resource.permission(action))
    seen = actor.scope(resource.permission("view"))
    if scope is Scope.NONE:
        return _("So it is not permitted on any record.")
    if seen is Scope.NONE:
        return _("But the records themselves may not be seen, and what is not seen cannot be changed.")
    if record is None or (scope is Scope.ALL and seen is Scope.ALL):
        return _("Together that reaches {scope}.").format(scope=SCOPE_NAMES[min(scope, seen)])
    if rows_among(actor, resource, [record.id], action):
        return _("This record is within reach.")
    if resource.rows.own and not _is_somewhere(record):
        return _("This record belongs to nobody and to no team, so only the scope “all” reaches it.")
    return _("This record belongs to somebody outside {scope}.").format(scope=SCOPE_NAMES[min(scope, seen)])


def _is_somewhere(record: Any) -> bool:
    return record.owner_id is not None or record.team_id is not None
