"""What the figures are measured on: one resource of companies, and actors who reach very different parts of it."""

from __future__ import annotations

from datetime import UTC, datetime

from peewee import TextField

from guanxi.data.columns import MoneyColumn, RecordTable
from guanxi.data.fields import Choice, DateTime, Link, MoneyField, Text
from guanxi.data.messages import translator
from guanxi.records.actor import Actor, Scope
from guanxi.records.host import Host
from guanxi.records.resource import Resource, Rows

_ = translator("guanxi")
NOW = datetime(2026, 3, 5, 10, 0, tzinfo=UTC)
KINDS = ("customer", "supplier", "partner", "rare", "zz_ended")
COLUMNS = ("name", "kind", "phone", "city", "turnover", "owner", "team", "changed_at")


class Company(RecordTable):
    name = TextField()
    sort_name = TextField()
    kind = TextField()
    phone = TextField(null=True)
    city = TextField(null=True)
    turnover = MoneyColumn(null=True)
    turnover_currency = TextField(null=True)

    class Meta:
        table_name = "bench_company"


class User(RecordTable):
    name = TextField()

    class Meta:
        table_name = "bench_user"


class Team(RecordTable):
    name = TextField()

    class Meta:
        table_name = "bench_team"


users = Resource(
    User,
    label=_("Users"),
    label_one=_("User"),
    title="name",
    name="people.user",
    fields=[Text("name")],
    rows=Rows(everyone=True),
)
teams = Resource(
    Team,
    label=_("Teams"),
    label_one=_("Team"),
    title="name",
    name="people.team",
    fields=[Text("name")],
    rows=Rows(everyone=True),
)
companies = Resource(
    Company,
    label=_("Companies"),
    label_one=_("Company"),
    title="name",
    order=["name", "-changed_at"],
    fields=[
        Text("name", sort="sort_name"),
        Choice("kind", choices={kind: kind for kind in KINDS}, filter=True),
        Text("phone"),
        Text("city"),
        MoneyField("turnover"),
        Link("owner", to="people.user"),
        Link("team", to="people.team"),
        DateTime("changed_at", read_only=True),
    ],
    rows=Rows(own="owner", team="team", shared=True),
)
HOST = Host(resources={r.name: r for r in (companies, users, teams)}, clock=lambda: NOW)


def _actor(number: int, scope: Scope, team: int, *below: int) -> Actor:
    grants = {
        companies.permission("view"): scope,
        companies.permission("export"): scope,
        "people.user.view": Scope.ALL,
        "people.team.view": Scope.ALL,
    }
    return Actor(number, f"user {number}", HOST, team=team, subtree=frozenset((team, *below)), grants=grants)


ACTORS = {
    "administrator": _actor(9999, Scope.ALL, 99),
    "director": _actor(9000, Scope.SUBTREE, 90, *range(10, 30)),
    "lead": _actor(100, Scope.TEAM, 2),
    "dormant_lead": _actor(9100, Scope.SUBTREE, 91, 900, 901, 902, 903),
    "seller": _actor(1, Scope.OWN, 1),
    "shares_300": _actor(3, Scope.TEAM, 3),
    "shares_5000": _actor(4, Scope.TEAM, 3),
}
SHARES = {3: 300, 4: 5_000}
