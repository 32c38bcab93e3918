"""guanxi user …: list, add, deactivate users, and help who is locked out."""

from __future__ import annotations

import argparse
import getpass
import sys
from typing import Any

from guanxi.data.database import row, rows, write_transaction
from guanxi.data.errors import InvalidValues, Problem
from guanxi.people import changes
from guanxi.people.actors import system_actor
from guanxi.people.first_visit import first_role, is_open
from guanxi.people.passwords import PROFILES, Passwords
from guanxi.people.rights import roles_of
from guanxi.people.role_names import RoleName, shown_name
from guanxi.people.sign_in import normal
from guanxi.records.host import Host


def register(subparsers: Any) -> None:
    """Add the command ``user`` with its sub-commands; each sets `run(options, host) -> exit code`."""
    parser = subparsers.add_parser("user", help="list, add and deactivate users, set passwords")
    commands = parser.add_subparsers(dest="user_command", required=True)
    commands.add_parser("list", help="all users with team, roles and state").set_defaults(run=list_users)
    password = commands.add_parser("password", help="a link by which the user sets a new password")
    password.add_argument("user", metavar="NAME", help="mail address or name")
    password.add_argument(
        "--type", action="store_true", help="type the new password here instead of making a link"
    )
    password.set_defaults(run=reset_password)
    add = commands.add_parser(
        "add",
        help="add a user and print the link of the invitation; the first user becomes the administrator",
    )
    add.add_argument("mail")
    add.add_argument("name")
    add.add_argument("--role", action="append", default=[], help="name or code of a role; may be repeated")
    add.add_argument("--team", help="name of the team")
    add.set_defaults(run=add_user)
    deactivate = commands.add_parser(
        "deactivate", help="end all sessions and tokens of a user and let him in no more"
    )
    deactivate.add_argument("user", metavar="NAME", help="mail address or name")
    deactivate.set_defaults(run=deactivate_user)


def list_users(options: argparse.Namespace, host: Host) -> int:
    """Print one line a user."""
    for user_id, mail, name, team, active in rows(_LIST):
        held = ", ".join(shown_name(role.name) for role in roles_of(user_id)) or "-"
        print(f"{mail}\t{name}\t{team or '-'}\t{held}\t{'active' if active else 'deactivated'}")
    return 0


def reset_password(options: argparse.Namespace, host: Host) -> int:
    """Print a link that is good for a short time, or take the new password from the keyboard."""
    return _tell(lambda: _reset(options, host))


def add_user(options: argparse.Namespace, host: Host) -> int:
    """Add a user with roles and print the link of the invitation."""
    return _tell(lambda: _add(options, host))


def deactivate_user(options: argparse.Namespace, host: Host) -> int:
    """Deactivate a user; the last administrator stays."""

    def work() -> str:
        user_id, mail = user_named(options.user)
        changes.deactivate_user(system_actor(host), user_id)
        return f"{mail} is deactivated; sessions and tokens have ended."

    return _tell(work)


def _reset(options: argparse.Namespace, host: Host) -> str:
    user_id, mail = user_named(options.user)
    actor = system_actor(host)
    if not options.type:
        return f"Open this link once to set the password of {mail}:\n{changes.password_link(actor, user_id)}"
    profile = PROFILES[str(host.settings.get("password_profile", "strong"))]
    if wrong := changes.set_password(actor, Passwords(profile), user_id, getpass.getpass("New password: ")):
        raise LookupError(str(wrong))
    return f"The password of {mail} is set; other sessions have ended."


def _add(options: argparse.Namespace, host: Host) -> str:
    actor = system_actor(host)
    with write_transaction():
        first = first_role(actor).value if is_open() else None
        roles = _with_first([_role(name) for name in options.role], first)
        team = _id("team", "people_team", "name", [options.team]) if options.team else None
        done = changes.invite_user(actor, name=options.name, mail=options.mail, team=team, roles=roles)
        link = changes.password_link(actor, done.value.id)
    told = f"{_FIRST.format(mail=options.mail)}\n" if first else ""
    return f"{told}Send this link to {options.mail}; it is good once:\n{link}"


def _with_first(roles: list[int], first: int | None) -> list[int]:
    """The roles to give; the first user of all gets that of administrators, and no other one alone."""
    if first is None or first in roles:
        return roles
    if roles:
        raise LookupError(_FIRST_ALONE)
    return [first]


def _role(name: str) -> int:
    kept = RoleName("name").parse(name)
    return _id("role", "people_role", "code = ? OR name", [name, kept], name)


def user_named(name: str) -> tuple[int, str]:
    """The id and mail address of the user with this mail address or name; raises LookupError."""
    found = row(
        "SELECT id, mail FROM people_user WHERE lower(mail) = ? AND deleted_at IS NULL", [normal(name)]
    )
    if found:
        return found[0], found[1]
    named = rows("SELECT id, mail FROM people_user WHERE name = ? AND deleted_at IS NULL", [name])
    if len(named) > 1:
        raise LookupError(f"Several users are called {name}. Use the mail address.")
    if not named:
        raise LookupError(f"There is no user {name}. See all with: guanxi user list")
    return named[0][0], named[0][1]


def _id(kind: str, table: str, column: str, values: list[Any], called: str = "") -> int:
    found = row(f"SELECT id FROM {table} WHERE ({column} = ?) AND deleted_at IS NULL", values)
    if not found:
        raise LookupError(f"There is no {kind} {called or values[0]}.")
    return int(found[0])


def _tell(work: Any) -> int:
    """Print what `work` says, or what is wrong in one line; return the exit code."""
    try:
        print(work())
    except InvalidValues as wrong:
        print("; ".join(f"{name}: {message}" for name, message in wrong.errors.items()), file=sys.stderr)
        return 1
    except (LookupError, Problem) as wrong:
        print(str(wrong.args[0]) if isinstance(wrong, LookupError) else str(wrong), file=sys.stderr)
        return 1
    return 0


_FIRST = "{mail} is the first user and becomes the administrator. The own company is named in the menu, under Settings."
_FIRST_ALONE = "The first user must become the administrator: leave --role out, or add --role administrator."
_LIST = """SELECT u.id, u.mail, u.name, t.name, u.active FROM people_user u
LEFT JOIN people_team t ON t.id = u.team_id WHERE u.deleted_at IS NULL ORDER BY u.sort_name, u.id"""
