"""Collaborators: people let in to single records beside owner and team, each with a level and, if wanted, an end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from peewee import BigIntegerField, SmallIntegerField, TextField

from guanxi.data.columns import Id, Json, Moment, to_ms
from guanxi.data.database import HIDDEN, Table

VIEW, EDIT, MANAGE = 1, 2, 3
NEEDED = {"view": VIEW, "export": VIEW, "delete": MANAGE, "restore": MANAGE, "share": MANAGE}


class Collaborator(Table):
    """One user's share in one record; `kind` is the resource's name, `level` is VIEW, EDIT or MANAGE, `until` ends it.

    The last four columns are the record's own, kept by `guanxi.records.shares`: one of the two keys, by its type.
    """

    id = Id()
    kind = TextField()
    record_id = BigIntegerField()
    user_id = BigIntegerField()
    level = SmallIntegerField(default=VIEW)
    until = Moment(null=True)
    created_at = Moment()
    created_by = BigIntegerField(null=True)
    key_text = TextField(null=True)
    key_integer = BigIntegerField(null=True)
    quick = Json(null=True)
    deleted_at = Moment(null=True)

    class Meta:
        table_name = "collaborator"
        indexes = ((("user_id", "kind", "record_id"), True), (("kind", "record_id"), False))


@dataclass(frozen=True, slots=True)
class Share:
    """The rows of `kind` shared with `user` at least at `level`, at the moment `at` (ms since 1970)."""

    kind: str
    user: int
    level: int
    at: int

    @classmethod
    def of(cls, kind: str, user: int, action: str, now: datetime) -> Share:
        """What `action` on rows of `kind` asks of a share; an action of a plugin asks the level EDIT."""
        return cls(kind, user, NEEDED.get(action, EDIT), to_ms(now))

    @property
    def params(self) -> tuple[str, int, int, int]:
        """The parameters of `CONDITION`."""
        return self.kind, self.user, self.level, self.at

    @property
    def terms(self) -> tuple[int, int]:
        """The parameters of `TERMS`."""
        return self.level, self.at


# Asked for in a SELECT, lest PostgreSQL plan anew for each moment.
TERMS = "y.level >= (SELECT ?) AND (y.until IS NULL OR y.until > (SELECT ?))"
CONDITION = "c.kind = ? AND c.user_id = ? AND c.level >= ? AND (c.until IS NULL OR c.until > ?)"
OF_ROW = CONDITION.replace("?", HIDDEN)
"""The same of the shares of one row, which are few whoever asks: planned once. How many somebody has of all, a plan is to know."""
