"""Which metrics somebody has put on his home page; no row where he has chosen nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable

from peewee import BigIntegerField

from guanxi.data.columns import Json
from guanxi.data.database import Table, row, run, write_transaction
from guanxi.records.actor import Actor

MOST = 12
_SET = """INSERT INTO home_tiles (user_id, names) VALUES (?, ?)
          ON CONFLICT (user_id) DO UPDATE SET names = excluded.names"""


class HomeTiles(Table):
    """The names of the metrics on the home page of one user, in their order."""

    user_id = BigIntegerField(primary_key=True)
    names = Json()

    class Meta:
        table_name = "home_tiles"


def chosen(actor: Actor) -> tuple[str, ...] | None:
    """The names that the actor has chosen; None where he has not."""
    found = row("SELECT names FROM home_tiles WHERE user_id = ?", (actor.id,))
    return tuple(json.loads(found[0])) if found else None


def choose(actor: Actor, names: Iterable[str]) -> None:
    """Keep what stands on the actor's home page."""
    kept = list(dict.fromkeys(names))[:MOST]
    with write_transaction():
        run(_SET, (actor.id, json.dumps(kept)))
