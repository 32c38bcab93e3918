"""The tables of search: numbers of kinds and fields, and what each record was indexed with; the grams lie in `storage`."""

from __future__ import annotations

from peewee import BigIntegerField, BooleanField, IntegerField, TextField

from guanxi.data.columns import Id
from guanxi.data.database import Table


class SearchKind(Table):
    """A kind of record that is searched: its `number`, with which `declared` fields, and whether the index is `complete`.

    `build` counts how often the index was wanted anew; the job that carries a smaller number ends.
    """

    number = Id()
    kind = TextField(unique=True)
    declared = TextField()
    complete = BooleanField(default=False)
    build = IntegerField(default=0)

    class Meta:
        table_name = "search_kind"


class SearchField(Table):
    """The `number` by which grams name a field of a kind; never given to another one."""

    number = Id()
    kind = TextField()
    field = TextField()

    class Meta:
        table_name = "search_field"
        indexes = ((("kind", "field"), True),)


class SearchEntry(Table):
    """What a living record was indexed with: its grams are made of exactly this; `id` tells kind and record."""

    id = BigIntegerField(primary_key=True)
    owner_id = BigIntegerField(null=True)
    team_id = BigIntegerField(null=True)
    texts = TextField()

    class Meta:
        table_name = "search_entry"
