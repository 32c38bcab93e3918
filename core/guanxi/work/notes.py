"""Notes: internal texts about records, seen by whoever sees one of these; they never leave the house."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from peewee import BooleanField, TextField

from guanxi.data.columns import RecordTable
from guanxi.data.fields import About, Boolean, DateTime, Link, LongText
from guanxi.data.fields.about import refs_in
from guanxi.data.messages import translator
from guanxi.data.ref import Ref
from guanxi.records.entries import Entries
from guanxi.records.journal import ADD
from guanxi.records.resource import Resource, Rows
from guanxi.records.transaction import Transaction
from guanxi.work.mentions import mentioned
from guanxi.work.notifications.kinds import NoticeKind

_ = translator("guanxi")


class Note(RecordTable):
    """A note; `about` and `mentions` are JSON lists of references."""

    text = TextField()
    pinned = BooleanField(default=False)
    about = TextField(null=True)
    mentions = TextField(null=True)

    class Meta:
        table_name = "work_note"


def keep_mentions(tx: Transaction, verb: str, record: Any, columns: Mapping[str, Any]) -> None:
    """Keep with a text whom it mentions, and tell whom it did not mention before."""
    if "text" in columns and isinstance(columns, dict):
        found = mentioned(tx.actor, columns["text"] or "")
        columns["mentions"] = MENTIONS.to_row(found)[0]
        if record is not None:
            before = refs_in(record.mentions) or ()
            _tell(tx, record, [who for who in found if who not in before])


def tell_mentioned(tx: Transaction, verb: str, record: Any, written: Mapping[str, Any]) -> None:
    """Tell those whom a new note mentions."""
    if verb == ADD:
        _tell(tx, record, refs_in(record.mentions) or ())


def _tell(tx: Transaction, note: Note, users: Iterable[Ref]) -> None:
    """Tell users that they are mentioned; who may not see the note is not shown it."""
    about = refs_in(note.about) or (Ref(NOTE, note.id),)
    who = Ref("people.user", tx.actor.id) if not tx.actor.system else _("the system")
    text = _("{who} mentioned you in a note about {record}.").format(who=who, record=about[0])
    for user in users:
        tx.notify(user.id, text, about=Ref(NOTE, note.id), kind=MENTIONED.name)


NOTE = "work.note"
MENTIONED = NoticeKind("work.mention", _("Notes that mention me"), direct=True)
MENTIONS = About("mentions", to=("people.user",), label=_("Mentioned"), read_only=True)

notes = Resource(
    Note,
    label=_("Internal notes"),
    label_one=_("Internal note"),
    title="text",
    order=["changed_at"],
    icon="notebook-pen",
    fields=[
        LongText("text", label=_("Text"), required=True, max=20_000, search=True),
        About("about", label=_("About"), required=True),
        Boolean("pinned", label=_("Pinned"), required=True, default=False),
        MENTIONS,
        Link("owner", "people.user", label=_("Owner")),
        Link("team", "people.team", label=_("Team"), read_only=True),
        DateTime("changed_at", label=_("Changed"), read_only=True),
    ],
    rows=Rows(own="owner", team="team", about="about"),
    on_write=keep_mentions,
    on_written=tell_mentioned,
)
note_entries = Entries(notes, text="text", kinds="pinned", quick="text", task=True, replies=True)
