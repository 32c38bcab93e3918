"""The tables of privacy: what was set, which masked values were shown in full, who looked for what duplicate, who decides."""

from __future__ import annotations

from peewee import BigIntegerField, TextField

from guanxi.data.columns import Moment, RecordTable


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


class Lookup(RecordTable):
    """One question of `owner_id` whether a customer is taken: what was asked, how many records answered, how many unseen."""

    asked = TextField()
    found = BigIntegerField()
    unseen = BigIntegerField()
    requested_at = Moment(null=True)

    class Meta:
        table_name = "people_lookup"
        indexes = ((("owner_id", "created_at"), False),)


class Claim(RecordTable):
    """What somebody (`owner_id`) is asked to decide: whether `asker_id`, called `name`, shall have a record that he looked up.

    Each of those who may decide has a row of his own; one decides for all.
    """

    name = TextField()
    asker_id = BigIntegerField()
    lookup_number = BigIntegerField(index=True)
    asked = TextField()
    kind = TextField()
    record_id = BigIntegerField()
    why = TextField(null=True)
    state = TextField()
    answer = TextField(null=True)
    decided_by_id = BigIntegerField(null=True)
    decided_at = Moment(null=True)

    class Meta:
        table_name = "people_claim"
        indexes = ((("owner_id", "created_at"), False),)
