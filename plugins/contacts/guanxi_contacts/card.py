"""The customer card: what is known of a customer, in short, for the pages where others work; as much as the reader may see."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from guanxi.api import (
    Actor,
    Field,
    NotFound,
    Ref,
    Resource,
    fields_for,
    format_of,
    get,
    linked_rows,
    newest_entries,
    open_activities,
)
from guanxi_contacts.interactions import interactions
from guanxi_contacts.knowing import needs

FACTS = {
    "contacts.company": "customer_type industry level risk employees source city phone bought_last bought_count bought_total",
    "contacts.person": "customer_type position employer level risk hobbies habits source city bought_last bought_count bought_total",
}
WANTS, TALKS, MATTERS, READ = 4, 3, 4, 20


def customer_card(actor: Actor, customer: Ref) -> tuple[str, dict[str, Any]] | None:
    """Template and values of the card of a company or person, as a slot returns them; None where the actor may not see it.

    Each part is gated by itself: fields by field, wants, talks and open matters by their own rights.
    """
    resource = actor.host.resources[customer.kind]
    if not actor.may(resource.permission("view")):
        return None
    try:
        record = get(actor, resource, customer.id)
    except NotFound:
        return None
    seen = {field.name: field for field in fields_for(actor, resource)}
    return "contacts/card.html", {
        "name": record.name if "name" in seen else f"#{record.id}",
        "href": f"/{resource.path}/{record.id}",
        "facts": list(_facts(actor, record, seen, FACTS[customer.kind].split())),
        "wants": _wants(actor, customer),
        "talks": _talks(actor, customer),
        "matters": _matters(actor, customer),
    }


def _facts(actor: Actor, record: Any, seen: dict[str, Field], names: list[str]) -> Iterator[tuple[Any, str]]:
    """Label and text of the facts that there are; what is shown in part only is left to the customer's own page."""
    fmt = format_of(actor)
    for field in (seen[name] for name in names if name in seen):
        raw = tuple(_kept(record, column) for column in field.columns)
        if raw[0] not in (None, "", "unknown") and not (field.mask and not actor.may(field.mask)):
            yield field.label, field.show(raw[0] if len(raw) == 1 else raw, fmt)


def _kept(record: Any, column: str) -> Any:
    """A value as the database holds it."""
    value = getattr(record, column)
    return value.isoformat() if isinstance(value, date) and not isinstance(value, datetime) else value


def _names(actor: Actor, resource: Resource) -> set[str]:
    return {field.name for field in fields_for(actor, resource)}


def _wants(actor: Actor, customer: Ref) -> list[dict[str, str]]:
    """What the customer wants or likes now, the newest first."""
    if not actor.may(needs.permission("view")) or not _names(actor, needs) >= {
        "topic",
        "statement",
        "ended_on",
    }:
        return []
    link = needs.by_name[customer.kind.partition(".")[2]]
    columns = ("topic", "statement", "ended_on")
    found = linked_rows(actor, needs, link, customer.id, columns, READ, newest=True)
    kept = [{"topic": topic, "text": text} for _id, topic, text, ended in found if not ended]
    return kept[:WANTS]


def _talks(actor: Actor, customer: Ref) -> list[dict[str, str]]:
    """What happened with the customer last."""
    if not _names(actor, interactions) >= {"summary", "happened_at"}:
        return []
    fmt, now = format_of(actor), actor.host.clock()
    return [
        {
            "text": " ".join(each.summary.split()),
            "at": fmt.relative(int(each.happened_at.timestamp() * 1000), now),
            "href": f"/{interactions.path}/{each.id}",
        }
        for each in newest_entries(actor, interactions, customer, TALKS)
    ]


def _matters(actor: Actor, customer: Ref) -> list[dict[str, str]]:
    """What is still to be done for the customer."""
    activities = actor.host.resources["work.activity"]
    if not actor.may(activities.permission("view")) or not _names(actor, activities) >= {"subject", "due_on"}:
        return []
    return [
        {"text": each.subject, "at": each.due_on.isoformat(), "href": f"/{activities.path}/{each.id}"}
        for each in open_activities(actor, customer, MATTERS)
    ]
