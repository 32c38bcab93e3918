"""Actions for programs: their addresses, their body of fields, and their part of the OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from flask import Response

from guanxi.data.errors import Conflict
from guanxi.plugins.mount import Route
from guanxi.records.actor import Actor
from guanxi.records.host import Host
from guanxi.records.resource import Resource
from guanxi.resources.actions import Action, actions_of
from guanxi.rest.answers import API, written
from guanxi.rest.body import idempotency_key, read_object, version_in
from guanxi.rest.records import given_id, typed
from guanxi.rest.representation import conflict_of
from guanxi.rest.schema import action_schema


def routes(host: Host, resource: Resource) -> Iterator[Route]:
    """The addresses of the actions of a resource."""
    for each in actions_of(host, resource):
        yield Route(
            rule=f"{API}/{resource.path}/<id>/{each.name}",
            endpoint=f"rest.{resource.name}.{each.name}",
            methods=("POST",),
            needs=each.change.name,
            plugin=resource.plugin,
            function=partial(act, resource=resource, action=each),
        )


def act(actor: Actor, resource: Resource, action: Action, id: str) -> Response:
    """Do it with the fields in the body; what is missing is named in 422. A version is believed, not needed."""
    record_id, key, given = given_id(resource.name, id), idempotency_key(), read_object()
    based = version_in(given)
    values = typed(actor, action.fields(actor), given)
    try:
        done = action.run(actor, record_id, values, version=based.version, key=key)
    except Conflict as conflict:
        raise conflict_of(actor, resource, conflict) from conflict
    return written(actor, resource, done)


def described(actor: Actor, resource: Resource) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Name, label and body of each action that the actor may do, for the OpenAPI document."""
    for each in actions_of(actor.host, resource):
        if actor.may(each.change.name):
            yield each.name, str(each.label), action_schema(each.fields(actor))
