"""When a customer was last in contact with us: kept at the customer by the interactions about it, and asked by who forgets nobody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from guanxi.api import (
    About,
    Actor,
    DateTime,
    Quick,
    Ref,
    Setting,
    Transaction,
    latest_about,
    translator,
)
from guanxi_contacts.models import Company, Interaction, Person

_ = translator("guanxi_contacts")
CUSTOMERS: dict[str, Any] = {"contacts.company": Company, "contacts.person": Person}
INTERACTION = "contacts.interaction"
LONGEST = 3650
_ABOUT = About("about", label=_("About"))


def _days(value: object) -> Any:
    sound = isinstance(value, int) and 1 <= value <= LONGEST
    return None if sound else _("Enter a number of days from 1 to {n}.").format(n=LONGEST)


OWNER_DAYS = Setting(
    "contacts.quiet_days",
    int,
    30,
    _("Days without contact after which a customer stands in the list of the owner"),
    "people.user.administer",
    check=_days,
)
MANAGER_DAYS = Setting(
    "contacts.quiet_days_manager",
    int,
    45,
    _("Days without contact after which a customer stands in the list of the manager"),
    "people.user.administer",
    check=_days,
)
SETTINGS = (OWNER_DAYS, MANAGER_DAYS)


def last_contact() -> DateTime:
    """The field of a customer: the newest interaction, and before the first one the moment of entry."""
    return DateTime(
        "contacted_at",
        label=_("Last contact"),
        read_only=True,
        sort=True,
        help=_("The newest interaction; before the first one, when the customer was entered."),
    )


def keep_contact(tx: Transaction, verb: str, record: Interaction, written: object) -> None:
    """Keep the last contact of everybody whom an interaction that was just written is about."""
    _keep(_ABOUT.from_row((record.about,)) or ())


def forget_contact(record: Interaction, still: Iterable[Ref]) -> None:
    """Keep the last contact of those whom an interaction is about to be about no more."""
    gone = set(_ABOUT.from_row((record.about,)) or ()) - set(still)
    _keep(sorted(gone), but=record.id)


def quiet_since(actor: Actor, setting: Setting) -> str:
    """The moment before which the last contact must lie, as filters write it."""
    days = int(actor.host.settings[setting.name])
    return (actor.host.clock() - timedelta(days=days)).isoformat()


def _keep(refs: Sequence[Ref], but: int = 0) -> None:
    customers = [ref for ref in refs if ref.kind in CUSTOMERS]
    newest = latest_about(customers, INTERACTION, but)
    for ref in customers:
        model = CUSTOMERS[ref.kind]
        at = newest.get(ref)
        model.update(contacted_at=model.created_at if at is None else at).where(model.id == ref.id).execute()


def _of_owner(actor: Actor) -> dict[str, Any]:
    return {
        "and": [
            {"field": "owner", "op": "eq", "value": actor.id},
            {"field": "contacted_at", "op": "lt", "value": quiet_since(actor, OWNER_DAYS)},
        ]
    }


def _of_manager(actor: Actor) -> dict[str, Any]:
    """What the actor's team and the teams below own; who has no team has no list."""
    teams = sorted(set(actor.subtree) | ({actor.team} if actor.team else set()))
    return {
        "and": [
            {"field": "team", "op": "in", "value": teams or [0]},
            {"field": "contacted_at", "op": "lt", "value": quiet_since(actor, MANAGER_DAYS)},
        ]
    }


QUIET = (
    Quick("quiet", _("Mine, long without contact"), _of_owner),
    Quick("quiet_team", _("Of my teams, long without contact"), _of_manager),
)
