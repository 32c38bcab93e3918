"""The list of a resource for programs: the same filters, order and cursors as its page, with counts and sums on demand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from flask import Response, request

from guanxi.data.fields import Field, Link
from guanxi.records.actor import Actor
from guanxi.records.listing import page
from guanxi.records.listing_sums import CAP, Group, Total, count, groups, totals
from guanxi.records.resource import Resource
from guanxi.resources.display import format_of, titles
from guanxi.rest.answers import answer
from guanxi.rest.asked import Asked, asked
from guanxi.rest.opened import Opens, within_view
from guanxi.rest.representation import member, of_row

CURSORS = ("after", "before")


def list_records(actor: Actor, resource: Resource, opens: Opens) -> Response:
    """One page of the records that the actor may see; `Link` and the body lead to the pages beside it."""
    wanted = asked(actor, resource, list(request.args.items(multi=True)))
    if wanted.view:
        wanted = replace(wanted, query=within_view(actor, resource, wanted.query, wanted.view, opens))
    read, fmt = page(actor, wanted.query), format_of(actor)
    content: dict[str, Any] = {
        "items": [of_row(actor, read.columns, row, fmt) for row in read.rows],
        "next": _address(after=read.next),
        "previous": _address(before=read.previous),
        "partial": read.partial,
    }
    made = answer(content | _beside(actor, resource, wanted))
    links = [(content["next"], "next"), (content["previous"], "prev")]
    if shown := ", ".join(f'<{address}>; rel="{rel}"' for address, rel in links if address):
        made.headers["Link"] = shown
    return made


def _beside(actor: Actor, resource: Resource, wanted: Asked) -> dict[str, Any]:
    """What is counted and summed over everything that the list holds, not only its page."""
    found: dict[str, Any] = {}
    if wanted.count:
        number = count(actor, wanted.query, CAP if wanted.count == "capped" else None)
        found["count"] = {"number": number.number, "more": number.more}
    if wanted.totals:
        sums = totals(actor, wanted.query, wanted.totals)
        found["totals"] = {name: _totals(resource.by_name[name], parts) for name, parts in sums.items()}
    if wanted.group:
        summed = wanted.totals[0] if wanted.totals else None
        made = groups(actor, wanted.query, wanted.group, summed)
        found["groups"] = _groups(actor, resource, wanted.group, summed, made)
    return found


def _groups(
    actor: Actor, resource: Resource, by: str, summed: str | None, made: list[Group]
) -> list[dict[str, Any]]:
    field, fmt = resource.by_name[by], format_of(actor)
    known = {}
    if isinstance(field, Link):
        ids = {group.value[0] for group in made if group.value[0] is not None}
        known = {(field.to, key): title for key, title in titles(actor, field.to, ids).items()}
    return [
        {"value": member(actor, field, group.value, fmt, known), "count": group.count}
        | ({"totals": _totals(resource.by_name[summed], group.totals)} if summed else {})
        for group in made
    ]


def _totals(field: Field, parts: tuple[Total, ...]) -> list[dict[str, Any]]:
    """One sum; of money one for each currency."""
    return [{"sum": field.to_json(field.from_row(_stored(part))), "count": part.count} for part in parts]


def _stored(part: Total) -> tuple[Any, ...]:
    return (part.units,) if part.currency is None else (part.units, part.currency)


def _address(**cursor: str | None) -> str | None:
    """The address of this list at another page; None where there is none."""
    (at,) = cursor.values()
    if at is None:
        return None
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in CURSORS]
    return f"{request.path}?{urlencode([*kept, *((name, at) for name in cursor)])}"
