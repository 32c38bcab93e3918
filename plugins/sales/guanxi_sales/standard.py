"""The standard pipeline: made by one button while there is none, in the language of whoever presses it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import redirect
from werkzeug.wrappers import Response

from guanxi.api import Actor, Pages, Refused, Transaction, change, create_within, toast, translator
from guanxi_sales.choices import LOST, WON
from guanxi_sales.models import Pipeline
from guanxi_sales.pipelines import pipelines, stages

_ = translator("guanxi_sales")
pages = Pages("sales")
BEFORE_OFFER = ("company", "product", "amount", "close_on")
STAGES: tuple[dict[str, Any], ...] = (
    {"name": _("First contact"), "probability": "10", "limit_days": 30},
    {"name": _("Needs clarified"), "probability": "25", "limit_days": 30, "needed": ("company",)},
    {"name": _("Offer made"), "probability": "50", "limit_days": 21, "needed": BEFORE_OFFER},
    {
        "name": _("Negotiation"),
        "probability": "75",
        "limit_days": 14,
        "needed": BEFORE_OFFER,
        "checklist": (_("Decision maker is known"), _("Terms of payment are discussed")),
    },
    {"name": _("Won"), "probability": "100", "state": WON, "needed": ("amount",)},
    {"name": _("Lost"), "probability": "0", "state": LOST, "needed": ("lost_reason",)},
)


@change("sales.pipeline.create", new=True)
def begin(tx: Transaction) -> Any:
    """Make the standard pipeline with its stages; refused where there is a pipeline already."""
    if _last(living=True):
        raise Refused(_("There is a pipeline already."))
    pipeline = create_within(tx, pipelines, {"name": str(_("Standard pipeline"))})
    for position, stage in enumerate(STAGES, 1):
        checklist = "\n".join(str(item) for item in stage.get("checklist", ()))
        words = {"name": str(stage["name"]), "checklist": checklist or None}
        create_within(tx, stages, {**stage, **words, "pipeline": pipeline.id, "position": position})
    return pipeline


@pages.post("/pipelines/standard", needs="sales.pipeline.create")
def standard_pipeline(actor: Actor) -> Response:
    """Make the standard pipeline; who presses twice makes one."""
    done = begin(actor, key=f"sales standard after {_last()}")
    toast(_("The standard pipeline is ready. Its stages can be changed under Pipelines."), undo=done.change)
    return redirect("/sales/deals/board/", 303)


def steps(actor: Actor) -> list[dict[str, Any]]:
    """The button that makes the standard pipeline, for who may, while there is none."""
    may = actor.may(pipelines.permission("create")) and actor.may(stages.permission("create"))
    if not may or _last(living=True):
        return []
    label = _("Create standard pipeline")
    return [{"label": label, "post": "/sales/pipelines/standard", "icon": "workflow", "kind": "main"}]


def begin_here(actor: Actor, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """An empty list that offers the standard pipeline first."""
    if values["state"] != "empty" or not (first := steps(actor)):
        return values
    others = [{**step, "kind": ""} for step in values.get("steps", ())]
    return {**values, "steps": [*first, *others]}


def _last(*, living: bool = False) -> int:
    """The newest pipeline, 0 where there is none; `living`: outside the bin."""
    found = Pipeline.select(Pipeline.id).order_by(Pipeline.id.desc())
    newest = (found.where(Pipeline.deleted_at.is_null()) if living else found).first()
    return newest.id if newest is not None else 0
