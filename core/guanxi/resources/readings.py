"""Readings: what programs may read of a record beside its fields, computed by its plugin for who asks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from guanxi.data.messages import Message
from guanxi.records.actor import Actor
from guanxi.records.ref import Ref
from guanxi.records.resource import Resource

_NAME = re.compile(r"[a-z][a-z0-9-]*")
TAKEN = frozenset({"restore", "shares", "unmask", "history", "file"})


@dataclass(frozen=True, eq=False)
class Reading:
    """What programs read at ``GET /api/v1/<path of the resource>/<id>/<name>`` of a record that the actor sees.

    Whoever asks sees the record and holds the permission `needs`. `read(actor, record)` returns an object of plain JSON values;
    it reads through the gate, and raises Forbidden where the actor may not be told. `schema` is the JSON schema (2020-12) of
    what it returns, `label` says in the OpenAPI document what it is.
    """

    resource: Resource
    name: str
    label: Message | str
    needs: str
    read: Callable[[Actor, Ref], Mapping[str, Any]]
    schema: Mapping[str, Any]

    def problems(self, plugin: str) -> Iterator[str]:
        """A name that is no word of an address, or that an address of every record has."""
        if not _NAME.fullmatch(self.name) or self.name in TAKEN:
            yield f"the reading {self.name!r} of {self.resource.name} is taken, or is no word of small letters, digits and '-'"
