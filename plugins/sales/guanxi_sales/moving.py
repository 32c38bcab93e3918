"""What is done to deals beside editing them: moved along their pipeline, won, lost, opened again."""

from __future__ import annotations

from typing import Any

from guanxi.api import Action, InvalidValues, Ref, Refused, Transaction, change, plan_activity, translator
from guanxi_sales.choices import LOST, OPEN, WON
from guanxi_sales.deals import deals
from guanxi_sales.models import Deal, Passage, Stage
from guanxi_sales.stale import near_its_limit

_ = translator("guanxi_sales")
NEEDABLE = "company person product amount close_on competitor checked"
Values = dict[str, Any]


@change("sales.deal.move", on=deals)
def move(tx: Transaction, deal: Deal, *, values: Values) -> None:
    """Move a deal to the stage among `values`; further values are what the stage asks for."""
    if not values.get("stage"):
        raise InvalidValues({"stage": _("Choose a stage.")})
    tx.set(deal, **values)


@change("sales.deal.win", on=deals)
def win(tx: Transaction, deal: Deal, *, values: Values) -> None:
    """The deal is won: it goes to the stage of its pipeline for won deals."""
    if deal.state == WON:
        raise Refused(_("This deal is won already."))
    tx.set(deal, **{**values, "stage": _stage_for(deal, WON)})


@change("sales.deal.lose", on=deals)
def lose(tx: Transaction, deal: Deal, *, values: Values) -> None:
    """The deal is lost, for a reason: it goes to the stage of its pipeline for lost deals."""
    if deal.state == LOST:
        raise Refused(_("This deal is lost already."))
    if not (values.get("lost_reason") or deal.lost_reason):
        raise InvalidValues({"lost_reason": _("Say why the deal is lost.")})
    tx.set(deal, **{**values, "stage": _stage_for(deal, LOST)})


@change("sales.deal.reopen", on=deals)
def reopen(tx: Transaction, deal: Deal, *, values: Values) -> None:
    """A won or lost deal is open again, in the open stage in which it was last."""
    if deal.state == OPEN:
        raise Refused(_("This deal is open."))
    tx.set(deal, **{**values, "stage": _last_open(deal)})


@change("sales.deal.keep", on=deals)
def keep(tx: Transaction, deal: Deal, *, values: Values) -> None:
    """A deal that is long in its stage is kept: its next step is planned, and only from that day on it is stale again."""
    if deal.state != OPEN:
        raise Refused(_("Only an open deal is kept."))
    step, day = values.get("next_step"), values.get("next_step_on")
    wrong = {} if step else {"next_step": _("Say what is done next.")}
    if day is None or day < tx.today:
        wrong["next_step_on"] = _("Choose today or a later day.")
    if wrong:
        raise InvalidValues(wrong)
    about = (Ref(deals.name, deal.id),)
    plan_activity(tx, subject=step, due_on=day, owner=deal.owner_id or tx.actor.id, about=about)
    tx.set(deal, next_step=step, next_step_on=day, stale_on=day if deal.stale_on else None)


def _stage_for(deal: Deal, state: str) -> int:
    found = Stage.select(Stage.id).where(
        Stage.pipeline_id == deal.pipeline_id, Stage.state == state, Stage.deleted_at.is_null()
    )
    stage = found.order_by(Stage.position, Stage.id).first()
    if stage is None:
        raise Refused(_("The pipeline has no stage for it. Whoever keeps the pipelines can add one."))
    return int(stage.id)


def _last_open(deal: Deal) -> int:
    """The stage that it left last, of those that are still open ones; else the first of its pipeline."""
    open_ones = {
        each.id
        for each in Stage.select(Stage.id).where(
            Stage.pipeline_id == deal.pipeline_id, Stage.state == OPEN, Stage.deleted_at.is_null()
        )
    }
    left = Passage.select(Passage.stage_id).where(Passage.deal_id == deal.id)
    for each in left.order_by(Passage.id.desc()):
        if each.stage_id is not None and each.stage_id in open_ones:
            return each.stage_id
    return _stage_for(deal, OPEN)


ACTIONS = [
    Action(
        win,
        _("Mark as won"),
        also=f"{NEEDABLE} closed_on",
        icon="trophy",
        fits=lambda deal: deal.state == OPEN and deal.pipeline_id is not None,
        done=_("Won"),
    ),
    Action(
        lose,
        _("Mark as lost"),
        asks="lost_reason competitor",
        also=f"{NEEDABLE} closed_on",
        icon="circle-x",
        fits=lambda deal: deal.state == OPEN and deal.pipeline_id is not None,
        done=_("Lost"),
    ),
    Action(
        keep,
        _("Keep, plan the next step"),
        asks="next_step next_step_on",
        icon="calendar-clock",
        fits=lambda deal: deal.state == OPEN,
        presses=near_its_limit,
        done=_("Kept; the next step is planned"),
    ),
    Action(
        reopen,
        _("Open again"),
        also=NEEDABLE,
        icon="undo-2",
        fits=lambda deal: deal.state != OPEN,
        done=_("Opened again"),
    ),
    Action(move, _("Move to another stage"), asks="stage", also=f"{NEEDABLE} lost_reason", shown=False),
]
ITEMS = [move, win, lose, keep, reopen, *ACTIONS]
