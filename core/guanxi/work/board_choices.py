"""What somebody has chosen about a board: the fields of its cards, the columns that are folded; no row where nothing was chosen."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from peewee import BigIntegerField, CompositeKey, TextField

from guanxi.data.columns import Json
from guanxi.data.database import Table, row, run, write_transaction
from guanxi.records.actor import Actor

MOST, LONGEST = 60, 200
_GET = "SELECT fields, folded FROM board_choice WHERE user_id = ? AND kind = ?"
_SET = """INSERT INTO board_choice (user_id, kind, {0}) VALUES (?, ?, ?)
          ON CONFLICT (user_id, kind) DO UPDATE SET {0} = excluded.{0}"""


class BoardChoice(Table):
    """What one user has chosen about the board of a kind of record."""

    user_id = BigIntegerField()
    kind = TextField()
    fields = Json(null=True)
    folded = Json(null=True)

    class Meta:
        table_name = "board_choice"
        primary_key = CompositeKey("user_id", "kind")


def chosen(actor: Actor, kind: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """The fields of cards, empty where none were chosen, and the keys of the folded columns."""
    found = row(_GET, (actor.id, kind)) or (None, None)
    fields, folded = (json.loads(each) if each else () for each in found)
    return tuple(fields), frozenset(folded)


def choose_fields(actor: Actor, kind: str, names: Iterable[str]) -> None:
    """Keep what the cards show to the actor; nothing: what the board declares."""
    _keep(_SET.format("fields"), actor, kind, names)


def fold(actor: Actor, kind: str, keys: Iterable[str]) -> None:
    """Keep which columns the actor has folded."""
    _keep(_SET.format("folded"), actor, kind, keys)


def _keep(sql: str, actor: Actor, kind: str, values: Iterable[str]) -> None:
    kept: list[Any] = [each[:LONGEST] for each in dict.fromkeys(values)][:MOST]
    with write_transaction():
        run(sql, (actor.id, kind, json.dumps(kept)))
