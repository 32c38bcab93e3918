"""What the host itself mounts: people's resources, the pages of the house, its jobs; the table of contents of the host."""

from __future__ import annotations

from guanxi.data.messages import translator
from guanxi.host_jobs import JOBS
from guanxi.people.resources import RESOURCES, own_companies, roles, teams, user_roles, users
from guanxi.plugins.markers import hookimpl
from guanxi.plugins.mount import MenuItem, Permission
from guanxi.resources.faces import List, Record, Without

_ = translator("guanxi")

SETTINGS = 900


@hookimpl
def mount() -> list[object]:
    """Everything of the host that is mounted the way a plugin's parts are."""
    return [
        *RESOURCES,
        List(users, columns="name mail team active language"),
        List(teams, columns="name parent"),
        List(roles, columns="name code"),
        Record(users, sections={_("Person"): "name mail team active", _("Settings"): "language zone theme"}),
        Record(roles, sections={_("Role"): "name code", _("Rights"): "grants hidden locked"}),
        Without(own_companies, (List,)),
        Without(user_roles, (List, Record)),
        Permission("host.page.view", _("Open Guanxi")),
        Permission("plugins.plugin.manage", _("Enable and disable plugins")),
        Permission("host.health.view", _("See the health of the installation")),
        MenuItem(_("Home"), to="host.home", icon="house", order=0),
        MenuItem(_("Users"), to="people.user.list", icon="users", order=SETTINGS + 1),
        MenuItem(_("Teams"), to="people.team.list", icon="network", order=SETTINGS + 2),
        MenuItem(_("Roles"), to="people.role.list", icon="shield", order=SETTINGS + 3),
        MenuItem(_("Plugins"), to="host.plugins", icon="puzzle", order=SETTINGS + 10),
        MenuItem(_("Health"), to="host.health", icon="activity", order=SETTINGS + 11),
        *JOBS,
    ]
