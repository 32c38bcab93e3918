"""What records are worth to the house, as plugins say it: by currency for the eye, in the house's own currency for the order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from guanxi.data.money import Money
from guanxi.records.actor import Actor
from guanxi.records.ref import Ref


@dataclass(frozen=True)
class Worths:
    """The worth of records by currency, in units (1/10,000); `currency` is the house's own."""

    currency: str
    by_record: Mapping[Ref, Mapping[str, int]] = field(default_factory=dict)

    def of(self, refs: Iterable[Ref]) -> int:
        """What counts for the order: the largest worth among the records, in the house's currency.

        Amounts in other currencies count for nothing here, as nobody keeps their rates; they are shown all the same. A task
        about a customer and his deal counts the larger of both, not their sum: the deal is part of the customer's worth.
        """
        return max((self.by_record.get(ref, {}).get(self.currency, 0) for ref in refs), default=0)

    def shown(self, refs: Iterable[Ref]) -> tuple[Money, ...]:
        """What is shown of the records: the amounts of the one that counts, the house's currency first."""
        known = [found for ref in refs if (found := self.by_record.get(ref))]
        best = max(known, key=lambda each: (each.get(self.currency, 0), sorted(each.items())), default={})
        codes = sorted(best, key=lambda code: (code != self.currency, code))
        return tuple(Money.of_units(best[code], code) for code in codes if best[code])

    @cached_property
    def anything(self) -> bool:
        """Tell whether anything is known."""
        return any(self.by_record.values())


def worths(actor: Actor, refs: Iterable[Ref]) -> Worths:
    """The worth of records as plugins tell it by `record_worth`, asked once for each kind; never across currencies."""
    asked: dict[str, set[int]] = defaultdict(set)
    for ref in refs:
        asked[ref.kind].add(ref.id)
    found: dict[Ref, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for kind, ids in sorted(asked.items()):
        for _plugin, answer in actor.host.hooks.ask(
            "record_worth", actor=actor, resource=kind, ids=sorted(ids)
        ):
            for key, amounts in answer.items():
                for amount in amounts if key in ids else ():
                    found[Ref(kind, key)][amount.currency] += amount.units
    currency = str(actor.host.settings.get("host.currency", "CNY"))
    return Worths(currency, {ref: dict(by) for ref, by in found.items()})


def phones(actor: Actor, refs: Iterable[Ref]) -> dict[Ref, str]:
    """The number by which to call about each record, as plugins tell it by `record_phones`; the first answer counts."""
    asked: dict[str, set[int]] = defaultdict(set)
    for ref in refs:
        asked[ref.kind].add(ref.id)
    found: dict[Ref, str] = {}
    for kind, ids in sorted(asked.items()):
        for _plugin, answer in actor.host.hooks.ask(
            "record_phones", actor=actor, resource=kind, ids=sorted(ids)
        ):
            for key, number in answer.items():
                if key in ids and number:
                    found.setdefault(Ref(kind, key), number)
    return found
