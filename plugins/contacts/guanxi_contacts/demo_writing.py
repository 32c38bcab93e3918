"""Writes the demo customers through the changes that staff use, each as its owner, spread over the last eighteen months."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from guanxi.api import Actor, Ref, create, visible, write_transaction
from guanxi_contacts.demo import DemoCompany, DemoCustomers, DemoPerson, make_customers
from guanxi_contacts.demo_past import what_happened
from guanxi_contacts.demo_records import DemoRecord
from guanxi_contacts.demo_tags import TAGS
from guanxi_contacts.demo_talk_words import REPLIES

BATCH = "demo:contacts"
ROWS_A_TRANSACTION = 500
WORKING_DAY = 8 * 60
BRANCH = "支行"
"""What the names of branches of a bank end with."""
ANSWERED, ANSWERS = 3, 40
"""Each so many notes one is answered by a colleague, so many at most."""
NOTED = ("contacts.need", "contacts.touch", "contacts.consent")
KINDS = {DemoCompany: "contacts.company", DemoPerson: "contacts.person"}


def write_customers(staff: Sequence[Actor], size: int, seed: int) -> Mapping[str, int]:
    """Write `size` companies, 7/3 as many persons and what happened with them; return how many records of each kind there are.

    They are owned by `staff`; the clock of somebody who left stands still at the moment when he did.
    """
    writer = _Writer(staff, random.Random(seed))  # noqa: S311  invented data, no secrets
    made = make_customers(size, staff=len(staff), seed=seed, gone=writer.gone)
    records = what_happened(made, writer.today, len(staff), seed, writer.gone, writer.branches)
    entries = sorted(writer.dated(made, records), key=lambda each: each[0])
    writer.make_tags(entries[0][0])
    for start in range(0, len(entries), ROWS_A_TRANSACTION):
        with write_transaction():
            for moment, entry in entries[start : start + ROWS_A_TRANSACTION]:
                writer.write(moment, entry)
    return writer.count


class _Writer:
    """Creates records as their owners did, days ago, and remembers the ids that later ones need."""

    def __init__(self, staff: Sequence[Actor], chance: random.Random) -> None:
        self.staff, self.random = staff, chance
        clocks = [each.host.clock() for each in staff]
        self.now = max(clocks)
        self.zone = ZoneInfo(staff[0].zone)
        self.today = self.now.astimezone(self.zone).date()
        ago = {place: (self.now - clock).days for place, clock in enumerate(clocks)}
        self.gone = {place: days for place, days in ago.items() if days > 0}
        teams = {each.id: each.name for each in visible(staff[0], staff[0].host.resources["people.team"])}
        self.branches = [at for at, each in enumerate(staff) if BRANCH in teams.get(each.team, "")]
        self.refs: dict[int, Ref] = {}
        self.tags: dict[str, int] = {}
        self.count: Counter[str] = Counter()

    def make_tags(self, moment: datetime) -> None:
        """Make the tags that customers bear, as whoever keeps the house does."""
        first = self.staff[0]
        keeper = replace(first, system=True, host=replace(first.host, clock=lambda: moment))
        for name, colour in TAGS:
            values = {"name": name, "colour": colour}
            done = create(keeper, keeper.host.resources["work.tag"], values, batch=BATCH)
            assert done.ref is not None
            self.tags[name] = done.ref.id
            self.count["work.tag"] += 1

    def dated(
        self, made: DemoCustomers, records: Sequence[DemoRecord]
    ) -> Iterator[tuple[datetime, DemoCompany | DemoPerson | DemoRecord]]:
        """Each customer and record with the moment at which it was written; nothing before the customers it needs."""
        born: dict[int, datetime] = {}
        customers: list[DemoCompany | DemoPerson] = [*made.companies, *made.persons]
        for customer in customers:
            needed = (
                [customer.parent] if isinstance(customer, DemoCompany) else [c for c, _ in customer.companies]
            )
            known = [born[id(each)] + timedelta(minutes=1) for each in needed if each is not None]
            born[id(customer)] = max([self._moment(customer.age, early=True), *known])
            yield born[id(customer)], customer
        for record in records:
            named = [each for each in _customers(record.values) if id(each) in born]
            known = [born[id(each)] + timedelta(minutes=2) for each in named]
            yield min(max([self._moment(record.age), *known]), self.now), record

    def write(self, moment: datetime, entry: DemoCompany | DemoPerson | DemoRecord) -> None:
        """Write a customer or a record as its owner at the moment."""
        if isinstance(entry, DemoRecord):
            ref = self._create(entry.kind, entry.values, entry.owner, moment)
            if entry.kind == "work.note" and self.count["work.note"] % ANSWERED == 1:
                self._answer(ref, entry.owner, moment)
            return
        values = entry.values | {"tags": [self.tags[name] for name in entry.tags] or None}
        if isinstance(entry, DemoCompany) and entry.parent is not None:
            values = values | {"subsidiary_of": entry.parent}
        self.refs[id(entry)] = self._create(KINDS[type(entry)], values, entry.owner, moment)
        for company, position in entry.companies if isinstance(entry, DemoPerson) else ():
            link = {"company": company, "person": entry, "position": position or None}
            self._create("contacts.contact_person", link, entry.owner, moment)

    def _answer(self, note: Ref, owner: int, moment: datetime) -> None:
        """Let a colleague who sees the note answer it, an hour later."""
        number = self.count["work.reply"]
        if number >= ANSWERS:
            return
        notes = self.staff[owner].host.resources[note.kind]
        others = [each for each in range(len(self.staff)) if each != owner and each not in self.gone]
        for each in others:
            if visible(self.staff[each], notes).where(notes.model.id == note.id).exists():
                values = {"text": REPLIES[number % len(REPLIES)], "about": (note,)}
                self._create("work.reply", values, each, min(moment + timedelta(hours=1), self.now))
                return

    def _create(self, kind: str, values: Mapping[str, Any], owner: int, moment: datetime) -> Ref:
        actor = self.staff[owner]
        then = replace(actor, host=replace(actor.host, clock=lambda: moment))
        resource = actor.host.resources[kind]
        kept = {name: self._known(value, owner) for name, value in values.items() if value is not None}
        if kind == "contacts.interaction":
            kept["happened_at"] = moment
        if kind in NOTED:
            kept["day"] = min(kept["day"], moment.astimezone(self.zone).date())
        self.count[kind] += 1
        done = create(then, resource, kept, batch=BATCH)
        assert done.ref is not None
        return done.ref

    def _known(self, value: Any, owner: int) -> Any:
        """The value with ids for customers and the name of a colleague for his place."""
        if isinstance(value, DemoCompany | DemoPerson):
            return self.refs[id(value)].id
        if isinstance(value, tuple) and value and isinstance(value[0], DemoCompany | DemoPerson):
            return tuple(self.refs[id(each)] for each in value)
        if isinstance(value, str) and "{colleague}" in value:
            return value.format(colleague=self.staff[(owner + 1) % len(self.staff)].name)
        return value

    def _moment(self, age: int, *, early: bool = False) -> datetime:
        """A moment `age` days ago within working hours; what is not a customer was written on working days."""
        day = self.today - timedelta(days=age)
        if not early:
            day -= timedelta(days=max(0, day.weekday() - 4))
        minute = self.random.randrange(1, 30) if early else self.random.randrange(60, WORKING_DAY)
        at = datetime(day.year, day.month, day.day, 9, tzinfo=self.zone) + timedelta(minutes=minute)
        return at.astimezone(self.now.tzinfo)


def _customers(values: Mapping[str, Any]) -> Iterator[object]:
    for value in values.values():
        if isinstance(value, tuple):
            yield from value
        else:
            yield value
