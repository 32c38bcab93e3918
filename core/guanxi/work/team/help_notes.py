"""Help notes: what a lead writes to somebody whose work he looks after, about a record or in general, and the answer."""

from __future__ import annotations

from typing import Any

from peewee import BigIntegerField, TextField

from guanxi.data.clause import Clause
from guanxi.data.columns import Moment, RecordTable
from guanxi.data.errors import Forbidden, InvalidValues, Refused
from guanxi.data.fields import DateTime, Integer, Link, LongText, Text
from guanxi.data.messages import translator
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.change import Change, Done
from guanxi.records.choosing import chosen
from guanxi.records.journal import REMOVE, RESTORE
from guanxi.records.ref import Ref
from guanxi.records.resource import Resource, Rows
from guanxi.records.transaction import Transaction
from guanxi.work.notifications.kinds import NoticeKind
from guanxi.work.team.reach import LEAD, leads

_ = translator("guanxi")
LONGEST = 2000
WRITE, ANSWER = "people.help.write", "people.help.answer"
HELP = NoticeKind("work.help", _("Help notes to me"), action=True)
ANSWERED = NoticeKind("work.help_answered", _("Answers to my help notes"))


class HelpNote(RecordTable):
    """A note of `owner_id` to `recipient_id`, about a record where one is named; the answer stands with it."""

    text = TextField()
    recipient_id = BigIntegerField(index=True)
    kind = TextField(null=True)
    record_id = BigIntegerField(null=True)
    answer = TextField(null=True)
    answered_at = Moment(null=True)

    class Meta:
        table_name = "people_help"
        indexes = ((("owner_id", "created_at"), False),)


def _concerned(actor: Actor, model: type[Any]) -> Any:
    """Nobody but who wrote it and whom it was written to."""
    return (model.owner_id == actor.id) | (model.recipient_id == actor.id)


def _only_by_helping(tx: Transaction, verb: str, record: object, columns: object) -> None:
    if tx.name not in (WRITE, ANSWER) and tx.undoes is None and verb not in (REMOVE, RESTORE):
        raise Refused(
            _("A help note is written by its lead and answered by whom it is for, and not changed.")
        )


help_notes = Resource(
    HelpNote,
    label=_("Help notes"),
    label_one=_("Help note"),
    title="text",
    order=["-created_at"],
    icon="life-buoy",
    fields=[
        LongText("text", label=_("Note"), max=LONGEST, read_only=True),
        Link("owner", "people.user", label=_("From"), read_only=True, back=None),
        Link("recipient", "people.user", label=_("For"), read_only=True, back=None),
        DateTime("created_at", label=_("Written at"), read_only=True),
        LongText("answer", label=_("Answer"), max=LONGEST, read_only=True),
        DateTime("answered_at", label=_("Answered at"), read_only=True),
        Text("kind", label=_("Kind of record"), read_only=True),
        Integer("record_id", label=_("Number of the record"), read_only=True, grouped=False),
    ],
    rows=Rows(own="owner", everyone=True, where=_concerned),
    on_write=_only_by_helping,
    tells=(),
)


def write_help(actor: Actor, user: int, text: str, about: Ref | None = None) -> Done:
    """Write a note to somebody whose work the actor looks after; he is told, and it stands in his day until he answers.

    Raises InvalidValues for who is not among them, for an empty note, and for a record that one of both may not see.
    """
    return _WRITE(actor, user=user, text=text, about=about)


def answer_help(actor: Actor, note: int, answer: str) -> Done:
    """Answer a note; who wrote it is told.

    Raises NotFound for who may not read it, Refused for whom it is not for, and where it is answered already.
    """
    return _ANSWER(actor, note, answer=answer)


def to_answer(actor: Actor, most: int) -> list[HelpNote]:
    """The notes that the actor has not answered yet, the oldest first."""
    waiting = Clause("r.recipient_id = ? AND r.answered_at IS NULL", (actor.id,))
    return chosen(actor, help_notes, waiting, "r.id", most)


def written_by(actor: Actor, most: int) -> list[HelpNote]:
    """The newest notes that the actor has written, with their answers."""
    found = gate.visible(actor, help_notes).where(HelpNote.owner_id == actor.id)
    return list(found.order_by(HelpNote.created_at.desc(), HelpNote.id.desc()).limit(most))


def _write(tx: Transaction, *, user: int, text: str, about: Ref | None = None) -> HelpNote:
    words = _words(text, "text")
    if not leads(tx.actor, user):
        raise InvalidValues({"recipient": _("You do not look after the work of this person.")})
    if about is not None and not _both_see(tx, user, about):
        raise InvalidValues({"record": _("You or the person may not see this record.")})
    kind, key = (about.kind, about.id) if about else (None, None)
    made: HelpNote = tx.add(help_notes, text=words, recipient=user, kind=kind, record_id=key)
    told = _("{who} writes: {note}").format(who=Ref("people.user", tx.actor.id), note=_short(words))
    tx.notify(user, told, about=Ref(help_notes.name, made.id), kind=HELP.name)
    return made


def _answer(tx: Transaction, note: HelpNote, *, answer: str) -> HelpNote:
    if note.recipient_id != tx.actor.id:
        raise Refused(_("Only the person whom this note is for answers it."))
    if note.answered_at is not None:
        raise Refused(_("This note is answered already."))
    words = _words(answer, "answer")
    tx.set(note, answer=words, answered_at=tx.now)
    told = _("{who} answers your help note: {answer}").format(
        who=Ref("people.user", tx.actor.id), answer=_short(words)
    )
    tx.notify(int(note.owner_id or 0), told, about=Ref(help_notes.name, note.id), kind=ANSWERED.name)
    return note


def _words(text: str, name: str) -> str:
    words = text.strip()
    if not words:
        raise InvalidValues({name: _("This is required; enter a value.")})
    if len(words) > LONGEST:
        raise InvalidValues({name: _("At most {n} characters.").format(n=LONGEST)})
    return words


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= 200 else f"{line[:199]}…"


def _both_see(tx: Transaction, user: int, about: Ref) -> bool:
    resource, other = tx.host.resources.get(about.kind), tx.host.actor(user)
    if resource is None or other is None:
        return False
    return all(bool(gate.rows_among(who, resource, (about.id,))) for who in (tx.actor, other))


class _Writing(Change):
    """Whoever looks after somebody's work may write to him."""

    def _permit(self, actor: Actor) -> None:
        if not actor.may(LEAD):
            raise Forbidden(LEAD)


class _Answering(Change):
    """What is written to oneself one may answer."""

    def _permit(self, actor: Actor) -> None:
        return None

    def _record(self, actor: Actor, positional: tuple[Any, ...]) -> tuple[Any, ...]:
        return (gate.get(actor, help_notes, positional[0]),)


_WRITE = _Writing(WRITE, _write)
_ANSWER = _Answering(ANSWER, _answer)
