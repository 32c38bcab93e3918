"""Entries follow a record that is merged into another; undoing the merge brings them back."""

from __future__ import annotations

from dataclasses import replace

from guanxi.data.errors import Refused
from guanxi.data.messages import translator
from guanxi.records import gate, journal
from guanxi.records.about import entries_about
from guanxi.records.encoding import columns_of
from guanxi.records.ref import Ref
from guanxi.records.transaction import Transaction

_ = translator("guanxi")


def move_entries(tx: Transaction, source: Ref, target: Ref) -> int:
    """Let everything that is about `source` be about `target`, in the bin or not, whoever wrote it; return how many entries.

    Part of a change that merges the two records: its journal holds a line for each entry, and undoing it moves them back.
    Raises Refused while the plugin of one of the entries is disabled.
    """
    house, moved = replace(tx.actor, system=True), 0
    for kind, ids in entries_about(source).items():
        resource = tx.host.resources.get(kind)
        if resource is None or resource.rows.about is None:
            raise Refused(_("Entries cannot be moved while the plugin of {kind} is disabled."), kind=kind)
        for entry_id in ids:
            entry = gate.get(house, resource, entry_id, include_bin=True)
            refs = gate.values_of(resource, entry)[resource.rows.about]
            kept = tuple(dict.fromkeys(target if ref == source else ref for ref in refs))
            tx.set_columns(entry, columns_of(resource, {resource.rows.about: kept}), journal.MOVE)
            moved += 1
    return moved
