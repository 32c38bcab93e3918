"""The board of deals: a pipeline's stages as columns, a drop that passes the gate of the stage."""

from __future__ import annotations

from collections.abc import Sequence

from guanxi.api import Actor, Board, BoardColumn, visible
from guanxi_sales.deals import deals
from guanxi_sales.models import Stage
from guanxi_sales.moving import move
from guanxi_sales.pipelines import stages


def _stages_of(actor: Actor, pipeline: int | None) -> Sequence[BoardColumn]:
    """The stages of a pipeline in their order, each with its limit."""
    found = visible(actor, stages).where(Stage.pipeline_id == pipeline).order_by(Stage.position, Stage.id)
    return [BoardColumn(each.id, each.name, days=each.limit_days or 0) for each in found]


deals_board = Board(
    deals,
    by="stage",
    within="pipeline",
    columns=_stages_of,
    card="company amount close_on owner",
    total="amount",
    weight="probability",
    drop=move,
    since="entered_stage_at",
    create="name company",
)
