"""What else holds something of a record and follows it in each change: shares, the links of entries, its steps, tags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from guanxi.records import about, milestone_rows, shares
from guanxi.records.resource import Resource
from guanxi.records.tagging import following as tagging

if TYPE_CHECKING:
    from guanxi.records.milestones import Fields
    from guanxi.records.transaction import Transaction


def added(tx: Transaction, resource: Resource, record_id: int, columns: Mapping[str, Any]) -> None:
    """Follow a new record; `columns` are its database values and those of its side tables."""
    host = tx.host
    if resource.rows.about:
        about.follow(resource, host.entries.get(resource.name), record_id, columns, columns, new=True)
    tagging.follow(resource, record_id, columns, columns, new=True)
    milestone_rows.added(tx, host.milestones.get(resource.name), record_id, columns)


def edited(
    tx: Transaction,
    resource: Resource,
    record_id: int,
    columns: Mapping[str, Any],
    written: Mapping[str, Any],
    fields: Fields,
) -> None:
    """Follow a record of which `written` was written, by a change that keeps `fields` of it; `columns` are its values now."""
    host = tx.host
    shares.follow(resource, record_id, written)
    if resource.rows.about:
        about.follow(resource, host.entries.get(resource.name), record_id, columns, written)
    tagging.follow(resource, record_id, columns, written)
    milestone_rows.edited(tx, host.milestones.get(resource.name), record_id, columns, fields)


def edited_alike(resource: Resource, ids: Sequence[int], written: Mapping[str, Any]) -> None:
    """Follow many records of which the same was written; not entries, and not their tags."""
    shares.follow_many(resource, ids, written)
    tagging.follow_many(resource, ids, written)
    milestone_rows.binned(resource, ids, written)
