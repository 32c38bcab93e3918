"""The table of contents of sales: what it mounts and which hooks it takes part in."""

from __future__ import annotations

from guanxi.api import Actor, DayPart, DemoData, MoneyValue, Refused, Transaction, hookimpl, translator
from guanxi_sales import (
    boards,
    calendars,
    converting,
    customer,
    deals,
    faces,
    first_steps,
    funnel,
    leads,
    lists,
    metrics,
    milestones,
    moving,
    pipelines,
    products,
    standard,
)
from guanxi_sales.choices import OPEN
from guanxi_sales.day import next_best, open_amounts
from guanxi_sales.demo import write_sales
from guanxi_sales.models import Deal, Stage
from guanxi_sales.stale import to_close

_ = translator("guanxi_sales")


@hookimpl
def mount() -> list[object]:
    """Its resources with their faces, and what can be done to a deal."""
    return [
        leads.leads,
        leads.leads_list,
        leads.leads_page,
        leads.leads_import,
        leads.leads_lookup,
        leads.leads_handed_over,
        *converting.ITEMS,
        deals.deals,
        lists.deals_list,
        boards.deals_board,
        calendars.deals_calendar,
        faces.deals_page,
        faces.deals_form,
        faces.deals_import,
        deals.deals_handed_over,
        milestones.deal_milestones,
        *moving.ITEMS,
        *customer.ITEMS,
        deals.deal_persons,
        deals.deal_person_lines,
        *products.ITEMS,
        pipelines.pipelines,
        lists.pipelines_list,
        lists.roles_list,
        lists.roles_entry,
        standard.pages,
        pipelines.pipelines_page,
        pipelines.stages,
        pipelines.stages_list,
        pipelines.stages_page,
        pipelines.stage_lines,
        *metrics.METRICS,
        funnel.funnel,
        *first_steps.STEPS,
    ]


@hookimpl
def demo_data() -> DemoData:
    """Products, pipelines, and deals with the demo customers."""
    return DemoData(write_sales)


@hookimpl
def check_removal(tx: Transaction, resource: str, record: Stage) -> None:
    """A stage in which there are open deals stays, and so does a pipeline."""
    link = {"sales.stage": Deal.stage_id, "sales.pipeline": Deal.pipeline_id}.get(resource)
    if link is None:
        return
    held = Deal.select().where(link == record.id, Deal.state == OPEN, Deal.deleted_at.is_null())
    if held.exists():
        raise Refused(_("There are open deals in it. Move them to another stage first."))


@hookimpl
def day_parts(actor: Actor, most: int) -> list[DayPart]:
    """Which open deal to turn to next, and which to close."""
    return [*next_best(actor, most), *to_close(actor, most)]


@hookimpl
def record_worth(actor: Actor, resource: str, ids: list[int]) -> dict[int, list[MoneyValue]] | None:
    """A deal is worth its amount while it is open, a customer the amounts of his open deals."""
    return open_amounts(actor, resource, ids)
