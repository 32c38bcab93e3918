"""What programs find described of hand-overs: the bodies and answers of their addresses."""

from __future__ import annotations

from typing import Any

from guanxi.people.handovers.held_shares import SHARES
from guanxi.people.handovers.plan import HOW
from guanxi.people.handovers.resource import LONGEST_NOTE

Schema = dict[str, Any]
NUMBER: Schema = {"type": "integer", "minimum": 0}
ID: Schema = {"type": "integer", "minimum": 1, "maximum": 2**63 - 1}
USER: Schema = {
    "type": "object",
    "properties": {"id": ID, "title": {"type": ["string", "null"]}},
    "required": ["id", "title"],
    "additionalProperties": False,
}


def schemas() -> dict[str, Schema]:
    """The schemas by name."""
    line = _object({"kind": {"type": "string"}, "count": NUMBER, "may": NUMBER})
    counts = dict.fromkeys(("total", "done", "moved", "refused", "reverted", "kept"), NUMBER)
    owner = _object({"user": USER, "records": NUMBER})
    would = _object(
        {
            "user": {"type": ["integer", "null"]},
            "records": {"type": "object", "additionalProperties": NUMBER},
            "shares": NUMBER,
        }
    )
    run = _object({"id": ID, "user": USER, "state": {"type": "string"}, **counts, "new_owners": _list(owner)})
    return {
        "HandOver": _body(),
        "HandOverChecklist": _object(
            {"records": _list(line), "shares": _object({"count": NUMBER, "may": NUMBER})}
        ),
        "HandOverRun": run,
        "HandOverCounted": _object({"total": NUMBER, "new_owners": _list(would)}),
        "HandOvers": _object({"items": _list({"type": "object"})}),
    }


def _body() -> Schema:
    texts = {"type": "array", "items": {"type": "string"}}
    return {
        "type": "object",
        "properties": {
            "to": {"type": "array", "items": ID, "minItems": 1, "description": "Ids of the new owners."},
            "how": {"enum": list(HOW), "description": "How records are dealt out among several."},
            "kinds": {**texts, "description": "Only these kinds of records; without it all."},
            "records": {**texts, "description": "Only these records, each as kind and id: people.user/7."},
            "shares": {
                "enum": list(SHARES),
                "description": "What becomes of the shares that the user holds.",
            },
            "note": {"type": "string", "maxLength": LONGEST_NOTE, "description": "Open matters."},
            "dry_run": {"type": "boolean", "description": "True: only count what would move."},
        },
        "required": ["to"],
        "additionalProperties": False,
    }


def _object(properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}
