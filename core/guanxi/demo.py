"""Fills an installation with the demo data of every plugin, owned by its demo staff."""

from __future__ import annotations

import logging

from guanxi.data.database import rows
from guanxi.data.errors import Problem, Refused
from guanxi.data.messages import translator
from guanxi.people.actors import actor_by_id
from guanxi.people.rights import RightsKeeper
from guanxi.people.standard_roles import SELLER, TEAM_LEAD
from guanxi.records.actor import Actor
from guanxi.records.host import Host

_ = translator("guanxi")
log = logging.getLogger("guanxi.demo")

SIZE, SEED = 300, 2026
_OWNERS = """SELECT DISTINCT u.id FROM people_user u JOIN people_user_role h ON h.user_id = u.id
             JOIN people_role r ON r.id = h.role_id
             WHERE r.code IN (?, ?) AND u.active AND u.deleted_at IS NULL ORDER BY u.id"""


def fill(host: Host, *, size: int = SIZE, seed: int = SEED) -> dict[str, int]:
    """Ask every plugin for its demo data and write them; return how many records of each kind were written.

    `size` is the number of companies to aim at. Raises Refused where nobody sells, who could own the records; a plugin
    that fails is logged and left out.
    """
    staff = owners(host)
    if not staff:
        raise Refused(_("There is no seller or team lead who could own demo data."))
    written: dict[str, int] = {}
    for plugin, demo in host.hooks.ask("demo_data"):
        try:
            written |= demo.write(staff, size, seed)
        except (Problem, ValueError):
            log.exception("the demo data of plugin %r could not be written", plugin)
    return written


def owners(host: Host) -> list[Actor]:
    """The actors of sellers and team leads, with today's rights."""
    keeper = RightsKeeper(host.permissions)
    found = [actor_by_id(user_id, host, keeper) for (user_id,) in rows(_OWNERS, (SELLER, TEAM_LEAD))]
    return [actor for actor in found if actor is not None]
