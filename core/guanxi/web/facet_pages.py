"""The search box above a list: what it offers while somebody types, each a link to the list narrowed by it."""

from __future__ import annotations

from typing import Any

from flask import request
from werkzeug.wrappers import Response

from guanxi.records.actor import Actor
from guanxi.resources.faces import Faces
from guanxi.web.asked import LONGEST_SEARCH, Asked, asked
from guanxi.web.facets import Offer, offers
from guanxi.web.rendering import fragment

TOGETHER = {"eq": ("eq", "in"), "contains": ("contains",), "has": ("has",)}
"""By the operator of an offer those of conditions that take its value beside theirs: of one field any value will do."""


def facets(actor: Actor, faces: Faces, place: str = "") -> Response:
    """What was typed (``?q=``) as filters of the list, or of the view of it at `place`."""
    query = asked(actor, faces, place=place)
    typed = " ".join(request.args.get("q", "")[:LONGEST_SEARCH].split())
    found = offers(actor, faces.resource, query.columns(faces), typed) if typed else []
    items = [
        {"href": href, "label": each.label, "text": each.text, "colour": each.colour, "detail": each.detail}
        for each in found
        if (href := _narrowed(query, each))
    ]
    return fragment("components/filters.html", "offers", items)


def search_box(query: Asked) -> dict[str, Any]:
    """The search box of a list, as components/filters.html draws it."""
    return {
        "action": f"/{query.path}/",
        "value": query.text,
        "hidden": query.kept_by_search(),
        "facets_url": f"/{query.path}/facets?{query.encoded}",
    }


def _narrowed(query: Asked, offer: Offer) -> str:
    """The address of the list with what is offered, beside other values of the field; empty where it is in force already."""
    conditions = list(query.conditions)
    new: dict[str, Any] = {"field": offer.field, "op": offer.op, "value": offer.value}
    for number, condition in enumerate(conditions):
        if condition.get("field") == offer.field and condition["op"] in TOGETHER[offer.op]:
            value = condition["value"]
            held = value if isinstance(value, list) else [value]
            if offer.value in map(str, held):
                return ""
            conditions[number] = new | {"value": [*held, offer.value]}
            return query.with_conditions(conditions, search=False)
    return query.with_conditions([*conditions, new], search=False)
