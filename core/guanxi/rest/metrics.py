"""Metrics for programs: which there are, and each with its number, what it is compared with, and its parts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Any
from urllib.parse import urlencode

from flask import Response, request

from guanxi.data.filters import parse_text
from guanxi.data.messages import translator
from guanxi.data.periods import NAMES, Elapsed, Period, between, named
from guanxi.plugins.mount import SIGNED_IN, Route
from guanxi.records.actor import Actor
from guanxi.records.gate import searchable_fields
from guanxi.records.host import Host
from guanxi.records.measures import ADDS_UP
from guanxi.records.measuring import Measured, Value
from guanxi.resources import figures
from guanxi.resources.display import format_of, titles_of
from guanxi.resources.figures import Asked, Beside
from guanxi.resources.metrics import Metric, metrics_of, partable
from guanxi.rest.answers import API, answer
from guanxi.rest.asked import BadParameter
from guanxi.rest.records import only_known
from guanxi.rest.representation import MOMENT, member

_ = translator("guanxi")
KNOWN = ("period", "from", "to", "by", "filter")
PLACES = Decimal("0.0001")
CENTS = Decimal("0.01")


def read_metrics(actor: Actor) -> Response:
    """All metrics that the actor may see."""
    items = [_described(actor, each) | {"href": f"{API}/metrics/{each.name}"} for each in metrics_of(actor)]
    return answer({"items": items})


def read_metric(actor: Actor, metric: Metric) -> Response:
    """The number of a period, beside the period before and the same one a year ago, with its parts where ``by`` names a field."""
    only_known(request.args, KNOWN)
    given = request.args.get("filter", "")
    spec: Any = parse_text(given) if given else []
    one = figures.asked_for(
        actor, metric, _period(actor, metric), (spec,) if isinstance(spec, dict) else tuple(spec)
    )
    made = figures.answer(actor, one)
    content = _described(actor, metric) | {
        "period": _days(one.period),
        "computed_at": MOMENT.to_json(made.at),
        **_told(one, one.period, made.found),
        "elapsed": _elapsed(made.elapsed),
        "before": _beside(one, made.before),
        "year_before": _beside(one, made.year_before),
    }
    by = request.args.get("by", "")
    return answer(content | ({"by": by, "parts": _parts(actor, one, by)} if by else {}))


def routes(host: Host) -> Iterator[Route]:
    """The addresses of the metrics of a host."""
    yield Route(f"{API}/metrics", "rest.metrics", ("GET",), SIGNED_IN, "host", read_metrics)
    for metric in host.items_of(Metric):
        yield Route(
            f"{API}/metrics/{metric.name}",
            f"rest.metric_{metric.name.replace('.', '_')}",
            ("GET",),
            metric.needs,
            metric.over.plugin,
            partial(read_metric, metric=metric),
        )


def _described(actor: Actor, metric: Metric) -> dict[str, Any]:
    seen = searchable_fields(actor, actor.host.resources[metric.over.name])
    return {
        "name": metric.name,
        "label": str(metric.label),
        "means": str(metric.means),
        "kind": metric.value.kind,
        "over": metric.over.name,
        "on": metric.on or None,
        "filter": list(metric.conditions),
        "parted_by": [name for name in metric.by if name in seen],
    }


def _period(actor: Actor, metric: Metric) -> Period | None:
    given = request.args
    if not metric.on:
        return None
    if given.get("from") or given.get("to"):
        try:
            first, last = (date.fromisoformat(given.get(name, "")) for name in ("from", "to"))
            return between(first, last)
        except ValueError:
            raise BadParameter("from", _("Give from and to as days, the earlier one first.")) from None
    name = given.get("period") or metric.period
    if name not in NAMES:
        raise BadParameter("period", _("There is no such period."))
    return named(name, figures.today_of(actor))


def _told(one: Asked, period: Period | None, found: Measured, *more: Any) -> dict[str, Any]:
    """Values, the number of rows, and where these are read."""
    query = urlencode({"filter": json.dumps([*one.spec(period), *more], ensure_ascii=False)})
    return {
        "values": [_value(one.metric, each) for each in found.values],
        "rows": found.rows,
        "rows_href": f"{API}/{one.metric.over.path}?{query}",
    }


def _value(metric: Metric, value: Value) -> dict[str, Any]:
    """A number as a text, so that none is rounded on the way: two decimals, four of amounts."""
    found = {"value": _text(value.number, metric), "currency": value.currency}
    if metric.value.kind == "share":
        found |= {"part": _text(value.part, metric), "whole": _text(value.whole, metric)}
    return found


def _text(number: Decimal | None, metric: Metric) -> str | None:
    if number is None:
        return None
    exact = metric.value.kind in ADDS_UP
    rounded = number.quantize(PLACES if exact else CENTS, rounding=ROUND_HALF_UP)
    return f"{rounded:f}".rstrip("0").rstrip(".")


def _days(period: Period | None) -> dict[str, Any] | None:
    if period is None:
        return None
    return {"first": period.first.isoformat(), "last": period.last.isoformat(), "days": period.days}


def _elapsed(elapsed: Elapsed | None) -> dict[str, Any] | None:
    return {"days": elapsed.days, "of": elapsed.of, "percent": int(elapsed.percent)} if elapsed else None


def _beside(one: Asked, beside: Beside | None) -> dict[str, Any] | None:
    if beside is None:
        return None
    compared = beside.comparison
    return {
        "now": {"period": _days(compared.now), **_told(one, compared.now, beside.now)},
        "then": {"period": _days(compared.then), **_told(one, compared.then, beside.then)},
        "rule": str(compared.rule) if compared.rule else None,
    }


def _parts(actor: Actor, one: Asked, by: str) -> list[dict[str, Any]]:
    field = searchable_fields(actor, actor.host.resources[one.metric.over.name]).get(by)
    if by not in one.metric.by or field is None or not partable(field):
        raise BadParameter("by", _("There is no such field to part by."))
    found, fmt = figures.parts(actor, one, by), format_of(actor)
    parts = []
    for key, each in found:
        known = titles_of(actor, [field], {by: key[0]})
        empty = {"field": by, "op": "empty", "value": True}
        where = empty if key[0] is None else {"field": by, "op": "eq", "value": key[0]}
        parts.append({"value": member(actor, field, key, fmt, known), **_told(one, one.period, each, where)})
    return parts
