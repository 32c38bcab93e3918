"""Metrics in the OpenAPI document: their addresses, parameters and answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from guanxi.data.periods import NAMES
from guanxi.records.actor import Actor
from guanxi.resources.metrics import Metric, metrics_of

Part = dict[str, Any]
TEXT: Part = {"type": "string"}
DAY: Part = {"type": "string", "format": "date"}


def parameters(actor: Actor, metric: Metric) -> list[Part]:
    """What the address of a metric takes."""
    found = [
        _query(
            "filter",
            "A further condition or a list of conditions, as JSON text.",
            {**TEXT, "maxLength": 10_000},
        )
    ]
    if metric.on:
        found += [
            _query("period", "Which period; without it the metric's own.", {"enum": list(NAMES)}),
            _query("from", "The first day, together with `to`, instead of `period`.", DAY),
            _query("to", "The last day.", DAY),
        ]
    if metric.by:
        found.append(_query("by", "Also the number by the values of this field.", {"enum": list(metric.by)}))
    return found


def described(actor: Actor) -> Iterator[tuple[Metric, list[Part]]]:
    """Each metric of the actor with its parameters."""
    return ((metric, parameters(actor, metric)) for metric in metrics_of(actor))


def schemas() -> dict[str, Part]:
    """The schemas of what is answered."""
    value = {
        "value": _or_null(TEXT),
        "currency": _or_null(TEXT),
        "part": _or_null(TEXT),
        "whole": _or_null(TEXT),
    }
    told: Part = {
        "values": {"type": "array", "items": _object(value, ["value", "currency"])},
        "rows": {"type": "integer", "minimum": 0},
        "rows_href": {**TEXT, "description": "The list of exactly these records."},
    }
    days = _object(
        {"first": DAY, "last": DAY, "days": {"type": "integer", "minimum": 1}}, ["first", "last", "days"]
    )
    side = _object({"period": days, **told}, ["period", *told])
    beside = _object({"now": side, "then": side, "rule": _or_null(TEXT)}, ["now", "then", "rule"])
    number = {"type": "integer"}
    elapsed = _object({"days": number, "of": number, "percent": number}, ["days", "of", "percent"])
    described = _described()
    whole = {
        **described,
        "period": _nullable(days),
        "computed_at": {"type": "string", "format": "date-time"},
        **told,
        "elapsed": _nullable(elapsed),
        "before": _nullable(beside),
        "year_before": _nullable(beside),
    }
    part = _object({"value": {}, **told}, ["value", *told])
    parts = {"by": TEXT, "parts": {"type": "array", "items": part}}
    listed = _object({**described, "href": TEXT}, [*described, "href"])
    return {
        "Metric": _object({**whole, **parts}, list(whole)),
        "Metrics": _object({"items": {"type": "array", "items": listed}}, ["items"]),
    }


def _described() -> Part:
    names: Part = {"type": "array", "items": TEXT}
    return {
        "name": TEXT,
        "label": TEXT,
        "means": TEXT,
        "kind": TEXT,
        "over": TEXT,
        "on": _or_null(TEXT),
        "filter": {"type": "array", "items": {"type": "object"}},
        "parted_by": names,
    }


def _or_null(schema: Part) -> Part:
    return {**schema, "type": [schema["type"], "null"]}


def _nullable(schema: Part) -> Part:
    return {"anyOf": [schema, {"type": "null"}]}


def _object(properties: Part, required: list[str]) -> Part:
    return {"type": "object", "properties": properties, "required": required}


def _query(name: str, means: str, schema: Part) -> Part:
    return {"name": name, "in": "query", "description": means, "schema": schema}
