"""The list of teams as a tree, with the members of each; and the way from a team to a new one below it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import request
from peewee import fn

from guanxi.data.messages import translator
from guanxi.people.resources import teams, users
from guanxi.people.tables import Team, User
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.web.routing import may_open

_ = translator("guanxi")
MOST = 2000
DEEPEST = 8


@dataclass
class Branch:
    """One team in the tree: its members, and those of all teams below it too."""

    id: int
    name: str
    members: int
    below: list[Branch] = field(default_factory=list)

    @property
    def together(self) -> int:
        """Members of the team and of all below it."""
        return self.members + sum(branch.together for branch in self.below)


def team_tree_page(actor: Actor, values: Mapping[str, Any]) -> dict[str, Any]:
    """The list as a tree, unless something is searched or filtered, or there are too many teams for one page."""
    narrowed = values["state"] != "rows" or values["chips"] or values["search"]["value"]
    if narrowed or gate.visible(actor, teams).count() > MOST:
        return {**values, "tree": None}
    descending = request.args.get("sort") == "-name"
    tree = list(_walk(_forest(actor, descending=descending), 0))
    return {**values, "tree": tree, "columns_url": "", "sorted": "descending" if descending else "ascending"}


def team_page(actor: Actor, team: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """The page of a team with the way to a new one below it."""
    new = {"label": _("New team below"), "href": f"/{teams.path}/new?parent={team.id}", "icon": "network"}
    offered = team.deleted_at is None and may_open(actor, f"/{teams.path}/new")
    return {**values, "actions": [*values["actions"], *([new] if offered else [])]}


def _forest(actor: Actor, *, descending: bool) -> list[Branch]:
    """The teams at the top with all below them; a team whose parent the actor does not see stands at the top."""
    members = _members(actor)
    found: list[Team] = list(gate.visible(actor, teams).order_by(Team.sort_name, Team.id))
    if descending:
        found.reverse()
    branches = {team.id: Branch(team.id, team.name, members[team.id]) for team in found}
    top: list[Branch] = []
    for team in found:
        parent = branches.get(team.parent_id)
        (parent.below if parent else top).append(branches[team.id])
    return top


def _members(actor: Actor) -> Counter[int]:
    """How many users of each team the actor may see; deactivated ones are not counted."""
    query = gate.visible(actor, users).where(User.active, User.team_id.is_null(False)).group_by(User.team_id)
    return Counter(dict(query.select(User.team_id, fn.COUNT(User.id)).tuples()))


def _walk(branches: list[Branch], level: int) -> Iterator[dict[str, Any]]:
    for branch in branches:
        yield {
            "id": branch.id,
            "name": branch.name,
            "href": f"/{teams.path}/{branch.id}",
            "level": min(level, DEEPEST),
            "members": branch.members,
            "together": branch.together,
            "members_href": f"/{users.path}/?team={branch.id}",
        }
        yield from _walk(branch.below, level + 1)
