"""Deals: chances of a sale, where they stand, and who decides in them."""

from __future__ import annotations

from guanxi.api import (
    Choice,
    Date,
    DateTime,
    HandOver,
    Lines,
    Link,
    LongText,
    Money,
    Percent,
    Resource,
    Rows,
    Text,
    translator,
)
from guanxi_contacts.api import SOURCES
from guanxi_sales.choices import (
    ATTITUDES,
    COMPETITORS,
    INFLUENCES,
    LOST_REASONS,
    OPEN,
    ROLES,
    STATES,
)
from guanxi_sales.models import Deal, DealPerson
from guanxi_sales.stage_gate import keep_stage, keep_stages_of_many

_ = translator("guanxi_sales")

deals = Resource(
    Deal,
    label=_("Deals"),
    label_one=_("Deal"),
    title="name",
    order=["-changed_at", "name"],
    icon="handshake",
    on_write=keep_stage,
    on_write_many=keep_stages_of_many,
    fields=[
        Text("name", label=_("Name"), required=True, max=200, search=True, sort="sort_name"),
        Link("company", to="contacts.company", label=_("Company"), back=_("Deals")),
        Link("person", to="contacts.person", label=_("Person"), back=_("Deals")),
        Link("product", to="sales.product", label=_("Product"), back=_("Deals")),
        Money("amount", label=_("Amount"), min=0),
        Link("pipeline", to="sales.pipeline", label=_("Pipeline"), back=None),
        Link("stage", to="sales.stage", label=_("Stage"), back=_("Deals"), filter=True),
        Link("furthest", to="sales.stage", label=_("Furthest stage"), back=None, read_only=True),
        Choice("state", label=_("State"), choices=STATES, default=OPEN, read_only=True, filter=True),
        Percent("probability", label=_("Probability"), min=0, max=100),
        Date("engaged_on", label=_("Began on")),
        Date("close_on", label=_("Expected close"), filter=True),
        Date("closed_on", label=_("Closed on")),
        Choice("lost_reason", label=_("Lost reason"), choices=LOST_REASONS, adjustable="sales.lost_reason"),
        Choice("competitor", label=_("Competitor"), choices=COMPETITORS, adjustable="sales.competitor"),
        Choice("source", label=_("Source"), choices=SOURCES, unset="unknown", adjustable="contacts.source"),
        LongText("checked", label=_("Checklist"), max=10_000),
        DateTime("entered_stage_at", label=_("In this stage since"), read_only=True),
        Date("stale_on", label=_("Stale from"), read_only=True, filter=True),
        Text("next_step", label=_("Next step"), max=200, read_only=True),
        Date("next_step_on", label=_("Next step on"), read_only=True),
        Link("owner", to="people.user", label=_("Owner"), filter=True),
        Link("team", to="people.team", label=_("Team"), read_only=True),
        DateTime("changed_at", label=_("Changed"), read_only=True),
        LongText("note", label=_("Note"), max=10_000),
    ],
    rows=Rows(own="owner", team="team", shared=True),
    tags=True,
    apart="company owner",
)
deals_handed_over = HandOver(deals, only={"field": "state", "op": "eq", "value": OPEN}, label=_("Open deals"))

deal_persons = Resource(
    DealPerson,
    label=_("Stakeholder roles"),
    label_one=_("Stakeholder role"),
    title="note",
    order=["id"],
    icon="users",
    fields=[
        Link("deal", to="sales.deal", label=_("Deal"), required=True, back=None),
        Link("person", to="contacts.person", label=_("Person"), required=True, back=_("Roles in deals")),
        Choice("role", label=_("Role"), choices=ROLES, required=True, default="influences", filter=True),
        Choice("influence", label=_("Influence"), choices=INFLUENCES),
        Choice("attitude", label=_("Attitude"), choices=ATTITUDES),
        Text("note", label=_("Note"), max=200),
    ],
    rows=Rows(through=("deal",), part=True),
)
deal_person_lines = Lines(
    deal_persons,
    "deal",
    "role person influence attitude note",
    label=_("Persons and their roles"),
    after=_("Basics"),
)
