"""Whose work somebody may look at: himself, his team, his team and those below, or everybody, as his roles say."""

from __future__ import annotations

from typing import Any, NamedTuple

from guanxi.data.clause import Clause
from guanxi.data.database import as_ids, in_ids
from guanxi.people.resources import users
from guanxi.records.actor import Actor, Scope
from guanxi.records.choosing import chosen_columns

LEAD = "work.team.lead"
"""The permission; its scope is how far it reaches. Whoever holds it for own records sees himself alone."""
MOST = 200


class Person(NamedTuple):
    """Somebody whose work is looked after."""

    id: int
    name: str


def people_led(actor: Actor) -> list[Person]:
    """The active users whose work the actor may look at, himself among them where he is one, in the order of their names."""
    return [Person(*found) for found in _reached(actor, Clause("r.active"), MOST)]


def person_led(actor: Actor, user: int) -> Person | None:
    """The active user whose work the actor may look at; None of whom he may not."""
    found = _reached(actor, _one(user), 1)
    return Person(*found[0]) if found else None


def leads(actor: Actor, user: int) -> bool:
    """Tell whether the actor looks after the work of somebody else."""
    return user != actor.id and bool(_reached(actor, _one(user), 1, ("id",)))


def is_lead(actor: Actor) -> bool:
    """Tell whether the actor looks after more than his own work."""
    return actor.scope(LEAD) > Scope.OWN


def _one(user: int) -> Clause:
    return Clause("r.active AND r.id = ?", (user,))


def _reached(
    actor: Actor, where: Clause, most: int, columns: tuple[str, ...] = ("id", "name")
) -> list[tuple[Any, ...]]:
    """What is asked of those within the scope of the permission, as far as the actor may see them."""
    scope, known = actor.scope(LEAD), actor.host.resources.get(users.name, users)
    if scope <= Scope.OWN:
        where &= Clause("r.id = ?", (actor.id if scope else -1,))
    elif scope is not Scope.ALL:
        teams = set(actor.subtree) if scope is Scope.SUBTREE else set()
        where &= Clause(in_ids("r.team_id"), (as_ids(teams | ({actor.team} if actor.team else set())),))
    return chosen_columns(actor, known, columns, where, "r.sort_name, r.id", most)
