"""The tables of notifications: what somebody was told, which kinds he wants by which way, and of which records he wants none."""

from __future__ import annotations

from peewee import BigIntegerField, BooleanField, CompositeKey, IntegerField, TextField

from guanxi.data.columns import Id, Json, Moment
from guanxi.data.database import Table


class Notification(Table):
    """A sentence for one user: kept as its words and places, so that it is read in his language and shows what he may see.

    What is done is put away; what is snoozed comes back when `until` has passed.
    """

    id = Id()
    user_id = BigIntegerField()
    kind = TextField()
    text = Json()
    about_kind = TextField(null=True)
    about_id = BigIntegerField(null=True)
    created_at = Moment()
    read_at = Moment(null=True)
    done_at = Moment(null=True)
    until = Moment(null=True)
    in_bell = BooleanField(default=True)
    in_digest = BooleanField(default=True)

    class Meta:
        table_name = "notification"
        indexes = ((("user_id", "id"), False),)


Notification.add_index(
    Notification.user_id,
    Notification.id,
    where=Notification.read_at.is_null(),
    name="notification_unread",
)


class NotificationChoice(Table):
    """How one user wants one kind: under the bell, by a mail at once, in the digest; no row where he has chosen nothing."""

    id = Id()
    user_id = BigIntegerField()
    kind = TextField()
    bell = BooleanField()
    mail = BooleanField()
    digest = BooleanField(default=True)

    class Meta:
        table_name = "notification_choice"
        indexes = ((("user_id", "kind"), True),)


class NotificationDigest(Table):
    """Who wants a digest by mail, at which `hour` of his day, when the next one is due, and the last notification that one held."""

    user_id = BigIntegerField(primary_key=True)
    hour = IntegerField()
    next_at = Moment(index=True)
    told_up_to = BigIntegerField()

    class Meta:
        table_name = "notification_digest"


class NotificationMute(Table):
    """A record of which one user wants to hear only what he has to do himself."""

    user_id = BigIntegerField()
    kind = TextField()
    record_id = BigIntegerField()
    muted_at = BigIntegerField()

    class Meta:
        table_name = "notification_mute"
        primary_key = CompositeKey("user_id", "kind", "record_id")
