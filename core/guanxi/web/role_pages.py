"""The page of a role: what it lets people do in a few lines, which fields it closes, and who holds it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from guanxi.data.messages import listed, translator
from guanxi.people.catalogue import Kind, catalogue
from guanxi.people.page_layouts import NEEDS
from guanxi.people.resources import roles, user_roles, users
from guanxi.people.rights import SCOPE_NAMES, RoleRights, role_rights
from guanxi.people.tables import UserRole
from guanxi.records import gate
from guanxi.records.actor import Actor, Scope
from guanxi.resources.display import titles

_ = translator("guanxi")
SHOWN = 50


def role_page(actor: Actor, role: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """What the template of a role gets beside what any record page shows."""
    seen = {field.name for field in gate.fields_for(actor, roles)}
    parts = {name: getattr(role, name) if name in seen else None for name in ("grants", "hidden", "locked")}
    rights = role_rights(role.id, role.name, **parts)
    return {
        **values,
        "rights": _summary(actor, rights) if "grants" in seen else None,
        "patterns": [
            (pattern, SCOPE_NAMES[scope])
            for pattern, scope in sorted(rights.grants.items())
            if "*" in pattern
        ],
        "closed": _closed(actor, rights),
        "related": [_holders(actor, role.id), *values["related"]],
        "more": [_arranging(role.id), *values["more"]] if actor.scope(NEEDS) == Scope.ALL else values["more"],
    }


def _arranging(role_id: int) -> dict[str, Any]:
    return {
        "label": _("Page layouts"),
        "href": f"/settings/page-layouts?role={role_id}",
        "icon": "panel-left",
    }


def held_roles(actor: Actor, user_ids: Sequence[int]) -> dict[int, list[tuple[int, str]]]:
    """Id and name of the roles of each of some users, in the order of names, as far as the actor may see them."""
    links = gate.visible(actor, user_roles).where(UserRole.user_id.in_(list(user_ids)))
    pairs = [(link.user_id, link.role_id) for link in links]
    names = titles(actor, roles.name, {role for _user, role in pairs})
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for user, role in sorted(pairs, key=lambda pair: names.get(pair[1], "")):
        if role in names:
            found[user].append((role, names[role]))
    return found


def _holders(actor: Actor, role_id: int) -> dict[str, Any]:
    ids = [link.user_id for link in gate.visible(actor, user_roles).where(UserRole.role_id == role_id)]
    names = titles(actor, users.name, ids)
    entries = [
        {"label": name, "href": f"/{users.path}/{id}"}
        for id, name in sorted(names.items(), key=lambda each: each[1])
    ]
    return {
        "title": _("Who has this role"),
        "entries": entries[:SHOWN],
        "count": len(entries),
        "empty": _("Nobody yet. Give it on the page “Access and rights” of a user."),
    }


def _summary(actor: Actor, rights: RoleRights) -> list[dict[str, Any]]:
    """One line a kind of record: its actions by scope, the widest first, those without scope last; empty kinds are left out."""
    found = []
    for part in catalogue(actor.host, [name for name in rights.grants if "*" not in name]):
        kinds = [line for kind in part.kinds if (line := _kind(kind, rights))]
        if kinds:
            found.append({"label": part.label, "kinds": kinds})
    return found


def _kind(kind: Kind, rights: RoleRights) -> dict[str, Any] | None:
    by_scope: dict[Scope, list[str]] = defaultdict(list)
    for line in kind.lines:
        if scope := rights.scope(line.permission):
            by_scope[scope if len(line.scopes) > 2 else Scope.NONE].append(line.label)
    scopes = [
        {"scope": SCOPE_NAMES[scope] if scope else "", "actions": by_scope[scope]}
        for scope in sorted(by_scope, reverse=True)
    ]
    return {"label": kind.label or _("Others"), "scopes": scopes} if scopes else None


def _closed(actor: Actor, rights: RoleRights) -> list[dict[str, str]]:
    found = []
    for title, fields in ((_("hidden"), rights.hidden), (_("locked"), rights.locked)):
        for name, closed in sorted(fields.items()):
            resource = actor.host.resources.get(name)
            known = resource.by_name if resource else {}
            labels = [str(known[field].label) if field in known else field for field in sorted(closed)]
            found.append(
                {
                    "kind": str(resource.label) if resource else name,
                    "how": str(title),
                    "fields": listed(labels),
                }
            )
    return found
