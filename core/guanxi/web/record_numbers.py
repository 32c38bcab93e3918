"""Metrics in the head of a record: what open deals of this customer are worth, how often he buys; they follow the page."""

from __future__ import annotations

from functools import cache, partial
from typing import Any

from werkzeug.wrappers import Response

from guanxi.data.fields import Field, Link
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.gate import searchable_fields
from guanxi.records.resource import Resource
from guanxi.resources import figures
from guanxi.resources.faces import Faces
from guanxi.resources.metrics import Metric, metrics_of
from guanxi.web import metric_view
from guanxi.web.condition_pairs import address_of
from guanxi.web.metric_pages import COMPONENT, explained
from guanxi.web.metric_view import metric_address, part_condition, question
from guanxi.web.rendering import fragment

PERIOD = "last_12_months"
"""What a metric with a day covers in the head of a record."""


def numbers_of(actor: Actor, resource: Resource, record: Any) -> dict[str, Any] | None:
    """The names of the metrics in the head of the record, and where their numbers come from; None where nothing is to be counted."""
    if record.deleted_at is not None:
        return None
    leads = cache(partial(_leads, actor, id=record.id))
    offered = [(metric, link) for metric, link in _offered(actor, resource) if leads(metric.over, link)]
    if not offered:
        return None
    return {
        "labels": [str(metric.label) for metric, _link in offered],
        "url": f"/{resource.path}/{record.id}/numbers",
    }


def numbers(actor: Actor, faces: Faces, id: int) -> Response:
    """The metrics of one record that the actor sees, over those of their rows that he sees."""
    resource = faces.resource
    record = gate.get(actor, resource, id, include_bin=actor.may(resource.permission("delete")))
    found = [_number(actor, metric, link, record.id) for metric, link in _offered(actor, resource)]
    return fragment(COMPONENT, "record_numbers", found)


def _leads(actor: Actor, over: Resource, link: Link, *, id: int) -> bool:
    """Tell whether any record that the actor sees leads to this one."""
    return bool(gate.linked_rows(actor, over, link, id, (), 1))


def _offered(actor: Actor, resource: Resource) -> list[tuple[Metric, Link]]:
    """The metrics for records of the kind, each with the link by which its rows lead there: one that the actor may filter by."""
    return [
        (metric, link)
        for metric in metrics_of(actor, heads=True)
        for name in metric.heads
        if isinstance(link := searchable_fields(actor, metric.over).get(name), Link)
        and link.to == resource.name
    ]


def _number(actor: Actor, metric: Metric, link: Field, id: int) -> dict[str, Any]:
    condition = part_condition(link, id)
    asked, chosen = question(actor, metric, {"_period": PERIOD} if metric.on else {}, [condition])
    pairs = [*address_of([condition]), *([("_period", PERIOD)] if metric.on else [])]
    return {
        "label": str(metric.label),
        "href": metric_address(metric, pairs),
        "period": metric_view.period_label(chosen),
        "number": explained(actor, figures.answer(actor, asked, compared=False)),
    }
