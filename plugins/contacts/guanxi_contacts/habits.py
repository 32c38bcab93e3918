"""What purchases tell of a customer: totals by year and currency, and habits; every number opens its rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from urllib.parse import quote

from flask import request

from guanxi.api import Actor, Field, Ref, fields_for, format_of, get, linked_rows, slot
from guanxi_contacts.purchases import purchases

NEEDED = {"company", "person", "day", "kind", "amount"}
READ = ("day", "kind", "amount", "amount_currency", "product", "category", "way", "place")
SHOWN_YEARS = 6
MOST, FEW = 1_000_000, 100
WHOLE = "habits"
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
    found = _read(actor, customer, MOST)
    return _of(found, _seen(actor)) if found else None


def _seen(actor: Actor) -> set[str]:
    return {each.name for each in fields_for(actor, purchases)}


def _read(actor: Actor, customer: Ref, limit: int) -> list[tuple[Any, ...]]:
    """Up to `limit` purchases of a customer, as far as the actor sees them and all that is needed of them.

    Of a few the newest, because that is the order of an index: by id PostgreSQL walks all purchases of the house where it believes
    that the customer made many of them.
    """
    if not actor.may(purchases.permission("view")) or not _seen(actor) >= NEEDED:
        return []
    link = purchases.by_name[customer.kind.partition(".")[2]]
    few = limit < MOST
    return linked_rows(actor, purchases, link, customer.id, READ, limit, newest=few, by="day" if few else "")


class _Bought(NamedTuple):
    """One purchase, in the order of READ; the day as it is kept (ISO)."""

    day: str
    kind: str
    amount: int
    currency: str
    product: str | None
    category: str | None
    way: str | None
    place: str | None


def _of(rows: list[tuple[Any, ...]], seen: set[str]) -> Habits:
    found = [_Bought(*row[1:]) for row in rows]
    answer, bought = Habits(), [each for each in found if each.kind != "refund"]
    years = defaultdict[str, dict[str, int]](dict)
    for day, kind, amount, currency, *_rest in found:
        sums, change = years[day[:4]], -amount if kind == "refund" else amount
        sums[currency] = sums.get(currency, 0) + change
        answer.total[currency] = answer.total.get(currency, 0) + change
    answer.by_year = {int(year): years[year] for year in sorted(years, reverse=True)}
    answer.times = len(bought)
    days = sorted({each.day for each in bought})
    if days:
        answer.first, answer.last = date.fromisoformat(days[0]), date.fromisoformat(days[-1])
        if len(days) > 1:
            answer.interval = round(Decimal((answer.last - answer.first).days) / (len(days) - 1), 1)
    answer.basket = _basket(bought)
    for name, column in zip(READ[4:], list(zip(*bought, strict=True))[4:], strict=False):
        values = Counter(filter(None, column))
        if name in seen and values:
            answer.top[name] = min(values, key=lambda value: (-values[value], value))
    return answer


def _basket(bought: list[_Bought]) -> dict[str, int]:
    """The mean amount of a purchase in each currency, to the hundredth of its unit."""
    spent, times = dict[str, int](), Counter(each.currency for each in bought)
    for each in bought:
        spent[each.currency] = spent.get(each.currency, 0) + each.amount
    return {currency: round(amount / times[currency] / CENT) * CENT for currency, amount in spent.items()}


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
    """The panel; of a customer with very many purchases a place into which the page draws it when it has loaded."""
    whole, link = WHOLE in request.args, customer.kind.partition(".")[2]
    often = not whole and _kept(actor, customer) > FEW and _seen(actor) >= NEEDED
    found = [] if often else _read(actor, customer, MOST if whole else FEW + 1)
    rows = f"/contacts/purchases/?{link}={customer.id}"
    if often or (len(found) > FEW and not whole):
        page = f"/{actor.host.resources[customer.kind].path}/{customer.id}?{WHOLE}=1"
        return "contacts/habits_later.html", {"rows": rows, "page": page}
    return _drawn(actor, _of(found, _seen(actor)), rows) if found else None


def _kept(actor: Actor, customer: Ref) -> int:
    """How often the customer bought, as it is kept with him: his page has read that. 0 where the actor does not see it."""
    resource = actor.host.resources[customer.kind]
    if all(each.name != "bought_count" for each in fields_for(actor, resource)):
        return 0
    return get(actor, resource, customer.id, include_bin=True).bought_count or 0


def _drawn(actor: Actor, known: Habits, rows: str) -> tuple[str, dict[str, Any]]:
    by_name = purchases.by_name
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
