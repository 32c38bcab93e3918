"""Where one is: the way from the list of a kind of record to the page one is on."""

from __future__ import annotations

from typing import Any

from guanxi.records.actor import Actor
from guanxi.records.resource import Resource
from guanxi.resources.display import title_of
from guanxi.web.routing import may_open


def crumbs(actor: Actor, resource: Resource, record: Any = None) -> list[dict[str, Any]]:
    """The list, where there is one that the actor may open, and the `record` below whose page this one lies."""
    found = []
    if may_open(actor, f"/{resource.path}/"):
        found.append({"label": resource.label, "href": f"/{resource.path}/"})
    if record is not None:
        found.append({"label": title_of(actor, resource, record), "href": f"/{resource.path}/{record.id}"})
    return found
