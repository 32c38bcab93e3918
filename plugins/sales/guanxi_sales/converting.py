"""What is done to leads beside editing them: taken on, parked until a day, dropped, converted; and waking those whose day has come."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from guanxi.api import (
    Action,
    Actor,
    Again,
    AlsoIn,
    InvalidValues,
    Ref,
    Refused,
    Schedule,
    Step,
    Transaction,
    alike,
    change,
    create_within,
    job,
    plan_activity,
    share_entries,
    translator,
    visible,
    zone_of,
)
from guanxi_contacts.api import companies, consents, contact_persons, persons
from guanxi_sales.deals import deals
from guanxi_sales.leads import WAITING, leads
from guanxi_sales.models import Lead

_ = translator("guanxi_sales")
PARKED, CONVERTED = "parked", "converted"
AT_ONCE = 100
EASTERNMOST = timedelta(hours=14)
"""So far ahead of UTC a day begins first."""
EVERY_CHANNEL = "all"
"""What a refusal means that names no channel."""
Values = dict[str, Any]


@change("sales.lead.take_on", on=leads)
def take_on(tx: Transaction, lead: Lead, *, values: Values) -> None:
    """Somebody begins to work on a lead, also on a parked or dropped one."""
    if lead.state == CONVERTED:
        raise Refused(_("This lead is converted already."))
    tx.set(lead, state="working", wake_up_on=None, reason=None)


@change("sales.lead.park", on=leads)
def park(tx: Transaction, lead: Lead, *, values: Values) -> None:
    """Put a lead aside until a day to come."""
    _refuse_done(lead)
    day = values.get("wake_up_on")
    if day is None or day <= tx.today:
        raise InvalidValues({"wake_up_on": _("Enter a day to come, on which the lead shall be back.")})
    tx.set(lead, state=PARKED, wake_up_on=day, reason=values.get("reason"))


@change("sales.lead.drop", on=leads)
def drop(tx: Transaction, lead: Lead, *, values: Values) -> None:
    """A lead leads nowhere, for a reason."""
    _refuse_done(lead)
    if not values.get("reason"):
        raise InvalidValues({"reason": _("Say why nothing comes of it.")})
    tx.set(lead, state="invalid", wake_up_on=None, reason=values["reason"])


@change("sales.lead.convert", on=leads)
def convert(tx: Transaction, lead: Lead, *, values: Values) -> None:
    """Make company, person and deal of a lead, or take those named; what is known of it and what happened goes along."""
    if lead.state == CONVERTED:
        raise Refused(_("This lead is converted already."))
    channel = values.get("consent_channel") or lead.consent_channel
    if lead.consent == "given" and not channel:
        raise InvalidValues({"consent_channel": _("Say for which channel consent was given.")})
    company = values.get("company") or _company(tx, lead)
    person = values.get("person") or _person(tx, lead)
    if company is None and person is None:
        raise InvalidValues(
            {"company": _("Choose a customer, or enter a company name or a person in the lead first.")}
        )
    if company and person and not values.get("person"):
        create_within(tx, contact_persons, _given(company=company, person=person, position=lead.position))
    deal = create_within(tx, deals, _given(company=company, person=person, **_of_deal(tx, lead)))
    _carry_consent(tx, lead, channel or EVERY_CHANNEL, company, person)
    made = [Ref("sales.deal", deal.id)]
    made += [Ref(f"contacts.{kind}", key) for kind, key in (("company", company), ("person", person)) if key]
    share_entries(tx, Ref("sales.lead", lead.id), made)
    tx.set(
        lead,
        state=CONVERTED,
        wake_up_on=None,
        reason=None,
        company=company,
        person=person,
        deal=deal.id,
        converted_at=tx.now,
    )


@change("sales.lead.wake", on=leads)
def wake(tx: Transaction, lead: Lead, *, today: date) -> None:
    """A parked lead is back: its owner is given something to do on his `today`, and told of it."""
    tx.set(lead, state="working", wake_up_on=None)
    subject = str(_("Back from parking: {lead}").format(lead=lead.name))[:200]
    plan_activity(tx, subject=subject, due_on=today, owner=lead.owner_id, about=[Ref("sales.lead", lead.id)])


@job("sales.wake_leads")
def wake_leads(step: Step) -> Again | None:
    """Wake the parked leads whose day has come where their owners are; a hundred are looked at in a step."""
    last = (step.now + EASTERNMOST).date()
    due = visible(step.actor, leads).where(
        Lead.state == PARKED, Lead.wake_up_on <= last, Lead.id > int(step.position or 0)
    )
    found = list(due.order_by(Lead.id).limit(AT_ONCE))
    for lead in found:
        today = step.now.astimezone(ZoneInfo(zone_of(step.actor.host, lead.owner_id))).date()
        if lead.wake_up_on is not None and lead.wake_up_on <= today:
            wake(step.actor, lead.id, today=today)
    step.progress(step.done + len(found))
    return step.again(found[-1].id) if len(found) == AT_ONCE else None


def _refuse_done(lead: Lead) -> None:
    if lead.state not in WAITING:
        raise Refused(_("This lead is done with. Take it on again first."))


def _given(**values: Any) -> Values:
    return {name: value for name, value in values.items() if value is not None}


def _company(tx: Transaction, lead: Lead) -> int | None:
    """A new company of the name in the lead; the way to reach it goes to the person, if there is one."""
    if not lead.company_name:
        return None
    ways = {} if lead.person_name else {"phone": lead.phone, "email": lead.email}
    values = _given(name=lead.company_name, source=lead.source, owner=_owner(tx, lead), **ways)
    return int(create_within(tx, companies, values).id)


def _person(tx: Transaction, lead: Lead) -> int | None:
    if not lead.person_name:
        return None
    kind = "contact" if lead.company_name else "personal"
    values = _given(
        name=lead.person_name,
        customer_type=kind,
        position=lead.position if kind == "contact" else None,
        employer=lead.company_name,
        phone=lead.phone,
        email=lead.email,
        source=lead.source,
        owner=_owner(tx, lead),
    )
    return int(create_within(tx, persons, values).id)


def _owner(tx: Transaction, lead: Lead) -> int | None:
    """Who answers for the lead answers for what becomes of it, where the actor may give it to him."""
    return lead.owner_id if tx.actor.may("contacts.company.assign") else None


def _of_deal(tx: Transaction, lead: Lead) -> Values:
    amount = leads.by_name["amount"].from_row((lead.amount, lead.amount_currency))
    return {
        "name": lead.name,
        "product": lead.product_id,
        "amount": amount,
        "source": lead.source,
        "note": lead.note,
        "owner": lead.owner_id if tx.actor.may(deals.permission("assign")) else None,
    }


def _carry_consent(
    tx: Transaction, lead: Lead, channel: str, company: int | None, person: int | None
) -> None:
    """What was said about being written to holds for the person, else for the company."""
    if lead.consent:
        of = {"person": person} if person else {"company": company}
        proof = _given(proof=lead.consent_proof, channel=channel)
        create_within(tx, consents, {**of, "state": lead.consent, "purpose": "marketing", **proof})


def _found(actor: Actor, lead: Lead) -> Values:
    """Who of the customers may be meant: where just one is like the lead, the form offers it."""
    proposed: Values = {}
    for name, resource, typed in (
        ("company", companies, {"name": lead.company_name}),
        (
            "person",
            persons,
            {"name": lead.person_name, "mobile": lead.phone, "phone": lead.phone, "email": lead.email},
        ),
    ):
        texts = {field: text for field, text in typed.items() if text}
        if texts.get("name") and actor.may(resource.permission("view")):
            hits = {hit.id for hit in alike(actor, actor.host.resources[resource.name], texts)}
            if len(hits) == 1:
                proposed[name] = hits.pop()
    return proposed


def _became(actor: Actor, lead: int) -> list[Ref]:
    """The deal that a lead became, whose entries are shown with it."""
    found = visible(actor, leads).where(Lead.id == lead, Lead.deal_id.is_null(False)).first()
    return [Ref("sales.deal", found.deal_id)] if found is not None else []


every_hour = Schedule("sales.wake_leads_hourly", wake_leads, every=timedelta(hours=1))
ACTIONS = [
    Action(
        convert,
        _("Convert"),
        asks="company person",
        also="consent_channel",
        icon="arrow-right-left",
        propose=_found,
        fits=lambda lead: lead.state != CONVERTED,
        done=_("Converted"),
        says=_(
            "Choose the customer where it is known already. What is left empty is made new from the lead, with a deal."
        ),
    ),
    Action(
        take_on,
        _("Take on"),
        icon="hand",
        fits=lambda lead: lead.state in ("new", PARKED, "invalid"),
        done=_("Taken on"),
    ),
    Action(
        park,
        _("Park"),
        asks="wake_up_on reason",
        icon="alarm-clock",
        fits=lambda lead: lead.state in WAITING,
        done=_("Parked"),
        says=_("The lead comes back to its owner on this day, with something to do."),
    ),
    Action(
        drop,
        _("Mark as invalid"),
        asks="reason",
        icon="circle-x",
        fits=lambda lead: lead.state in WAITING,
        done=_("Marked as invalid"),
    ),
]
ITEMS = [convert, take_on, park, drop, wake, wake_leads, every_hour, *ACTIONS, AlsoIn(leads, _became)]
