"""Whom a text mentions: @ and the name of a user, as the writer sees users."""

from __future__ import annotations

import re
from collections.abc import Iterable

from guanxi.people.resources import users
from guanxi.people.tables import User
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.ref import Ref

MOST = 20
MOST_USERS = 5000
_AT = re.compile(r"(?<![A-Za-z0-9_.])[@＠]([^\s@＠][^@＠\n]{0,99})")


def mentioned(actor: Actor, text: str) -> tuple[Ref, ...]:
    """The active users whose names follow an @ in the text, the longest name where several fit; at most 20.

    A name that several bear means all of them.
    """
    heads = [found[1] for found in _AT.finditer(text)]
    if not heads:
        return ()
    known = gate.visible(actor, users).where(User.active).limit(MOST_USERS)
    names: dict[str, list[int]] = {actor.name: [actor.id]}
    for key, name in known.select(User.id, User.name).order_by(User.id).tuples():
        names.setdefault(name, []).append(key)
    found = [Ref(users.name, key) for head in heads if (name := _longest(head, names)) for key in names[name]]
    return tuple(dict.fromkeys(found))[:MOST]


def _longest(head: str, names: Iterable[str]) -> str:
    """The longest name that the text begins with; a Latin one must end there as a word."""
    fitting = [name for name in names if name and head.startswith(name) and _ends(head[len(name) :], name)]
    return max(fitting, key=len, default="")


def _ends(rest: str, name: str) -> bool:
    return not (rest and name[-1].isascii() and rest[0].isascii() and rest[0].isalnum())
