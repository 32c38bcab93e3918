"""Merging two records for programs: ``POST /api/v1/<path>/<id>/merge`` lets the record in the address go into another one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from werkzeug.wrappers import Response

from guanxi.data.errors import InvalidValues
from guanxi.data.fields import Field, Link
from guanxi.data.messages import translator
from guanxi.plugins.mount import Route
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.host import Host
from guanxi.records.resource import Resource
from guanxi.records.uniting import Merging, comparable, mergings_of
from guanxi.rest.answers import API, written
from guanxi.rest.body import idempotency_key, read_object, version_in
from guanxi.rest.records import given_id, typed
from guanxi.rest.schema import action_schema

_ = translator("guanxi")
INTO = "into"


def routes(host: Host, resource: Resource) -> Iterator[Route]:
    """The address at which records of a resource are merged, where a plugin has mounted that."""
    for each in mergings_of(host, resource):
        yield Route(
            rule=f"{API}/{resource.path}/<id>/merge",
            endpoint=f"rest.{resource.name}.merge",
            methods=("POST",),
            needs=each.name,
            plugin=resource.plugin,
            function=partial(merge, resource=resource, merging=each),
        )


def merge(actor: Actor, resource: Resource, merging: Merging, id: str) -> Response:
    """Merge into the record `into`, which gets the fields of the body; without any its empty ones are filled from the other."""
    record_id, key, given = given_id(resource.name, id), idempotency_key(), read_object()
    gate.get(actor, resource, record_id, "merge")
    based = version_in(given)
    values = typed(actor, _fields(actor, resource), given)
    into = values.pop(INTO, None)
    if into is None:
        raise InvalidValues({INTO: _("Choose another record.")})
    done = merging(actor, record_id, into=into, values=values or None, version=based.version, key=key)
    return written(actor, resource, done)


def described(actor: Actor, resource: Resource) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Name, label and body of merging, for the OpenAPI document."""
    for each in mergings_of(actor.host, resource):
        if actor.may(each.name):
            yield "merge", str(_("Merge records")), action_schema(_fields(actor, resource), [INTO])


def _fields(actor: Actor, resource: Resource) -> list[Field]:
    into = Link(INTO, resource.name, label=_("The record that stays"))
    return [into, *(each for each in comparable(actor, resource) if each.name != INTO)]
