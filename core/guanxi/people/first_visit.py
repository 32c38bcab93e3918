"""The first visit: whoever started the server has the code, makes the first administrator and names the own company."""

from __future__ import annotations

from typing import Any

from guanxi.data.columns import to_ms
from guanxi.data.database import row, run, write_transaction
from guanxi.data.errors import Refused
from guanxi.data.messages import Message, translator
from guanxi.people import attempts
from guanxi.people.actors import system_actor
from guanxi.people.attempts import SETUP
from guanxi.people.passwords import Passwords, fault
from guanxi.people.private import as_typed, token_hash, typed_code
from guanxi.people.resources import own_companies, user_roles, users
from guanxi.people.sign_in import LIMITED, keep_password
from guanxi.people.standard_roles import ADMINISTRATOR, ensure_standard_roles
from guanxi.records.change import change
from guanxi.records.host import Host
from guanxi.records.transaction import Transaction

_ = translator("guanxi")

WRONG_CODE = _("This code is not right.")


def is_open() -> bool:
    """Tell whether nobody has set up this installation: there is no user, living or not."""
    return row("SELECT 1 FROM people_user LIMIT 1") is None


def setup_code(host: Host) -> str | None:
    """A new code for the first visit, for the server to print; an older one ends. None once there is a user."""
    if not is_open():
        return None
    code = typed_code(host.nonce())
    with write_transaction():
        run(
            "INSERT INTO people_setup_code (id, code_hash, created_at) VALUES (1, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET code_hash = excluded.code_hash, created_at = excluded.created_at",
            [token_hash(code), to_ms(host.clock())],
        )
    return code


def set_up(
    host: Host,
    passwords: Passwords,
    *,
    code: str,
    company: str,
    name: str,
    mail: str,
    password: str,
    language: str,
) -> int | Message:
    """Make the own company, the standard roles and the first administrator; returns the user's id or what is wrong."""
    if not is_open():
        return WRONG_CODE
    if not attempts.take(SETUP, "", host.clock()):
        return LIMITED
    hashed = token_hash(as_typed(code))
    if row("SELECT 1 FROM people_setup_code WHERE code_hash = ?", [hashed]) is None:
        return WRONG_CODE
    if wrong := fault(password, name, mail):
        return wrong
    person = {"name": name, "mail": mail, "language": language}
    made = passwords.hash(password)
    try:
        done = _set_up(system_actor(host), hashed, company=company, person=person, made=made)
    except Refused:
        return WRONG_CODE
    return int(done.value.id)


@change("people.set_up")
def first_role(tx: Transaction) -> int:
    """Make the standard roles, end the first visit, and return the id of the role of administrators.

    Who calls it found the installation open and adds its first administrator, all in one transaction.
    """
    run("DELETE FROM people_setup_code")
    return ensure_standard_roles(tx)[ADMINISTRATOR]


@change("people.set_up")
def _set_up(tx: Transaction, hashed: str, *, company: str, person: dict[str, Any], made: str) -> Any:
    """Of two who send the right code in the same moment, the one who deletes it wins."""
    if run("DELETE FROM people_setup_code WHERE code_hash = ?", [hashed]) != 1:
        raise Refused(WRONG_CODE)
    zone, currency = tx.host.settings.get("zone"), tx.host.settings.get("host.currency")
    tx.add(own_companies, name=company, zone=zone or "Asia/Shanghai", currency=currency or "CNY")
    roles = ensure_standard_roles(tx)
    user = tx.add(users, active=True, **person)
    tx.set_columns(user, {"password_set_at": tx.now_ms})
    tx.add(user_roles, user=user.id, role=roles[ADMINISTRATOR])
    keep_password(tx.host, user.id, made)
    return user
