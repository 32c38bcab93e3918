"""The own company, teams, roles and users as resources: pages, REST and history like any other record."""

from __future__ import annotations

from guanxi.data.fields import Boolean, Choice, CreditCode, Email, Link, Text
from guanxi.data.fields.currency import Currency
from guanxi.data.messages import LANGUAGES, Message, translator
from guanxi.people import keeping
from guanxi.people.role_fields import ClosedFields, Grants
from guanxi.people.role_names import RoleName
from guanxi.people.tables import OwnCompany, Role, Team, User, UserRole
from guanxi.people.zones import ZONES
from guanxi.records.resource import Resource, Rows

_ = translator("guanxi")

THEMES: dict[str, str | Message] = {"auto": _("As the device"), "light": _("Light"), "dark": _("Dark")}
ZONE = Choice("zone", [(zone, zone) for zone in ZONES], label=_("Time zone"))

own_companies = Resource(
    OwnCompany,
    label=_("Own company"),
    label_one=_("Own company"),
    title="name",
    fields=[
        Text("name", label=_("Name"), required=True, max=200),
        CreditCode("credit_code", label=_("Unified social credit code")),
        ZONE,
        Currency("currency", label=_("Currency"), help=_("Of new amounts; a code such as CNY.")),
    ],
    rows=Rows(everyone=True),
    icon="building-2",
    on_write=keeping.keep_own_company,
    tells=("edited",),
)

teams = Resource(
    Team,
    label=_("Teams"),
    label_one=_("Team"),
    title="name",
    fields=[
        Text("name", label=_("Name"), required=True, max=100, search=True, sort="sort_name"),
        Link("parent", "people.team", label=_("Belongs to")),
    ],
    rows=Rows(everyone=True),
    icon="network",
    on_write=keeping.keep_team,
)

roles = Resource(
    Role,
    label=_("Roles"),
    label_one=_("Role"),
    title="name",
    fields=[
        RoleName("name", label=_("Name"), required=True, max=100, search=True, sort="sort_name"),
        Text("code", label=_("Standard role"), max=40, read_only=True),
        Grants("grants", label=_("Rights")),
        ClosedFields("hidden", label=_("Hidden fields")),
        ClosedFields("locked", label=_("Locked fields")),
    ],
    rows=Rows(everyone=True),
    icon="shield",
    on_write=keeping.keep_role,
)

users = Resource(
    User,
    label=_("Users"),
    label_one=_("User"),
    title="name",
    fields=[
        Text(
            "name",
            label=_("Full name"),
            required=True,
            max=100,
            search=True,
            sort="sort_name",
            reading="person",
        ),
        Email("mail", label=_("Mail address"), required=True, max=254, unique=True, search=True),
        Link("team", "people.team", label=_("Team")),
        Boolean("active", label=_("Active"), default=True),
        Choice("language", LANGUAGES, label=_("Language")),
        ZONE,
        Choice("theme", THEMES, label=_("Appearance"), default="auto"),
    ],
    rows=Rows(team="team"),
    icon="user",
    on_write=keeping.keep_user,
    apart="team",
)

user_roles = Resource(
    UserRole,
    label=_("Roles of users"),
    label_one=_("Role of a user"),
    title="role",
    fields=[
        Link("user", "people.user", label=_("User"), required=True),
        Link("role", "people.role", label=_("Role"), required=True),
    ],
    rows=Rows(everyone=True),
    icon="shield",
    on_write=keeping.keep_user_role,
    tells=("created", "deleted", "restored"),
)

RESOURCES = (own_companies, teams, roles, users, user_roles)
PERMISSIONS = frozenset(
    {"people.user.administer", "people.user.invite", "people.role.grant"}
    | {
        resource.permission(action)
        for resource in RESOURCES
        for action in ("view", "create", "edit", "delete")
    }
)
