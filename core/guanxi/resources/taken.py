"""What a lookup for duplicates tells, in words: a record with its title where the reader sees it, else what the house tells of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from guanxi.data.messages import translator
from guanxi.people.actors import system_actor
from guanxi.people.lookups import LOOKUP_TELLS, Taken
from guanxi.records.actor import Actor
from guanxi.records.resource import Resource
from guanxi.resources.display import titles_for

_ = translator("guanxi")


@dataclass(frozen=True, slots=True)
class Told:
    """One answer: the kind of record, its id where the reader sees it, the sentence, team or owner by name where told."""

    resource: Resource
    id: int | None
    text: str
    team: str | None = None
    owner: str | None = None


def told(actor: Actor, answers: Iterable[Taken]) -> list[Told]:
    """The answers as the actor reads them."""
    found = list(answers)
    seen = titles_for(actor, {(each.resource.name, each.id) for each in found if each.id})
    people = {("people.user", each.owner) for each in found if each.owner}
    teams = {("people.team", each.team) for each in found if each.team}
    names = titles_for(system_actor(actor.host), people | teams)
    return [_told(actor, each, seen, names) for each in found]


def _told(
    actor: Actor, each: Taken, seen: dict[tuple[str, int], str], names: dict[tuple[str, int], str]
) -> Told:
    resource, kind = each.resource, each.resource.label_one
    if each.id is not None:
        title = seen.get((resource.name, each.id)) or f"#{each.id}"
        return Told(resource, each.id, str(_("{kind} {title}").format(kind=kind, title=title)))
    level = actor.host.settings.get(LOOKUP_TELLS.name, LOOKUP_TELLS.default)
    owner = names.get(("people.user", each.owner or 0)) if level == "owner" else None
    team = names.get(("people.team", each.team or 0)) if level == "team" else None
    if owner:
        text = _("{kind}: exists already; owner: {name}.").format(kind=kind, name=owner)
    elif team:
        text = _("{kind}: exists already; team: {name}.").format(kind=kind, name=team)
    else:
        text = _("{kind}: exists already.").format(kind=kind)
    return Told(resource, None, str(text), team, owner)
