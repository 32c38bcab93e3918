"""Help notes as pages draw them, and answering one where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response

from guanxi.data.errors import InvalidValues
from guanxi.data.messages import translator
from guanxi.plugins.mount import SIGNED_IN, Route
from guanxi.records.actor import Actor
from guanxi.records.titles import format_of, titles_for
from guanxi.web.addresses import local_address
from guanxi.web.rendering import toast
from guanxi.web.ways import to_record
from guanxi.work.team.help_notes import LONGEST, HelpNote, answer_help, help_notes

_ = translator("guanxi")
USER = "people.user"
ELSEWHERE = "text answer kind record_id"


def notes_in_words(actor: Actor, notes: Iterable[HelpNote]) -> list[dict[str, Any]]:
    """Notes with who wrote them to whom, the record as far as the reader sees it, and the answer or the place to write it."""
    found = list(notes)
    wanted = {(str(each.kind), int(each.record_id or 0)) for each in found if each.kind}
    wanted |= {(USER, int(key or 0)) for each in found for key in (each.owner_id, each.recipient_id)}
    titles, fmt = titles_for(actor, wanted), format_of(actor)
    return [
        {
            "id": each.id,
            "text": each.text,
            "by": titles.get((USER, each.owner_id or 0), ""),
            "to": titles.get((USER, each.recipient_id), ""),
            "at": fmt.datetime(each.created_at),
            "about": _record(actor, each, titles),
            "answer": each.answer or "",
            "answered_at": fmt.datetime(each.answered_at) if each.answered_at else "",
            "answer_url": _answer_url(actor, each),
            "most": LONGEST,
        }
        for each in found
    ]


def help_page(actor: Actor, record: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """The page of one note: what it says, about which record, and the form that answers it."""
    return {**values, "title": str(help_notes.label_one), "note": notes_in_words(actor, [record])[0]}


def answer_note(actor: Actor, id: int) -> Response:
    """Answer a note; one comes back to where it was answered."""
    back = local_address(request.referrer, request.host) or f"/{help_notes.path}/{id}"
    try:
        answer_help(actor, id, answer=request.form.get("answer", ""))
    except InvalidValues as wrong:
        toast(next(iter(wrong.errors.values())), tone="bad")
    else:
        toast(_("Answered; who wrote the note is told."))
    return redirect(back, 303)


def _answer_url(actor: Actor, note: HelpNote) -> str:
    mine = note.recipient_id == actor.id and note.answered_at is None and note.deleted_at is None
    return f"/{help_notes.path}/{note.id}/answer" if mine else ""


def _record(actor: Actor, note: HelpNote, titles: Mapping[tuple[str, int], str]) -> dict[str, str] | None:
    key = (note.kind or "", note.record_id or 0)
    resource = actor.host.resources.get(key[0])
    if resource is None or key not in titles:
        return None
    return {"label": titles[key], "href": to_record(actor, resource, key[1]), "icon": resource.icon}


ROUTES = (
    Route(
        f"/{help_notes.path}/<int:id>/answer", "host.answer_help", ("POST",), SIGNED_IN, "host", answer_note
    ),
)
