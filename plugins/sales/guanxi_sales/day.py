"""What deals add to my day: what customers and deals are worth, and which deal to turn to next."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from guanxi.api import (
    Actor,
    DayEntry,
    DayPart,
    Message,
    MoneyValue,
    Ref,
    columns_by,
    fields_for,
    format_of,
    translator,
    unplanned,
    visible,
)
from guanxi_sales.choices import OPEN
from guanxi_sales.deals import deals
from guanxi_sales.models import Deal

_ = translator("guanxi_sales")
BY = {"sales.deal": "id", "contacts.company": "company_id", "contacts.person": "person_id"}
LOOKED_AT = 100
"""How many of one's largest open deals are looked at for those about which nothing is planned."""


def open_amounts(actor: Actor, resource: str, ids: list[int]) -> dict[int, list[MoneyValue]] | None:
    """The open amounts by id, one for each currency, in one statement: no currency is added to another."""
    link = BY.get(resource)
    if link is None or not {"amount", "state", *_link(resource)} <= _seen(actor):
        return None
    found: dict[tuple[int, str], int] = {}
    columns = ("amount_currency", "amount")
    for key, currency, units in columns_by(actor, deals, link, ids, columns, {"state": OPEN}):
        if units is not None:
            found[key, currency] = found.get((key, currency), 0) + int(units)
    amounts: dict[int, list[MoneyValue]] = {}
    for (key, currency), units in found.items():
        amounts.setdefault(key, []).append(MoneyValue.of_units(units, currency))
    return amounts


def next_best(actor: Actor, most: int) -> list[DayPart]:
    """The largest of one's own open deals about which nothing is planned; those in the house's currency come first."""
    if not {"amount", "state", "owner"} <= _seen(actor):
        return []
    house = str(actor.host.settings.get("host.currency", "CNY"))
    own = _open(actor).where(Deal.owner_id == actor.id, Deal.amount > 0)
    largest = own.order_by((Deal.amount_currency == house).desc(), Deal.amount.desc(), Deal.id).limit(
        LOOKED_AT
    )
    first = list(largest.select(Deal.id, Deal.amount_currency, Deal.amount, Deal.close_on).tuples())
    free = unplanned(actor, deals, [key for key, *_values in first])
    found = [each for each in first if each[0] in free]
    entries = [DayEntry(Ref(deals.name, key), _why(actor, *values)) for key, *values in found[:most]]
    return (
        [DayPart(_("Next best"), entries, f"/{deals.path}/?quick=mine", len(found) > most)] if entries else []
    )


def _why(actor: Actor, currency: str, units: int, close_on: date | None) -> list[Message | str]:
    why: list[Message | str] = [format_of(actor).amount(MoneyValue.of_units(int(units), currency))]
    if close_on and "close_on" in _seen(actor):
        today = actor.host.clock().astimezone(ZoneInfo(actor.zone)).date()
        why.append(_closing(close_on, today))
    return [*why, _("Nothing planned")]


def _closing(day: date, today: date) -> Message:
    text = _("Should be closed since {day}") if day < today else _("To be closed by {day}")
    return text.format(day=day)


def _open(actor: Actor) -> Any:
    return visible(actor, deals).where(Deal.state == OPEN)


def _link(resource: str) -> set[str]:
    return set() if resource == deals.name else {resource.rpartition(".")[2]}


def _seen(actor: Actor) -> set[str]:
    return (
        {field.name for field in fields_for(actor, deals)} if actor.may(deals.permission("view")) else set()
    )
