"""What is done to tags beside editing them: merging two into one."""

from __future__ import annotations

from guanxi.data.errors import InvalidValues
from guanxi.data.messages import translator
from guanxi.records import gate, journal
from guanxi.records.actor import Actor
from guanxi.records.change import change
from guanxi.records.standard import create
from guanxi.records.tagging.tables import Tag
from guanxi.records.tagging.words import called, folded
from guanxi.records.transaction import Transaction
from guanxi.work.tags.resource import tags

_ = translator("guanxi")


@change("work.tag.merge", on=tags)
def merge_tags(tx: Transaction, tag: Tag, *, into: int) -> Tag:
    """Let `tag` be the tag with the id `into` from now on, on every record that bears it: no record is written.

    The merged tag lies in the bin; restoring it, or undoing this, lets it stand for itself again. Raises InvalidValues
    where `into` is the tag itself or is not there.
    """
    if into == tag.id or not gate.rows_among(tx.actor, tags, (into,)):
        raise InvalidValues({"into": _("Choose another tag.")})
    for earlier in Tag.select().where(Tag.merged_into_id == tag.id):
        tx.set_columns(earlier, {"merged_into_id": into}, journal.MOVE)
    tx.set_columns(tag, {"merged_into_id": into, "deleted_at": tx.now_ms}, journal.REMOVE)
    return tag


def tag_called(actor: Actor, name: str) -> int:
    """The id of the tag of this name, made where there is none; raises Forbidden, InvalidValues."""
    found = called((name,)).get(folded(name))
    if found is not None:
        return found
    made = create(actor, tags, {"name": name.strip()}).ref
    assert made is not None
    return made.id
