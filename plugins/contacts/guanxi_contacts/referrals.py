"""Who brought whom: the customers that a customer referred, and what they bought, directly and over all steps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from guanxi.api import (
    Actor,
    Forbidden,
    Reading,
    Ref,
    fields_for,
    format_of,
    linked_rows,
    slot,
    translator,
    visible,
)
from guanxi_contacts.models import Purchase, Relation
from guanxi_contacts.purchases import purchases
from guanxi_contacts.relations import REFERRER, end_of, names_of, relations
from guanxi_contacts.resources import companies, persons

_ = translator("guanxi_contacts")
DEEPEST, SHOWN, LISTED = 20, 10, 100
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


def for_programs(actor: Actor, customer: Ref) -> dict[str, Any]:
    """The same for programs: how many a customer brought directly and in total, what they bought, and who the first of them are."""
    if not _told(actor):
        raise Forbidden(relations.permission("view"))
    known = brought(actor, customer)
    ends = [end_of(each, "other_") for each in known.direct]
    names = names_of(actor, known.direct[:LISTED])
    return {
        "direct": {"customers": len(ends), "revenue": _money(known.sums(ends))},
        "total": {"customers": len(known.everybody), "revenue": _money(known.sums(known.everybody))},
        "brought": [
            {
                "resource": f"contacts.{end[0]}",
                "id": end[1],
                "title": names.get(end),
                "revenue": _money(known.sums([end])),
            }
            for end in ends[:LISTED]
        ],
    }


def _told(actor: Actor) -> bool:
    """Tell whether the actor sees what referrals and purchases are told by."""
    may = all(actor.may(each.permission("view")) for each in (purchases, relations))
    return may and _seen(actor, purchases) >= NEEDED and _seen(actor, relations) >= ENDS


def _money(sums: Sums) -> list[Any]:
    field = purchases.by_name["amount"]
    return [field.to_json(field.from_row((sums[each], each))) for each in sorted(sums)]


def _seen(actor: Actor, resource: Any) -> set[str]:
    return {each.name for each in fields_for(actor, resource)}


def _amounts(actor: Actor, sums: Sums) -> list[str]:
    fmt = format_of(actor)
    return [purchases.by_name["amount"].show((sums[each], each), fmt) for each in sorted(sums)]


def _object(**members: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(members), "properties": members}


_TEXT, _NUMBER = {"type": "string"}, {"type": "integer"}
_REVENUE = {"type": "array", "items": _object(amount=_TEXT, currency=_TEXT)}
_SUM = _object(customers=_NUMBER, revenue=_REVENUE)
_ONE = _object(resource=_TEXT, id=_NUMBER, title={"type": ["string", "null"]}, revenue=_REVENUE)
READINGS = [
    Reading(
        each,
        "referrals",
        _("Customers brought, and their revenue by currency"),
        relations.permission("view"),
        for_programs,
        _object(direct=_SUM, total=_SUM, brought={"type": "array", "maxItems": LISTED, "items": _ONE}),
    )
    for each in (companies, persons)
]
SHOWN_IN = [of_company, of_person, *READINGS]
