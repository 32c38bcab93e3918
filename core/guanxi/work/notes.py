"""Notes: internal texts about records, seen by whoever sees one of these; they never leave the house."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from peewee import BooleanField, TextField

from guanxi.data.columns import RecordTable
from guanxi.data.fields import About, Boolean, DateTime, Link, LongText
from guanxi.data.messages import translator
from guanxi.records.entries import Entries
from guanxi.records.resource import Resource, Rows
from guanxi.records.transaction import Transaction
from guanxi.work.mentions import mentioned

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
    """Keep with a text whom it mentions."""
    if "text" in columns and isinstance(columns, dict):
        columns["mentions"] = MENTIONS.to_row(mentioned(tx.actor, columns["text"] or ""))[0]


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
)
note_entries = Entries(notes, text="text", kinds="pinned", quick="text")
