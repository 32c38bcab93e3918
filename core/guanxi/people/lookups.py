"""The lookup for duplicates: whether a customer is taken, over all records, telling of unseen ones no more than is set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from guanxi.data.columns import to_ms
from guanxi.data.database import as_set, in_set, row, rows
from guanxi.data.errors import Forbidden, InvalidValues, NotFound, Refused
from guanxi.data.fields import DateTime, Integer, Link, Text
from guanxi.data.messages import translator
from guanxi.people.claims import put_to
from guanxi.people.deciders import deciders
from guanxi.people.duplicates import Duplicates, matches
from guanxi.people.escalation import ADMINISTER
from guanxi.people.privacy_tables import Lookup
from guanxi.people.revealing import lock_user
from guanxi.plugins.mount import Setting
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.change import Change, Done
from guanxi.records.ref import Ref
from guanxi.records.resource import Resource, Rows
from guanxi.records.transaction import Transaction

_ = translator("guanxi")
LOOK = "host.lookup.look"
LONGEST, SHORTEST = 100, 2
LOOKUPS_A_DAY = Setting(
    "host.lookups_a_day",
    int,
    30,
    _("Lookups for duplicates that one user may make within 24 hours"),
    ADMINISTER,
)
LOOKUP_TELLS = Setting(
    "host.lookup_tells",
    ("exists", "team", "owner"),
    "owner",
    _("What a lookup tells of a record that the user may not see"),
    ADMINISTER,
    {
        "exists": _("That it exists"),
        "team": _("That it exists, and its team"),
        "owner": _("That it exists, and its owner"),
    },
)


@dataclass(frozen=True, slots=True)
class Taken:
    """One answer: the kind of record; its id where the actor may see it, else what the house tells: nothing, team or owner."""

    resource: Resource
    id: int | None
    team: int | None = None
    owner: int | None = None


def _administrators(actor: Actor, model: type[Any]) -> Any:
    """Nobody else reads lines, not even his own: they count what he may not see."""
    return None if actor.may(ADMINISTER) else model.id < 0


def _only_by_looking(tx: Transaction, verb: str, record: object, columns: object) -> None:
    if tx.name != LOOK:
        raise Refused(_("This log is written by the house alone and is never changed."))


lookups = Resource(
    Lookup,
    label=_("Lookups"),
    label_one=_("Lookup"),
    title="asked",
    order=["-created_at"],
    icon="search",
    fields=[
        DateTime("created_at", label=_("Time"), read_only=True, filter=True),
        Link("owner", "people.user", label=_("Looked up by"), read_only=True, filter=True),
        Text("asked", label=_("Looked for"), max=LONGEST, read_only=True),
        Integer("found", label=_("Records found"), read_only=True),
        Integer("unseen", label=_("Of them not visible"), read_only=True),
        DateTime("requested_at", label=_("Decision asked for"), read_only=True),
    ],
    rows=Rows(own="owner", everyone=True, where=_administrators),
    on_write=_only_by_looking,
    tells=(),
)


def look(actor: Actor, typed: str) -> Done:
    """Look for `typed` (a name, phone, mail or code) among all records; the value of Done is (id of the log line, list of Taken).

    Written down, whatever it finds. Raises InvalidValues for what is too short, Refused beyond the day's limit.
    """
    return _LOOK(actor, typed=" ".join(typed.split())[: LONGEST + 1])


def ask_for_decision(actor: Actor, lookup: int, note: str) -> Done:
    """Ask those who lead the owners of what an own lookup found unseen to decide; once for each lookup.

    Raises NotFound for a lookup that is not the actor's own or found nothing unseen.
    """
    return _ASK(actor, lookup=lookup, note=" ".join(note.split())[:LONGEST])


def _look(tx: Transaction, *, typed: str) -> tuple[int, list[Taken]]:
    if not SHORTEST <= len(typed) <= LONGEST:
        raise InvalidValues({"q": _("Enter 2 to {n} characters.").format(n=LONGEST)})
    _check_limit(tx)
    answers, unseen = _answers(tx.actor, typed)
    seen = sum(1 for each in answers if each.id is not None)
    line = tx.add(lookups, owner=tx.actor.id, asked=typed, found=seen + unseen, unseen=unseen)
    return line.id, answers


def _answers(actor: Actor, typed: str) -> tuple[list[Taken], int]:
    """What is told, and how many records are unseen."""
    told: list[Taken] = []
    unseen = 0
    for each in (item for item in actor.host.items if isinstance(item, Duplicates)):
        resource = actor.host.resources[each.resource.name]
        found = matches(actor, resource, each, typed)
        seen = gate.rows_among(actor, resource, found)
        told += [Taken(resource, key) for key in sorted(seen)]
        hidden = found - seen
        unseen += len(hidden)
        told += _told(actor, resource, hidden)
    return told, unseen


# guard: lookup-told
def _told(actor: Actor, resource: Resource, hidden: set[int]) -> list[Taken]:
    """Of unseen records just what the house tells, each answer once, so that not even their number shows."""
    level = actor.host.settings.get(LOOKUP_TELLS.name, LOOKUP_TELLS.default)
    table = resource.model._meta.table_name
    found = (
        rows(f'SELECT owner_id, team_id FROM "{table}" WHERE {in_set("id")}', (as_set(hidden),))
        if hidden
        else []
    )
    if level == "owner":
        return [Taken(resource, None, owner=owner) for owner in sorted({o or 0 for o, _team in found})]
    if level == "team":
        return [Taken(resource, None, team=team) for team in sorted({t or 0 for _owner, t in found})]
    return [Taken(resource, None)] if found else []


# guard: lookup-limit
def _check_limit(tx: Transaction) -> None:
    most = int(tx.host.settings.get(LOOKUPS_A_DAY.name, LOOKUPS_A_DAY.default))
    lock_user(tx.actor)
    since = to_ms(tx.now - timedelta(hours=24))
    made = row(
        "SELECT count(*) FROM people_lookup WHERE owner_id = ? AND created_at > ?", (tx.actor.id, since)
    )
    if made and made[0] >= most:
        raise Refused(
            _("You have made {n} lookups within 24 hours, which is the limit. Try again later."), n=most
        )


def _ask(tx: Transaction, *, lookup: int, note: str) -> int:
    line = Lookup.get_or_none((Lookup.id == lookup) & (Lookup.owner_id == tx.actor.id))
    if line is None or not line.unseen:
        raise NotFound(lookups.name, lookup)
    if line.requested_at is not None:
        raise Refused(_("You have asked for this decision already."))
    told = 0
    for each in (item for item in tx.host.items if isinstance(item, Duplicates)):
        resource = tx.host.resources[each.resource.name]
        found = matches(tx.actor, resource, each, line.asked)
        for key in sorted(found - gate.rows_among(tx.actor, resource, found)):
            for lead in deciders(tx.host, resource, key):
                put_to(tx, lead, Ref(resource.name, key), lookup=line.id, asked=line.asked, note=note)
                told += 1
    tx.set(line, requested_at=tx.now)
    return told


class _Looking(Change):
    """Looking needs its permission; the record of the change is the line of the log."""

    def _permit(self, actor: Actor) -> None:
        if not actor.may(LOOK):
            raise Forbidden(LOOK)

    def _ref(self, tx: Transaction, value: Any, positional: tuple[Any, ...]) -> Ref | None:
        return None


_LOOK = _Looking(LOOK, _look)
_ASK = _Looking(LOOK, _ask)
