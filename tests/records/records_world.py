"""A small world for the read path: firms with owners, teams, shares and a side table, people who hang on firms, users."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from peewee import BigIntegerField, IntegerField, TextField

from guanxi.data.columns import Day, Moment, MoneyColumn, RecordTable
from guanxi.data.database import Table
from guanxi.data.fields import Choice, Date, Integer, Link, MoneyField, Text
from guanxi.data.messages import translator
from guanxi.records import shares
from guanxi.records.actor import Actor, Scope
from guanxi.records.host import Host
from guanxi.records.resource import Extension, Resource, Rows
from guanxi.records.sharing import Collaborator
from guanxi.records.tagging import following
from guanxi.records.tagging.tables import RecordTags

_ = translator("guanxi")
NOW = datetime(2026, 3, 5, 10, 0, tzinfo=UTC)
KINDS = ["customer", "supplier", "partner", "rare"]


class Firm(RecordTable):
    name = TextField()
    sort_name = TextField()
    kind = TextField(null=True)
    city = TextField(null=True)
    staff = IntegerField(null=True)
    founded = Day(null=True)
    turnover = MoneyColumn(null=True)
    turnover_currency = TextField(null=True)

    class Meta:
        table_name = "sample_firm"


class FirmExtra(Table):
    record_id = BigIntegerField(primary_key=True)
    owner_id = BigIntegerField(null=True)
    team_id = BigIntegerField(null=True)
    sort_name = TextField()
    deleted_at = Moment(null=True)
    rank = IntegerField(null=True)
    motto = TextField(null=True)

    class Meta:
        table_name = "sample_firm_extra"


class Contact(RecordTable):
    name = TextField()
    sort_name = TextField()
    firm_id = BigIntegerField(null=True)

    class Meta:
        table_name = "sample_contact"


class Person(RecordTable):
    name = TextField()

    class Meta:
        table_name = "sample_person"


TABLES = (Firm, FirmExtra, Contact, Person)

persons = Resource(
    Person,
    label=_("Persons"),
    label_one=_("Person"),
    title="name",
    name="people.user",
    fields=[Text("name", label=_("Name"))],
    rows=Rows(everyone=True),
)
plain_firms = Resource(
    Firm,
    label=_("Firms"),
    label_one=_("Firm"),
    title="name",
    order=["name", "changed_at", "staff"],
    fields=[
        Text("name", label=_("Name"), sort="sort_name"),
        Choice("kind", choices={kind: kind.title() for kind in KINDS}, label=_("Kind"), filter=True),
        Text("city", label=_("City")),
        Integer("staff", label=_("Staff"), sort=True),
        Date("founded", label=_("Founded"), filter=True),
        MoneyField("turnover", label=_("Turnover")),
        Link("owner", to="people.user", label=_("Owner")),
    ],
    rows=Rows(own="owner", team="team", shared=True),
    tags=True,
)
firms = plain_firms.extended(
    Extension(
        "sample.firm",
        FirmExtra,
        (
            Integer("rank", label=_("Rank"), sort=True, filter=True),
            Text("motto", label=_("Motto")),
        ),
    )
)
contacts = Resource(
    Contact,
    label=_("Contacts"),
    label_one=_("Contact"),
    title="name",
    fields=[Text("name", label=_("Name"), sort="sort_name"), Link("firm", to="sample.firm", label=_("Firm"))],
    rows=Rows(through=("firm",)),
)


def host(**others: Any) -> Host:
    resources = {r.name: r for r in (firms, contacts, persons)} | others
    return Host(resources=resources, clock=lambda: NOW)


def actor(
    number: int = 1,
    scope: Scope = Scope.OWN,
    *,
    team: int | None = None,
    subtree: frozenset[int] = frozenset(),
    hidden: frozenset[str] = frozenset(),
    locked: frozenset[str] = frozenset(),
    grants: dict[str, Scope] | None = None,
    world: Host | None = None,
) -> Actor:
    actions = ("view", "edit", "delete", "create")
    given = {firms.permission(action): scope for action in actions}
    given |= {contacts.permission(action): Scope.ALL for action in actions}
    given[persons.permission("view")] = Scope.ALL
    return Actor(
        id=number,
        name=f"user {number}",
        host=world or host(),
        team=team,
        subtree=subtree,
        grants=given | (grants or {}),
        hidden={firms.name: hidden},
        locked={firms.name: locked},
    )


def firm(**values: Any) -> Firm:
    values.setdefault("name", "Hengrun")
    values.setdefault("sort_name", values["name"].lower())
    return Firm.create(**{"created_at": NOW, "changed_at": NOW} | values)


def put_tags(record: Any, *tags: int) -> None:
    """Let a firm bear tags, as a change would."""
    text = json.dumps([f"work.tag/{tag}" for tag in sorted(tags)]) if tags else None
    RecordTags.create(kind=firms.name, record_id=record.id, tags=text)
    columns = {
        name: field.db_value(getattr(record, field.name)) for name, field in Firm._meta.columns.items()
    }
    following.follow(firms, record.id, columns | {"tags": text}, {"tags"})


def contact(name: str, **values: Any) -> Contact:
    return Contact.create(name=name, sort_name=name.lower(), created_at=NOW, changed_at=NOW, **values)


def person(number: int, name: str) -> Person:
    return Person.create(id=number, name=name, created_at=NOW, changed_at=NOW, force_insert=True)


def share(
    record: Any, user: int, level: int = 1, until: datetime | None = None, kind: str = "sample.firm"
) -> None:
    if kind == firms.name:
        shares.share(firms, record.id, user, level, NOW, until=until)
    else:
        Collaborator.create(
            kind=kind, record_id=record.id, user_id=user, level=level, until=until, created_at=NOW
        )
