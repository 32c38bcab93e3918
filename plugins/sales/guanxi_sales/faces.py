"""How deals look: the page with the bar of stages, the form, import."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from guanxi.api import Actor, Form, Import, Record, Ref, fields_for, next_badge, translator, visible
from guanxi_sales.choices import DECIDES, LOST, OPEN, PROPOSED_AFTER, STATES, WON
from guanxi_sales.deals import deal_persons, deals
from guanxi_sales.forms import DealForm
from guanxi_sales.models import Deal, DealPerson, Stage
from guanxi_sales.pipelines import stages

_ = translator("guanxi_sales")
TONES = {OPEN: "blue", WON: "green", LOST: ""}


def today_of(actor: Actor) -> date:
    """The date where the actor is."""
    return actor.host.clock().astimezone(ZoneInfo(actor.zone)).date()


def _page(actor: Actor, deal: Deal, values: Mapping[str, Any]) -> dict[str, Any]:
    """The page of a deal with its badges and the bar of stages."""
    seen = {field.name for field in fields_for(actor, deals)}
    return {
        **values,
        "badges": [*values.get("badges", ()), *_badges(actor, deal, seen)],
        "steps": _steps(actor, deal, seen),
    }


def _badges(actor: Actor, deal: Deal, seen: set[str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if "state" not in seen:
        return found
    found.append({"text": STATES[deal.state], "tone": TONES[deal.state]})
    if deal.state != OPEN:
        return found
    if (told := next_badge(actor, Ref(deals.name, deal.id))) is not None:
        found.append({"text": told[0], "tone": told[1]})
    days = (today_of(actor) - deal.stale_on).days if deal.stale_on and "stale_on" in seen else 0
    if days > 0:
        found.append({"text": _("Stale for 1 day", "Stale for {n} days", n=days), "tone": "amber"})
    if days >= PROPOSED_AFTER:
        found.append({"text": _("Proposed for closing"), "tone": "red"})
    if _asks_for_decider(actor) and not _has_decider(actor, deal):
        found.append({"text": _("No decision maker known"), "tone": "amber"})
    return found


def _asks_for_decider(actor: Actor) -> bool:
    """Whoever does not see the roles is not told that one is missing."""
    seen = {field.name for field in fields_for(actor, deal_persons)}
    return actor.may(deal_persons.permission("view")) and "role" in seen


def _has_decider(actor: Actor, deal: Deal) -> bool:
    found = visible(actor, deal_persons).where(DealPerson.deal_id == deal.id, DealPerson.role == DECIDES)
    return bool(found.exists())


def _steps(actor: Actor, deal: Deal, seen: set[str]) -> list[dict[str, Any]]:
    """The open stages of the deal's pipeline in their order; each is a button for who may move the deal."""
    if (
        not {"stage", "pipeline"} <= seen
        or deal.pipeline_id is None
        or not actor.may(stages.permission("view"))
    ):
        return []
    of_it = visible(actor, stages).where(Stage.pipeline_id == deal.pipeline_id)
    row = [
        each
        for each in of_it.order_by(Stage.position, Stage.id)
        if each.state == OPEN or each.id == deal.stage_id
    ]
    here = next((place for place, each in enumerate(row) if each.id == deal.stage_id), -1)
    return [
        {
            "label": each.name,
            "state": "done" if place < here else "here" if place == here else "",
            "post": f"/sales/deals/{deal.id}/move" if place != here else "",
            "hidden": {"stage": each.id, "version": deal.version},
        }
        for place, each in enumerate(row)
    ]


deals_page = Record(
    deals,
    template="sales/deal.html",
    prepare=_page,
    sections={
        _("Basics"): "name company person product amount",
        _(
            "Progress"
        ): "pipeline stage furthest state probability engaged_on close_on closed_on entered_stage_at stale_on next_step next_step_on",
        _("Won or lost"): "lost_reason competitor",
        _("Stage gate"): "checked",
        _("Responsibility"): "source owner team changed_at",
        _("Note"): "note",
    },
)
deals_form = Form(deals, form=DealForm)
deals_import = Import(
    deals,
    columns={
        "name": "deal opportunity opportunity_id title 商机 商机名称 名称",
        "company": "account customer company_name 客户 企业 客户名称",
        "product": "item 产品 产品名称",
        "amount": "close_value value revenue 金额 预计金额 成交金额",
        "stage": "deal_stage sales_stage 阶段 销售阶段",
        "engaged_on": "engage_date start_date 开始日期",
        "close_on": "expected_close expected_close_date 预计成交日期",
        "closed_on": "close_date closed_date 成交日期 关闭日期",
        "owner": "sales_agent seller responsible 负责人 销售员 客户经理",
        "note": "notes remark remarks 说明 备注",
    },
)
