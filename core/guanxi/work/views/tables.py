"""The tables of saved views: the views, and which of them somebody's lists open with."""

from __future__ import annotations

from peewee import BigIntegerField, TextField

from guanxi.data.columns import RecordTable


class SavedView(RecordTable):
    """A view of the kind of record `of`; `asks` are parameters of its list's address, `shared` me, team or all."""

    name = TextField()
    of = TextField(index=True)
    kind = TextField()
    asks = TextField(null=True)
    shared = TextField()
    shared_team_id = BigIntegerField(null=True)

    class Meta:
        table_name = "work_view"


class DefaultView(RecordTable):
    """The view with which the list of `of` opens for `owner_id`."""

    of = TextField()
    view_id = BigIntegerField(null=True)

    class Meta:
        table_name = "work_default_view"


DefaultView.add_index(
    DefaultView.index(
        DefaultView.owner_id,
        DefaultView.of,
        unique=True,
        where=DefaultView.deleted_at.is_null(),
        name="work_default_view_of_owner",
    )
)


class PinnedView(RecordTable):
    """A view, of the kind of record `of`, that `owner_id` has pinned to the side bar."""

    of = TextField()
    view_id = BigIntegerField(null=True)

    class Meta:
        table_name = "work_pinned_view"


PinnedView.add_index(
    PinnedView.index(
        PinnedView.owner_id,
        PinnedView.view_id,
        unique=True,
        where=PinnedView.deleted_at.is_null(),
        name="work_pinned_view_of_owner",
    )
)
