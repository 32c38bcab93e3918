"""Demo data go in one click: records made in batches called ``demo:…`` are put into the bin, whatever happened to them since."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from guanxi.data.errors import Problem
from guanxi.data.messages import Message, translator
from guanxi.jobs import queue
from guanxi.jobs.declaration import Step, job
from guanxi.people.escalation import ADMINISTER
from guanxi.people.handovers.declaration import number_of, owned_kinds
from guanxi.people.handovers.reach import in_hand_over
from guanxi.people.resources import teams, users
from guanxi.people.tables import Team, User
from guanxi.records import gate, journal
from guanxi.records.actor import Actor
from guanxi.records.resource import Resource
from guanxi.records.standard import delete
from guanxi.records.titles import titles

_ = translator("guanxi")
PREFIX, JOB = "demo:", "host.remove_demo"
KEPT_KINDS = frozenset({"people.own_company", "people.role", "people.user_role"})
AT_ONCE, LOOKED_AT = 100, 10_000


def is_loaded(actor: Actor) -> bool:
    """Tell whether records of demo data are among those that the actor works with; users and teams alone are none."""
    born = [each for each in journal.born_in(PREFIX, limit=LOOKED_AT) if not each[1].startswith("people.")]
    return any(gate.rows_among(actor, resource, ids) for resource, ids in _by_kind(actor, born))


def left(actor: Actor) -> list[tuple[Resource, int]]:
    """What is left of the demo data, by kind: users but the actor, teams but his own and those above it, all other records."""
    return [(actor.host.resources[name], len(ids)) for name, ids in _left_of(actor).items()]


def _left_of(actor: Actor) -> dict[str, set[int]]:
    found = {}
    for resource, ids in _by_kind(actor, journal.born_in(PREFIX, limit=LOOKED_AT)):
        living = gate.rows_among(actor, resource, ids) - {_himself(actor, resource.name)}
        if resource.name == teams.name:
            living -= set(_with_those_above(actor.team))
        if living:
            found[resource.name] = set(living)
    return found


OWNING = _("Other records still belong to them: hand those over, then remove the demo data again.")
INSIDE = _("Users or other teams are still in them.")
NEEDED = _("Other records need them, or a rule keeps them: who deletes one on its page is told why.")


def reason(resource: Resource) -> Message:
    """Why records of this kind are still there after a removal."""
    return {users.name: OWNING, teams.name: INSIDE}.get(resource.name, NEEDED)


def named(actor: Actor, resource: Resource, most: int) -> list[tuple[int, str]]:
    """Ids and titles of the first `most` demo records of a kind that are left."""
    ids = sorted(_left_of(actor).get(resource.name, ()))[:most]
    known = titles(actor, resource.name, ids)
    return [(key, known[key]) for key in ids if key in known]


def start(actor: Actor) -> str:
    """Want the job that removes the demo data; returns its id, or that of the one that is under way."""
    known = queue.newest(JOB)
    if known is not None and known.state not in ("done", "failed", "stopped"):
        return known.id
    return queue.put(JOB, {}, actor_id=actor.id or None, host=actor.host)


@job(JOB, example={}, needs=ADMINISTER)
def remove_demo(step: Step) -> Generator[Any, Any, None]:
    """Put the demo data into the bin, the newest record first, a hundred a step.

    What a plugin's rule keeps stays, and users who have something to hand over, with their teams.
    """
    actor: Actor = step.actor
    below = int(step.position) if step.position else None
    if below is None:
        step.progress(0, sum(count for _resource, count in left(actor)))
    while born := journal.born_in(PREFIX, below=below, limit=AT_ONCE):
        gone = sum(_remove(actor, kind, key, f"removed-demo:{step.id}") for _line, kind, key in born)
        below = born[-1][0]
        step.progress(step.done + gone)
        yield below


def _remove(actor: Actor, kind: str, key: int, batch: str) -> bool:
    resource = actor.host.resources.get(kind)
    if resource is None or kind in KEPT_KINDS or _is_needed(actor, kind, key):
        return False
    try:
        delete(actor, resource, key, batch=batch)
    except Problem:  # in the bin already, or kept by a rule: the page tells how many are left
        return False
    return True


def _is_needed(actor: Actor, kind: str, key: int) -> bool:
    """Tell whether it is the actor himself, a user to whom records belong, or a team with users or teams in it."""
    if kind == users.name:
        return key == _himself(actor, kind) or _owns(actor, key)
    if kind == teams.name:
        inside = gate.visible(actor, users).where(User.team_id == key).exists()
        return bool(inside or gate.visible(actor, teams).where(Team.parent_id == key).exists())
    return False


def _owns(actor: Actor, user: int) -> bool:
    """Tell whether a user has what can be handed over; calls, notes and logs stay whose they were, also when he is gone."""
    acting = in_hand_over(actor)
    kinds = (each for each in owned_kinds(acting) if each.resource.name != users.name)
    return any(number_of(acting, kind, user) for kind in kinds)


def _himself(actor: Actor, kind: str) -> int | None:
    return actor.id if kind == users.name else None


def _by_kind(actor: Actor, born: list[tuple[int, str, int]]) -> list[tuple[Resource, set[int]]]:
    """The records by kind, in the order in which kinds were mounted."""
    ids: dict[str, set[int]] = {}
    for _line, kind, key in born:
        ids.setdefault(kind, set()).add(key)
    known = actor.host.resources.items()
    return [(each, ids[name]) for name, each in known if name in ids and name not in KEPT_KINDS]


def _with_those_above(team: int | None) -> list[int]:
    found: list[int] = []
    while team is not None and team not in found:
        found.append(team)
        above = Team.get_or_none(Team.id == team)
        team = above.parent_id if above else None
    return found
