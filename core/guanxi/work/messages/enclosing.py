"""The files of a message: kept with it as attachments in the change that writes it, and put into each of its mails."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from guanxi.data.errors import Forbidden, InvalidValues
from guanxi.data.messages import translator
from guanxi.records import gate
from guanxi.records.about import newest_about
from guanxi.records.actor import Actor
from guanxi.records.host import Host
from guanxi.records.ref import Ref
from guanxi.records.transaction import Transaction
from guanxi.work.attachments import (
    FILES,
    MB,
    MOST_FILES,
    Attachment,
    Given,
    Upload,
    add_files,
    attachments,
    received,
    storage_of,
    upload_limit,
)

_ = translator("guanxi")
MOST_MB = 10
"""What the files of one mail may have together: many mail servers refuse more."""
GONE = _("One of the files is not there any more. Choose again.")


class Stored(NamedTuple):
    """An attachment that may go along without being sent to us once more."""

    id: int
    name: str
    media: str
    size: int


class File(NamedTuple):
    """A file as a mail carries it."""

    name: str
    media: str
    content: bytes


def most_bytes(host: Host) -> int:
    """How large the files of a message may be together."""
    return min(MOST_MB * MB, upload_limit(host))


def may_enclose(actor: Actor) -> bool:
    """Tell whether the actor may send files with a message."""
    return actor.may(attachments.permission("create"))


@contextmanager
def uploaded(actor: Actor, uploads: Sequence[Upload]) -> Iterator[list[Given]]:
    """The content of files kept until the block ends, by when a message names them; raises as attaching does."""
    if not uploads:
        yield []
        return
    if not may_enclose(actor):
        raise Forbidden(attachments.permission("create"))
    with received(actor, uploads) as given:
        yield given


def stored_with(actor: Actor, about: Ref, limit: int) -> list[Stored]:
    """The newest attachments of a record that the actor sees."""
    if attachments.name not in actor.host.resources or not actor.may(attachments.permission("view")):
        return []
    ids = newest_about(about, attachments.name, limit)
    known = {each.id: each for each in _seen(actor, ids)}
    return [Stored(key, known[key].name, known[key].media, known[key].size) for key in ids if key in known]


def enclose(tx: Transaction, message: int, given: Sequence[Given], attached: Iterable[int]) -> None:
    """Inside the change: files that were sent, and copies of attachments that the actor sees; the message takes no others later."""
    wanted = list(dict.fromkeys(attached))
    found = {each.id: each for each in _seen(tx.actor, wanted)}
    if found.keys() != set(wanted):
        raise InvalidValues({FILES: GONE})
    copies = [(each.name, each.media, each.size, each.digest) for each in map(found.__getitem__, wanted)]
    files = list(dict.fromkeys((*given, *copies)))
    if not files:
        return
    if not may_enclose(tx.actor):
        raise Forbidden(attachments.permission("create"))
    if len(files) > MOST_FILES:
        raise InvalidValues({FILES: _("At most {n} files can be sent at once.", n=MOST_FILES)})
    if sum(size for _name, _media, size, _digest in files) > most_bytes(tx.host):
        text = _("The files of a message may have {n} MB together. Send a link, or several messages.")
        raise InvalidValues({FILES: text.format(n=most_bytes(tx.host) // MB)})
    add_files(tx, Ref("work.message", message), files)


def contents(host: Host, message: int) -> list[File]:
    """What goes into a mail of the message; raises OSError where a content is missing."""
    model, store = Attachment, storage_of(host)
    ids = newest_about(Ref("work.message", message), attachments.name, MOST_FILES)
    kept = model.select().where(model.id.in_(ids), model.deleted_at.is_null()).order_by(model.id)
    return [File(each.name, each.media, b"".join(store.pieces(each.digest))) for each in kept]


def _seen(actor: Actor, ids: Sequence[int]) -> list[Attachment]:
    """The attachments among `ids` that the actor sees, with all that sending them needs."""
    if not ids:
        return []
    return list(gate.visible(actor, attachments).where(Attachment.id.in_(list(ids))))
