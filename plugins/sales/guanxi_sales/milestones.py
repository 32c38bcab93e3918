"""The steps of a deal that stand in the timelines of its company and its person."""

from __future__ import annotations

from guanxi.api import Milestone, Milestones, translator
from guanxi_sales.choices import LOST, OPEN, WON
from guanxi_sales.deals import deals

_ = translator("guanxi_sales")

deal_milestones = Milestones(
    deals,
    via="company person",
    steps=(
        Milestone("begun", _("Deal begun"), on="engaged_on", more="stage amount close_on"),
        Milestone(
            "won",
            _("Deal won"),
            field="state",
            value=WON,
            on="closed_on",
            icon="trophy",
            more="amount product",
        ),
        Milestone(
            "lost",
            _("Deal lost"),
            field="state",
            value=LOST,
            on="closed_on",
            icon="circle-x",
            more="lost_reason competitor amount",
        ),
        Milestone(
            "reopened", _("Deal opened again"), field="state", value=OPEN, icon="undo-2", more="stage amount"
        ),
        Milestone("moved", _("Deal moved"), field="stage", icon="arrow-right", more="stage"),
        Milestone(
            "rescheduled",
            _("Expected close moved"),
            field="close_on",
            icon="calendar-clock",
            more="close_on",
        ),
    ),
)
