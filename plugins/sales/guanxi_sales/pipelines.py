"""Pipelines and their stages: how likely, how long, and what has to be known and done before a deal enters one."""

from __future__ import annotations

from guanxi.api import (
    Boolean,
    Choice,
    Choices,
    DateTime,
    Integer,
    Lines,
    Link,
    List,
    LongText,
    Percent,
    Record,
    Resource,
    Rows,
    Text,
    Without,
    translator,
)
from guanxi_sales.choices import OPEN, STATES
from guanxi_sales.models import Pipeline, Stage

_ = translator("guanxi_sales")
MOST_STAGES = 40

NEEDABLE = {
    "company": _("Company"),
    "person": _("Person"),
    "product": _("Product"),
    "amount": _("Amount"),
    "close_on": _("Expected close"),
    "competitor": _("Competitor"),
    "lost_reason": _("Lost reason"),
}
"""The fields of a deal that a stage can ask for."""

pipelines = Resource(
    Pipeline,
    label=_("Pipelines"),
    label_one=_("Pipeline"),
    title="name",
    order=["position"],
    icon="workflow",
    fields=[
        Text("name", label=_("Name"), required=True, max=100),
        Integer("position", label=_("Position"), min=1, max=100_000, default=1, required=True),
        Boolean("active", label=_("In use"), required=True, default=True),
        LongText("note", label=_("Note"), max=2000),
    ],
    rows=Rows(everyone=True, known=True),
)
pipelines_page = Record(pipelines, sections={_("Basics"): "name position active note"})

stages = Resource(
    Stage,
    label=_("Stages"),
    label_one=_("Stage"),
    title="name",
    order=["position"],
    icon="layers",
    fields=[
        Link("pipeline", to="sales.pipeline", label=_("Pipeline"), required=True, back=None),
        Text("name", label=_("Name"), required=True, max=100),
        Integer("position", label=_("Position"), min=1, max=100_000, default=1, required=True),
        Choice("state", label=_("Deals in it are"), choices=STATES, required=True, default=OPEN),
        Percent("probability", label=_("Probability"), min=0, max=100),
        Integer(
            "limit_days",
            label=_("Limit in days"),
            min=1,
            max=3650,
            help=_("A deal that stays longer is stale."),
        ),
        Choices(
            "needed",
            label=_("Needed to enter"),
            choices=NEEDABLE,
            help=_("Whoever moves a deal into the stage is asked for what is missing of these."),
        ),
        LongText(
            "checklist",
            label=_("Checklist"),
            max=2000,
            help=_("One line for each thing that has to be confirmed before a deal enters."),
        ),
        DateTime("changed_at", label=_("Changed"), read_only=True),
    ],
    rows=Rows(everyone=True, known=True),
    apart="pipeline",
)
stages_list = Without(stages, (List,))
stages_page = Record(
    stages,
    sections={
        _("Basics"): "name pipeline position state probability limit_days",
        _("Stage gate"): "needed checklist",
        _("Responsibility"): "changed_at",
    },
)
stage_lines = Lines(
    stages,
    "pipeline",
    "position name state probability limit_days",
    also="needed checklist",
    label=_("Stages"),
    after=_("Basics"),
    limit=MOST_STAGES,
)
