"""The funnel of deals: how many reach each stage of a pipeline, and how long they stay in it."""

from __future__ import annotations

from guanxi.api import Actor, Funnel, FunnelStep, Stays, Way, translator, visible
from guanxi_sales.choices import LOST, WON
from guanxi_sales.deals import deals
from guanxi_sales.models import Passage, Pipeline, Stage
from guanxi_sales.pipelines import pipelines, stages

_ = translator("guanxi_sales")


def _ways(actor: Actor) -> list[Way]:
    """Each pipeline in use with its open stages and, at the end, the one for won deals."""
    if not (actor.may(pipelines.permission("view")) and actor.may(stages.permission("view"))):
        return []
    found = list(visible(actor, stages).where(Stage.state != LOST).order_by(Stage.position, Stage.id))
    used = visible(actor, pipelines).where(Pipeline.active == True)  # noqa: E712  SQL
    return [
        Way(
            each.id,
            each.name,
            tuple(FunnelStep(s.id, s.name) for s in _in_order(found) if s.pipeline_id == each.id),
        )
        for each in used.order_by(Pipeline.position, Pipeline.id)
    ]


def _in_order(found: list[Stage]) -> list[Stage]:
    return sorted(found, key=lambda stage: stage.state == WON)


funnel = Funnel(
    "sales.funnel",
    label=_("Funnel"),
    over=deals,
    by="furthest",
    ways=_ways,
    total="amount",
    on="engaged_on",
    stays=Stays(Passage, record="deal_id", step="stage_id", since="entered_at", until="left_at"),
    means=_(
        "Deals that began in the period and reached each stage or one after it; days in it are the median of those that have left it."
    ),
)
