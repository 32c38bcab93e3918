"""A saved view as the list for programs opens it: its filter, search and order, put together by what opens it on pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from guanxi.data.errors import NotFound
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.listing import ListQuery
from guanxi.records.resource import Resource
from guanxi.work.views.resource import views

Opens = Callable[[Actor, Resource, int], ListQuery]
"""The list that a view asks for, with the rights of whoever opens it; raises NotFound, and what refuses a view that he may not apply."""


def within_view(actor: Actor, resource: Resource, query: ListQuery, wanted: str, opens: Opens) -> ListQuery:
    """The list of a request within a view: both filters hold, the order is the view's unless the request names one."""
    key = gate.record_key(wanted)
    if key is None:
        raise NotFound(views.name, wanted[:60])
    asked = opens(actor, resource, key)
    filters = [*(asked.filter or ()), *(query.filter or ())]
    return replace(query, filter=filters, sort=query.sort or asked.sort, among=asked.among, also=asked.also)
