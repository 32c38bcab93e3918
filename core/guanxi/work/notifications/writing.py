"""Telling somebody: a row under his bell, and a mail where he wants one, both in the transaction of whoever tells."""

from __future__ import annotations

from datetime import datetime

from guanxi.data.columns import to_ms
from guanxi.data.database import insert, row
from guanxi.jobs.queue import put
from guanxi.records.host import Host, ToTell
from guanxi.work.mail.job import NOTICE_BY_MAIL
from guanxi.work.notifications.choices import ways
from guanxi.work.notifications.kinds import kind_of
from guanxi.work.notifications.muting import is_muted
from guanxi.work.notifications.packing import packed
from guanxi.work.notifications.tables import Notification

_INSERT = """INSERT INTO notification (user_id, kind, text, about_kind, about_id, created_at, in_bell, in_digest)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
_DIGEST = "SELECT 1 FROM notification_digest WHERE user_id = ?"


def notify(host: Host, user_id: int, told: ToTell, at: datetime, change_id: int | None = None) -> None:
    """Tell a user in the transaction that is open; what he may not see when he reads it is not shown then.

    Of a record that he has muted he is told only what he has to do, and what is said to him by name.
    """
    text, about = packed(told.text), told.about
    known = kind_of(host, told.kind)
    if about and not (known.action or known.direct) and is_muted(host, user_id, about):
        return
    wanted = ways(host, user_id, told.kind)
    if wanted.bell or (wanted.digest and row(_DIGEST, (user_id,))):
        kept = Notification.text.db_value(text)
        where = (about.kind, about.id) if about else (None, None)
        insert(_INSERT, (user_id, told.kind, kept, *where, to_ms(at), wanted.bell, wanted.digest))
    if wanted.mail and host.settings.get("host.mail"):
        arguments = {
            "user": user_id,
            "kind": told.kind,
            "text": text,
            "about": [about.kind, about.id] if about else None,
        }
        put(NOTICE_BY_MAIL, arguments, at=at, change_id=change_id, host=host)
