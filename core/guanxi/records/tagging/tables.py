"""The tables of tags: the tags themselves, what each record bears, and the index of it by which lists find records."""

from __future__ import annotations

from peewee import BigIntegerField, CompositeKey, TextField

from guanxi.data.columns import Moment, RecordTable
from guanxi.data.database import Table


class Tag(RecordTable):
    """A tag of the house; `merged_into_id` is the one that has taken its place: records that bear this one bear that."""

    name = TextField()
    sort_name = TextField(default="")
    colour = TextField(default="grey")
    kinds = TextField(null=True)
    merged_into_id = BigIntegerField(null=True, index=True)

    class Meta:
        table_name = "work_tag"


class RecordTags(Table):
    """The tags of one record of any kind: the side table that every resource with tags has in common."""

    kind = TextField()
    record_id = BigIntegerField()
    tags = TextField(null=True)

    class Meta:
        table_name = "record_tags"
        primary_key = CompositeKey("kind", "record_id")


class Tagged(Table):
    """One tag on one record; the further columns are the record's own, kept by `guanxi.records.tagging.following`.

    `tags` are the ids of all its tags, as ``,2,7,``: whoever walks the records with one tag need not look up the others.
    """

    kind = TextField()
    record_id = BigIntegerField()
    tag_id = BigIntegerField()
    owner_id = BigIntegerField(null=True)
    team_id = BigIntegerField(null=True)
    key_text = TextField(null=True)
    key_integer = BigIntegerField(null=True)
    deleted_at = Moment(null=True)
    tags = TextField(null=True)

    class Meta:
        table_name = "tagged"
        primary_key = CompositeKey("kind", "record_id", "tag_id")
