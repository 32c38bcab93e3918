"""Which kinds of notifications a user wants under the bell, by a mail at once, and in his daily digest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from guanxi.data.database import row, rows, run, write_transaction
from guanxi.records.actor import Actor
from guanxi.records.host import Host
from guanxi.work.notifications.kinds import NoticeKind, kind_of, kinds

_SET = """INSERT INTO notification_choice (user_id, kind, bell, mail, digest) VALUES (?, ?, ?, ?, ?)
          ON CONFLICT (user_id, kind) DO UPDATE SET bell = excluded.bell, mail = excluded.mail, digest = excluded.digest"""
_CHOSEN = "SELECT kind, bell, mail, digest FROM notification_choice WHERE user_id = ?"


@dataclass(frozen=True, slots=True)
class Ways:
    """How somebody is told; the digest holds nothing for who wants none at all."""

    bell: bool
    mail: bool
    digest: bool = True


def ways(host: Host, user_id: int, kind: str) -> Ways:
    """How the user wants to be told of this kind."""
    known = kind_of(host, kind)
    found = row(f"{_CHOSEN} AND kind = ?", (user_id, known.name))
    return Ways(*map(bool, found[1:])) if found else Ways(True, known.mail)


def chosen(actor: Actor) -> list[tuple[NoticeKind, Ways]]:
    """Every kind with the ways that the actor has chosen, or that hold where he has not."""
    found = {kind: Ways(*map(bool, kept)) for kind, *kept in rows(_CHOSEN, (actor.id,))}
    return [(kind, found.get(name, Ways(True, kind.mail))) for name, kind in kinds(actor.host).items()]


def choose(actor: Actor, wanted: Mapping[str, Ways]) -> None:
    """Keep how the actor wants to be told of each kind; kinds that there are not are left out."""
    known = kinds(actor.host)
    with write_transaction():
        for name in sorted(wanted.keys() & known.keys()):
            each = wanted[name]
            run(_SET, (actor.id, name, each.bell, each.mail, each.digest))
