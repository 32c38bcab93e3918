"""The board of deals: a pipeline's stages as columns, a drop that passes the gate of the stage."""

from __future__ import annotations

from collections.abc import Sequence

from guanxi.api import Actor, Board, BoardColumn, linked_rows
from guanxi_sales.deals import deals
from guanxi_sales.moving import move
from guanxi_sales.pipelines import MOST_STAGES, stages
from guanxi_sales.standard import steps


def _stages_of(actor: Actor, pipeline: int | None) -> Sequence[BoardColumn]:
    """The stages of a pipeline in their order, each with its limit."""
    if pipeline is None:
        return ()
    link, shown = stages.by_name["pipeline"], ("name", "limit_days")
    found = linked_rows(actor, stages, link, pipeline, shown, MOST_STAGES, by="position")
    return [BoardColumn(id, name, days=limit or 0) for id, name, limit in found]


deals_board = Board(
    deals,
    by="stage",
    within="pipeline",
    columns=_stages_of,
    steps=steps,
    nested=True,
    card="company amount close_on owner",
    total="amount",
    weight="probability",
    drop=move,
    since="entered_stage_at",
    create="name company",
)
