"""The line below the entry of a message to a customer: the seconds that are left, the button that cancels, or what became of it."""

from __future__ import annotations

from datetime import datetime
from math import ceil
from typing import Any

from flask import current_app
from markupsafe import Markup

from guanxi.data.columns import from_ms
from guanxi.data.messages import translator
from guanxi.records.actor import Actor
from guanxi.records.timeline import Entry
from guanxi.web.escaping import as_markup, escaped
from guanxi.web.icon_html import icon_html
from guanxi.work.messages.resource import CANCEL, STATES, messages
from guanxi.work.messages.tables import SENDING, WAITING

_ = translator("guanxi")
BASE = f"/{messages.path}"


def line_of(actor: Actor, entry: Entry, state: Any, owner: Any) -> Markup | None:
    """The line below an entry of a timeline; None where it is no message, or one that rests."""
    if entry.ref.kind != messages.name or state not in (WAITING, SENDING):
        return None
    return line(actor, entry.ref.id, state, from_ms(entry.place.at), mine=owner == actor.id)


def line(actor: Actor, id: int, state: str, due: datetime, *, mine: bool) -> Markup:
    """The line of a message that waits or is being sent; `mine`: the actor wrote it. Else what became of it."""
    if state not in (WAITING, SENDING):
        return as_markup(f'<p class="sending" role="status">{escaped(STATES.get(state, ""))}</p>')
    left = max(0, min(99, ceil((due - actor.host.clock()).total_seconds()))) if state == WAITING else 0
    words, over = _("Sending in {n} s"), escaped(_("Being sent …"))
    told = escaped(words.format(n=left)) if left else over
    button = _button(id) if left and mine and actor.may(CANCEL) else ""
    return as_markup(  # every part is escaped above
        f'<div class="sending" data-sending="{BASE}/{id}/state" data-left="{left}" data-over="{over}"'
        f' data-words="{escaped(words.format(n="{n}"))}">{icon_html("clock")}<span data-told>{told}</span>{button}</div>'
    )


def _button(id: int) -> str:
    csrf_token: Any = current_app.jinja_env.globals["csrf_token"]
    return (
        f'<form method="post" action="{BASE}/{id}/cancel"><input type="hidden" name="csrf_token" value="{escaped(csrf_token())}">'
        f'<button type="submit" class="button small">{icon_html("x")}<span>{escaped(_("Cancel sending"))}</span></button></form>'
    )
