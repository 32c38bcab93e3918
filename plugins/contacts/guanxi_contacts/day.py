"""What customers add to my day: those long without contact, and the numbers by which they may be called."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from guanxi.api import (
    Actor,
    DayEntry,
    DayPart,
    Message,
    Ref,
    Resource,
    Scope,
    Setting,
    columns_among,
    columns_by,
    fields_for,
    translator,
    visible,
)
from guanxi_contacts.contacted import MANAGER_DAYS, OWNER_DAYS
from guanxi_contacts.knowing import consents
from guanxi_contacts.resources import companies, persons

_ = translator("guanxi_contacts")
CUSTOMERS = {companies.name: companies, persons.name: persons}
NUMBERS = ("mobile", "phone")
CALLED = ("all", "phone")
"""The channels of a consent that concern calls."""
LABELS = {
    (companies.name, OWNER_DAYS): _("Companies long without contact"),
    (persons.name, OWNER_DAYS): _("Persons long without contact"),
    (companies.name, MANAGER_DAYS): _("Companies of my teams long without contact"),
    (persons.name, MANAGER_DAYS): _("Persons of my teams long without contact"),
}


def quiet_parts(actor: Actor, most: int) -> list[DayPart]:
    """The customers longest without contact: the actor's own, and those of the teams whose records he may edit."""
    found = []
    for resource in CUSTOMERS.values():
        if actor.may(resource.permission("view")) and {"contacted_at", "owner"} <= _seen(actor, resource):
            found.append(_part(actor, resource, most, OWNER_DAYS))
            if actor.scope(resource.permission("edit")) >= Scope.TEAM:
                found.append(_part(actor, resource, most, MANAGER_DAYS))
    return [part for part in found if part.entries]


def numbers_to_call(actor: Actor, resource: str, ids: list[int]) -> dict[int, str] | None:
    """The first number of each customer that the actor sees whole.

    Who has ever withdrawn the consent to be called is not offered here: whether he gave it again stands on his page.
    """
    asked = CUSTOMERS.get(resource)
    if asked is None or not actor.may(asked.permission("view")):
        return None
    names = (each.name for each in fields_for(actor, asked) if each.name in NUMBERS and _whole(actor, each))
    columns = tuple(names)
    read = columns_among(actor, asked, ids, columns) if columns else ()
    found = {key: next(filter(None, numbers), "") for key, *numbers in read}
    closed = _withdrawn(actor, resource, [key for key, number in found.items() if number])
    return {key: number for key, number in found.items() if number and key not in closed}


def _part(actor: Actor, resource: Resource, most: int, setting: Setting) -> DayPart:
    """One statement: the first customers by their last contact."""
    model: Any = resource.model
    now, days = actor.host.clock(), int(actor.host.settings[setting.name])
    rows = visible(actor, resource).where(model.contacted_at < now - timedelta(days=days))
    if setting is OWNER_DAYS:
        rows, quick = rows.where(model.owner_id == actor.id), "quiet"
    else:
        teams = sorted(set(actor.subtree) | ({actor.team} if actor.team else set()))
        rows, quick = rows.where(model.team_id.in_(teams)), "quiet_team"
    longest = rows.order_by(model.contacted_at, model.id).limit(most + 1)
    first = list(longest.select(model.id, model.contacted_at).tuples())
    entries = [DayEntry(Ref(resource.name, key), (_since(at, now),)) for key, at in first]
    label = LABELS[resource.name, setting]
    return DayPart(label, entries[:most], f"/{resource.path}/?quick={quick}", len(first) > most)


def _since(at: datetime, now: datetime) -> Message:
    return _("Last contact 1 day ago", "Last contact {n} days ago", n=(now - at).days)


def _seen(actor: Actor, resource: Resource) -> set[str]:
    return {field.name for field in fields_for(actor, resource)}


def _whole(actor: Actor, field: Any) -> bool:
    return not field.mask or actor.may(field.mask)


def _withdrawn(actor: Actor, resource: str, ids: list[int]) -> set[int]:
    """Those of the customers who have withdrawn the consent to be called, as far as the actor sees that."""
    if not ids or not actor.may(consents.permission("view")):
        return set()
    link = "company_id" if resource == companies.name else "person_id"
    said = columns_by(actor, consents, link, ids, ("channel",), {"state": "withdrawn"})
    return {key for key, channel in said if channel in CALLED}
