"""The search for programs: hits of all kinds, or of those named, grouped by kind."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from guanxi.records.actor import Actor
from guanxi.records.search.question import LONGEST, asked
from guanxi.resources.searching import search
from guanxi.rest.answers import API, answer

MOST, USUAL = 100, 20
PARAMETERS: tuple[dict[str, Any], ...] = (
    {
        "name": "q",
        "in": "query",
        "required": True,
        "schema": {"type": "string", "maxLength": LONGEST},
        "description": "Any part of a Chinese or Latin text, pinyin, initials, digits of a phone; words must all be met.",
    },
    {
        "name": "kind",
        "in": "query",
        "schema": {"type": "array", "items": {"type": "string"}},
        "description": "Only these kinds of records, by the names of their schemas.",
    },
    {
        "name": "limit",
        "in": "query",
        "schema": {"type": "integer", "minimum": 1, "maximum": MOST},
        "description": "How many hits of each kind.",
    },
)


def read_hits(actor: Actor) -> Response:
    """Hits that the actor may see, by fields that he sees whole."""
    question = asked(request.args.get("q", ""))
    limit = request.args.get("limit", "")
    shown = min(MOST, max(1, int(limit))) if limit.isascii() and limit.isdigit() and len(limit) < 9 else USUAL
    found = search(actor, question, kinds=request.args.getlist("kind"), shown=shown)
    groups = [
        {
            "resource": group.resource.name,
            "label": str(group.resource.label),
            "count": group.count,
            "more": group.more,
            "items": [
                {"id": hit.id, "title": hit.title, "href": f"{API}/{group.resource.path}/{hit.id}"}
                for hit in group.hits
            ],
        }
        for group in found.groups
    ]
    return answer({"groups": groups, "near": found.near, "short": question.short, "complete": found.complete})
