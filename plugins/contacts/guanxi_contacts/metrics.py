"""The figures of contacts: follow-ups with customers, and customers that are new."""

from __future__ import annotations

from guanxi.api import Metric, counted, summed, translator
from guanxi_contacts.interactions import interactions
from guanxi_contacts.resources import companies

_ = translator("guanxi_contacts")

METRICS = (
    Metric(
        "contacts.follow_ups",
        label=_("Follow-ups"),
        over=interactions,
        on="happened_at",
        value=counted(),
        by=("kind", "owner", "team"),
        means=_("Calls, meetings, visits and messages with customers that happened in the period."),
        icon="message-circle",
        home=True,
    ),
    Metric(
        "contacts.visits",
        label=_("Visits"),
        over=interactions,
        on="happened_at",
        value=counted(),
        where={"field": "kind", "op": "eq", "value": "visit"},
        by=("owner", "team"),
        means=_("Visits to customers that happened in the period; the chart is by weeks."),
        icon="map-pin",
        step="week",
    ),
    Metric(
        "contacts.time_with_customers",
        label=_("Time with customers, in minutes"),
        over=interactions,
        on="happened_at",
        value=summed("duration"),
        where={"field": "kind", "op": "in", "value": ["visit", "meeting", "call"]},
        by=("kind", "owner", "team"),
        means=_(
            "Minutes of visits, meetings and calls in the period, of those whose duration was entered; by weeks."
        ),
        icon="timer",
        step="week",
    ),
    Metric(
        "contacts.new_customers",
        label=_("New customers"),
        over=companies,
        on="created_at",
        value=counted(),
        by=("source", "owner", "team", "industry"),
        means=_("Companies entered in the period."),
        icon="building-2",
        home=True,
    ),
)
