"""Where one is: the way from the list of a kind of record to the page one is on."""

from __future__ import annotations

from typing import Any

from guanxi.records.actor import Actor
from guanxi.records.resource import Resource
from guanxi.web.headings import heading
from guanxi.web.ways import to_list, to_record


def crumbs(actor: Actor, resource: Resource, record: Any = None) -> list[dict[str, Any]]:
    """The list and the page of the `record` below which this one lies, as far as the actor may open them."""
    found = []
    if address := to_list(actor, resource):
        found.append({"label": resource.label, "href": address})
    if record is not None and (address := to_record(actor, resource, record.id)):
        found.append({"label": heading(actor, resource, record), "href": address})
    return found
