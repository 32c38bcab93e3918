"""Records of a kind by a condition of the house's own, through the gate: constant text, where a query put together anew for each
page would cost more than its rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from guanxi.data.clause import Clause
from guanxi.data.database import as_ids, in_ids, rows
from guanxi.records.actor import Actor
from guanxi.records.instances import instance
from guanxi.records.resource import Resource
from guanxi.records.rowset import row_set
from guanxi.records.rule_sql import condition


def chosen(actor: Actor, resource: Resource, where: Clause, order: str, most: int) -> list[Any]:
    """The first `most` living records that the actor may see and of which `where` holds, in `order`; both name the record `r`.

    `most`, of which there are few, is text: behind a mark PostgreSQL would plan the statement anew each time.
    """
    model, columns = resource.model, _columns(resource.model)
    found = chosen_columns(actor, resource, columns, where, order, most)
    return [instance(model, columns, each) for each in found]


def chosen_columns(
    actor: Actor, resource: Resource, columns: tuple[str, ...], where: Clause, order: str, most: int
) -> list[tuple[Any, ...]]:
    """A few `columns` of the same records, as the database holds them; the fields are the caller's care."""
    reached = row_set(actor, resource)
    if reached.nothing:
        return []
    asked = where & condition(resource, reached, "r")
    return rows(_sql(resource.model, asked.sql, columns, order, most), asked.params)


def columns_by(
    actor: Actor,
    resource: Resource,
    key: str,
    ids: Iterable[int],
    columns: tuple[str, ...],
    only: Mapping[str, str | int] | None = None,
) -> list[tuple[Any, ...]]:
    """The column `key` and `columns` of the living records that the actor may see, whose `key`, a link or the id, is one of `ids`.

    `only` narrows them to those whose column has a value. All are columns of the records' own table; the fields are the caller's care.
    """
    wanted, reached = sorted(ids), row_set(actor, resource)
    if reached.nothing or not wanted:
        return []
    asked = Clause(in_ids(f'r."{key}"'), (as_ids(wanted),))
    for column, value in (only or {}).items():
        asked &= Clause(f'r."{column}" = ?', (value,))
    asked &= condition(resource, reached, "r")
    return rows(_columns_sql(resource.model, asked.sql, (key, *columns)), asked.params)


@lru_cache(maxsize=1024)
def _columns_sql(model: Any, asked: str, columns: tuple[str, ...]) -> str:
    named = ", ".join(f'r."{column}"' for column in columns)
    return f'SELECT {named} FROM "{model._meta.table_name}" r WHERE {asked} AND r.deleted_at IS NULL'


@lru_cache(maxsize=1024)
def _sql(model: Any, asked: str, columns: tuple[str, ...], order: str, most: int) -> str:
    return f"{_columns_sql(model, asked, columns)} ORDER BY {order} LIMIT {most}"


@lru_cache(maxsize=256)
def _columns(model: Any) -> tuple[str, ...]:
    return tuple(model._meta.columns)
