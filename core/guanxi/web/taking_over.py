"""The page of what one takes over: the list of records, the open matters, and the button that confirms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import redirect
from werkzeug.wrappers import Response

from guanxi.data.messages import translator
from guanxi.people.handovers import runs
from guanxi.people.handovers.moving import confirm
from guanxi.people.handovers.resource import CONFIRMED, HAND_OVER, PENDING, STATES, handovers
from guanxi.plugins.mount import SIGNED_IN, Route
from guanxi.records.actor import Actor
from guanxi.records.titles import titles_for
from guanxi.web.handing_run_pages import run_address
from guanxi.web.rendering import toast
from guanxi.web.ways import to_record

_ = translator("guanxi")
SHOWN = 200


def handover_page(actor: Actor, record: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """The page of a hand-over with its records, as far as the reader sees them."""
    pending = record.state == PENDING and record.deleted_at is None
    tone = {PENDING: "amber", CONFIRMED: "green"}.get(record.state, "")
    press = {
        "label": _("Confirm"),
        "post": f"/{handovers.path}/{record.id}/confirm",
        "icon": "check",
        "kind": "main",
    }
    whole = {
        "label": _("The whole hand-over"),
        "href": run_address(record.run_number),
        "icon": "arrow-right-left",
    }
    return {
        **values,
        "title": str(_("Hand-over from {name}").format(name=record.name)),
        "badges": [{"text": str(STATES[record.state]), "tone": tone}],
        "actions": [
            *([press] if pending and record.owner_id == actor.id else []),
            *([whole] if _may_see_run(actor, record) else []),
        ],
        "taken": _taken(actor, record),
        "asked": pending and record.owner_id == actor.id,
        "note": record.open_matters or "",
    }


def confirm_handover(actor: Actor, id: int) -> Response:
    """POST: the new owner confirms."""
    confirm(actor, id)
    toast(_("Confirmed; whoever handed over is told."))
    return redirect(f"/{handovers.path}/{id}", 303)


def _may_see_run(actor: Actor, record: Any) -> bool:
    return actor.may(HAND_OVER) and record.created_by == actor.id


def _taken(actor: Actor, record: Any) -> list[dict[str, Any]]:
    """The records by kind; one that the reader does not see (any more) is counted, not named."""
    found = runs.got(record.run_number, record.owner_id, SHOWN)
    named = titles_for(actor, {(each.item.kind, each.item.record_id) for each in found})
    known = [name for name in actor.host.resources if any(each.item.kind == name for each in found)]
    groups = []
    for name in known:
        resource = actor.host.resources[name]
        items = [each.item for each in found if each.item.kind == name]
        seen = [item for item in items if (name, item.record_id) in named]
        groups.append(
            {
                "label": resource.label,
                "count": len(items),
                "entries": [
                    {
                        "label": named[name, item.record_id],
                        "href": to_record(actor, resource, item.record_id),
                        "detail": str(_("let in")) if item.is_share else "",
                    }
                    for item in seen
                ],
                "unseen": len(items) - len(seen),
            }
        )
    return groups


ROUTES = (
    Route(
        f"/{handovers.path}/<int:id>/confirm",
        "host.confirm_handover",
        ("POST",),
        SIGNED_IN,
        "host",
        confirm_handover,
    ),
)
