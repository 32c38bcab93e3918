"""A row set as SQL: text with each set as one parameter, for constant statements and within a peewee query for `visible`."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

from peewee import SQL, ColumnBase

from guanxi.data.clause import NEVER, Clause
from guanxi.data.database import as_ids, in_ids, is_sqlite, with_marks
from guanxi.records.resource import Resource
from guanxi.records.rowset import AboutRows, Parent, RowSet
from guanxi.records.sharing import OF_ROW

OUTER = "outermost"


def condition(
    resource: Resource, reached: RowSet, alias: str, fixed: tuple[str, int] | None = None
) -> Clause:
    """The rule as a condition on one row of `alias`; `fixed` names a Link column with its value where all rows have the same.

    The record to which that one leads is then asked for once, not for each row.
    """
    if reached.nothing:
        return NEVER
    return union(reached, alias) & narrowing(resource, reached, alias, fixed)


def union(reached: RowSet, alias: str) -> Clause:
    """Only the teams, owners and shares of the rule; the empty clause for everything."""
    if reached.everything:
        return Clause()
    kinds = (bool(reached.teams), bool(reached.owners), reached.shared is not None)
    text = _union_text(alias, reached.team_column, reached.owner_column, kinds, sqlite=is_sqlite())
    return Clause(text, _union_params(reached))


def narrowing(
    resource: Resource, reached: RowSet, alias: str, fixed: tuple[str, int] | None = None
) -> Clause:
    """Only what `through` and `where` of the rule ask; the empty clause where they ask nothing. `fixed` as in `condition`."""
    found = Clause()
    for number, parent in enumerate(reached.parents):
        inner = f"{alias}p{number}"
        if fixed is not None and fixed[0] == parent.column:
            found &= _fixed_parent(parent, fixed[1], inner)
        else:
            found &= _parent(parent, alias, inner)
    if reached.about is not None:
        found &= _about(reached.about, alias)
    if reached.where is not None:
        found &= _where(resource, reached.where, alias)
    return found


def expression(resource: Resource, reached: RowSet) -> Any:
    """The same rule as a peewee expression on the resource's model; None for no condition."""
    if reached.nothing:
        return SQL("1 = 0")
    rule = condition(resource, replace(reached, where=None), OUTER)
    found = _Rule(resource.model, rule) if rule.sql else None
    if reached.where is None:
        return found
    return reached.where if found is None else found & reached.where


class _Rule(ColumnBase):
    """A condition whose outer alias is whatever peewee calls the model's table in the query it stands in."""

    def __init__(self, model: Any, rule: Clause) -> None:
        self.model, self.rule = model, rule

    def __sql__(self, ctx: Any) -> Any:
        named = ctx.as_new()
        named.alias_manager = ctx.alias_manager
        with named.scope_column():
            name, _none = named.sql(self.model).query()
        text = self.rule.sql.replace(f"{OUTER}.", f"{name}.")
        return ctx.sql(SQL(f"({with_marks(text)})", self.rule.params))


def row_by_row() -> str:
    """The end of an EXISTS that PostgreSQL is to ask for each row: it would else read all of the other table into a hash first."""
    return "" if is_sqlite() else " OFFSET 0"


@lru_cache(maxsize=1024)
def _union_text(alias: str, team: str, owner: str, kinds: tuple[bool, bool, bool], *, sqlite: bool) -> str:
    teams, owners, shared = kinds
    parts = []
    if teams:
        parts.append(in_ids(f'{alias}."{team}"'))
    if owners:
        parts.append(in_ids(f'{alias}."{owner}"'))
    if shared:
        parts.append(f"EXISTS (SELECT 1 FROM collaborator c WHERE c.record_id = {alias}.id AND {OF_ROW})")
    return f"({' OR '.join(parts)})"


def _union_params(reached: RowSet) -> tuple[Any, ...]:
    params: list[Any] = []
    if reached.teams:
        params.append(as_ids(reached.teams))
    if reached.owners:
        params.append(as_ids(reached.owners))
    if reached.shared:
        params.extend(reached.shared.params)
    return tuple(params)


def _parent(parent: Parent, alias: str, inner: str) -> Clause:
    """An empty Link hides nothing; a filled one must lead to a living record that is visible."""
    column, table = f'{alias}."{parent.column}"', parent.resource.model._meta.table_name
    rule = condition(parent.resource, parent.rows, inner)
    living = Clause(f"{inner}.id = {column} AND {inner}.deleted_at IS NULL") & rule
    return Clause(
        f'({column} IS NULL OR EXISTS (SELECT 1 FROM "{table}" {inner} WHERE {living.sql}{row_by_row()}))',
        living.params,
    )


def _fixed_parent(parent: Parent, target: int, inner: str) -> Clause:
    """The one record to which the Link of all rows leads must be living and visible."""
    rule = condition(parent.resource, parent.rows, inner)
    living = Clause(f"{inner}.id = ? AND {inner}.deleted_at IS NULL", (target,)) & rule
    table = parent.resource.model._meta.table_name
    return Clause(f'EXISTS (SELECT 1 FROM "{table}" {inner} WHERE {living.sql}{row_by_row()})', living.params)


# guard: about-seen
def _about(about: AboutRows, alias: str) -> Clause:
    """The author's own, or one that is about a living record that is visible."""
    mine = f'{alias}."{about.author_column}" = ?'
    own = NEVER if about.author is None else Clause(mine, (about.author,))
    if not about.seen:
        return own
    link, record = f"{alias}a", f"{alias}b"
    kinds, params = list[str](), [*own.params, about.entry]
    for resource, rows in about.seen:
        rule = condition(resource, rows, record)
        living = Clause(f"{record}.id = {link}.record_id AND {record}.deleted_at IS NULL") & rule
        table = resource.model._meta.table_name
        kinds.append(
            f'{link}.kind = ? AND EXISTS (SELECT 1 FROM "{table}" {record} WHERE {living.sql}{row_by_row()})'
        )
        params += [resource.name, *living.params]
    of_entry = f"{link}.entry_kind = ? AND {link}.entry_id = {alias}.id"
    visible = f"EXISTS (SELECT 1 FROM about {link} WHERE {of_entry} AND ({' OR '.join(kinds)}){row_by_row()})"
    return Clause(f"({own.sql} OR {visible})", tuple(params))


def _where(resource: Resource, where: Any, alias: str) -> Clause:
    """A plugin's expression, made text by peewee in a subselect of its own, where its table is always called t1."""
    tied = where & SQL(f'("t1"."id" = {alias}."id")')
    sql, params = resource.model.select(SQL("1")).where(tied).sql()
    return Clause(
        f"EXISTS ({sql if is_sqlite() else sql.replace('%s', '?').replace('%%', '%')})", tuple(params)
    )
