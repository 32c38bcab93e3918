"""Where grams lie: an FTS5 table without content on SQLite, a tsvector under a GIN index on PostgreSQL; constant SQL."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from guanxi.data.database import as_set, database, in_set, is_sqlite, row, rows, run
from guanxi.data.many import insert_many, run_many
from guanxi.records.search import pieces
from guanxi.records.search.grams import tokens
from guanxi.records.search.texts import Texts

RANGE = 1 << 48
"""Ids of entries: the kind's number times this, and the record's id."""
SQLITE = ("CREATE VIRTUAL TABLE search_gram USING fts5(grams, content='', detail='none', tokenize='ascii')",)
POSTGRESQL = (
    "CREATE TABLE search_gram (id BIGINT PRIMARY KEY, grams TSVECTOR NOT NULL)",
    "CREATE INDEX search_gram_grams ON search_gram USING gin (grams)",
)
SETTLED_PAGES = 200
New = tuple[int, int | None, int | None, str, str]
"""An entry to be: id, owner, team, packed texts, and grams with blanks between."""
_COLUMNS = ("id", "owner_id", "team_id", "texts")
_GRAM_ID = "rowid"
_OLD = "SELECT id, owner_id, team_id, texts FROM search_entry WHERE {}"
_FORGET = "INSERT INTO search_gram (search_gram, rowid, grams) VALUES ('delete', ?, ?)"
_MERGE = "INSERT INTO search_gram (search_gram, rank) VALUES ('merge', ?)"
_FILE = "SELECT gin_clean_pending_list('search_gram_grams')"
_PUT_ASIDE = "SET LOCAL gin_pending_list_limit = '32MB'"
_KEEP = "INSERT INTO search_gram (rowid, grams) VALUES (?, ?)"
_ENTRY = """INSERT INTO search_entry (id, owner_id, team_id, texts) VALUES (?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET owner_id = excluded.owner_id, team_id = excluded.team_id, texts = excluded.texts"""
_KEEP_ALL = """
    WITH given AS (SELECT * FROM unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::text[], ?::text[])
                   AS g (id, owner_id, team_id, texts, grams)),
    entries AS (INSERT INTO search_entry (id, owner_id, team_id, texts) SELECT id, owner_id, team_id, texts FROM given
                ON CONFLICT (id) DO UPDATE SET owner_id = excluded.owner_id, team_id = excluded.team_id, texts = excluded.texts)
    INSERT INTO search_gram (id, grams) SELECT id, array_to_tsvector(string_to_array(grams, ' ')) FROM given
    ON CONFLICT (id) DO UPDATE SET grams = excluded.grams
"""
_DROP_ALL = """
    WITH entries AS (DELETE FROM search_entry WHERE id = ANY(?)) DELETE FROM search_gram WHERE id = ANY(?)
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A record as search knows it; without `texts` it is not found."""

    id: int
    owner: int | None = None
    team: int | None = None
    texts: Texts | None = None

    @property
    def grams(self) -> str:
        """All tokens with blanks between."""
        return " ".join(tokens(self.texts, self.owner, self.team)) if self.texts else ""


def create() -> None:
    """Make the table of grams in an empty database, as the migration does."""
    for statement in SQLITE if is_sqlite() else POSTGRESQL:
        run(statement)


def entry_id(kind: int, record: int) -> int:
    """The id of the entry of a record of the kind with this number."""
    return kind * RANGE + record


def write(entries: Iterable[Entry]) -> int:
    """Put entries in the place of those of the same ids; return how many differ."""
    wanted = {entry.id: entry for entry in entries}
    if not wanted:
        return 0
    before = read(wanted)
    changed = [entry for entry in wanted.values() if entry != before.get(entry.id, Entry(entry.id))]
    gone = [before[entry.id] for entry in changed if entry.id in before]
    kept = [entry for entry in changed if entry.texts]
    if is_sqlite():
        _write_sqlite(gone, kept)
    else:
        _write_postgresql([entry.id for entry in changed if not entry.texts], kept)
    return len(changed)


def read(ids: Iterable[int]) -> dict[int, Entry]:
    """The entries that are there of those ids."""
    wanted = list(ids)
    one = len(wanted) == 1
    found = rows(_OLD.format("id = ?" if one else in_set("id")), wanted if one else (as_set(wanted),))
    return {key: Entry(key, owner, team, json.loads(texts)) for key, owner, team, texts in found}


def beyond(low: int, high: int) -> dict[int, Entry]:
    """The entries between two ids, neither of them counted."""
    found = rows(_OLD.format("id > ? AND id < ?"), (low, high))
    return {key: Entry(key, owner, team, json.loads(texts)) for key, owner, team, texts in found}


def forget_all() -> None:
    """Empty the index of everything."""
    run("DELETE FROM search_entry")
    run(
        "INSERT INTO search_gram (search_gram) VALUES ('delete-all')"
        if is_sqlite()
        else "DELETE FROM search_gram"
    )


def settle(*, begin: bool) -> bool:
    """Do a part of what brings the index together again after much was written; tell whether more is to do.

    FTS5 looks for each token in each of its trees, of which an import leaves ten or more: they are merged into one, some pages
    at a time. A GIN index is told to file what it has put aside.
    """
    if not is_sqlite():
        file()
        return False
    before = _written()
    run(_MERGE, (-SETTLED_PAGES if begin else SETTLED_PAGES,))
    return _written() - before > 1  # FTS5 notes each call as a change of its own


def file() -> None:
    """PostgreSQL: file the grams that the index has put aside."""
    row(_FILE)


def put_aside() -> None:
    """PostgreSQL: put more grams aside, until this transaction ends, before they are filed on the way."""
    run(_PUT_ASIDE)


def _written() -> int:
    return int(database.connection().total_changes)


def write_new(entries: Iterable[New]) -> None:
    """Put entries beside the others; none replaces another, and no two are of one id.

    Each is made when its turn comes: PostgreSQL takes longest over the grams, and works at some while others are made.
    """
    kept: list[tuple[int, int | None, int | None, str]] = []

    def grams() -> Iterator[tuple[int, str]]:
        for key, owner, team, texts, found in entries:
            kept.append((key, owner, team, texts))
            yield key, found

    insert_many("search_gram", (_GRAM_ID if is_sqlite() else "id", "grams"), grams())
    insert_many("search_entry", _COLUMNS, kept)


def _write_sqlite(gone: list[Entry], kept: list[Entry]) -> None:
    run_many(_FORGET, [(entry.id, entry.grams) for entry in gone])
    run_many(_ENTRY, [(entry.id, entry.owner, entry.team, packed(entry.texts)) for entry in kept])
    run_many(_KEEP, [(entry.id, entry.grams) for entry in kept])
    left = {entry.id for entry in gone} - {entry.id for entry in kept}
    if left:
        run(f"DELETE FROM search_entry WHERE {in_set('id')}", (as_set(left),))


def _write_postgresql(gone: list[int], kept: list[Entry]) -> None:
    if kept:
        columns = zip(*((e.id, e.owner, e.team, packed(e.texts), e.grams) for e in kept), strict=True)
        run(_KEEP_ALL, [list(column) for column in columns])
    if gone:
        run(_DROP_ALL, (gone, gone))


def packed(texts: Texts | None) -> str:
    """Texts as they are kept: JSON without blanks."""
    return joined(pieces.packed(number, forms) for number, forms in (texts or {}).items())


def joined(packed: Iterable[str]) -> str:
    """The texts of several fields as one JSON object."""
    return f"{{{','.join(packed)}}}"
