"""What stands above the columns of a board: counts, sums and weighted sums by one field, in one statement over the gated list."""

from __future__ import annotations

import decimal
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from guanxi.data.fields import Decimal, Field
from guanxi.data.filters import BadFilter
from guanxi.data.messages import translator
from guanxi.records.actor import Actor
from guanxi.records.gate import searchable_fields
from guanxi.records.listing import ListQuery
from guanxi.records.listing_columns import places
from guanxi.records.listing_plan import Plan
from guanxi.records.listing_sums import HALF, Total, aggregated, merged, plan_of, summable

_ = translator("guanxi")
WHOLE = 100
"""Per cent of an amount that is certain."""


@dataclass(frozen=True, slots=True)
class Heap:
    """The records with one value of a field (database values of its columns); `states` counts them by a further distinction.

    `totals` and `weighted` are sums of an amount, the second one in per cent of it that each record says; of money one for each currency.
    """

    value: tuple[Any, ...]
    count: int = 0
    totals: tuple[Total, ...] = ()
    weighted: tuple[Total, ...] = ()
    states: tuple[tuple[int, int], ...] = ()


def heaps(
    actor: Actor,
    query: ListQuery,
    by: str,
    *,
    total: str = "",
    weight: str = "",
    state: Callable[[str], str] | None = None,
) -> dict[tuple[Any, ...], Heap]:
    """The heaps by value; `state` makes SQL for a small number out of that for a record's id. Hidden fields raise BadFilter."""
    seen = searchable_fields(actor, actor.host.resources.get(query.resource.name, query.resource))
    field, found = groupable(seen, by), plan_of(actor, query)
    summed = summable(seen, total) if total else None
    weighing = summable(seen, weight) if total and weight else None
    if found is None:
        return {}
    lines = _lines(found, field, summed, weighing, state("y.id") if state else "0")
    width, whole = len(field.columns), WHOLE * 10 ** _places_of(weighing)
    heap: dict[tuple[Any, ...], Heap] = {}
    for line in lines:
        value, (at, number, filled, high, low, weighted_high, weighted_low, *code) = (
            tuple(line[:width]),
            line[width:],
        )
        before, currency = heap.get(value, Heap(value)), code[0] if code else None
        added: tuple[Total, ...] = ()
        shares: tuple[Total, ...] = ()
        if filled:
            added = (Total(_units(high, low), int(filled), currency),)
            if weighing:
                shares = (Total(_share(_units(weighted_high, weighted_low), whole), int(filled), currency),)
        heap[value] = Heap(
            value,
            before.count + int(number),
            merged((*before.totals, *added)),
            merged((*before.weighted, *shares)),
            _counted(before.states, int(at), int(number)),
        )
    return heap


def groupable(seen: dict[str, Field], name: str) -> Field:
    """The field to group by among those that the actor may search; raises BadFilter."""
    if name not in seen:
        raise BadFilter(_("There is no field {field} to group by."), name[:60])
    return seen[name]


def _lines(
    found: Plan, by: Field, summed: Field | None, weighing: Field | None, state: str
) -> list[tuple[Any, ...]]:
    value = places(found.resource, by, "y")
    amount, *currency = places(found.resource, summed, "y") if summed else ("NULL",)
    weight = places(found.resource, weighing, "y")[0] if weighing else "0"
    sums = ("0", "0", "0", "0", "0")
    if summed:
        high, low = f"{amount} / {HALF}", f"{amount} % {HALF}"
        sums = (
            f"count({amount})",
            f"sum({high})",
            f"sum({low})",
            f"sum({high} * {weight})",
            f"sum({low} * {weight})",
        )
    select = (*value, state, "count(*)", *sums, *currency)
    group = [*range(1, len(value) + 2), *range(len(value) + 8, len(select) + 1)]
    names = tuple(field.name for field in (by, summed, weighing) if field)
    return aggregated(found, "heaps", ", ".join(select), ", ".join(map(str, group)), names)


def _units(high: Any, low: Any) -> int:
    return int(high or 0) * HALF + int(low or 0)


def _share(units: int, whole: int) -> int:
    """Rounded to whole units, halves away from nought."""
    share = decimal.Decimal(units) / whole
    return int(share.quantize(decimal.Decimal(1), rounding=decimal.ROUND_HALF_UP))


def _places_of(field: Field | None) -> int:
    return field.places if isinstance(field, Decimal) else 0


def _counted(states: tuple[tuple[int, int], ...], at: int, number: int) -> tuple[tuple[int, int], ...]:
    found = dict(states)
    found[at] = found.get(at, 0) + number
    return tuple(sorted(found.items()))
