"""Writes the demo customers through the changes that staff use, each as its owner, spread over the last eighteen months."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from guanxi.api import Actor, Resource, create, write_transaction
from guanxi_contacts.demo import DemoCompany, DemoPerson, make_customers
from guanxi_contacts.resources import companies, contact_persons, persons

BATCH = "demo:contacts"
ROWS_A_TRANSACTION = 500


def write_customers(staff: Sequence[Actor], size: int, seed: int) -> Mapping[str, int]:
    """Write `size` companies and 7/3 as many persons, owned by `staff`; return how many records of each kind there are."""
    made = make_customers(size, staff=len(staff), seed=seed)
    writer = _Writer(staff)
    for start in range(0, len(made.companies), ROWS_A_TRANSACTION):
        with write_transaction():
            for company in made.companies[start : start + ROWS_A_TRANSACTION]:
                writer.company(company)
    for start in range(0, len(made.persons), ROWS_A_TRANSACTION // 2):
        with write_transaction():
            for person in made.persons[start : start + ROWS_A_TRANSACTION // 2]:
                writer.person(person)
    return {each.name: writer.count[each.name] for each in (companies, persons, contact_persons)}


class _Writer:
    """Creates records as their owners did, days ago, and remembers the ids that relations need."""

    def __init__(self, staff: Sequence[Actor]) -> None:
        self.staff = staff
        self.now = staff[0].host.clock()
        self.ids: dict[int, int] = {}
        self.count = {each.name: 0 for each in (companies, persons, contact_persons)}

    def company(self, made: DemoCompany) -> None:
        parent = {"subsidiary_of": self.ids[id(made.parent)]} if made.parent else {}
        self.ids[id(made)] = self._create(companies, made.values | parent, made.owner, made.age)

    def person(self, made: DemoPerson) -> None:
        written = self._create(persons, made.values, made.owner, made.age)
        for company, position in made.companies:
            values = {"company": self.ids[id(company)], "person": written, "position": position or None}
            self._create(contact_persons, values, made.owner, made.age)

    def _create(self, resource: Resource, values: Mapping[str, Any], owner: int, age: int) -> int:
        actor = _days_ago(self.staff[owner], self.now, age)
        kept = {name: value for name, value in values.items() if value is not None}
        done = create(actor, resource, kept, batch=BATCH)
        self.count[resource.name] += 1
        assert done.ref is not None
        return done.ref.id


def _days_ago(actor: Actor, now: datetime, days: int) -> Actor:
    """The actor at a moment `days` before `now`, within working hours."""
    then = (now - timedelta(days=days)).replace(hour=1 + days % 9, minute=days * 7 % 60)
    return replace(actor, host=replace(actor.host, clock=lambda: then))
