"""The lookup for duplicates: whether a customer is taken, over all records, telling of unseen ones no more than is set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from guanxi.data.chinese.company_names import matching_name
from guanxi.data.columns import to_ms
from guanxi.data.database import as_set, in_set, row, rows
from guanxi.data.errors import Forbidden, InvalidValues, NotFound, Refused
from guanxi.data.fields import DateTime, Field, Integer, Invalid, Link, Text
from guanxi.data.messages import Message, translator
from guanxi.people.actors import system_actor
from guanxi.people.deciders import deciders
from guanxi.people.escalation import ADMINISTER
from guanxi.people.privacy_tables import Lookup
from guanxi.people.revealing import lock_user
from guanxi.plugins.mount import Setting
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.change import Change, Done
from guanxi.records.ref import Ref
from guanxi.records.resource import Resource, Rows
from guanxi.records.search.finding import find
from guanxi.records.search.question import asked as question
from guanxi.records.transaction import Transaction

_ = translator("guanxi")
LOOK = "host.lookup.look"
LONGEST, SHORTEST, MOST_HITS, MOST_SCANNED = 100, 2, 20, 200
NEAR = 0.5
LOOKUPS_A_DAY = Setting(
    "host.lookups_a_day", int, 30, _("Lookups for duplicates that one user may make within 24 hours"), ADMINISTER
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


@dataclass(frozen=True, eq=False)
class Duplicates:
    """By what records of a resource are looked for before entry: `names` are compared as firms' names are, `codes` exactly.

    Both are names of fields, blank between; codes in any notation that their fields read.
    """

    resource: Resource
    names: str = ""
    codes: str = ""

    def problems(self, plugin: str) -> Iterator[str]:
        """A field that the resource does not have."""
        for name in (*self.names.split(), *self.codes.split()):
            if name not in self.resource.by_name:
                yield f"the lookup of {self.resource.name} names the field {name!r}, which it does not have"


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
        Link("owner", "people.user", label=_("Owner"), read_only=True, filter=True),
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
        found = _matches(actor, resource, each, typed)
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


def _matches(actor: Actor, resource: Resource, each: Duplicates, typed: str) -> set[int]:
    """The living records that match, whoever may see them; fields that are hidden from the actor are not compared."""
    open_to = {field.name: field for field in gate.fields_for(actor, resource)}
    table, found = resource.model._meta.table_name, set[int]()
    for name in each.codes.split():
        if name in open_to and (kept := _kept(open_to[name], typed)):
            sql = f'SELECT id FROM "{table}" WHERE "{open_to[name].columns[0]}" = ? AND deleted_at IS NULL ORDER BY id LIMIT ?'
            found |= {key for (key,) in rows(sql, (kept, MOST_HITS))}
    names = [open_to[name].columns[0] for name in each.names.split() if name in open_to]
    core = matching_name(typed)
    if names and core:
        found |= _named(actor, resource, names, core)
    return set(sorted(found)[:MOST_HITS])


def _named(actor: Actor, resource: Resource, columns: list[str], core: str) -> set[int]:
    """Records whose name is that of `core` or near it: one holds the other, and is at least half as long."""
    candidates = find(system_actor(actor.host), resource, question(core), MOST_SCANNED).ids
    if not candidates:
        return set()
    chosen = ",".join(f'"{column}"' for column in columns)
    table = resource.model._meta.table_name
    read = rows(f'SELECT id, {chosen} FROM "{table}" WHERE {in_set("id")} ORDER BY id', (as_set(candidates),))
    return {key for key, *names in read if any(name and near(matching_name(name), core) for name in names)}


def near(one: str, other: str) -> bool:
    """Tell whether two names may be meant for one: equal, or one within the other and at least half as long."""
    short, long = sorted((one, other), key=len)
    return short == long or (len(short) >= SHORTEST and short in long and len(short) >= NEAR * len(long))


def _kept(field: Field, typed: str) -> Any:
    try:
        return field.to_row(field.parse(typed))[0]
    except Invalid:
        return None


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
        found = _matches(tx.actor, resource, each, line.asked)
        for key in sorted(found - gate.rows_among(tx.actor, resource, found)):
            for lead in deciders(tx.host, resource, key):
                tx.notify(lead, _conflict(tx, note), about=Ref(resource.name, key))
                told += 1
    tx.set(line, requested_at=tx.now)
    return told


def _conflict(tx: Transaction, note: str) -> Message:
    if note:
        return _("{who} looked this customer up and asks who shall have it: {note}").format(
            who=tx.actor.name, note=note
        )
    return _("{who} looked this customer up and asks who shall have it.").format(who=tx.actor.name)


class _Looking(Change):
    """Looking needs its permission; the record of the change is the line of the log."""

    def _permit(self, actor: Actor) -> None:
        if not actor.may(LOOK):
            raise Forbidden(LOOK)

    def _ref(self, tx: Transaction, value: Any, positional: tuple[Any, ...]) -> Ref | None:
        return None


_LOOK = _Looking(LOOK, _look)
_ASK = _Looking(LOOK, _ask)
