"""What the house checks and does before every write of a user, team or role, whichever way the write comes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from guanxi.data.database import row
from guanxi.data.errors import Forbidden, InvalidValues, Refused
from guanxi.data.messages import translator
from guanxi.people import links, sessions, tokens
from guanxi.people.escalation import ADMINISTER, administrators, beyond, is_above, role_by_id
from guanxi.people.placing import follow
from guanxi.people.rights import RoleRights, role_rights, roles_of, subtree, team_tree
from guanxi.people.tables import Role, Team, User, UserRole
from guanxi.plugins import generation
from guanxi.records.actor import Actor, Scope
from guanxi.records.journal import ADD, REMOVE, RESTORE, SET
from guanxi.records.transaction import Transaction

_ = translator("guanxi")

GRANT = "people.role.grant"
Columns = Mapping[str, Any]


def keep_own_company(tx: Transaction, verb: str, record: object, columns: Columns) -> None:
    """There is one own company, and it stays."""
    _needs_all(tx.actor, "people.own_company", verb)
    if verb == REMOVE:
        raise Refused(_("The own company cannot be deleted."))
    if verb == ADD and row("SELECT 1 FROM people_own_company"):
        raise Refused(_("The own company exists already. Edit it instead."))
    generation.bump(generation.SETTINGS)


def keep_user(tx: Transaction, verb: str, record: object, columns: Columns) -> None:
    """Mail and activity need the right to administer and reach nobody above; a move takes the user's records along."""
    if verb == ADD:
        return
    user = cast(User, record)
    generation.bump(generation.RIGHTS)  # also the lock under which rights are changed one after the other
    if columns.keys() & {"mail", "active", "deleted_at", "link_made_at"}:
        administer(tx.actor, user.id)
    if columns.get("active", True) in (False, 0) or columns.get("deleted_at"):
        _let_go(tx, user)
    if "mail" in columns:
        links.end_links(user.id, tx.now)
    if "team_id" in columns:
        _refuse_own_gain(tx.actor, user.id == tx.actor.id)
        _refuse_fetching(tx.actor, user.team_id, columns["team_id"])
        follow(tx.host, user.id, columns["team_id"])


# guard: administer-users
def administer(actor: Actor, user_id: int) -> None:
    """Refuse who may not administer users, or reaches for somebody with more rights than his own."""
    if actor.scope(ADMINISTER) < Scope.TEAM:
        raise Forbidden(ADMINISTER)
    if user_id != actor.id and is_above(actor, user_id):
        raise Refused(_("This user holds rights that you do not hold. Ask somebody who holds them."))


def keep_team(tx: Transaction, verb: str, record: object, columns: Columns) -> None:
    """The tree has no loop, no team with members or teams below it goes, and nobody hangs teams below himself to see them."""
    _needs_all(tx.actor, "people.team", verb)
    generation.bump(generation.RIGHTS)
    team, tree = cast(Team | None, record), team_tree()
    if "parent_id" in columns and columns["parent_id"] is not None:
        if team is not None and columns["parent_id"] in subtree(tree, team.id):
            raise InvalidValues({"parent": _("A team cannot belong to itself or to a team below it.")})
        _refuse_own_gain(tx.actor, team is not None and columns["parent_id"] in tx.actor.subtree)
    if verb == REMOVE and team is not None:
        if len(subtree(tree, team.id)) > 1:
            raise Refused(_("There are teams below this team. Move them first."))
        if row("SELECT 1 FROM people_user WHERE team_id = ? AND deleted_at IS NULL", [team.id]):
            raise Refused(_("This team has members. Move them first."))


def keep_role(tx: Transaction, verb: str, record: object, columns: Columns) -> None:
    """A role gives no more than its maker holds, and the last administrators stay what they are."""
    _needs_all(tx.actor, "people.role", verb)
    generation.bump(generation.RIGHTS)
    role = cast(Role | None, record)
    before = role_by_id(role.id) if role is not None else None
    after = _after(role, columns)
    _refuse_beyond(tx.actor, *[each for each in (before, after) if each is not None])
    if verb == REMOVE and role is not None and _is_held(role):
        raise Refused(_("This role is held by users. Take it from them first."))
    if before is not None and _administers(before) and not _administers(after):
        _refuse_last(
            {id for id in administrators() if any(_administers(r) for r in roles_of(id) if r.id != before.id)}
        )


def keep_user_role(tx: Transaction, verb: str, record: object, columns: Columns) -> None:
    """Roles are given within one's own rights and never to oneself, and taken from nobody above."""
    generation.bump(generation.RIGHTS)
    held = cast(UserRole | None, record)
    if verb not in (ADD, REMOVE, RESTORE):
        raise Refused(_("Take this role away and give the other one."))
    user_id = int(columns["user_id"] if held is None else held.user_id)
    role = role_by_id(int(columns["role_id"] if held is None else held.role_id))
    if tx.actor.scope(GRANT) < Scope.ALL:
        raise Forbidden(GRANT)
    if verb != REMOVE and user_id == tx.actor.id:
        raise Refused(_("You cannot give a role to yourself. Ask another administrator."))
    _refuse_beyond(tx.actor, *([role] if role else []))
    if verb == REMOVE and role is not None:
        administer(tx.actor, user_id)
        keeps = any(_administers(each) for each in roles_of(user_id) if each.id != role.id)
        if _administers(role) and not keeps:
            _refuse_last(administrators() - {user_id})


def _needs_all(actor: Actor, resource: str, verb: str) -> None:
    """Teams, roles and the own company belong to nobody's team: a narrower scope than all does not reach them."""
    permission = f"{resource}.{_ACTION[verb]}"
    if actor.scope(permission) < Scope.ALL:
        raise Forbidden(permission)


def _let_go(tx: Transaction, user: User) -> None:
    if user.id == tx.actor.id:
        raise Refused(_("You cannot deactivate yourself. Ask another administrator."))
    if user.id in (found := administrators()):
        _refuse_last(found - {user.id})
    sessions.end_all(user.id)
    tokens.revoke_all(user.id, tx.now)
    links.end_links(user.id, tx.now)


def _refuse_beyond(actor: Actor, *found: RoleRights) -> None:
    if what := beyond(actor, found):
        raise Refused(_("This role gives more than you hold yourself: {what}."), what=what)


def _refuse_last(others: set[int]) -> None:
    if not others:
        raise Refused(_("At least one active administrator must remain."))


def _refuse_own_gain(actor: Actor, own: object) -> None:
    """Who sees by team must not choose the team by which he sees."""
    if own and _sees_by_team(actor):
        raise Refused(_("You cannot change which teams you see. Ask another administrator."))


def _refuse_fetching(actor: Actor, before: int | None, after: int | None) -> None:
    """Who sees by team must not move others with all their records to where he sees them."""
    if _sees_by_team(actor) and after in actor.subtree and before not in actor.subtree:
        raise Refused(
            _("You cannot move users and their records into teams that you see. Ask another administrator.")
        )


def _sees_by_team(actor: Actor) -> bool:
    return not actor.system and bool({Scope.TEAM, Scope.SUBTREE} & set(actor.grants.values()))


def _is_held(role: Role) -> bool:
    return (
        row("SELECT 1 FROM people_user_role WHERE role_id = ? AND deleted_at IS NULL", [role.id]) is not None
    )


def _administers(role: RoleRights) -> bool:
    return role.scope(ADMINISTER) == Scope.ALL


def _after(role: Role | None, columns: Columns) -> RoleRights:
    """The role as it will be."""
    parts = {name: columns.get(name, getattr(role, name, None)) for name in ("grants", "hidden", "locked")}
    return role_rights(role.id if role else 0, "", **parts)


_ACTION = {ADD: "create", SET: "edit", REMOVE: "delete", RESTORE: "delete"}
