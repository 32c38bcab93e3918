"""Who may do what in the house under attack, written from the words of the roles and not from the code of the gate.

It knows the demo staff by name, their teams, and what each standard role says; it imports nothing of the host's rights.
"""

from __future__ import annotations

from dataclasses import dataclass

NONE, OWN, TEAM, SUBTREE, ALL = range(5)

TEAM_OF = {
    "admin": "总部",
    "director": "总部",
    "lead.east": "华东大区",
    "lead.north": "华北大区",
    "seller.shanghai": "上海一部",
    "roleless": "上海一部",
    "seller.hangzhou": "杭州二部",
    "seller.north": "华北大区",
    "agent": "客服中心",
}
TEAMS_BELOW = {
    "总部": {"华东大区", "上海一部", "杭州二部", "华北大区", "客服中心"},
    "华东大区": {"上海一部", "杭州二部"},
}
ROLE_OF = {
    "admin": "administrator",
    "director": "director",
    "lead.east": "team lead",
    "lead.north": "team lead",
    "seller.shanghai": "seller",
    "seller.hangzhou": "seller",
    "seller.north": "seller",
    "agent": "service agent",
}
SEEN_BY_EVERYBODY_WITH_A_ROLE = "people."
HOUSE = ("people.", "plugins.", "settings.", "jobs.", "host.health.")
HANDING_OVER = "people.user.hand_over"
WRITES_WHAT_WAS_SAID = {f"contacts.interaction.{action}" for action in ("create", "edit", "delete")}
SALES_SETTINGS = ("sales.product.", "sales.pipeline.", "sales.stage.")
PERSONAL = ("work.view", "work.default_view", "work.pinned_view")
"""Kept by somebody for himself, and reached by nobody else; those that stand here are nobody's."""
HOUSE_ENDINGS = (".erase", ".purge")


def scope(actor: str, permission: str) -> int:
    """How far a permission reaches for one of the staff."""
    role = ROLE_OF.get(actor)
    if role is None:
        return NONE
    if role == "administrator":
        return ALL
    if permission.startswith(SEEN_BY_EVERYBODY_WITH_A_ROLE) and permission.endswith(".view"):
        return ALL
    if permission == HANDING_OVER:
        return {"director": ALL, "team lead": SUBTREE}.get(role, NONE)
    if permission.startswith(HOUSE) or permission.endswith(HOUSE_ENDINGS):
        return NONE
    if permission.startswith("work.tag.") and role in ("seller", "service agent"):
        return ALL if permission.endswith(".view") else NONE
    if permission.startswith(SALES_SETTINGS):
        return ALL if role == "director" or permission.endswith(".view") else NONE
    if role == "director":
        return ALL
    if role == "team lead":
        return SUBTREE
    if permission.endswith(".export"):
        return NONE
    if role == "seller":
        return TEAM if permission.endswith(".view") else OWN
    if permission.endswith(".view"):
        return ALL
    if permission.endswith(".unmask") or permission == "host.lookup.look":
        return ALL
    if permission.startswith("work.") or permission in WRITES_WHAT_WAS_SAID:
        return OWN
    return TEAM if permission.startswith("service.") else NONE


@dataclass(frozen=True)
class Kind:
    """How a resource says who sees its rows: by owner, by team, by nothing (everybody), through links, or by what it is about."""

    name: str
    owned: bool
    by_team: bool
    through: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    part: bool = False


def reaches(actor: str, kind: Kind, action: str, owner: str | None) -> bool:
    """Tell whether one of the staff may do `action` on a living record of `owner`."""
    reach = min(scope(actor, f"{kind.name}.{action}"), scope(actor, f"{kind.name}.view"))
    if kind.about:
        return _reaches_entry(actor, kind, action, owner)
    if kind.part:
        asked = action if action == "view" else "edit"
        return reach > NONE and _reaches_whole(actor, kind.through, asked, owner)
    if kind.through:
        return reach > NONE and all(_sees(actor, target, owner) for target in kind.through)
    if kind.name in PERSONAL:
        return False
    if not kind.owned and not kind.by_team:
        return reach > NONE
    return _within(actor, reach, owner, owned=kind.owned)


def _reaches_entry(actor: str, kind: Kind, action: str, owner: str | None) -> bool:
    """Entries are seen by their author and by whoever sees a record they are about; here that is one of the same owner."""
    if scope(actor, f"{kind.name}.view") == NONE:
        return False
    if owner != actor and not any(_sees(actor, target, owner) for target in kind.about):
        return False
    reach = scope(actor, f"{kind.name}.{action}")
    return reach > NONE and (action == "view" or _within(actor, reach, owner, owned=True))


def _reaches_whole(actor: str, wholes: tuple[str, ...], action: str, owner: str | None) -> bool:
    """Whoever sees the record that a part belongs to sees the part; writing it takes the right to edit that record."""
    far = min(min(scope(actor, f"{target}.{action}"), scope(actor, f"{target}.view")) for target in wholes)
    return _within(actor, far, owner, owned=True)


def _sees(actor: str, target: str, owner: str | None) -> bool:
    return _within(actor, scope(actor, f"{target}.view"), owner, owned=True)


def _within(actor: str, reach: int, owner: str | None, *, owned: bool) -> bool:
    if reach == ALL:
        return True
    if owner is None or reach == NONE:
        return False
    if owned and owner == actor:
        return True
    mine, theirs = TEAM_OF[actor], TEAM_OF[owner]
    return reach >= TEAM and (mine == theirs or (reach >= SUBTREE and theirs in TEAMS_BELOW.get(mine, set())))
