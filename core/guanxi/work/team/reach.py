"""Whose work somebody may look at: himself, his team, his team and those below, or everybody, as his roles say."""

from __future__ import annotations

from typing import Any

from guanxi.people.resources import users
from guanxi.people.tables import User
from guanxi.records import gate
from guanxi.records.actor import Actor, Scope

LEAD = "work.team.lead"
"""The permission; its scope is how far it reaches. Whoever holds it for own records sees himself alone."""
MOST = 200


def people_led(actor: Actor) -> list[User]:
    """The active users whose work the actor may look at, himself among them where he is one, in the order of their names."""
    return list(_reached(actor).order_by(User.sort_name, User.id).limit(MOST))


def leads(actor: Actor, user: int) -> bool:
    """Tell whether the actor looks after the work of somebody else."""
    return user != actor.id and bool(_reached(actor).where(User.id == user).exists())


def is_lead(actor: Actor) -> bool:
    """Tell whether the actor looks after more than his own work."""
    return actor.scope(LEAD) > Scope.OWN


def _reached(actor: Actor) -> Any:
    scope = actor.scope(LEAD)
    found = gate.visible(actor, actor.host.resources.get(users.name, users)).where(User.active)
    if scope is Scope.ALL:
        return found
    if scope <= Scope.OWN:
        return found.where(User.id == (actor.id if scope else -1))
    teams = set(actor.subtree) if scope is Scope.SUBTREE else set()
    return found.where(User.team_id.in_(sorted(teams | ({actor.team} if actor.team else set()))))
