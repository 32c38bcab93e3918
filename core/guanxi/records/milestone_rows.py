"""The table of the steps that records took, by the records to which they lead; each change keeps it in step."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from peewee import BigIntegerField, TextField

from guanxi.data.columns import Id, Moment, to_ms
from guanxi.data.database import Table, as_ids, as_set, in_ids, in_set, row, rows, run
from guanxi.data.many import insert_many
from guanxi.records import journal

if TYPE_CHECKING:
    from guanxi.records.milestones import Fields, Milestone, Milestones
    from guanxi.records.resource import Resource
    from guanxi.records.transaction import Transaction

NOON_MS = 43_200_000
AT_ONCE = 2000
_COLUMNS = (
    "link",
    "kind",
    "record_id",
    "entry_kind",
    "entry_id",
    "topic",
    "at",
    "change_id",
    "deleted_at",
)


class MilestoneRow(Table):
    """One step of one record (`entry_…`), and where its Link `link` leads: a row for each link, also where it is empty.

    `topic` is the code of the step, `at` when it was, `change_id` the change that took it, of which the journal tells the rest.
    """

    id = Id()
    link = TextField()
    kind = TextField()
    record_id = BigIntegerField(null=True)
    entry_kind = TextField()
    entry_id = BigIntegerField()
    topic = TextField()
    at = Moment()
    change_id = BigIntegerField()
    deleted_at = Moment(null=True)

    class Meta:
        table_name = "milestone"
        indexes = (
            (("entry_kind", "entry_id"), False),
            (("kind", "record_id", "entry_kind", "at", "id"), False),
            (("kind", "record_id", "entry_kind", "topic", "at", "id"), False),
        )


class Written(NamedTuple):
    """What the journal tells of the change that took a step: who made it, and what it wrote."""

    actor_id: int
    verb: str
    fields: Fields


def added(tx: Transaction, declared: Milestones | None, record_id: int, columns: Mapping[str, Any]) -> None:
    """Follow a new record; `columns` are its database values."""
    if declared is not None:
        fields = {name: (None, value) for name, value in columns.items()}
        _insert(tx, declared, record_id, columns, list(declared.taken(fields, new=True)))


def edited(
    tx: Transaction, declared: Milestones | None, record_id: int, columns: Mapping[str, Any], fields: Fields
) -> None:
    """Follow a record to which `fields` were written; `columns` are its database values now.

    What a change that is undone had done was no step.
    """
    if declared is None:
        return
    entry = (declared.resource.name, record_id)
    for link in declared.links:
        if link.columns[0] in fields:
            sql = "UPDATE milestone SET record_id = ? WHERE entry_kind = ? AND entry_id = ? AND link = ?"
            run(sql, (columns[link.columns[0]], *entry, link.name))
    if "deleted_at" in fields:
        run(_BINNED, (columns["deleted_at"], *entry))
        return
    steps = list(declared.taken(fields, new=False))
    _correct(declared, record_id, columns, fields, but=steps)
    if tx.undoes is None or not run(_TAKE_BACK, (*entry, tx.undoes)):
        _insert(tx, declared, record_id, columns, steps)


def binned(resource: Resource, ids: Sequence[int], written: Mapping[str, Any]) -> None:
    """Follow many records of which the same was written."""
    if "deleted_at" in written:
        sql = f"UPDATE milestone SET deleted_at = ? WHERE entry_kind = ? AND {in_set('entry_id')}"
        run(sql, (written["deleted_at"], resource.name, as_set(ids)))


def forget_records(resource: Resource, gone: Iterable[int]) -> None:
    """Drop the steps of records that go for good, and those that lead to them."""
    keys = as_set(gone)
    run(f"DELETE FROM milestone WHERE entry_kind = ? AND {in_set('entry_id')}", (resource.name, keys))
    run(f"DELETE FROM milestone WHERE kind = ? AND {in_set('record_id')}", (resource.name, keys))


def written_with(numbers: Collection[int]) -> dict[int, Written]:
    """What was written with some steps, by their numbers; who may see which fields of it is the caller's care."""
    sql = f"""SELECT m.id, c.actor_id, l.verb, l.fields FROM milestone m JOIN "change" c ON c.id = m.change_id
              JOIN change_line l ON l.kind = m.entry_kind AND l.record_id = m.entry_id AND l.change_id = m.change_id
              WHERE {in_ids("m.id")} ORDER BY l.id"""
    found: dict[int, Written] = {}
    for number, actor, verb, fields in rows(sql, (as_ids(numbers),)) if numbers else ():
        before = found.get(number)
        now = {**(before.fields if before else {}), **journal.fields_in(fields)}
        found[number] = Written(actor, before.verb if before else verb, now)
    return found


def fill(declared: Milestones) -> None:
    """Make the steps of records that were there before these were declared, from their journal; nothing where there are any."""
    name, table = declared.resource.name, declared.resource.model._meta.table_name
    if row("SELECT 1 FROM milestone WHERE entry_kind = ? ORDER BY entry_kind, entry_id LIMIT 1", (name,)):
        return
    if row(f'SELECT 1 FROM "{table}" ORDER BY id LIMIT 1') is None:
        return
    last = 0
    while found := rows(f'SELECT id FROM "{table}" WHERE id > ? ORDER BY id LIMIT {AT_ONCE}', (last,)):
        last = found[-1][0]
        insert_many("milestone", _COLUMNS, list(_from_journal(declared, [key for (key,) in found])))


def _from_journal(declared: Milestones, ids: Sequence[int]) -> Iterator[tuple[Any, ...]]:
    """The rows of some records, as if each of their changes were made again."""
    resource, links = declared.resource, [link.columns[0] for link in declared.links]
    columns = ", ".join(f'"{each}"' for each in ("id", "deleted_at", *links))
    sql = f'SELECT {columns} FROM "{resource.model._meta.table_name}" WHERE {in_set("id")}'
    now = {
        key: dict(zip(("deleted_at", *links), rest, strict=True)) for key, *rest in rows(sql, (as_set(ids),))
    }
    steps: dict[int, dict[int, list[tuple[str, int]]]] = {key: {} for key in now}
    state: dict[int, dict[str, Any]] = {key: {} for key in now}
    sql = f"""SELECT l.record_id, l.change_id, l.verb, l.fields, l.at, c.undoes_id FROM change_line l
              JOIN "change" c ON c.id = l.change_id WHERE l.kind = ? AND {in_set("l.record_id")} ORDER BY l.record_id, l.id"""
    for key, change, verb, kept, at, undoes in rows(sql, (resource.name, as_set(ids))):
        if verb not in (journal.ADD, journal.SET):
            continue
        fields = journal.fields_in(kept)
        state[key] |= {name: after for name, (_before, after) in fields.items()}
        if undoes is None or steps[key].pop(undoes, None) is None:
            taken = declared.taken(fields, new=verb == journal.ADD)
            steps[key].setdefault(change, []).extend(_moments(declared, taken, state[key], at))
    for key, changes in steps.items():
        for change, moments in changes.items():
            yield from _rows(declared, key, now[key], moments, change)


def _insert(
    tx: Transaction,
    declared: Milestones,
    record_id: int,
    columns: Mapping[str, Any],
    steps: Sequence[Milestone],
) -> None:
    moments = _moments(declared, steps, columns, tx.now_ms)
    values = list(_rows(declared, record_id, columns, moments, tx.change_id))
    if values:
        run(_insert_sql(len(values)), [value for each in values for value in each])


@lru_cache(maxsize=64)
def _insert_sql(number: int) -> str:
    marks = f"({', '.join('?' * len(_COLUMNS))})"
    return f"INSERT INTO milestone ({', '.join(_COLUMNS)}) VALUES {', '.join([marks] * number)}"


def _rows(
    declared: Milestones,
    record_id: int,
    columns: Mapping[str, Any],
    moments: Iterable[tuple[str, int]],
    change_id: int,
) -> Iterator[tuple[Any, ...]]:
    """A row for each step and each link; of several records to which it leads the step is the same."""
    entry = (declared.resource.name, record_id)
    for code, at in moments:
        for link in declared.links:
            leads = (link.name, link.to, columns.get(link.columns[0]))
            yield (*leads, *entry, code, at, change_id, columns.get("deleted_at"))


def _moments(
    declared: Milestones, steps: Iterable[Milestone], columns: Mapping[str, Any], at: int
) -> list[tuple[str, int]]:
    """Each step with the moment it was (ms UTC): that of the change, or noon of an earlier day."""
    return [(step.code, _moment(declared, step, columns, at)) for step in steps]


def _moment(declared: Milestones, step: Milestone, columns: Mapping[str, Any], at: int) -> int:
    day = columns.get(declared.resource.by_name[step.on].columns[0]) if step.on else None
    if not day:
        return at
    noon = to_ms(datetime.fromisoformat(str(day)).replace(tzinfo=UTC)) + NOON_MS
    return noon if noon // (2 * NOON_MS) < at // (2 * NOON_MS) else at


def _correct(
    declared: Milestones,
    record_id: int,
    columns: Mapping[str, Any],
    fields: Fields,
    *,
    but: Sequence[Milestone],
) -> None:
    """Where the day of a step is corrected later, the newest such step moves there."""
    for step in declared.steps:
        column = declared.resource.by_name[step.on].columns[0] if step.on else ""
        if column in fields and columns.get(column) and step not in but:
            entry = (declared.resource.name, record_id, step.code)
            found = row(_NEWEST, entry)
            if found is not None:
                at = _moment(declared, step, columns, found[1])
                run(_MOVE, (at, *entry, found[0]))


_BINNED = "UPDATE milestone SET deleted_at = ? WHERE entry_kind = ? AND entry_id = ?"
_TAKE_BACK = "DELETE FROM milestone WHERE entry_kind = ? AND entry_id = ? AND change_id = ?"
_NEWEST = """SELECT m.change_id, c.at FROM milestone m JOIN "change" c ON c.id = m.change_id
    WHERE m.entry_kind = ? AND m.entry_id = ? AND m.topic = ? ORDER BY m.id DESC LIMIT 1"""
_MOVE = "UPDATE milestone SET at = ? WHERE entry_kind = ? AND entry_id = ? AND topic = ? AND change_id = ?"
