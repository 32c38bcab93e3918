"""Notes: internal texts about records, seen by whoever sees one of these."""

from __future__ import annotations

from peewee import BooleanField, TextField

from guanxi.data.columns import RecordTable


class Note(RecordTable):
    """A note; `about` and `mentions` are JSON lists of references."""

    text = TextField()
    pinned = BooleanField(default=False)
    about = TextField(null=True)
    mentions = TextField(null=True)

    class Meta:
        table_name = "work_note"
