"""What to try in the first ten minutes: steps that the host and plugins declare, ticked by what somebody has really done, or by hand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from peewee import BigIntegerField, BooleanField

from guanxi.data.columns import Json
from guanxi.data.database import Table, row, rows, run, write_transaction
from guanxi.data.messages import Message
from guanxi.records.actor import Actor

LOOKED_THROUGH = 500
"""How many of somebody's first changes, those of demo data left out, are looked through for those that a step waits for."""
_NAME = re.compile(r"[a-z][a-z0-9_]*\.[a-z0-9_]+")
_DONE = f"""SELECT DISTINCT name FROM
    (SELECT name FROM "change" WHERE actor_id = ? AND (batch IS NULL OR substr(batch, 1, 5) <> 'demo:')
     ORDER BY id LIMIT {LOOKED_THROUGH}) c"""
_KEPT = "SELECT ticked, hidden FROM first_steps WHERE user_id = ?"
_KEEP = """INSERT INTO first_steps (user_id, ticked, hidden) VALUES (?, ?, ?)
           ON CONFLICT (user_id) DO UPDATE SET ticked = excluded.ticked, hidden = excluded.hidden"""


@dataclass(frozen=True, eq=False)
class FirstStep:
    """Something to try: `name` begins with the plugin's (``sales.board``), `text` is one sentence, `href` the page where it is done.

    Who may not do it, by the permission `needs`, is not asked to. `done_by` names the changes (blank between) of which one shows that
    it was done; whatever no change shows, whoever has tried it ticks himself. Steps stand in the order of `order`.
    """

    name: str
    text: Message
    href: str
    needs: str = ""
    done_by: str = ""
    order: int = 100

    def problems(self, plugin: str) -> Iterator[str]:
        """A name that is not the plugin's, an address that is none of this house."""
        if not _NAME.fullmatch(self.name) or not self.name.startswith(f"{plugin}."):
            yield f"first step {self.name!r}: its name must be like '{plugin}.try_it'"
        if not self.href.startswith("/") or self.href.startswith("//"):
            yield f"first step {self.name!r} leads to {self.href!r}, which is no address of a page such as '/{plugin}/'"


class FirstStepsRow(Table):
    """What one user has ticked by hand, and whether his home page still points to the steps."""

    user_id = BigIntegerField(primary_key=True)
    ticked = Json()
    hidden = BooleanField()

    class Meta:
        table_name = "first_steps"


@dataclass(frozen=True)
class Tried:
    """A step and whether it is done; `by_hand` where no change shows it."""

    step: FirstStep
    done: bool
    by_hand: bool


def steps_of(actor: Actor) -> list[FirstStep]:
    """The steps that the actor may try."""
    offered = (each for each in actor.host.items_of(FirstStep) if not each.needs or actor.may(each.needs))
    return sorted(offered, key=lambda each: each.order)


def tried(actor: Actor) -> list[Tried]:
    """The steps with what is done of them. What demo data wrote in the actor's name counts for nothing."""
    ticked = _kept(actor)[0]
    changes = {name for (name,) in rows(_DONE, (actor.id,))}
    found = []
    for each in steps_of(actor):
        told = not changes.isdisjoint(each.done_by.split())
        found.append(Tried(each, told or each.name in ticked, not told))
    return found


def tick(actor: Actor, name: str, *, done: bool) -> None:
    """Tick a step by hand, or take the tick off; a name that there is not is left out."""
    known = {each.name for each in steps_of(actor)}
    with write_transaction():
        ticked, hidden = _kept(actor)
        wanted = (ticked | ({name} & known)) if done else (ticked - {name})
        run(_KEEP, (actor.id, json.dumps(sorted(wanted)), hidden))


def is_pointed_to(actor: Actor) -> bool:
    """Tell whether the actor's home page still points to the steps."""
    return not _kept(actor)[1] and bool(steps_of(actor))


def point_to(actor: Actor, *, shown: bool) -> None:
    """Let the actor's home page point to the steps, or no longer."""
    with write_transaction():
        ticked, _hidden = _kept(actor)
        run(_KEEP, (actor.id, json.dumps(sorted(ticked)), not shown))


def _kept(actor: Actor) -> tuple[set[str], bool]:
    found = row(_KEPT, (actor.id,))
    return (set(json.loads(found[0])), bool(found[1])) if found else (set(), False)
