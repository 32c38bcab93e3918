"""What the tests of people share: a probe plugin's record, all permissions, and the demo staff by name."""

from __future__ import annotations

from dataclasses import dataclass, field

from peewee import TextField

from guanxi.data.columns import RecordTable
from guanxi.data.database import row, rows
from guanxi.data.fields import Link, Text
from guanxi.data.messages import translator
from guanxi.people import resources
from guanxi.people.rights import RightsKeeper
from guanxi.records.host import Host
from guanxi.records.resource import Resource, Rows

_ = translator("guanxi")
ACTIONS = ("view", "create", "edit", "delete", "export")


class Note(RecordTable):
    name = TextField()
    secret = TextField(null=True)

    class Meta:
        table_name = "probe_note"


notes = Resource(
    Note,
    name="contacts.company",
    path="contacts/companies",
    label=_("Companies"),
    label_one=_("Company"),
    title="name",
    fields=[Text("name"), Text("secret"), Link("owner", "people.user"), Link("team", "people.team")],
    rows=Rows(own="owner", team="team"),
)
PERMISSIONS = (
    resources.PERMISSIONS | {notes.permission(action) for action in ACTIONS} | {"contacts.company.assign"}
)


@dataclass
class Staff:
    """The demo staff: host, passwords by mail address, compiled rights."""

    host: Host
    passwords: dict[str, str]
    keeper: RightsKeeper
    ids: dict[str, int] = field(default_factory=dict)

    def mail(self, name: str) -> str:
        return f"{name}@demo.example"

    def id(self, name: str) -> int:
        if name not in self.ids:
            self.ids[name] = one("SELECT id FROM people_user WHERE mail = ?", self.mail(name))
        return self.ids[name]

    def password(self, name: str) -> str:
        return self.passwords[self.mail(name)]


def one(sql: str, *params: object) -> int:
    """The one number that a query gives."""
    found = row(sql, params)
    assert found is not None
    return int(found[0])


def role_id(code: str) -> int:
    return one("SELECT id FROM people_role WHERE code = ?", code)


def team_id(name: str) -> int:
    return one("SELECT id FROM people_team WHERE name = ?", name)


def everything() -> list[object]:
    """All that a request could change, to compare before and after."""
    names = [
        "people_user",
        "people_role",
        "people_user_role",
        "people_team",
        "people_password",
        "people_sign_in_session",
    ]
    names += [
        "people_password_link",
        "people_api_token",
        "people_own_company",
        "change",
        "change_line",
        "generation",
    ]
    return [rows(f'SELECT * FROM "{name}"') for name in names]
