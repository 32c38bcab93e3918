"""Who brought whom: the customers that a customer referred, and what they bought, directly and over all steps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from guanxi.api import Actor, Ref, fields_for, format_of, linked_rows, slot, visible
from guanxi_contacts.models import Purchase, Relation
from guanxi_contacts.purchases import purchases
from guanxi_contacts.relations import REFERRER, end_of, names_of, relations

DEEPEST, SHOWN = 20, 10
NEEDED = {"company", "person", "kind", "amount"}
ENDS = {"kind", "company", "person", "other_company", "other_person"}
Sums = dict[str, int]


@dataclass
class Brought:
    """What a customer brought: the relations to those referred directly, all referred over every step, and revenue of each."""

    direct: list[Relation] = field(default_factory=list)
    everybody: set[tuple[str, int]] = field(default_factory=set)
    revenue: dict[tuple[str, int], Sums] = field(default_factory=dict)

    def sums(self, customers: Iterable[tuple[str, int]]) -> Sums:
        """The revenue of some of them in whole 1/10,000 by currency."""
        found = defaultdict[str, int](int)
        for customer in customers:
            for currency, amount in self.revenue.get(customer, {}).items():
                found[currency] += amount
        return dict(found)


def brought(actor: Actor, customer: Ref) -> Brought:
    """The customers that one brought, over at most 20 steps, and what they bought less what they gave back.

    Only what the actor sees counts: a step to a customer whom he does not see ends there.
    """
    start = (customer.kind.partition(".")[2], customer.id)
    found, frontier = Brought(), {start}
    for step in range(DEEPEST):
        links = _referrals(actor, frontier)
        if step == 0:
            found.direct = links
        frontier = {end_of(each, "other_") for each in links} - found.everybody - {start}
        found.everybody |= frontier
        if not frontier:
            break
    found.revenue = _revenue(actor, found.everybody) if found.everybody else {}
    return found


def _ids(customers: Iterable[tuple[str, int]], kind: str) -> list[int]:
    return [key for name, key in customers if name == kind]


def _referrals(actor: Actor, customers: set[tuple[str, int]]) -> list[Relation]:
    """The referrals that start at some customers, in the order in which they were entered."""
    here = Relation.company_id.in_(_ids(customers, "company")) | Relation.person_id.in_(
        _ids(customers, "person")
    )
    return list(visible(actor, relations).where(Relation.kind == REFERRER, here).order_by(Relation.id))


def _revenue(actor: Actor, customers: set[tuple[str, int]]) -> dict[tuple[str, int], Sums]:
    of = Purchase.company_id.in_(_ids(customers, "company")) | Purchase.person_id.in_(
        _ids(customers, "person")
    )
    read = (Purchase.company_id, Purchase.person_id, Purchase.kind, Purchase.amount, Purchase.amount_currency)
    found: dict[tuple[str, int], Sums] = {}
    for company, person, kind, amount, currency in visible(actor, purchases).where(of).select(*read).tuples():
        sums = found.setdefault(("company", company) if company else ("person", person), {})
        sums[currency] = sums.get(currency, 0) + (-amount if kind == "refund" else amount)
    return found


@slot("contacts.company.side", needs="contacts.relation.view")
def of_company(actor: Actor, record: Ref) -> tuple[str, dict[str, Any]] | None:
    """Whom a company brought."""
    return _panel(actor, record)


@slot("contacts.person.side", needs="contacts.relation.view")
def of_person(actor: Actor, record: Ref) -> tuple[str, dict[str, Any]] | None:
    """Whom a person brought."""
    return _panel(actor, record)


def _panel(actor: Actor, customer: Ref) -> tuple[str, dict[str, Any]] | None:
    told = actor.may(purchases.permission("view")) and _seen(actor, purchases) >= NEEDED
    if not told or not _seen(actor, relations) >= ENDS:
        return None
    link = relations.by_name[customer.kind.partition(".")[2]]
    if not linked_rows(actor, relations, link, customer.id, (), 1):
        return None
    known = brought(actor, customer)
    if not known.direct:
        return None
    ends = [end_of(each, "other_") for each in known.direct]
    names = names_of(actor, known.direct)
    entries = [
        {
            "label": names.get(end, f"#{end[1]}"),
            "href": f"/contacts/{'companies' if end[0] == 'company' else 'persons'}/{end[1]}",
            "amounts": _amounts(actor, known.sums([end])),
        }
        for end in ends[:SHOWN]
    ]
    return "contacts/referrals.html", {
        "entries": entries,
        "direct": {"count": len(ends), "amounts": _amounts(actor, known.sums(ends))},
        "total": {"count": len(known.everybody), "amounts": _amounts(actor, known.sums(known.everybody))},
    }


def _seen(actor: Actor, resource: Any) -> set[str]:
    return {each.name for each in fields_for(actor, resource)}


def _amounts(actor: Actor, sums: Sums) -> list[str]:
    fmt = format_of(actor)
    return [purchases.by_name["amount"].show((sums[each], each), fmt) for each in sorted(sums)]
