"""The tables of privacy: what was set in the house, and which masked values somebody had shown in full."""

from __future__ import annotations

from peewee import BigIntegerField, TextField

from guanxi.data.columns import RecordTable


class SavedSetting(RecordTable):
    """A setting that differs from its default; `value` is JSON."""

    name = TextField(index=True)
    value = TextField()

    class Meta:
        table_name = "people_setting"


class Reveal(RecordTable):
    """One masked value that `owner_id` had shown in full: of which field of which record, and why; never the value itself."""

    kind = TextField()
    record_id = BigIntegerField()
    field = TextField()
    reason = TextField()
    note = TextField(null=True)

    class Meta:
        table_name = "people_reveal"
        indexes = ((("owner_id", "created_at"), False), (("kind", "record_id"), False))
