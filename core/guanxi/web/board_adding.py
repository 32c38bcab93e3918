"""A card added at the head of a column: a short form, which grows by just those fields without which no record can be."""

from __future__ import annotations

from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response

from guanxi.data.errors import InvalidValues, KeyReused, Refused
from guanxi.data.fields import Field
from guanxi.data.messages import translator
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.standard import create
from guanxi.resources.boards import BoardColumn
from guanxi.resources.display import format_of
from guanxi.resources.faces import Faces
from guanxi.resources.forms import errors_of, form_of, inputs_of, refused
from guanxi.web.board_moving import card_answer, drawn_fields, form_answer
from guanxi.web.board_view import BoardView, asked_column
from guanxi.web.rendering import toast
from guanxi.web.requests import sent_once, wants_fragment
from guanxi.web.wording import inside

_ = translator("guanxi")
MOST_FIELDS = 2


def new_card(actor: Actor, faces: Faces) -> Response:
    """GET: the form for a card in the column ``?_column=``. POST: create the record."""
    board = BoardView.asked(actor, faces)
    column = asked_column(board)
    if column is None:
        return redirect(f"/{faces.resource.path}/new", 303)
    writable = {field.name: field for field in gate.fields_for(actor, faces.resource, "create")}
    fields = _fields(board, writable)
    if request.method == "GET":
        return _form(board, column, form_of(fields, format_of(actor), actor=actor))
    fields += [
        writable[n] for n in request.form.getlist("_field") if n in writable and writable[n] not in fields
    ]
    form = form_of(fields, format_of(actor), sent=request.form, actor=actor)
    if not form.validate():
        return _form(board, column, form, status=422)
    values = _fixed(board, column, writable)
    values |= {name: bound.data for name, bound in inputs_of(form).items() if bound.data is not None}
    try:
        done = create(actor, faces.resource, values, key=sent_once())
    except InvalidValues as error:
        return _missing(board, column, fields, writable, error)
    except (Refused, KeyReused) as no:
        return _form(board, column, form, others=[str(no)], status=409)
    assert done.ref is not None
    told = {"text": str(_("{kind} created").format(kind=faces.resource.label_one)), "tone": "good"}
    if wants_fragment():
        return card_answer(board, done.ref.id, told | {"undo": f"/undo/{done.change}"})
    toast(told["text"], undo=done.change)
    return redirect(board.path + board.kept, 303)


def _fields(board: BoardView, writable: dict[str, Field]) -> list[Field]:
    """The title and one more, or those declared."""
    names = board.board.create.split() or [board.resource.title, *board.board.names(board.resource)]
    fixed = {board.board.by, board.board.within}
    found = [writable[name] for name in names if name in writable and name not in fixed]
    return found if board.board.create else found[:MOST_FIELDS]


def _fixed(board: BoardView, column: BoardColumn, writable: dict[str, Field]) -> dict[str, Any]:
    """What the place of the new card says of it."""
    found = {board.board.by: column.value}
    if board.within is not None:
        found[board.board.within] = board.within.value
    return {name: value for name, value in found.items() if name in writable and value is not None}


def _missing(
    board: BoardView,
    column: BoardColumn,
    fields: list[Field],
    writable: dict[str, Field],
    error: InvalidValues,
) -> Response:
    asked = [*fields, *(writable[n] for n in error.errors if n in writable and writable[n] not in fields)]
    values = {field.name: field.initial() for field in asked if field.default is not None}
    form = form_of(asked, format_of(board.actor), sent=request.form, values=values, actor=board.actor)
    refused(form, error.errors)
    others = [str(message) for name, message in error.errors.items() if name not in writable]
    return _form(board, column, form, others=others, status=422)


def _form(
    board: BoardView, column: BoardColumn, form: Any, *, others: list[str] | None = None, status: int = 200
) -> Response:
    drawn: dict[str, Any] = {
        "title": str(_("New {kind}").format(kind=inside(board.resource.label_one))),
        "lead": str(_("In {column}").format(column=str(column.label))),
        "action": request.full_path.removesuffix("?"),
        "version": None,
        "once": sent_once() or board.actor.host.nonce(),
        "columns": [],
        "hidden": {},
        "fields": drawn_fields(board, form),
        "errors": errors_of(form, others or ()) if others else [],
        "save": str(_("Create")),
        "cancel": board.path + board.kept,
    }
    return form_answer(board, drawn, status)
