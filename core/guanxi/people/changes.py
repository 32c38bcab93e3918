"""Changes of people: invite, give and take roles, move, deactivate, and what everybody may do to the own account."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from guanxi.data.database import row, write_transaction
from guanxi.data.errors import Forbidden, InvalidValues, NotFound, Refused
from guanxi.data.fields import check_record
from guanxi.data.messages import Message, translator
from guanxi.people import links, sessions, tokens
from guanxi.people.keeping import administer
from guanxi.people.passwords import Passwords, fault
from guanxi.people.resources import roles, user_roles, users
from guanxi.people.sign_in import keep_password, knows_password
from guanxi.people.tables import User, UserRole
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.change import Change, Done, change
from guanxi.records.host import Host
from guanxi.records.transaction import Transaction

_ = translator("guanxi")

LINK_GONE = _("This link is not good any more. Ask for a new one.")
WRONG_PASSWORD = _("The present password is not right.")
OWN_FIELDS = frozenset({"name", "language", "zone", "theme"})


class OwnChange(Change):
    """A change of the own account, which needs no permission; it takes the actor's own user as its record."""

    def _permit(self, actor: Actor) -> None:
        if actor.system:
            raise Forbidden(self.name)

    def _record(self, actor: Actor, positional: tuple[Any, ...]) -> tuple[Any, ...]:
        found = User.get_or_none((User.id == actor.id) & User.active & User.deleted_at.is_null())
        if found is None:
            raise NotFound(users.name, actor.id)
        return (found, *positional)


def own_change(name: str) -> Callable[[Callable[..., Any]], OwnChange]:
    """Make a function a change of the own account."""
    return lambda function: OwnChange(name, function)


@change("people.user.invite", on=users, new=True)
def invite_user(
    tx: Transaction,
    *,
    name: str,
    mail: str,
    team: int | None = None,
    language: str | None = None,
    roles: Iterable[int] = (),
) -> User:
    """Create a user with roles; the link by which he sets his password is made by `password_link`."""
    user: User = tx.add(users, name=name, mail=mail, team=team, language=language, active=True)
    for role_id in roles:
        _grant(tx, user, role_id)
    return user


@change("people.role.grant")
def grant_role(tx: Transaction, user_id: int, role_id: int) -> Any:
    """Give a role to a user: never more than one holds, never to oneself."""
    return _grant(tx, gate.get(tx.actor, users, user_id), role_id)


@change("people.role.grant")
def take_role(tx: Transaction, user_id: int, role_id: int) -> None:
    """Take a role from a user."""
    held = (
        gate.visible(tx.actor, user_roles)
        .where(UserRole.user_id == user_id, UserRole.role_id == role_id)
        .first()
    )
    if held is None:
        raise NotFound(user_roles.name)
    tx.remove(held)


@change("people.user.edit", on=users)
def change_team(tx: Transaction, user: User, team: int | None) -> User:
    """Move a user to another team; all his records go along."""
    tx.set(user, team=team)
    return user


@change("people.user.edit", on=users)
def deactivate_user(tx: Transaction, user: User) -> User:
    """End all sessions, tokens and links of a user at once; his records and his name stay."""
    tx.set(user, active=False)
    return user


@change("people.user.edit", on=users)
def activate_user(tx: Transaction, user: User) -> User:
    """Let a user in again; he needs his password or a new link."""
    tx.set(user, active=True)
    return user


@change("people.user.edit", on=users)
def _note_link(tx: Transaction, user: User) -> User:
    tx.set_columns(user, {"link_made_at": tx.now_ms})
    return user


def password_link(actor: Actor, user_id: int) -> str:
    """Make the link by which a user sets the password: an invitation at first, a reset later; ends all older ones.

    The journal keeps that it was made, never the link itself.
    """
    done = _note_link(actor, user_id)
    user: User = done.value
    if not user.active:
        raise Refused(_("This user is not active. Activate the user first."))
    return links.make_link(actor.host, user.id, links.RESET if user.password_set_at else links.INVITATION)


@own_change("people.account.edit")
def edit_account(tx: Transaction, user: User, *, values: Mapping[str, Any]) -> User:
    """Change the own name, language, zone or appearance."""
    if foreign := values.keys() - OWN_FIELDS:
        raise InvalidValues({name: _("There is no field {name}.").format(name=name) for name in foreign})
    if missing := check_record(users.fields, values, partial=True):
        raise InvalidValues(missing)
    tx.set(user, **values)
    return user


@own_change("people.account.password")
def _set_password(tx: Transaction, user: User, *, token: str = "", but: int | None = None) -> User:
    """Note the new password; use the link up, end the other sessions, and all tokens where a link was used."""
    if token and not links.use(token, tx.now):
        raise Refused(LINK_GONE)
    tx.set_columns(user, {"password_set_at": tx.now_ms})
    links.end_links(user.id, tx.now)
    sessions.end_all(user.id, but=but)
    if token:
        tokens.revoke_all(user.id, tx.now)
    return user


def change_own_password(
    actor: Actor, passwords: Passwords, old: str, new: str, *, session_id: int | None = None
) -> Message | None:
    """Set the own password, knowing the old one; other sessions end. Returns what is wrong, or None."""
    if wrong := fault(new, *_own_words(actor.id)):
        return wrong
    if not knows_password(passwords, actor.host, actor.id, old):
        return WRONG_PASSWORD
    _store(actor.host, passwords, new, lambda: _set_password(actor, but=session_id), actor.id)
    return None


def password_by_link(host: Host, passwords: Passwords, token: str, new: str) -> int | Message:
    """Set a password by a link, which is used up; all sessions and tokens end. Returns the user's id or what is wrong."""
    invited = links.find(token, host.clock())
    if invited is None:
        return LINK_GONE
    if wrong := fault(new, invited.name, invited.mail):
        return wrong
    actor = Actor(id=invited.user_id, name=invited.name, host=host)
    try:
        _store(host, passwords, new, lambda: _set_password(actor, token=token), invited.user_id)
    except (Refused, NotFound):
        return LINK_GONE
    return invited.user_id


@change("people.user.edit", on=users)
def _note_password(tx: Transaction, user: User) -> User:
    administer(tx.actor, user.id)
    tx.set_columns(user, {"password_set_at": tx.now_ms})
    for end in (links.end_links, tokens.revoke_all):
        end(user.id, tx.now)
    sessions.end_all(user.id)
    return user


def set_password(actor: Actor, passwords: Passwords, user_id: int, new: str) -> Message | None:
    """Set the password of another user, as the command line and the demo do; needs the right to administer."""
    if wrong := fault(new, *_own_words(user_id)):
        return wrong
    _store(actor.host, passwords, new, lambda: _note_password(actor, user_id), user_id)
    return None


def _store(host: Host, passwords: Passwords, new: str, note: Callable[[], Done], user_id: int) -> None:
    """Hash outside the transaction, then note and keep together."""
    made = passwords.hash(new)
    with write_transaction():
        note()
        keep_password(host, user_id, made)


def _grant(tx: Transaction, user: User, role_id: int) -> Any:
    role = gate.get(tx.actor, roles, role_id)
    return tx.add(user_roles, user=user.id, role=role.id)


def _own_words(user_id: int) -> tuple[str, str]:
    found = row("SELECT name, mail FROM people_user WHERE id = ?", [user_id])
    return (found[0], found[1]) if found else ("", "")
