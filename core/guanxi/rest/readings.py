"""Readings for programs: their addresses, the answer behind the gate of the record, and their part of the OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from flask import Response

from guanxi.plugins.mount import Route
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.host import Host
from guanxi.records.ref import Ref
from guanxi.records.resource import Resource
from guanxi.resources.readings import Reading
from guanxi.rest.answers import API, answer


def readings_of(host: Host, resource: Resource) -> list[Reading]:
    """The readings mounted for the records of a resource."""
    return [each for each in host.items if isinstance(each, Reading) and each.resource.name == resource.name]


def routes(host: Host, resource: Resource) -> Iterator[Route]:
    """The addresses of the readings of a resource."""
    for each in readings_of(host, resource):
        yield Route(
            rule=f"{API}/{resource.path}/<id>/{each.name}",
            endpoint=f"rest.{resource.name}.{each.name}",
            methods=("GET",),
            needs=each.needs,
            plugin=each.needs.partition(".")[0],
            function=partial(read, resource=resource, reading=each),
        )


def read(actor: Actor, resource: Resource, reading: Reading, id: str) -> Response:
    """The answer, for who sees the record."""
    record = gate.get(actor, resource, id)
    return answer(reading.read(actor, Ref(resource.name, record.id)))


def described(actor: Actor, resource: Resource) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Path, label and what is answered of each reading, for the OpenAPI document."""
    for each in readings_of(actor.host, resource):
        if not actor.may(each.needs):
            continue
        content = {"application/json": {"schema": dict(each.schema)}}
        yield each.name, str(each.label), {"200": {"description": "Done.", "content": content}}
