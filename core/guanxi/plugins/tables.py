"""The three tables of the plugin room: state of each plugin, incidents, generation numbers."""

from __future__ import annotations

from peewee import BigIntegerField, CharField, IntegerField, TextField

from guanxi.data.columns import Id, Moment
from guanxi.data.database import Table


class PluginState(Table):
    """What was decided about a plugin; one that has no row is disabled."""

    name = CharField(100, primary_key=True)
    state = CharField(20)
    version = CharField(100, default="")
    reason = TextField(default="")
    changed_at = Moment()

    class Meta:
        table_name = "plugin"


class IncidentRow(Table):
    """One kind of failure of a plugin; the same failure again only counts up."""

    id = Id()
    fingerprint = CharField(64, unique=True)
    plugin = CharField(100, index=True)
    stage = CharField(20)
    hook = CharField(200, default="")
    kind = CharField(20)
    message = TextField()
    traceback = TextField(default="")
    times = IntegerField(default=1)
    first_at = Moment()
    last_at = Moment(index=True)

    class Meta:
        table_name = "incident"


class Generation(Table):
    """A number that moves when something changes that every process keeps in memory."""

    name = CharField(50, primary_key=True)
    number = BigIntegerField(default=0)

    class Meta:
        table_name = "generation"
