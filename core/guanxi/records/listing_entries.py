"""Lists of entries for who sees few of them: their ids are looked up from the records that he sees, and from what is his own.

An entry is seen by what it is about, so no stream of a list holds what one actor sees. Whoever sees much of it finds a page by
walking all entries from the newest and asking the rule; whoever sees little would walk them all. Of kinds that everybody sees,
products say, the entries are few or many as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from guanxi.data.clause import Clause
from guanxi.data.database import as_ids, as_set, in_ids, in_set, is_sqlite, rows
from guanxi.records.resource import Resource
from guanxi.records.rowset import AboutRows, RowSet
from guanxi.records.sharing import CONDITION

FEW_RECORDS, FEW_ENTRIES = 1_000, 1_000
RECORDS_WITHIN, MOST_WITHIN = 5_000, 2_000
"""For a span of days so many records are asked for their entries at most, and so many entries looked up."""


@dataclass(frozen=True, slots=True)
class Within:
    """When the entries asked for were: as a condition on what `about` keeps of it, and on the entry's own column."""

    about: Clause
    own: Clause


def few_entries(resource: Resource, reached: RowSet, within: Within | None = None) -> tuple[int, ...] | None:
    """Ids among which are all entries that the actor sees; None where they may be many, or where other things decide.

    They only narrow: the rule is to be asked of each of them. With `within` all of a span of days, and of more records.
    """
    about = reached.about
    if about is None or not reached.everything:
        return None
    whole = [kind for kind, seen in about.seen if _is_whole(kind, seen)]
    if about.seen and len(whole) == len(about.seen):
        return None
    most, records_at_most = (MOST_WITHIN, RECORDS_WITHIN) if within else (FEW_ENTRIES, FEW_RECORDS)
    found = _authored(resource, about, within, most)
    if whole and not _add_about_any(found, whole, about.entry):
        return None
    for kind, seen in about.seen:
        if kind in whole:
            continue
        records = None if len(found) > most else few_records(kind, seen, records_at_most)
        if records is None:
            return None
        found |= _about(kind, records, about.entry, within, most)
    return None if len(found) > most else tuple(sorted(found))


def _is_whole(kind: Resource, seen: RowSet) -> bool:
    """Tell whether neither owner, team and share nor other records decide which of a kind the actor sees."""
    return seen.everything and seen.about is None and not (kind.rows.part and seen.parents)


def _add_about_any(found: set[int], kinds: Sequence[Resource], entry: str) -> bool:
    """Add the entries about any record of these kinds; False where so much is about them that it is not looked through."""
    sql = f"SELECT entry_kind, entry_id FROM about WHERE {in_set('kind')} LIMIT ?"
    about = rows(sql, (as_set([kind.name for kind in kinds]), FEW_ENTRIES + 1))
    found |= {int(key) for named, key in about if named == entry}
    return len(about) <= FEW_ENTRIES


def _authored(resource: Resource, about: AboutRows, within: Within | None, most: int) -> set[int]:
    if about.author is None:
        return set()
    table = resource.model._meta.table_name
    mine = Clause(f'"{about.author_column}" = ? AND deleted_at IS NULL', (about.author,))
    mine &= within.own if within else Clause()
    return _ids(f'SELECT id FROM "{table}" WHERE {mine.sql} LIMIT ?', (*mine.params, most + 1))


def few_records(kind: Resource, seen: RowSet, most: int = FEW_RECORDS) -> set[int] | None:
    """All records of a kind that the actor reaches by team, owner and share, or as entries and parts, where they are `most` or fewer."""
    if seen.everything:
        return _few_narrowed(kind, seen)
    table, parts, params = kind.model._meta.table_name, list[str](), list[object]()
    for column, values in ((seen.team_column, seen.teams), (seen.owner_column, seen.owners)):
        if values:
            among = in_set(f'"{column}"')
            parts.append(f'SELECT id FROM "{table}" WHERE {among} AND deleted_at IS NULL LIMIT ?')
            params += (as_set(values), most + 1)
    if seen.shared:
        parts.append(f"SELECT c.record_id AS id FROM collaborator c WHERE {CONDITION} LIMIT ?")
        params += (*seen.shared.params, most + 1)
    if not parts:
        return set()
    united = " UNION ".join(f"SELECT id FROM ({part}) p{number}" for number, part in enumerate(parts))
    found = _ids(united, tuple(params))
    return None if len(found) > most else found


def _few_narrowed(kind: Resource, seen: RowSet) -> set[int] | None:
    """All records of a kind that the actor reaches by other records alone: entries by what they are about, parts by their whole."""
    if seen.about is not None:
        entries = few_entries(kind, seen)
        return None if entries is None else set(entries)
    if not (kind.rows.part and seen.parents):
        return None
    found, table = set[int](), kind.model._meta.table_name
    for parent in seen.parents:
        wholes = few_records(parent.resource, parent.rows)
        if wholes is None:
            return None
        among = in_ids(f'"{parent.column}"')
        sql = f'SELECT id FROM "{table}" WHERE {among} AND deleted_at IS NULL LIMIT ?'
        found |= _ids(sql, (as_ids(wholes), FEW_RECORDS + 1)) if wholes else set()
    return None if len(found) > FEW_RECORDS else found


def _about(kind: Resource, records: set[int], entry: str, within: Within | None, most: int) -> set[int]:
    """The entries about these records, each asked for by the index that begins with the record."""
    if not records:
        return set()
    found = Clause("a.kind = ? AND a.entry_kind = ?", (kind.name, entry)) & (
        within.about if within else Clause()
    )
    ids = as_ids(records)
    if is_sqlite():  # a set after IN is first put into a tree of its own, which costs more than the entries
        told = f"json_each(?) j CROSS JOIN about a ON a.record_id = j.value AND {found.sql}"
        return _ids(f"SELECT a.entry_id FROM {told} LIMIT ?", (ids, *found.params, most + 1))
    sql = f"SELECT a.entry_id FROM about a WHERE {in_ids('a.record_id')} AND {found.sql} LIMIT ?"
    return _ids(sql, (ids, *found.params, most + 1))


def _ids(sql: str, params: tuple[object, ...]) -> set[int]:
    return {int(key) for (key,) in rows(sql, params)}
