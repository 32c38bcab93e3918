"""A resource of its own for the tests of the record room: sample companies with a side table."""

from __future__ import annotations

from dataclasses import replace

from peewee import BigIntegerField, CharField, IntegerField, TextField

from guanxi.data.columns import MoneyColumn, RecordTable
from guanxi.data.database import Table
from guanxi.data.fields import Choice, Integer, Link, MoneyField, Text
from guanxi.data.messages import translator
from guanxi.people.resources import users
from guanxi.people.tables import User
from guanxi.records.actor import Actor, Scope
from guanxi.records.host import Host
from guanxi.records.resource import Extension, Resource, Rows

_ = translator("guanxi")


class SampleCompany(RecordTable):
    name = TextField()
    sort_name = TextField(default="")
    kind = CharField(null=True)
    employees = IntegerField(null=True)
    turnover = MoneyColumn(null=True)
    turnover_currency = CharField(null=True)
    code = CharField(null=True)

    class Meta:
        table_name = "sample_company"


class SampleSide(Table):
    record_id = BigIntegerField(primary_key=True)
    owner_id = BigIntegerField(null=True)
    team_id = BigIntegerField(null=True)
    sort_name = TextField(null=True)
    probe_note = TextField(null=True)
    probe_amount = MoneyColumn(null=True)
    probe_amount_currency = CharField(null=True)

    class Meta:
        table_name = "probe_company"


companies = Resource(
    SampleCompany,
    label=_("Companies"),
    label_one=_("Company"),
    title="name",
    fields=[
        Text("name", label=_("Name"), max=200, required=True, sort="sort_name"),
        Choice("kind", choices={"firm": "Firm", "shop": "Shop"}, filter=True),
        Integer("employees"),
        MoneyField("turnover"),
        Text("code", max=20),
        Link("owner", to="people.user"),
    ],
    rows=Rows(own="owner", team="team", shared=True),
    order=["name"],
)
side = Extension("sample.company", SampleSide, (Text("probe_note", max=100), MoneyField("probe_amount")))
TABLES = [SampleCompany, SampleSide]
TEAMS = {1: 10, 2: 10, 3: 20}


def house(host: Host, *, extended: bool = True) -> Host:
    """The host with the sample resource mounted and three users in two teams."""
    composed = companies.extended(side) if extended else companies
    return replace(host, resources={composed.name: composed, users.name: users}, team_of=TEAMS.get)


def settle() -> None:
    """The three users of the sample house in their teams."""
    for number, team in TEAMS.items():
        User.insert(
            id=number,
            name=f"User {number}",
            sort_name=f"user {number}",
            mail=f"u{number}@house.example",
            active=True,
            team_id=team,
            version=1,
            created_at=0,
            changed_at=0,
        ).execute()


def person(host: Host, number: int = 1, scope: Scope = Scope.OWN, **more: object) -> Actor:
    """User `number` with every right on sample companies up to `scope`."""
    verbs = ("view", "create", "edit", "delete", "assign", "export", "import")
    grants = {f"sample.company.{verb}": scope for verb in verbs}
    team = TEAMS[number]
    grants["people.user.view"] = Scope.ALL
    return Actor(number, f"User {number}", host, team=team, subtree=frozenset({team}), grants=grants, **more)  # type: ignore[arg-type]
