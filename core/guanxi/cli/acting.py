"""Whom a command works as: the user named, or the house itself."""

from __future__ import annotations

from guanxi.data.database import row
from guanxi.people.actors import actor_by_id, system_actor
from guanxi.people.rights import RightsKeeper
from guanxi.people.sign_in import normal
from guanxi.records.actor import Actor
from guanxi.records.host import Host


def acting_user(mail: str | None, host: Host) -> Actor:
    """The user with this mail address and today's rights; without one the house itself. Raises LookupError."""
    if mail is None:
        return system_actor(host)
    found = row("SELECT id FROM people_user WHERE lower(mail) = ? AND deleted_at IS NULL", [normal(mail)])
    actor = actor_by_id(found[0], host, RightsKeeper(host.permissions)) if found else None
    if actor is None:
        raise LookupError(f"There is no active user {mail}. See all with: guanxi user list")
    return actor
