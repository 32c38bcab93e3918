"""Moving a card: the form that works without a script, the answers to a drop, and the form for just the fields that are missing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import redirect, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import PreconditionRequired
from werkzeug.wrappers import Response

from guanxi.data.errors import Conflict, InvalidValues, Refused
from guanxi.data.fields import Field
from guanxi.data.messages import translator
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.change import Done
from guanxi.records.listing import ListQuery
from guanxi.records.listing import page as listed
from guanxi.resources.boards import BoardColumn
from guanxi.resources.display import format_of, linked_title, title_of, titles, titles_of
from guanxi.resources.faces import Faces
from guanxi.resources.forms import form_of, inputs_of, refused, view
from guanxi.web.board_view import BoardView, present
from guanxi.web.rendering import fragment, page, toast
from guanxi.web.requests import sent_version, wants_fragment

_ = translator("guanxi")
TO = "_to"


def move_page(actor: Actor, faces: Faces, id: int) -> Response:
    """GET: the form that names the column. POST: move the card there."""
    board = BoardView.asked(actor, faces)
    record = gate.get(actor, faces.resource, id, "view")
    if request.method == "GET":
        return _asked(board, record, present(board, record), ())
    to = board.column(request.form.get(TO, ""))
    version = sent_version()
    if version is None:
        raise PreconditionRequired
    if to is None:
        raise Refused(_("This column is no longer on the board. Load the board again."))
    fields = [f for f in gate.fields_for(actor, faces.resource, "edit") if _is_sent(f)]
    form = _form(board, to, fields)
    if not form.validate():
        return _asked(board, record, to, fields, form, status=422)
    values = {name: bound.data for name, bound in _typed(board, form).items()}
    try:
        done = board.board.move(actor, id, to.value, values, version=version)
    except InvalidValues as error:
        return _missing(board, record, to, error, fields)
    except Conflict as conflict:
        return _overtaken(board, id, conflict)
    except Refused as no:
        if wants_fragment():
            raise
        toast(no, tone="bad")
        return board_again(board)
    return _moved(board, id, to, done)


def _is_sent(field: Field) -> bool:
    """Tell whether the form asks for this field: its name stands among ``_field``."""
    return field.name in request.form.getlist("_field")


def _form(board: BoardView, to: BoardColumn, fields: list[Field], record: Any = None) -> Any:
    """The form of the record with these fields as they were sent; one's own form finds the column as the value of its field."""
    by = board.resource.by_name[board.board.by]
    sent = MultiDict([*request.form.items(multi=True), (by.name, to.key)])
    values = gate.values_of(board.resource, record) if record is not None else {}
    own = board.faces.form.form
    return form_of(
        [by, *fields], format_of(board.actor), sent=sent, values=values, own=own, actor=board.actor
    )


def _typed(board: BoardView, form: Any) -> dict[str, Any]:
    """The inputs that somebody fills in, in the order of the fields: all but that of the column."""
    inputs = inputs_of(form)
    return {
        name: inputs[name] for name in board.resource.by_name if name in inputs and name != board.board.by
    }


def _moved(board: BoardView, id: int, to: BoardColumn, done: Done) -> Response:
    told = {"text": str(_("Moved to {column}").format(column=to.label)), "tone": "good"}
    if not wants_fragment():
        if done.change:
            toast(told["text"], undo=done.change)
        return board_again(board)
    if done.change:
        told["undo"] = f"/undo/{done.change}"
    return card_answer(board, id, told if done.change else None)


def _overtaken(board: BoardView, id: int, conflict: Conflict) -> Response:
    """Somebody else moved the card since: it goes to where it now is."""
    told = {"text": _who_moved(board, id, conflict), "tone": "warn"}
    if not wants_fragment():
        toast(told["text"], tone="warn")
        return board_again(board)
    return card_answer(board, id, told, status=409)


def _who_moved(board: BoardView, id: int, conflict: Conflict) -> str:
    actor, moved = board.actor, next((f for f in conflict.fields if f.name == board.board.by), None)
    if moved is None:
        return str(conflict)
    user = moved.by or 0
    who = titles(actor, "people.user", {user}).get(user, str(_("Somebody"))) if user else str(_("Somebody"))
    column = present(board, gate.get(actor, board.resource, id))
    at = format_of(actor).datetime(moved.at)
    if column is None:
        return str(_("{who} took this off the board at {at}.").format(who=who, at=at))
    return str(_("{who} moved this to {column} at {at}.").format(who=who, column=str(column.label), at=at))


def card_answer(board: BoardView, id: int, told: dict[str, Any] | None, status: int = 200) -> Response:
    """The card as it now is, with the column it stands in, and what is said about it."""
    record = gate.get(board.actor, board.resource, id)
    column = present(board, record)
    found = listed(board.actor, _only(board, id))
    card = board.cards({column: found}, board.movable([id]))[column] if column and found.rows else ""
    key = column.key if column and card else None
    return fragment("components/board.html", "moved", card, key, told, status=status)


def _only(board: BoardView, id: int) -> ListQuery:
    return replace(board.base, filter=None, among=(id,), also=None, after=None, before=None)


def board_again(board: BoardView) -> Response:
    """Back to the board, where no script draws the answer."""
    return redirect(board.path + board.kept, 303)


def _missing(
    board: BoardView, record: Any, to: BoardColumn, error: InvalidValues, before: list[Field]
) -> Response:
    """The form with just the fields that the change asks for; what the actor may not write is refused in words."""
    writable = {f.name: f for f in gate.fields_for(board.actor, board.resource, "edit")}
    names = [name for name in error.errors if name in writable and name != board.board.by]
    if not names:
        words = " ".join(str(message) for message in error.errors.values())
        raise Refused(words or str(error))
    asked = list(dict.fromkeys([*before, *(writable[name] for name in names)]))
    form = _form(board, to, asked, record)
    refused(form, error.errors)
    return _asked(board, record, to, asked, form, status=422)


def _asked(
    board: BoardView,
    record: Any,
    to: BoardColumn | None,
    fields: Any,
    form: Any = None,
    *,
    status: int = 200,
) -> Response:
    """The form of a move: which column, or where that is known the `fields` that it asks for."""
    name = title_of(board.actor, board.resource, record)
    asking = bool(fields) and to is not None
    title = _("Move {name}").format(name=name)
    if to is not None and asking:
        title = _("{name} → {column}").format(name=name, column=str(to.label))
    drawn = {
        "title": str(title),
        "lead": str(_("This column needs a few more entries.")) if asking else "",
        "action": f"{board.path}{record.id}/move{board.kept}",
        "version": sent_version() or record.version,
        "columns": [] if asking else [(each.key, each.label, each is to) for each in board.columns],
        "hidden": {TO: to.key} if asking and to else {},
        "fields": drawn_fields(board, form) if form is not None else [],
        "errors": [],
        "save": str(_("Move")),
        "cancel": board.path + board.kept,
    }
    return form_answer(board, drawn, status)


def drawn_fields(board: BoardView, form: Any) -> list[dict[str, Any]]:
    """The inputs of a short form as components/editors.html draws them."""
    fmt, inputs = format_of(board.actor), _typed(board, form)
    values = {name: bound.data for name, bound in inputs.items()}
    linked = titles_of(board.actor, [bound.field for bound in inputs.values()], values)
    lookup = f"/{board.resource.path}/lookup"
    return [
        view(
            bound,
            fmt,
            text=linked_title(bound.field, values.get(name), linked),
            lookup=f"{lookup}/{name}",
            titles=linked,
        )
        | {"id": f"m-{name}"}
        for name, bound in inputs.items()
    ]


def form_answer(board: BoardView, drawn: dict[str, Any], status: int = 200) -> Response:
    """A short form of the board: a dialog for its script, else a page."""
    if wants_fragment():
        return fragment("components/board.html", "ask_dialog", drawn, status=status)
    return page("board_ask.html", board.actor, status=status, title=drawn["title"], asked=drawn)
