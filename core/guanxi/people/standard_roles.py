"""The roles that every installation begins with, as patterns, so that a plugin of tomorrow has sensible rights today."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from guanxi.data.database import rows
from guanxi.people.handovers.resource import HAND_OVER
from guanxi.people.resources import roles
from guanxi.people.role_names import STANDARD_NAMES
from guanxi.records.transaction import Transaction

ADMINISTRATOR, DIRECTOR, TEAM_LEAD, SELLER, SERVICE_AGENT = (
    "administrator",
    "director",
    "team_lead",
    "seller",
    "service_agent",
)

# Running the house itself is nobody's by a wide pattern; colleagues, teams and roles are there for all to see.
NOT_THE_HOUSE = {
    "people.*": "none",
    "people.*.view": "all",
    "settings.*": "none",
    "plugins.*": "none",
    "host.health.*": "none",
    "jobs.*": "none",
    "*.erase": "none",
    "*.purge": "none",
}
NO_MASS_EXIT = {"*.export": "none", "*.reveal": "none"}
# Colleagues and roles are there by name; by which rules, and how somebody likes their own pages, is for those who administer.
NOT_THEIRS = {"people.role": ["grants", "hidden", "locked"], "people.user": ["language", "theme", "zone"]}
# Tags are named by few; whoever may edit a record puts on it what there is.
NO_NEW_TAGS = {"work.tag.*": "none", "work.tag.view": "all"}
# What is sold, and the stages that deals pass, is the same for all; few change it.
NO_SALES_SETTINGS = {
    pattern: scope
    for name in ("product", "pipeline", "stage")
    for pattern, scope in ((f"sales.{name}.*", "none"), (f"sales.{name}.view", "all"))
}
# Who answers customers writes down what was said and what is to be done, calls back on a number shown for a reason, and looks
# whether somebody is known; the customers themselves are edited by their owners.
ANSWERING = {
    "work.*": "own",
    "work.*.view": "all",
    "contacts.interaction.create": "own",
    "contacts.interaction.edit": "own",
    "contacts.interaction.delete": "own",
    "*.unmask": "all",
    "host.lookup.look": "all",
}


@dataclass(frozen=True)
class StandardRole:
    """A role as it is delivered; people may change and rename it, its `code` stays."""

    code: str
    grants: dict[str, str]
    hidden: dict[str, list[str]] = field(default_factory=dict)


STANDARD = (
    StandardRole(ADMINISTRATOR, {"*": "all"}),
    StandardRole(DIRECTOR, {"*": "all", **NOT_THE_HOUSE, HAND_OVER: "all"}, NOT_THEIRS),
    StandardRole(
        TEAM_LEAD,
        {"*": "subtree", **NOT_THE_HOUSE, **NO_SALES_SETTINGS, HAND_OVER: "subtree"},
        NOT_THEIRS,
    ),
    StandardRole(
        SELLER,
        {
            "*": "own",
            "*.view": "team",
            **NOT_THE_HOUSE,
            **NO_MASS_EXIT,
            **NO_NEW_TAGS,
            **NO_SALES_SETTINGS,
        },
        NOT_THEIRS,
    ),
    StandardRole(
        SERVICE_AGENT,
        {"*.view": "all", "service.*": "team", **ANSWERING, **NOT_THE_HOUSE, **NO_MASS_EXIT, **NO_NEW_TAGS},
        NOT_THEIRS,
    ),
)


def ensure_standard_roles(tx: Transaction) -> dict[str, int]:
    """Add those standard roles that are missing; return the id of each by code."""
    found: dict[str, int] = dict(
        rows("SELECT code, id FROM people_role WHERE code IS NOT NULL AND deleted_at IS NULL")
    )
    for role in STANDARD:
        if role.code not in found:
            made = tx.add(
                roles,
                name=STANDARD_NAMES[role.code].text,
                code=role.code,
                grants=packed(role.grants),
                hidden=packed(role.hidden),
            )
            found[role.code] = made.id
    return found


def packed(rights: object) -> str:
    """Rights as the text that the role's fields hold."""
    return json.dumps(rights, ensure_ascii=False, separators=(",", ":"))
