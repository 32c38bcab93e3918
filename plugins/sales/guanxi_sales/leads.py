"""Leads: enquiries that nobody has looked into yet, parked until somebody is ready, and what became of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from guanxi.api import (
    Actor,
    Choice,
    Date,
    DateTime,
    Duplicates,
    Email,
    HandOver,
    Import,
    Link,
    List,
    LongText,
    Money,
    Phone,
    Quick,
    Record,
    Resource,
    Rows,
    Text,
    mine,
    translator,
)
from guanxi_contacts.api import CHANNELS, SOURCES
from guanxi_sales.choices import CONSENTED, LEAD_STATES
from guanxi_sales.models import Lead

_ = translator("guanxi_sales")
WAITING = ["new", "working", "parked"]
TONES = {"new": "blue", "working": "blue", "parked": "amber", "converted": "green", "invalid": ""}

leads = Resource(
    Lead,
    label=_("Leads"),
    label_one=_("Lead"),
    title="name",
    order=["-changed_at", "name"],
    icon="inbox",
    fields=[
        Text("name", label=_("Enquiry"), required=True, max=200, search=True, sort="sort_name"),
        Text("company_name", label=_("Company name"), max=200, search=True),
        Text("person_name", label=_("Person"), max=100, search=True),
        Text("position", label=_("Job title"), max=60),
        Phone("phone", label=_("Phone"), search=True),
        Email("email", label=_("Email"), search=True),
        Link("product", to="sales.product", label=_("Product"), back=None),
        Money("amount", label=_("Amount"), min=0),
        Choice("source", label=_("Source"), choices=SOURCES, unset="unknown", adjustable="contacts.source"),
        Choice("state", label=_("State"), choices=LEAD_STATES, default="new", read_only=True, filter=True),
        Date("wake_up_on", label=_("Wake-up date"), read_only=True, filter=True),
        Text("reason", label=_("Reason"), max=300, read_only=True),
        Choice("consent", label=_("Consent"), choices=CONSENTED),
        Choice("consent_channel", label=_("Channel of consent"), choices=CHANNELS),
        Text("consent_proof", label=_("Proof of consent"), max=500),
        Link("company", to="contacts.company", label=_("Company"), back=_("Leads"), read_only=True),
        Link("person", to="contacts.person", label=_("Person"), back=_("Leads"), read_only=True),
        Link("deal", to="sales.deal", label=_("Deal"), back=_("Leads"), read_only=True),
        Link("owner", to="people.user", label=_("Owner"), filter=True),
        Link("team", to="people.team", label=_("Team"), read_only=True),
        DateTime("created_at", label=_("Came in"), read_only=True),
        DateTime("converted_at", label=_("Converted at"), read_only=True),
        DateTime("changed_at", label=_("Changed"), read_only=True),
        LongText("note", label=_("Note"), max=10_000),
    ],
    rows=Rows(own="owner", team="team", shared=True),
    tags=True,
    apart="company_name owner",
)
leads_lookup = Duplicates(leads, names="company_name", codes="phone email")
leads_handed_over = HandOver(
    leads, only={"field": "state", "op": "in", "value": WAITING}, label=_("Open leads")
)


def _in(*states: str) -> dict[str, Any]:
    return {"field": "state", "op": "in", "value": list(states)}


leads_list = List(
    leads,
    columns="name company_name person_name phone source state wake_up_on owner changed_at",
    quick=[
        mine(),
        Quick("inbox", _("Inbox"), lambda actor: _in("new", "working")),
        Quick("parked", _("Parked"), lambda actor: _in("parked")),
    ],
    empty=_("A lead is an enquiry that nobody has looked into yet: from the website, a fair, a call."),
    key="l",
)


def _page(actor: Actor, lead: Lead, values: Mapping[str, Any]) -> dict[str, Any]:
    """The page of a lead with its state as a badge."""
    shown = actor.system or "state" not in actor.hidden.get(leads.name, ())
    badge = [{"text": LEAD_STATES[lead.state], "tone": TONES[lead.state]}] if shown else []
    return {**values, "badges": [*values.get("badges", ()), *badge]}


leads_page = Record(
    leads,
    prepare=_page,
    sections={
        _("Basics"): "name company_name person_name position phone email",
        _("Interest"): "product amount source",
        _("Progress"): "state wake_up_on reason converted_at company person deal",
        _("Consent"): "consent consent_channel consent_proof",
        _("Responsibility"): "owner team created_at changed_at",
        _("Note"): "note",
    },
)
leads_import = Import(
    leads,
    columns={
        "name": "title subject enquiry topic lead 主题 线索 线索名称 需求",
        "company_name": "company account organisation firm 公司 公司名称 企业 企业名称 单位",
        "person_name": "contact contact_name full_name 联系人 姓名 客户姓名",
        "position": "job_title role 职位 职务",
        "phone": "mobile telephone tel 手机 手机号 联系电话 电话",
        "email": "mail e_mail 邮箱 电子邮箱",
        "source": "channel lead_source 渠道 来源渠道",
        "note": "message remark remarks comment 留言 说明 备注",
    },
)
