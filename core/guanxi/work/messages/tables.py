"""The table of messages to customers."""

from __future__ import annotations

from peewee import TextField

from guanxi.data.columns import Moment, RecordTable

WAITING, CANCELLED, SENDING, SENT, FAILED = "waiting", "cancelled", "sending", "sent", "failed"


class CustomerMessage(RecordTable):
    """A message; `about`, `recipients` and `missed` (those whom it did not reach) are JSON lists of references, never addresses."""

    subject = TextField()
    text = TextField()
    about = TextField(null=True)
    recipients = TextField(null=True)
    missed = TextField(null=True)
    state = TextField(default=WAITING)
    trouble = TextField(null=True)
    send_at = Moment(null=True)
    sent_at = Moment(null=True)

    class Meta:
        table_name = "work_message"
