"""Who answers for a record: its owner, else those of what it hangs on; where none of them is there and sees it, who leads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from guanxi.data.errors import NotFound
from guanxi.data.fields import About, Link
from guanxi.data.fields.about import refs_in
from guanxi.people.deciders import deciders
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.ref import Ref
from guanxi.records.resource import Resource
from guanxi.records.rowset import link_column

DEEPEST = 5


@dataclass(frozen=True)
class Answering:
    """`users` who answer for a record by themselves; `whole`: what the record hangs on; `led`: the record whose leads come next."""

    users: tuple[int, ...]
    whole: Ref | None
    led: Ref


@dataclass
class Answers:
    """Asks who answers and who sees what, each user and each whole once; made for one step of a job."""

    system: Actor
    actors: dict[int, Actor | None] = field(default_factory=dict)
    wholes: dict[Ref, Any] = field(default_factory=dict)

    def of(self, resource: Resource, record: Any, depth: int = 0) -> Answering:
        """Who answers for a record."""
        this = Ref(resource.name, record.id)
        if resource.rows.own:
            owner = getattr(record, link_column(resource, resource.rows.own))
            return Answering((owner,) if owner else (), None, this)
        hung = self._wholes(resource, record) if depth < DEEPEST else []
        above = [self.of(kind, each, depth + 1) for kind, each in hung]
        if not above:
            author = record.created_by
            return Answering((author,) if author else (), None, this)
        users = tuple(dict.fromkeys(user for each in above for user in each.users))
        kind, first = hung[0]
        return Answering(users, Ref(kind.name, first.id), above[0].led)

    def leads(self, led: Ref) -> list[int]:
        """Those who may give the record to somebody."""
        return deciders(self.system.host, self.system.host.resources[led.kind], led.id)

    def actor(self, user: int) -> Actor | None:
        """The user with the rights of now; None where he has left."""
        if user not in self.actors:
            self.actors[user] = self.system.host.actor(user)
        return self.actors[user]

    def seeing(
        self, resource: Resource, name: str, wanted: Iterable[tuple[int, Sequence[int]]]
    ) -> dict[int, tuple[int, ...]]:
        """Of records with their users those users who see the record and the field `name` whole, by the id of the record."""
        pairs = [(key, user) for key, users in wanted for user in users]
        seen: dict[int, frozenset[int]] = {}
        for user in sorted({user for _key, user in pairs}):
            actor = self.actor(user)
            if actor is not None and name in gate.searchable_fields(actor, resource):
                ids = [key for key, each in pairs if each == user]
                seen[user] = gate.rows_among(actor, resource, ids)
        found: dict[int, tuple[int, ...]] = {}
        for key, user in pairs:
            if key in seen.get(user, ()):
                found[key] = (*found.get(key, ()), user)
        return found

    def _wholes(self, resource: Resource, record: Any) -> list[tuple[Resource, Any]]:
        """The living records that this one is a part of, or about, but for users and teams."""
        refs = list[Ref]()
        for name in resource.rows.through:
            link = resource.by_name[name]
            if isinstance(link, Link) and (key := getattr(record, link.columns[0], None)):
                refs.append(Ref(link.to, key))
        about = resource.by_name.get(resource.rows.about or "")
        if isinstance(about, About):
            refs += refs_in(getattr(record, about.columns[0], None)) or ()
        known = self.system.host.resources
        found = [(known[ref.kind], self._whole(ref)) for ref in refs if ref.kind in known]
        return [(kind, each) for kind, each in found if each is not None and kind.plugin != "people"]

    def _whole(self, ref: Ref) -> Any:
        if ref not in self.wholes:
            try:
                self.wholes[ref] = gate.get(self.system, self.system.host.resources[ref.kind], ref.id)
            except NotFound:
                self.wholes[ref] = None
        return self.wholes[ref]
