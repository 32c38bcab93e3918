"""The history of a record, of one field, and taking changes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response

from guanxi.data.columns import from_ms
from guanxi.data.database import as_set, in_set, rows
from guanxi.data.fields import About, Link
from guanxi.data.messages import Message, translator
from guanxi.people.collaborating import LEVEL_NAMES, NAME_OF, Collaborator
from guanxi.records import gate, journal
from guanxi.records.actor import Actor
from guanxi.records.former import doer
from guanxi.records.history import FieldStep, Step, steps_of
from guanxi.records.resource import Resource
from guanxi.records.standard import restore
from guanxi.records.undo import undo, undoable
from guanxi.resources.display import format_of, shown, titles_for
from guanxi.resources.faces import Faces
from guanxi.web.addresses import local_address
from guanxi.web.crumbs import crumbs
from guanxi.web.reasons import told
from guanxi.web.record_view import USER, links_in
from guanxi.web.rendering import page, toast
from guanxi.web.ways import HOME, away, back

_ = translator("guanxi")
ON_PAGE = 200
Titles = Mapping[tuple[str, int], str]

WORDS: dict[str, Message] = {
    journal.ADD: _("created this"),
    journal.SET: _("changed"),
    journal.REMOVE: _("moved this into the bin"),
    journal.RESTORE: _("restored this"),
    journal.SHARE: _("changed who is let in"),
    journal.MOVE: _("moved this to another record"),
}


def history_page(actor: Actor, faces: Faces, id: int) -> Response:
    """Everything that happened to a record, or with ``?field=`` to one field of it."""
    resource = faces.resource
    record = gate.get(actor, resource, id, include_bin=actor.may(resource.permission("delete")))
    visible = {f.name: f for f in gate.fields_for(actor, resource, "view")}
    field = visible.get(request.args.get("field", ""))
    return page(
        "history.html",
        actor,
        title=str(_("History")),
        crumbs=crumbs(actor, resource, record),
        field=str(field.label) if field else "",
        entries=entries(actor, resource, record, field=field.name if field else None, limit=ON_PAGE),
    )


def undo_change(actor: Actor, id: int) -> Response:
    """Take back one change, and return to where the button was."""
    done = undo(actor, id)
    toast(_("Undone"), undo=done.change, tone="info")
    came_from = local_address(request.referrer, request.host)
    resource = actor.host.resources.get(done.ref.kind) if done.ref else None
    return redirect(came_from or (away(actor, resource) if resource else HOME), 303)


def restore_record(actor: Actor, faces: Faces, id: int) -> Response:
    """Take a record out of the bin."""
    done = restore(actor, faces.resource, id)
    toast(_("Restored"), undo=done.change)
    return redirect(back(actor, faces.resource, id), 303)


def entries(
    actor: Actor, resource: Resource, record: Any, *, field: str | None = None, limit: int = ON_PAGE
) -> list[dict[str, Any]]:
    """The history of a record that passed the gate, as its template draws it, newest first."""
    lines = journal.lines_of_record(resource.name, record.id, limit=limit)
    steps = steps_of(actor, resource, lines, field=field)
    writers = {(USER, step.line.actor_id) for step in steps if step.line.actor_id}
    return entries_of(actor, resource, record, steps, titles_for(actor, links_in(steps) | writers))


def entries_of(
    actor: Actor, resource: Resource, record: Any, steps: Sequence[Step], titles: Titles
) -> list[dict[str, Any]]:
    """Steps of a record as the template draws them, with the titles of all that they lead to."""
    undone = _undone({step.line.change_id for step in steps})
    verbs = undoable(actor, resource, record, (step.line.verb for step in steps))
    return [_entry(actor, step, titles, undone, verbs) for step in steps]


def _entry(
    actor: Actor, step: Step, titles: Titles, undone: set[int], undoable_verbs: frozenset[str]
) -> dict[str, Any]:
    line, fmt = step.line, format_of(actor)
    taken_back = line.change_id in undone
    return {
        "who": doer(titles, line.actor_id),
        "at": fmt.relative(line.at, actor.host.clock()),
        "at_exact": fmt.datetime(line.at),
        "what": str(_("undid a change") if line.undoes_id else WORDS[line.verb])
        + (f" · {told(line.reason)}" if line.reason else ""),
        "undo": "" if taken_back or line.verb not in undoable_verbs else f"/undo/{line.change_id}",
        "undone": taken_back,
        "lines": [_line(actor, part, titles) for part in step.fields]
        if line.verb == journal.SET
        else let_in(actor, step, titles),
    }


def _line(actor: Actor, part: FieldStep, titles: Titles) -> dict[str, Any]:
    fmt, field = format_of(actor), part.field
    old, new = (shown(actor, field, row, fmt, titles) for row in (part.old, part.new))
    texts = old.text, new.text
    if len(field.columns) == 1 and not (old.masked or new.masked or isinstance(field, Link | About)):
        texts = field.show_change(part.old[0], part.new[0], fmt)
    return {"field": field.label, "old": texts[0], "new": texts[1], "withheld": False}


def let_in(actor: Actor, step: Step, titles: Titles) -> list[dict[str, Any]]:
    """Collaborators before and after, in words."""
    return [
        {
            "field": titles.get((USER, part.user)) or f"#{part.user}",
            "old": _share_words(actor, part.old),
            "new": _share_words(actor, part.new) or str(_("let in no more")),
            "withheld": False,
        }
        for part in step.shares
    ]


def _share_words(actor: Actor, share: tuple[int, int | None] | None) -> str:
    if share is None:
        return ""
    each = Collaborator(0, NAME_OF.get(share[0], "view"), from_ms(share[1]) if share[1] else None)
    last, level = each.last_day(actor.zone), str(LEVEL_NAMES[each.level])
    if last is None:
        return level
    return str(_("{level}, until {day}").format(level=level, day=format_of(actor).date(last.isoformat())))


def _undone(changes: set[int]) -> set[int]:
    sql = f'SELECT undoes_id FROM "change" WHERE {in_set("undoes_id")}'
    return {found for (found,) in rows(sql, (as_set(changes),))} if changes else set()
