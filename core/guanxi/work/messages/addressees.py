"""Who can be written to: what plugins declare, and what the writer may see of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from guanxi.data.fields import Email
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.ref import Ref
from guanxi.records.resource import Resource
from guanxi.records.titles import titles_for

OFFERED = 50


@dataclass(frozen=True, eq=False)
class Addressee:
    """Records of `resource` can be written to at the address in their field `mail`.

    `closed(actor, ids)` names those who are not to be written to: they have withdrawn their consent, or the actor cannot know.
    """

    resource: Resource
    mail: str = "email"
    closed: Callable[[Actor, Sequence[int]], Collection[int]] | None = None


@dataclass(frozen=True, eq=False)
class Recipients:
    """Offers to write a message to the customer on the page of a record of `resource`.

    `records(actor, record_id)` returns whom one may write to there, of kinds that are an `Addressee`; the first 50 that the
    actor sees count.
    """

    resource: Resource
    records: Callable[[Actor, int], Sequence[Ref]]


@dataclass(frozen=True, slots=True)
class Offered:
    """Somebody who can be written to: the record, what it is called, the address; `closed`: not to be written to."""

    ref: Ref
    name: str
    mail: str
    closed: bool


def writes_from(actor: Actor, resource: Resource) -> bool:
    """Tell whether messages are written on the pages of such records."""
    return any(each.resource.name == resource.name for each in actor.host.items_of(Recipients))


def offered(actor: Actor, about: Ref) -> list[Offered]:
    """Whom the actor can write to on the page of a record, in the order declared."""
    found: list[Ref] = []
    for each in actor.host.items_of(Recipients):
        if each.resource.name == about.kind:
            found += each.records(actor, about.id)
    return reachable(actor, list(dict.fromkeys(found))[:OFFERED])


def reachable(actor: Actor, refs: Iterable[Ref]) -> list[Offered]:
    """Those of `refs` that have an address which the actor sees whole, in the same order."""
    wanted = list(refs)
    known: dict[Ref, tuple[str, bool]] = {}
    for each in actor.host.items_of(Addressee):
        known |= _known(actor, each, [ref.id for ref in wanted if ref.kind == each.resource.name])
    titles = titles_for(actor, [(ref.kind, ref.id) for ref in known])
    return [Offered(ref, titles.get((ref.kind, ref.id), ""), *known[ref]) for ref in wanted if ref in known]


def _known(actor: Actor, each: Addressee, ids: Sequence[int]) -> dict[Ref, tuple[str, bool]]:
    """The addresses of records of one kind, and whether they are closed."""
    resource = actor.host.resources.get(each.resource.name)
    seen = {field.name: field for field in gate.fields_for(actor, resource)} if resource and ids else {}
    field = seen.get(each.mail)
    if resource is None or not isinstance(field, Email) or gate.masked(actor, field):
        return {}
    found = {key: str(mail) for key, mail in gate.columns_among(actor, resource, ids, field.columns) if mail}
    closed = each.closed(actor, list(found)) if each.closed and found else ()
    return {Ref(resource.name, key): (mail, key in closed) for key, mail in found.items()}
