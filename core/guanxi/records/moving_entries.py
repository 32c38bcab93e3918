"""Entries follow a record that is merged into another; undoing the merge brings them back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from guanxi.data.errors import Refused
from guanxi.data.fields.about import MOST
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
    return _rewritten(
        tx, source, lambda refs: (target if ref == source else ref for ref in refs), journal.MOVE
    )


def share_entries(tx: Transaction, source: Ref, targets: Sequence[Ref]) -> int:
    """Let everything that is about `source` be about `targets` as well, whoever wrote it; return how many entries.

    Part of a change that makes other records out of one, such as a customer out of a lead; undoing it takes them away again.
    An entry that would then be about more records than one can be about stays as it is. Raises Refused as `move_entries`.
    """
    more = dict.fromkeys(targets)

    def about(refs: Sequence[Ref]) -> Iterable[Ref]:
        both = {**dict.fromkeys(refs), **more}
        return both if len(both) <= MOST else refs

    return _rewritten(tx, source, about, journal.SET)


def _rewritten(
    tx: Transaction, source: Ref, about: Callable[[Sequence[Ref]], Iterable[Ref]], verb: str
) -> int:
    """Give each entry about `source`, in the bin or not, the records that `about` makes of those it is about."""
    house, moved = replace(tx.actor, system=True), 0
    for kind, ids in entries_about(source).items():
        resource = tx.host.resources.get(kind)
        if resource is None or resource.rows.about is None:
            raise Refused(_("Entries cannot be moved while the plugin of {kind} is disabled."), kind=kind)
        for entry_id in ids:
            entry = gate.get(house, resource, entry_id, include_bin=True)
            kept = tuple(dict.fromkeys(about(gate.values_of(resource, entry)[resource.rows.about])))
            tx.set_columns(entry, columns_of(resource, {resource.rows.about: kept}), verb)
            moved += 1
    return moved
