"""Which roles somebody could give: those within his own rights."""

from __future__ import annotations

from collections.abc import Collection

from guanxi.people.escalation import beyond, role_by_id
from guanxi.people.resources import roles
from guanxi.people.role_names import shown_name
from guanxi.people.tables import Role
from guanxi.records import gate
from guanxi.records.actor import Actor


def roles_to_give(actor: Actor, held: Collection[int] = ()) -> list[dict[str, str]]:
    """The roles that `actor` may give to somebody who has those `held`, as options of a choice."""
    others = [
        role for role in gate.visible(actor, roles).order_by(Role.sort_name, Role.id) if role.id not in held
    ]
    within = [role for role in others if (found := role_by_id(role.id)) and beyond(actor, [found]) is None]
    return [{"value": str(role.id), "label": shown_name(role.name)} for role in within]
