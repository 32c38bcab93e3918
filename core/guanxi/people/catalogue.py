"""All permissions of the house in the words and the order in which people read them: by plugin, by kind of record, by action."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from guanxi.data.messages import Message, translator
from guanxi.people.resources import own_companies, user_roles
from guanxi.plugins.mount import Permission
from guanxi.plugins.naming import plugin_label
from guanxi.records.actor import Scope
from guanxi.records.host import Host
from guanxi.records.resource import Resource

_ = translator("guanxi")

ACTION_NAMES: dict[str, Message] = {
    "view": _("View"),
    "create": _("Create"),
    "edit": _("Edit"),
    "delete": _("Delete and restore"),
    "assign": _("Give to somebody else"),
    "import": _("Import"),
    "export": _("Export"),
    "share": _("Let colleagues in"),
    "unmask": _("Show masked values for a reason"),
}
YES_OR_NO = (Scope.NONE, Scope.ALL)
WITHOUT_ROWS = frozenset({"create", "import", "assign"})
HOUSE_PARTS = ("host", "people", "plugins", "work")
NEVER: dict[str, frozenset[str]] = {
    own_companies.name: frozenset({"delete", "import"}),
    user_roles.name: frozenset({"edit"}),
}
"""What the house refuses to everybody (see `guanxi.people.keeping`): a right to it would have no effect."""


@dataclass(frozen=True)
class Line:
    """One permission: its label, and the scopes that mean something different for it."""

    permission: str
    label: str
    scopes: tuple[Scope, ...]


@dataclass(frozen=True)
class Kind:
    """The permissions of one kind of record; `resource` is None for pages and all else."""

    label: str
    lines: tuple[Line, ...]
    resource: Resource | None = None


@dataclass(frozen=True)
class Part:
    """What one plugin brings; the host is one part itself."""

    label: str
    kinds: tuple[Kind, ...]


def catalogue(host: Host, also: Iterable[str] = ()) -> list[Part]:
    """Every permission of the host, and as the last part those `also` named that no enabled plugin knows."""
    labels = {item.name: str(item.label) for item in host.items if isinstance(item, Permission)}
    by_part: dict[str, list[str]] = defaultdict(list)
    for name in sorted(host.permissions):
        plugin = name.partition(".")[0]
        by_part["" if plugin in HOUSE_PARTS else plugin].append(name)
    found = [
        Part(plugin_label(plugin) if plugin else str(_("Guanxi itself")), _kinds(host, names, labels))
        for plugin, names in sorted(by_part.items(), key=lambda part: (not part[0], part[0]))
    ]
    shown = {line.permission for part in found for kind in part.kinds for line in kind.lines}
    unknown = tuple(Line(name, name, tuple(Scope)) for name in sorted(set(also) - shown - host.permissions))
    if unknown:
        found.append(Part(str(_("Of plugins that are not enabled")), (Kind("", unknown),)))
    return found


def label_of(host: Host, permission: str) -> str:
    """A permission in words: what is done to which kind of record; its code name where nobody gave it a label."""
    labels = {item.name: str(item.label) for item in host.items if isinstance(item, Permission)}
    if labels.get(permission):
        return labels[permission]
    resource = host.resources.get(permission.rpartition(".")[0])
    action = ACTION_NAMES.get(permission.rpartition(".")[2])
    if resource is None or action is None:
        return permission
    return str(_("{kind}: {action}").format(kind=resource.label, action=action))


def _kinds(host: Host, names: list[str], labels: dict[str, str]) -> tuple[Kind, ...]:
    by_kind: dict[str, list[str]] = defaultdict(list)
    for name in names:
        kind = name.rpartition(".")[0]
        by_kind[kind if kind in host.resources else ""].append(name)
    order = [*(name for name in host.resources if name in by_kind), *([""] if "" in by_kind else [])]
    return tuple(_kind(host.resources.get(name), by_kind[name], labels) for name in order)


def _kind(resource: Resource | None, names: list[str], labels: dict[str, str]) -> Kind:
    if resource is None:
        lines = [Line(name, labels.get(name) or name, YES_OR_NO) for name in names]
        return Kind(str(_("Pages and actions")), tuple(lines))
    known = list(ACTION_NAMES)
    ordered = sorted(names, key=lambda name: (_place(known, name.rpartition(".")[2]), name))
    made = (_line(resource, name, labels) for name in ordered)
    return Kind(str(resource.label), tuple(line for line in made if line), resource)


def _line(resource: Resource, name: str, labels: dict[str, str]) -> Line | None:
    action = name.rpartition(".")[2]
    if action in NEVER.get(resource.name, ()) or (action == "assign" and not resource.rows.own):
        return None
    label = labels.get(name) or str(ACTION_NAMES.get(action, name))
    plain = action in WITHOUT_ROWS or (action == "view" and resource.rows.about)
    return Line(name, label, YES_OR_NO if plain else scopes_of(resource))


def scopes_of(resource: Resource) -> tuple[Scope, ...]:
    """The scopes that reach different rows of a resource."""
    rows = resource.rows
    own = (Scope.OWN,) if rows.own or rows.shared else ()
    team = (Scope.TEAM, Scope.SUBTREE) if rows.team else ()
    return (Scope.NONE, *own, *team, Scope.ALL)


def _place(known: list[str], action: str) -> int:
    return known.index(action) if action in known else len(known)
