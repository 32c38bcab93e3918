"""Replies: what colleagues answer to an entry of a timeline; they stand under it and are seen by whoever sees it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from peewee import TextField

from guanxi.data.columns import RecordTable
from guanxi.data.errors import InvalidValues, Refused
from guanxi.data.fields import About, DateTime, Link, LongText
from guanxi.data.fields.about import refs_in
from guanxi.data.messages import translator
from guanxi.data.ref import Ref
from guanxi.records.about import columns_of, first_about
from guanxi.records.actor import Actor
from guanxi.records.change import Done
from guanxi.records.journal import ADD
from guanxi.records.resource import Resource, Rows
from guanxi.records.rowset import link_column
from guanxi.records.standard import create
from guanxi.records.transaction import Transaction
from guanxi.work.mentions import mentioned
from guanxi.work.notifications.kinds import NoticeKind

_ = translator("guanxi")
REPLY = "work.reply"
USER = "people.user"
HEARD = 50
"""So many earlier replies are asked for their writers, who are told of a new one."""
MENTIONED = NoticeKind("work.reply_mention", _("Replies that mention me"), direct=True)
REPLIED = NoticeKind(REPLY, _("Replies to what I wrote"), direct=True)


class Reply(RecordTable):
    """A reply; `about` is a JSON list that names the entry it answers, `mentions` one of users."""

    text = TextField()
    about = TextField(null=True)
    mentions = TextField(null=True)

    class Meta:
        table_name = "work_reply"


MENTIONS = About("mentions", to=(USER,), label=_("Mentioned"), read_only=True)


def _check(tx: Transaction, verb: str, record: Any, columns: dict[str, Any]) -> None:
    """A reply answers one entry and stays under it; whom its text mentions is kept with it."""
    if "about" in columns:
        if record is not None and columns["about"] != record.about and tx.undoes is None:
            raise Refused(_("A reply stays under the entry that it answers. Delete it and write it there."))
        if len(refs_in(columns["about"]) or ()) > 1:
            raise InvalidValues({"about": _("A reply answers one entry; name one.")})
    if "text" in columns:
        found = mentioned(tx.actor, columns["text"] or "")
        columns["mentions"] = MENTIONS.to_row(found)[0]
        if record is not None:
            before = refs_in(record.mentions) or ()
            _tell_mentioned(tx, record, [who for who in found if who not in before])


def _tell(tx: Transaction, verb: str, record: Any, written: Mapping[str, Any]) -> None:
    """Tell of a new reply whom it mentions, who wrote the entry, and who answered it before; each once."""
    if verb != ADD:
        return
    named = refs_in(record.mentions) or ()
    _tell_mentioned(tx, record, named)
    [entry] = refs_in(record.about) or (None,)
    if entry is None:
        return
    text = _("{who} replied to what you wrote about {record}.").format(
        who=_who(tx), record=_subject(tx, entry)
    )
    for user in _writers(tx, entry, record.id) - {who.id for who in named}:
        tx.notify(user, text, about=entry, kind=REPLIED.name)


def _tell_mentioned(tx: Transaction, record: Reply, users: Iterable[Ref]) -> None:
    [entry] = refs_in(record.about) or (Ref(REPLY, record.id),)
    text = _("{who} mentioned you in a reply about {record}.").format(
        who=_who(tx), record=_subject(tx, entry)
    )
    for user in users:
        tx.notify(user.id, text, about=entry, kind=MENTIONED.name)


def _who(tx: Transaction) -> Any:
    return Ref(USER, tx.actor.id) if not tx.actor.system else _("the system")


def _subject(tx: Transaction, entry: Ref) -> Ref:
    """What the entry is about first, a customer; else the entry."""
    resource = tx.host.resources[entry.kind]
    places = columns_of(resource, tx.host.entries.get(entry.kind))
    kept = _column(resource, entry.id, places.refs) if places else None
    return next(iter(refs_in(kept) or ()), entry)


def _writers(tx: Transaction, entry: Ref, but: int) -> set[int]:
    """Who wrote the entry, and who answered it before the reply `but`."""
    resource = tx.host.resources[entry.kind]
    column = link_column(resource, resource.rows.own) if resource.rows.own else "created_by"
    found = {_column(resource, entry.id, column)}
    earlier = [key for key in first_about([entry], REPLY, HEARD).get(entry, ()) if key != but]
    if earlier:
        written = Reply.select(Reply.owner_id).where(Reply.id.in_(earlier))
        found.update(user for (user,) in written.tuples().iterator())
    return {user for user in found if user}


def _column(resource: Resource, record_id: int, column: str) -> Any:
    model = resource.model
    field = model._meta.columns[column]
    return model.select(field).where(model.id == record_id).scalar()


replies = Resource(
    Reply,
    label=_("Replies"),
    label_one=_("Reply"),
    title="text",
    order=["created_at"],
    icon="reply",
    fields=[
        LongText("text", label=_("Text"), required=True, max=20_000, search=True),
        About("about", label=_("Reply to"), required=True, replies=True),
        MENTIONS,
        Link("owner", USER, label=_("Owner")),
        Link("team", "people.team", label=_("Team"), read_only=True),
        DateTime("created_at", label=_("Created"), read_only=True),
        DateTime("changed_at", label=_("Changed"), read_only=True),
    ],
    rows=Rows(own="owner", team="team", about="about"),
    on_write=_check,
    on_written=_tell,
)


def reply(actor: Actor, entry: Ref, text: str, *, key: str | None = None) -> Done:
    """Answer an entry that the actor may see, as one change."""
    return create(actor, replies, {"text": text, "about": (entry,)}, key=key)
