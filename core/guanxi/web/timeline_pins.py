"""Pinning an entry where it stands: its mark is set or taken off, and it stands above the timeline of what it is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import abort, current_app, redirect, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from guanxi.data.messages import translator
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.ref import Ref
from guanxi.records.rowset import has_timeline
from guanxi.records.standard import edit
from guanxi.resources.faces import Faces
from guanxi.web.escaping import as_markup, escaped
from guanxi.web.icon_html import icon_html
from guanxi.web.rendering import toast
from guanxi.web.timeline_at import SHOWN_AT

_ = translator("guanxi")
PIN, UNPIN = _("Pin"), _("Take the pin off")


def pinnable(actor: Actor) -> list[str]:
    """The kinds of entry that have a mark."""
    known = actor.host.resources
    return [
        name
        for name, declared in actor.host.entries.items()
        if declared.kinds and name in known and known[name].by_name[declared.kinds].editor == "boolean"
    ]


def _may_mark(actor: Actor, name: str) -> bool:
    """Tell whether the actor may write the mark of entries of this kind at all."""
    mark = actor.host.entries[name].kinds
    return any(field.name == mark for field in gate.fields_for(actor, actor.host.resources[name], "edit"))


@dataclass(frozen=True, slots=True)
class Pins:
    """The buttons on the page of a record, for those entries that the reader may edit."""

    entries: frozenset[Ref]
    before: str

    def button(self, entry: Ref, *, pinned: bool) -> Markup | None:
        """The form that pins the entry, or takes its pin off; None for who may not."""
        if entry not in self.entries:
            return None
        words, icon = (UNPIN, "pin-off") if pinned else (PIN, "pin")
        return as_markup(
            f'{self.before}<input type="hidden" name="entry" value="{escaped(entry.text)}"><button type="submit" name="pinned" '
            f'value="{"" if pinned else "1"}" class="moment-act">{icon_html(icon)}<span>{escaped(words)}</span></button></form>'
        )


def pins(actor: Actor, base: str, entries: Iterable[Ref]) -> Pins:
    """The buttons for these entries, which the actor has just been shown, on the page of the record at `base`."""
    known: dict[str, set[int]] = defaultdict(set)
    marked = pinnable(actor)
    for ref in entries:
        if ref.kind in marked:
            known[ref.kind].add(ref.id)
    open_to = {
        Ref(kind, key)
        for kind, ids in known.items()
        if _may_mark(actor, kind)
        for key in gate.may_do_among(actor, actor.host.resources[kind], ids, "edit")
    }
    csrf_token: Any = current_app.jinja_env.globals["csrf_token"]
    before = (
        f'<form method="post" action="{escaped(base)}/timeline/pin" class="inline moment-pin">'
        f'<input type="hidden" name="csrf_token" value="{escaped(csrf_token())}">'
    )
    return Pins(frozenset(open_to), before)


def pin(actor: Actor, faces: Faces, id: int) -> Response:
    """Pin the entry that is named (``pinned=1``), or take its pin off."""
    gate.get(actor, faces.resource, id)
    entry = Ref.read(request.form.get("entry", ""))
    if not has_timeline(faces.resource) or entry is None or entry.kind not in pinnable(actor):
        abort(404)
    resource = actor.host.resources[entry.kind]
    gate.get(actor, resource, entry.id)
    if not _may_mark(actor, entry.kind):
        abort(404)
    mark, pinned = actor.host.entries[entry.kind].kinds, request.form.get("pinned") == "1"
    done = edit(actor, resource, entry.id, {mark: pinned})
    toast(_("Pinned above the timeline") if pinned else _("No longer pinned"), undo=done.change)
    return redirect(f"/{faces.resource.path}/{id}{SHOWN_AT}", 303)
