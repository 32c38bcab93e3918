"""Which list somebody means by “all that the list shows”: the one at the address that he came from."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask import request

from guanxi.data.errors import Refused
from guanxi.data.fields import Choice
from guanxi.data.messages import translator
from guanxi.records.actor import Actor
from guanxi.records.search.finding import MOST
from guanxi.resources.faces import Faces
from guanxi.web.asked import asked_in
from guanxi.web.tagged import said
from guanxi.work.runs.walking import Whole

_ = translator("guanxi")
COUNTED = 1000
SELECTED, EVERY, WHOLE = "selected", "all", "_whole"
"""Of which records: those selected, or all of the list; `WHOLE` is what the list sends along when all were chosen there."""
_CUT = _(
    "The search finds more than {n} records and lists only some. Narrow it, or use a filter, to change them all."
)


def whole_list(actor: Actor, faces: Faces, address: str) -> Whole | None:
    """The list at `address`, if it is one of these records."""
    parts = urlsplit(address)
    if parts.path != f"/{faces.resource.path}/":
        return None
    pairs = tuple(parse_qsl(parts.query, keep_blank_values=True))
    query = asked_in(actor, faces, pairs)
    listing = query.listing(faces, actor)
    due = query.due.value if query.due else ""
    return Whole(faces.resource.name, listing.filter, listing.among, due)


def number_in(actor: Actor, faces: Faces, whole: Whole) -> tuple[int, str]:
    """How many records the list shows, counted up to a limit, and how that is written."""
    found = whole.number(actor, faces.resource, COUNTED + 1)
    return found, said(actor, min(found, COUNTED), more=found > COUNTED)


def scope_choice(name: str, written: str) -> Choice:
    """The question of which records: those selected, or all `written` that the list shows."""
    every = _("All {n} that the list shows").format(n=written)
    chosen: dict[str, Any] = {SELECTED: _("Only those selected"), EVERY: every}
    return Choice(name, chosen, label=_("For"), required=True, default=wanted_scope())


def wanted_scope() -> str:
    """What was chosen in the list itself."""
    return EVERY if request.form.get(WHOLE) else SELECTED


def refuse_cut(whole: Whole) -> None:
    """Raise Refused where the list shows only a part of what a search finds."""
    if whole.among is not None and len(whole.among) >= MOST:
        raise Refused(_CUT, n=MOST)
