"""The gate: which rows and fields an actor reaches for an action; the only way to read a record or a list of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from guanxi.data.clause import Clause
from guanxi.data.database import as_ids, in_ids, row, rows
from guanxi.data.errors import NotFound, Problem, ReadOnly
from guanxi.data.fields import About, Date, Field, Invalid, Years
from guanxi.data.messages import Message, translator
from guanxi.data.ref import Ref
from guanxi.records.actor import Actor
from guanxi.records.aligned import aligned
from guanxi.records.instances import instance, with_values
from guanxi.records.presence import absent, linked
from guanxi.records.resource import Resource
from guanxi.records.rowset import RowSet, kinds_about, parent_action, remembered, row_set
from guanxi.records.rule_sql import condition, expression
from guanxi.records.sides import read_side
from guanxi.records.tagging.side import FIELD
from guanxi.records.tagging.words import living

__all__ = [
    "RowSet",
    "check_links",
    "columns_among",
    "fields_for",
    "filterable_fields",
    "get",
    "kinds_about",
    "linked_rows",
    "masked",
    "may_do",
    "records_among",
    "row_set",
    "rows_among",
    "searchable_fields",
    "seen_among",
    "texts_among",
    "values_of",
    "visible",
]
_ = translator("guanxi")
LARGEST_ID = 2**63 - 1
BIN_ACTIONS = {"restore", "purge"}
TOLD_APART = {"edit", "delete"}
NO_FIELDS: frozenset[str] = frozenset()


def get(
    actor: Actor, resource: Resource, record_id: Any, action: str = "view", *, include_bin: bool = False
) -> Any:
    """The record as an instance of the resource's model, if the actor may do `action` on it; else raises NotFound.

    Not existing, not visible and in the bin are one answer; rows in the bin are found by `include_bin`, "restore" and "purge".
    A record that he sees but may not edit or delete, asked for with that action, raises ReadOnly.
    """
    key, memory = record_key(record_id), remembered(actor)
    if memory and (values := memory.get((resource, key, action))):
        return with_values(resource.model, values)
    reached = row_set(actor, resource, action)
    if key is None or reached.nothing:
        raise _unreached(actor, resource, record_id, action)
    rule = condition(resource, reached, "r")
    sql = _get_sql(resource, rule.sql, include_bin=include_bin or action in BIN_ACTIONS)
    found = row(sql, (key, *rule.params))
    if found is None:
        raise _unreached(actor, resource, record_id, action)
    record = instance(resource.model, resource.model._meta.columns, found)
    if memory is not None and record.deleted_at is None:
        memory[resource, key, action] = dict(record.__data__)
    return record


def _unreached(actor: Actor, resource: Resource, record_id: Any, action: str) -> Problem:
    """Why the gate stays closed: that a record is not to be edited is told to none but those who see it."""
    if action in TOLD_APART and rows_among(actor, resource, (record_id,)):
        return ReadOnly(action)
    return NotFound(resource.name, record_id)


def visible(actor: Actor, resource: Resource, action: str = "view", *, include_bin: bool = False) -> Any:
    """A peewee select over the rows the actor reaches: add joins, `where` and order as you like, the rule stays."""
    model = resource.model
    rule = expression(resource, row_set(actor, resource, action))
    found = model.select()
    if rule is not None:
        found = found.where(rule)
    return found if include_bin or action in BIN_ACTIONS else found.where(model.deleted_at.is_null())


def rows_among(
    actor: Actor, resource: Resource, ids: Iterable[Any], action: str = "view", *, include_bin: bool = False
) -> frozenset[int]:
    """Those of `ids` on which the actor may do `action`: one statement, for bulk actions and links."""
    found = columns_among(actor, resource, ids, (), action, include_bin=include_bin)
    return frozenset(key for (key,) in found)


def may_do_among(
    actor: Actor, resource: Resource, ids: Iterable[int], action: str, own: Iterable[int] = ()
) -> frozenset[int]:
    """Those of `ids`, living records that the actor has just been shown, on which he may do `action`; `own` of them he owns.

    No SQL where he reaches all of them, or all that are his own.
    """
    reached = row_set(actor, resource, action)
    if reached.everything and not reached.narrowed and action not in BIN_ACTIONS:
        return frozenset(ids)
    settled = frozenset(own) if reached.all_of(actor.id) and action not in BIN_ACTIONS else frozenset()
    return settled | rows_among(actor, resource, frozenset(ids) - settled, action)


def columns_among(
    actor: Actor,
    resource: Resource,
    ids: Iterable[Any],
    columns: tuple[str, ...],
    action: str = "view",
    *,
    include_bin: bool = False,
) -> list[tuple[Any, ...]]:
    """Id and `columns` of those of `ids` on which the actor may do `action`; the fields are the caller's care."""
    keys = {key for key in map(record_key, ids) if key is not None}
    reached = row_set(actor, resource, action)
    if reached.nothing or not keys:
        return []
    rule = Clause(in_ids("r.id"), (as_ids(keys),)) & condition(resource, reached, "r")
    living = "" if include_bin or action in BIN_ACTIONS else " AND r.deleted_at IS NULL"
    return rows(f"{_select(resource, columns)} WHERE {rule.sql}{living}", rule.params)


def columns_of_kinds(
    actor: Actor, wanted: Sequence[tuple[Resource, Iterable[Any], tuple[str, ...]]]
) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Id and columns of records of several kinds that the actor may see, as `columns_among` reads those of one, in one statement.

    Of each kind the resource, the ids and the columns; the answer is the place in `wanted` with each row.
    """
    slots = (
        aligned(tuple((resource, columns) for resource, _ids, columns in wanted)) if len(wanted) > 1 else None
    )
    if slots is None:
        for number, (resource, ids, columns) in enumerate(wanted):
            yield from ((number, found) for found in columns_among(actor, resource, ids, columns))
        return
    parts, params = list[str](), list[Any]()
    for select, (resource, ids, _columns) in zip(slots.selects, wanted, strict=True):
        reached = row_set(actor, resource)
        keys = {key for key in map(record_key, ids) if key is not None}
        if keys and not reached.nothing:
            rule = Clause(in_ids("r.id"), (as_ids(keys),)) & condition(resource, reached, "r")
            parts.append(f"{select} WHERE {rule.sql} AND r.deleted_at IS NULL")
            params += rule.params
    for number, key, *values in rows(" UNION ALL ".join(parts), params) if parts else ():
        yield number, (key, *[values[at] for at in slots.places[number]])


def texts_among(
    actor: Actor, wanted: Sequence[tuple[Resource, str, Iterable[int]]], action: str = "view"
) -> list[tuple[int, int, str | None]]:
    """One text column of records of several kinds on which the actor may do `action`, in one statement.

    Of each kind the resource, the column and the ids; the answer is the place in `wanted`, the id and the text.
    """
    parts, params = list[str](), list[Any]()
    for number, (resource, column, ids) in enumerate(wanted):
        reached = row_set(actor, resource, action)
        keys = {key for key in map(record_key, ids) if key is not None}
        if keys and not reached.nothing:
            rule = Clause(in_ids("r.id"), (as_ids(keys),)) & condition(resource, reached, "r")
            table = resource.model._meta.table_name
            parts.append(
                f'SELECT {number}, r.id, r."{column}" FROM "{table}" r WHERE {rule.sql} AND r.deleted_at IS NULL'
            )
            params += rule.params
    return rows(" UNION ALL ".join(parts), params) if parts else []


def records_among(actor: Actor, resource: Resource, ids: Iterable[Any], action: str = "view") -> list[Any]:
    """Those of `ids` on which the actor may do `action`, as instances of the resource's model, in no order."""
    columns = tuple(column for column in resource.model._meta.columns if column != "id")
    found = columns_among(actor, resource, ids, columns, action)
    return [instance(resource.model, ("id", *columns), each) for each in found]


def linked_rows(
    actor: Actor,
    resource: Resource,
    link: Field,
    target: int,
    columns: tuple[str, ...],
    limit: int,
    *,
    newest: bool = False,
    by: str = "",
) -> list[tuple[Any, ...]]:
    """Id and `columns` of the first (or `newest`) `limit` records whose Link leads to `target`, as far as the actor may see them.

    `by` is a column of the records' own table that says which is newer; without it the one entered later is. The link's own
    index finds them, however many others the actor may see. The limit, of which there are few, is text: behind a mark
    PostgreSQL would plan the statement anew each time.
    """
    if absent(linked(resource, link, target)):
        return []
    reached = row_set(actor, resource, "view")
    if reached.nothing:
        return []
    leads = f'"{link.columns[0]}" = ?'
    side = next((each for each in resource.extensions if link in each.fields), None)
    found = f"r.id IN (SELECT record_id FROM {side.table} WHERE {leads})" if side else f"r.{leads}"
    fixed = None if side else (link.columns[0], target)
    rule = Clause(found, (target,)) & condition(resource, reached, "r", fixed)
    down = " DESC" if newest else ""
    order = f'r."{by}"{down}, r.id{down}' if by else f"r.id{down}"
    sql = f"{_select(resource, columns)} WHERE {rule.sql} AND r.deleted_at IS NULL ORDER BY {order} LIMIT {int(limit)}"
    return rows(sql, rule.params)


def may_do(actor: Actor, resource: Resource, record: Any, action: str, *, include_bin: bool = False) -> bool:
    """Tell whether the actor may do `action` on a record that he may see; SQL runs only where owner and team do not say yes."""
    reached = row_set(actor, resource, action)
    binned = record.deleted_at is not None and action not in BIN_ACTIONS
    if reached.nothing or (binned and not include_bin):
        return False
    if not reached.narrowed:
        columns = record._meta.columns
        sets = ((reached.team_column, reached.teams), (reached.owner_column, reached.owners))
        mine = any(values and record.__data__.get(columns[column].name) in values for column, values in sets)
        if reached.everything or mine:
            return True
    return bool(rows_among(actor, resource, (record.id,), action, include_bin=include_bin))


# guard: gate-fields
def fields_for(actor: Actor, resource: Resource, action: str = "view") -> tuple[Field, ...]:
    """The fields the actor sees (action "view"), or those he may write (any other action), in the order of declaration.

    What is shown to him in part only he can enter in a new record, but not edit: an editor shows what it edits.
    """
    composed = actor.host.resources.get(resource.name, resource)
    hidden = NO_FIELDS if actor.system else actor.hidden.get(resource.name, NO_FIELDS)
    locked = NO_FIELDS if actor.system else actor.locked.get(resource.name, NO_FIELDS)
    found = composed.every_field
    if hidden:
        found = tuple(field for field in found if field.name not in hidden)
    if action != "view":
        found = tuple(field for field in found if field.name not in locked and not field.read_only)
    if action not in ("view", "create"):
        found = tuple(field for field in found if not masked(actor, field))
    return found


# guard: filter-fields
def searchable_fields(actor: Actor, resource: Resource) -> dict[str, Field]:
    """The fields by which the actor may filter and sort: those he sees whole; a masked one would be told digit by digit."""
    return {f.name: f for f in fields_for(actor, resource) if not (f.mask and masked(actor, f))}


def filterable_fields(actor: Actor, resource: Resource) -> dict[str, Field]:
    """The fields by which the actor may filter: those that he may search, and the years since days among them."""
    found = searchable_fields(actor, resource)
    for field in tuple(found.values()):
        if isinstance(field, Date) and field.years and field.years[0] not in found:
            name, label = field.years
            found[name] = Years(name, label=label, of=field.name)
    return found


# guard: mask
def masked(actor: Actor, field: Field) -> bool:
    """Tell whether the actor is shown this field's values in part only."""
    return bool(field.mask) and not actor.may(field.mask)


# guard: link-check
def check_links(actor: Actor, resource: Resource, values: Mapping[str, Any]) -> dict[str, Message]:
    """A sentence for each Link or About among `values` that points to a record the actor may not see, or to none.

    A part can be given only to a whole that the actor may edit.
    """
    found: dict[str, Message] = {}
    wholes = resource.rows.through if parent_action(resource, "edit") == "edit" else ()
    for name, value in values.items():
        named = _refs(resource.by_name.get(name), value)
        if named and _unseen(actor, resource, name, named):
            found[name] = _("This record does not exist, or you may not see it.")
        elif named and name == resource.rows.about and not _all_editable(actor, resource, named):
            found[name] = _("You may not edit this record, so nothing can be added to it.")
        target = link_target(resource.by_name.get(name))
        if target is None or value is None:
            continue
        linked = actor.host.resources.get(target)
        itself = target == "people.user" and value == actor.id
        if not itself and (linked is None or not rows_among(actor, linked, (value,))):
            found[name] = _("This record does not exist, or you may not see it.")
        elif name in wholes and linked is not None and not rows_among(actor, linked, (value,), "edit"):
            found[name] = _("You may not edit this record, so nothing can be added to it.")
    return found


def seen_among(
    actor: Actor, refs: Iterable[Ref], kinds: Collection[str] | None = None, action: str = "view"
) -> frozenset[Ref]:
    """Those of `refs` that lead to a living record that the actor may see (or do `action` to), of `kinds` where they are named."""
    wanted: dict[str, set[int]] = {}
    for kind, key in refs:
        if kinds is None or kind in kinds:
            wanted.setdefault(kind, set()).add(key)
    known = actor.host.resources
    return frozenset(
        Ref(kind, key)
        for kind, ids in wanted.items()
        if kind in known
        for key in rows_among(actor, known[kind], ids, action)
    )


def _refs(field: Field | None, value: Any) -> tuple[Ref, ...]:
    """The records that a value of an About field names; none where it cannot be read, which the field itself says."""
    if not value or not isinstance(field, About):
        return ()
    try:
        return field.parse(value) or ()
    except Invalid:
        return ()


def _unseen(actor: Actor, resource: Resource, name: str, refs: Iterable[Ref]) -> bool:
    """Tell whether an About field is to name a record that the actor may not see, or one of a kind that has no timeline."""
    field = resource.by_name[name]
    kinds = {kind.name for kind in kinds_about(actor, field)} if isinstance(field, About) else ()
    return not set(refs) <= seen_among(actor, refs, kinds)


def _all_editable(actor: Actor, resource: Resource, refs: Iterable[Ref]) -> bool:
    """Tell whether parts may be added to all of these records; what is no part may be added to all that are seen."""
    return parent_action(resource, "edit") != "edit" or set(refs) <= seen_among(actor, refs, action="edit")


def values_of(resource: Resource, record: Any) -> dict[str, Any]:
    """The typed values of all fields of a loaded record, those of side tables read now; hidden ones are the caller's care."""
    stored = {
        column: field.db_value(record.__data__.get(field.name))
        for column, field in record._meta.columns.items()
    }
    for extension in resource.extensions:
        stored |= read_side(extension, record.id)
    values = {
        name: f.from_row(tuple(stored[column] for column in f.columns))
        for name, f in resource.by_name.items()
    }
    if resource.tags:
        values[FIELD] = living(values[FIELD])
    return values


def link_target(field: Field | None) -> str | None:
    """The name of the resource a Link field leads to; None for every other field."""
    target = getattr(field, "to", None)
    return target if isinstance(target, str) else None


def record_key(value: Any) -> int | None:
    """A usable record id, or None for what can be no id in either database."""
    if isinstance(value, str):
        value = int(value) if value.isascii() and value.isdigit() and len(value) <= 19 else None
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 < value <= LARGEST_ID else None


@lru_cache(maxsize=1024)
def _select(resource: Resource, columns: tuple[str, ...]) -> str:
    chosen = "".join(f', r."{column}"' for column in columns)
    return f'SELECT r.id{chosen} FROM "{resource.model._meta.table_name}" r'


@lru_cache(maxsize=4096)
def _get_sql(resource: Resource, rule: str, *, include_bin: bool) -> str:
    meta = resource.model._meta
    columns = ", ".join(f'r."{column}"' for column in meta.columns)
    living = "" if include_bin else " AND r.deleted_at IS NULL"
    return (
        f'SELECT {columns} FROM "{meta.table_name}" r WHERE r.id = ?{living}{f" AND {rule}" if rule else ""}'
    )
