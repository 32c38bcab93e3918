"""What purchases tell of a customer: totals by year and currency, and habits; every number opens its rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from urllib.parse import quote

from guanxi.api import Actor, Field, Ref, fields_for, format_of, linked_rows, slot
from guanxi_contacts.purchases import purchases

NEEDED = {"company", "person", "day", "kind", "amount"}
READ = ("day", "kind", "amount", "amount_currency", "product", "category", "way", "place")
SHOWN_YEARS = 6
MOST = 1_000_000
CENT = 100


@dataclass
class Habits:
    """Totals by year and currency and in all, how often, at which interval (days), how large, and what most."""

    by_year: dict[int, dict[str, int]] = field(default_factory=dict)
    total: dict[str, int] = field(default_factory=dict)
    times: int = 0
    first: date | None = None
    last: date | None = None
    interval: Decimal | None = None
    basket: dict[str, int] = field(default_factory=dict)
    top: dict[str, str] = field(default_factory=dict)


def habits(actor: Actor, customer: Ref) -> Habits | None:
    """What the purchases of a company or person come to, as far as the actor sees them; None where there are none.

    Amounts are whole 1/10,000 by currency, never added across currencies; a refund counts against its year. The interval is
    the mean time between the days of purchase; the basket is the mean amount of a purchase.
    """
    seen = {each.name for each in fields_for(actor, purchases)}
    link = customer.kind.partition(".")[2]
    if not actor.may(purchases.permission("view")) or not seen >= NEEDED:
        return None
    rows = linked_rows(actor, purchases, purchases.by_name[link], customer.id, READ, MOST)
    day = purchases.by_name["day"].from_row
    found = [_Bought(day((row[1],)), *row[2:]) for row in rows]
    return _of(found, seen) if found else None


class _Bought(NamedTuple):
    """One purchase, in the order of READ."""

    day: date
    kind: str
    amount: int
    amount_currency: str
    product: str | None
    category: str | None
    way: str | None
    place: str | None


def _of(found: list[_Bought], seen: set[str]) -> Habits:
    answer, years = Habits(), defaultdict[int, Counter[str]](Counter)
    bought = [each for each in found if each.kind != "refund"]
    for each in found:
        years[each.day.year][each.amount_currency] += -each.amount if each.kind == "refund" else each.amount
    answer.by_year = {year: dict(years[year]) for year in sorted(years, reverse=True)}
    answer.total = _added(years.values())
    answer.times = len(bought)
    days = sorted({each.day for each in bought})
    if days:
        answer.first, answer.last = days[0], days[-1]
        if len(days) > 1:
            answer.interval = round(Decimal((days[-1] - days[0]).days) / (len(days) - 1), 1)
    spent, times = _added(Counter({each.amount_currency: each.amount}) for each in bought), Counter[str]()
    times.update(each.amount_currency for each in bought)
    answer.basket = {
        currency: round(amount / times[currency] / CENT) * CENT for currency, amount in spent.items()
    }
    for name in ("product", "category", "way", "place"):
        values = Counter(getattr(each, name) for each in bought if getattr(each, name))
        if name in seen and values:
            answer.top[name] = min(values, key=lambda value: (-values[value], value))
    return answer


def _added(parts: Any) -> dict[str, int]:
    """Sums by currency; zero and negative ones stay."""
    found: dict[str, int] = {}
    for part in parts:
        for currency, amount in part.items():
            found[currency] = found.get(currency, 0) + amount
    return found


@slot("contacts.company.side", needs="contacts.purchase.view")
def of_company(actor: Actor, record: Ref) -> tuple[str, dict[str, Any]] | None:
    """How a company buys."""
    return _panel(actor, record)


@slot("contacts.person.side", needs="contacts.purchase.view")
def of_person(actor: Actor, record: Ref) -> tuple[str, dict[str, Any]] | None:
    """How a person buys."""
    return _panel(actor, record)


PANELS = [of_company, of_person]


def _panel(actor: Actor, customer: Ref) -> tuple[str, dict[str, Any]] | None:
    known = habits(actor, customer)
    if known is None:
        return None
    link = customer.kind.partition(".")[2]
    rows, by_name = f"/contacts/purchases/?{link}={customer.id}", purchases.by_name
    years = [
        {
            "year": year,
            "amounts": _amounts(actor, sums),
            "href": f"{rows}&day>={year}-01-01&day<={year}-12-31",
        }
        for year, sums in list(known.by_year.items())[:SHOWN_YEARS]
    ]
    top = [
        {
            "label": by_name[name].label,
            "text": _text(actor, by_name[name], value),
            "href": f"{rows}&{name}={quote(value)}",
        }
        for name, value in known.top.items()
    ]
    return "contacts/habits.html", {
        "rows": rows,
        "total": _amounts(actor, known.total),
        "basket": _amounts(actor, known.basket),
        "years": years,
        "top": top,
        "known": known,
        "last": {"text": str(known.last or ""), "href": f"{rows}&day={known.last}"},
    }


def _amounts(actor: Actor, sums: dict[str, int]) -> list[str]:
    """Each currency as the reader writes it."""
    return [_text(actor, purchases.by_name["amount"], (sums[each], each)) for each in sorted(sums)]


def _text(actor: Actor, shown: Field, raw: Any) -> str:
    return shown.show(raw, format_of(actor))
