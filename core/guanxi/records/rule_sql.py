"""A row set as SQL: text with each set as one parameter for constant statements, and a peewee expression for `visible`."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from peewee import SQL, fn

from guanxi.data.clause import NEVER, Clause
from guanxi.data.database import as_set, in_set, is_sqlite
from guanxi.records.about import AboutRow
from guanxi.records.resource import Resource
from guanxi.records.rowset import AboutRows, Parent, RowSet
from guanxi.records.sharing import CONDITION, Collaborator, Share


def condition(resource: Resource, reached: RowSet, alias: str) -> Clause:
    """The rule as a condition on one row of `alias`."""
    if reached.nothing:
        return NEVER
    return union(reached, alias) & narrowing(resource, reached, alias)


def union(reached: RowSet, alias: str) -> Clause:
    """Only the teams, owners and shares of the rule; the empty clause for everything."""
    if reached.everything:
        return Clause()
    kinds = (bool(reached.teams), bool(reached.owners), reached.shared is not None)
    text = _union_text(alias, reached.team_column, reached.owner_column, kinds, sqlite=is_sqlite())
    return Clause(text, _union_params(reached))


def narrowing(resource: Resource, reached: RowSet, alias: str) -> Clause:
    """Only what `through` and `where` of the rule ask; the empty clause where they ask nothing."""
    found = Clause()
    for number, parent in enumerate(reached.parents):
        found &= _parent(parent, alias, f"{alias}p{number}")
    if reached.about is not None:
        found &= _about(reached.about, alias)
    if reached.where is not None:
        found &= _where(resource, reached.where, alias)
    return found


def expression(resource: Resource, reached: RowSet, model: Any) -> Any:
    """The rule as a peewee expression on `model` (the resource's model or an alias of it); None for no condition."""
    if reached.nothing:
        return SQL("1 = 0")
    parts = [] if reached.everything else [_union_expression(reached, model)]
    parts += [_parent_expression(parent, model) for parent in reached.parents]
    if reached.about is not None:
        parts.append(_about_expression(reached.about, model))
    if reached.where is not None:
        parts.append(
            reached.where if model is resource.model else _where_by_id(resource, reached.where, model)
        )
    found = None
    for part in parts:
        found = part if found is None else found & part
    return found


@lru_cache(maxsize=1024)
def _union_text(alias: str, team: str, owner: str, kinds: tuple[bool, bool, bool], *, sqlite: bool) -> str:
    teams, owners, shared = kinds
    parts = []
    if teams:
        parts.append(in_set(f'{alias}."{team}"'))
    if owners:
        parts.append(in_set(f'{alias}."{owner}"'))
    if shared:
        parts.append(f"EXISTS (SELECT 1 FROM collaborator c WHERE c.record_id = {alias}.id AND {CONDITION})")
    return f"({' OR '.join(parts)})"


def _union_params(reached: RowSet) -> tuple[Any, ...]:
    params: list[Any] = []
    if reached.teams:
        params.append(as_set(reached.teams))
    if reached.owners:
        params.append(as_set(reached.owners))
    if reached.shared:
        params.extend(reached.shared.params)
    return tuple(params)


def _parent(parent: Parent, alias: str, inner: str) -> Clause:
    """An empty Link hides nothing; a filled one must lead to a living record that is visible."""
    column, table = f'{alias}."{parent.column}"', parent.resource.model._meta.table_name
    rule = condition(parent.resource, parent.rows, inner)
    living = Clause(f"{inner}.id = {column} AND {inner}.deleted_at IS NULL") & rule
    return Clause(
        f'({column} IS NULL OR EXISTS (SELECT 1 FROM "{table}" {inner} WHERE {living.sql}))', living.params
    )


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
        kinds.append(f'{link}.kind = ? AND EXISTS (SELECT 1 FROM "{table}" {record} WHERE {living.sql})')
        params += [resource.name, *living.params]
    of_entry = f"{link}.entry_kind = ? AND {link}.entry_id = {alias}.id"
    visible = f"EXISTS (SELECT 1 FROM about {link} WHERE {of_entry} AND ({' OR '.join(kinds)}))"
    return Clause(f"({own.sql} OR {visible})", tuple(params))


def _where(resource: Resource, where: Any, alias: str) -> Clause:
    """A plugin's expression, made text by peewee in a subselect of its own, where its table is always called t1."""
    tied = where & SQL(f'("t1"."id" = {alias}."id")')
    sql, params = resource.model.select(SQL("1")).where(tied).sql()
    return Clause(
        f"EXISTS ({sql if is_sqlite() else sql.replace('%s', '?').replace('%%', '%')})", tuple(params)
    )


def _where_by_id(resource: Resource, where: Any, model: Any) -> Any:
    return model.id.in_(resource.model.select(resource.model.id).where(where))


def _union_expression(reached: RowSet, model: Any) -> Any:
    found = None
    for column, values in ((reached.team_column, reached.teams), (reached.owner_column, reached.owners)):
        if values:
            part = _in(column_of(model, column), values)
            found = part if found is None else found | part
    if reached.shared:
        part = _shared(reached.shared, model)
        found = part if found is None else found | part
    return found


def _in(column: Any, values: tuple[int, ...]) -> Any:
    if is_sqlite():
        return column.in_(SQL("(SELECT value FROM json_each(?))", [as_set(values)]))
    return column == SQL("ANY(%s)", [as_set(values)])


def _shared(share: Share, model: Any) -> Any:
    c = Collaborator.alias()
    mine = (c.kind == share.kind) & (c.user_id == share.user) & (c.level >= share.level)
    running = c.until.is_null() | (c.until > share.at)
    return fn.EXISTS(c.select(SQL("1")).where(mine & running & (c.record_id == model.id)))


def _parent_expression(parent: Parent, model: Any) -> Any:
    link, target = column_of(model, parent.column), parent.resource.model.alias()
    rule = expression(parent.resource, parent.rows, target)
    living = (target.id == link) & target.deleted_at.is_null()
    return link.is_null() | fn.EXISTS(
        target.select(SQL("1")).where(living if rule is None else living & rule)
    )


def _about_expression(about: AboutRows, model: Any) -> Any:
    found: Any = SQL("1 = 0")
    if about.author is not None:
        found = column_of(model, about.author_column) == about.author
    link = AboutRow.alias()
    kinds = None
    for resource, rows in about.seen:
        target = resource.model.alias()
        rule = expression(resource, rows, target)
        living = (target.id == link.record_id) & target.deleted_at.is_null()
        visible = fn.EXISTS(target.select(SQL("1")).where(living if rule is None else living & rule))
        one = (link.kind == resource.name) & visible
        kinds = one if kinds is None else kinds | one
    if kinds is None:
        return found
    of_entry = (link.entry_kind == about.entry) & (link.entry_id == model.id)
    return found | fn.EXISTS(link.select(SQL("1")).where(of_entry & kinds))


def column_of(model: Any, column: str) -> Any:
    """The peewee field of a column's name on a model or an alias of one."""
    meta = model.model._meta if hasattr(model, "model") and not isinstance(model, type) else model._meta
    return getattr(model, meta.columns[column].name)
