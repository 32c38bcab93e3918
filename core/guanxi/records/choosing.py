"""Records of a kind by a condition of the house's own, through the gate: constant text, where a query put together anew for each
page would cost more than its rows.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from guanxi.data.clause import Clause
from guanxi.data.database import rows
from guanxi.records.actor import Actor
from guanxi.records.instances import instance
from guanxi.records.resource import Resource
from guanxi.records.rowset import row_set
from guanxi.records.rule_sql import condition


def chosen(actor: Actor, resource: Resource, where: Clause, order: str, most: int) -> list[Any]:
    """The first `most` living records that the actor may see and of which `where` holds, in `order`; both name the record `r`.

    `most`, of which there are few, is text: behind a mark PostgreSQL would plan the statement anew each time.
    """
    reached = row_set(actor, resource)
    if reached.nothing:
        return []
    model, columns = resource.model, _columns(resource.model)
    asked = where & condition(resource, reached, "r")
    found = rows(_sql(model, asked.sql, order, most), asked.params)
    return [instance(model, columns, each) for each in found]


@lru_cache(maxsize=1024)
def _sql(model: Any, asked: str, order: str, most: int) -> str:
    named = ", ".join(f'r."{column}"' for column in _columns(model))
    table = model._meta.table_name
    return f'SELECT {named} FROM "{table}" r WHERE {asked} AND r.deleted_at IS NULL ORDER BY {order} LIMIT {most}'


@lru_cache(maxsize=256)
def _columns(model: Any) -> tuple[str, ...]:
    return tuple(model._meta.columns)
