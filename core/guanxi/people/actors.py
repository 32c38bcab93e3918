"""From a signed-in user to the actor that the gate understands."""

from __future__ import annotations

from guanxi.data.database import row
from guanxi.people.rights import RightsKeeper
from guanxi.people.sessions import PERSON, SignedIn, language_of
from guanxi.people.tokens import narrowed
from guanxi.records.actor import NO_NAMES, Actor
from guanxi.records.host import Host

DEFAULT_ZONE = "Asia/Shanghai"
_BY_ID = f"SELECT {PERSON} FROM people_user u WHERE u.id = ? AND u.active AND u.deleted_at IS NULL"
_ZONE = "SELECT zone FROM people_user WHERE id = ?"
_TEAM = "SELECT team_id FROM people_user WHERE id = ?"


def actor_of(
    signed: SignedIn, host: Host, keeper: RightsKeeper, *, language: str = "en", reads: bool = False
) -> Actor:
    """The actor of a signed-in user; `language` holds where the user chose none. No SQL unless the rights changed.

    One who only `reads` is told names of users and teams that others have asked for before.
    """
    rights = keeper.rights(signed.user_id, signed.rights)
    actor = Actor(
        id=signed.user_id,
        name=signed.name,
        host=host,
        team=signed.team,
        subtree=keeper.subtree(signed.team, signed.rights),
        grants=rights.grants,
        hidden=rights.hidden,
        locked=rights.locked,
        locale=signed.language or language,
        zone=signed.zone or str(host.settings.get("zone") or DEFAULT_ZONE),
        names=keeper.names(signed.rights) if reads else NO_NAMES,
    )
    return actor if signed.scopes is None else narrowed(actor, signed.scopes)


def actor_by_id(user_id: int, host: Host, keeper: RightsKeeper) -> Actor | None:
    """The actor of a user as a job needs it, with today's rights; None when he is not active any more.

    Where he chose no language, that of his last sign-in holds, as his browser asked for it, else the house's.
    """
    found = row(_BY_ID, [user_id])
    if found is None:
        return None
    signed = SignedIn(*found)
    read = "" if signed.language else language_of(user_id)
    return actor_of(signed, host, keeper, language=read or str(host.settings.get("host.language") or "en"))


def system_actor(host: Host) -> Actor:
    """The house itself, whom every permission allows: the command line, set-up, demo data."""
    return Actor(id=0, name="Guanxi", host=host, system=True)


def zone_of(host: Host, user_id: int | None) -> str:
    """The time zone of a user, or the house's where he chose none or there is nobody."""
    found = row(_ZONE, [user_id]) if user_id else None
    return (found and found[0]) or str(host.settings.get("zone") or DEFAULT_ZONE)


def team_of(user_id: int) -> int | None:
    """The team of a user at this moment; the value of `Host.team_of`."""
    found = row(_TEAM, [user_id])
    return found[0] if found else None
