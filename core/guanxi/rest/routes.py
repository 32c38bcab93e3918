"""The addresses for programs: those of every resource under /api/v1, behind the same permissions as its pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from flask import Response

from guanxi.people.lookups import LOOK
from guanxi.people.revealing import UNMASK, has_masks
from guanxi.plugins.mount import SIGNED_IN, Route
from guanxi.records.actor import Actor
from guanxi.records.host import Host
from guanxi.records.resource import Resource
from guanxi.resources.faces import Without
from guanxi.rest import (
    actions,
    attachments,
    duplicates,
    exports,
    handing,
    lists,
    maturities,
    merges,
    messages,
    metrics,
    readings,
    records,
    search,
    sharing,
    unmasking,
    views,
)
from guanxi.rest.answers import API, answer
from guanxi.rest.openapi import document
from guanxi.rest.opened import Opens

REST = "rest"
SHARES = frozenset({"shares", "share", "unshare"})

# rule below the resource's path, name, method, action whose permission is needed, function
TABLE: tuple[tuple[str, str, str, str, Callable[..., Any]], ...] = (
    ("", "list", "GET", "view", lists.list_records),
    ("/export", "export", "GET", "export", exports.export_records),
    ("", "create", "POST", "create", records.create_record),
    ("/<id>", "read", "GET", "view", records.read_record),
    ("/<id>", "edit", "PATCH", "edit", records.edit_record),
    ("/<id>", "delete", "DELETE", "delete", records.delete_record),
    ("/<id>/restore", "restore", "POST", "delete", records.restore_record),
    ("/<id>/shares", "shares", "GET", "view", sharing.read_shares),
    ("/<id>/shares", "share", "POST", "share", sharing.add_share),
    ("/<id>/shares/<user>", "unshare", "DELETE", "view", sharing.end),
    ("/<id>/unmask", "unmask", "POST", UNMASK, unmasking.unmask),
    ("/<id>/history", "history", "GET", "view", records.read_history),
)


def routes(host: Host, opens: Opens) -> Iterator[Route]:
    """All addresses for programs of one composed host; `opens` is what opens a saved view."""
    offered = open_resources(host)
    for resource in offered:
        also = (attachments.CONTENT,) if resource.name == attachments.NAME else ()
        for rule, name, method, action, function in (*TABLE, *also):
            if (action == UNMASK and not has_masks(resource)) or (
                name in SHARES and not resource.rows.shared
            ):
                continue
            function = attachments.OWN.get((resource.name, name), function)
            further = {"opens": opens} if name == "list" else {}
            yield Route(
                rule=f"{API}/{resource.path}{rule}",
                endpoint=f"rest.{resource.name}.{name}",
                methods=(method,),
                needs=resource.permission(action),
                plugin=resource.plugin,
                function=partial(function, resource=resource, **further),
            )
        yield from readings.routes(host, resource)
        yield from actions.routes(host, resource)
        yield from merges.routes(host, resource)
    yield _own("/changes/<id>/undo", "undo", "POST", records.undo_change)
    yield Route(f"{API}/duplicate-lookup", "rest.look_up", ("POST",), LOOK, "host", duplicates.look_up)
    yield Route(
        f"{API}/duplicate-lookup/<id>/ask", "rest.ask_decision", ("POST",), LOOK, "host", duplicates.ask
    )
    yield from handing.ROUTES
    yield from views.ROUTES
    yield from messages.ROUTES
    yield _own("/search", "search", "GET", search.read_hits)
    yield from metrics.routes(host)
    yield _own("/work/maturities", "maturities", "GET", maturities.read_maturities)
    yield _own("/openapi.json", "openapi", "GET", partial(read_document, resources=offered))
    yield _own("/", "index", "GET", partial(read_index, resources=offered))


def open_resources(host: Host) -> tuple[Resource, ...]:
    """The resources of the host whose plugins did not leave this face out."""
    closed = {item.resource.name for item in host.items if isinstance(item, Without) and REST in item.faces}
    return tuple(resource for name, resource in host.resources.items() if name not in closed)


def read_index(actor: Actor, resources: tuple[Resource, ...]) -> Response:
    """What there is for this actor."""
    actions = ("view", "create", "edit", "delete", "export")
    shown = [
        {
            "name": resource.name,
            "label": str(resource.label),
            "href": f"{API}/{resource.path}",
            "may": [action for action in actions if actor.may(resource.permission(action))],
        }
        for resource in resources
    ]
    return answer({"resources": [each for each in shown if each["may"]], "openapi": f"{API}/openapi.json"})


def read_document(actor: Actor, resources: tuple[Resource, ...]) -> Response:
    """The OpenAPI document of what this actor may do."""
    return answer(document(actor, resources))


def _own(rule: str, name: str, method: str, function: Callable[..., Any]) -> Route:
    return Route(API + rule, f"rest.{name}", (method,), SIGNED_IN, "host", function)
