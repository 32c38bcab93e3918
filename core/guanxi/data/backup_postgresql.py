"""The PostgreSQL part of a backup: schema from the catalogues and rows by COPY, all in one snapshot; no program is needed."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

NAME = "PostgreSQL"
Tables = dict[str, tuple[int, str]]
Connection = psycopg.Connection[tuple[Any, ...]]

_OWN = "NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.objid = {oid} AND e.deptype = 'e')"
_TABLES = f"""
    SELECT c.oid, c.relname, c.relkind FROM pg_class c
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
      AND {_OWN.format(oid="c.oid")} ORDER BY c.relname
"""
_COLUMNS = """
    SELECT quote_ident(a.attname), format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated,
           pg_get_expr(d.adbin, d.adrelid), CASE WHEN a.attcollation <> t.typcollation THEN l.collname END
    FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    LEFT JOIN pg_collation l ON l.oid = a.attcollation
    WHERE a.attrelid = %s AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
"""
_SEQUENCES = """
    SELECT c.relname, s.seqincrement, s.seqmin, s.seqmax, s.seqstart, s.seqcache, s.seqcycle, o.relname, a.attname
    FROM pg_class c JOIN pg_sequence s ON s.seqrelid = c.oid
    LEFT JOIN pg_depend d ON d.objid = c.oid AND d.classid = 'pg_class'::regclass AND d.deptype = 'a'
    LEFT JOIN pg_class o ON o.oid = d.refobjid
    LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
    WHERE c.relnamespace = current_schema()::regnamespace
      AND NOT EXISTS (SELECT 1 FROM pg_depend i WHERE i.objid = c.oid AND i.deptype = 'i') ORDER BY c.relname
"""
_VALUES = """
    SELECT quote_ident(sequencename), last_value FROM pg_sequences
    WHERE schemaname = current_schema() AND last_value IS NOT NULL ORDER BY sequencename
"""
_CONSTRAINTS = """
    SELECT format('ALTER TABLE %%I ADD CONSTRAINT %%I %%s', t.relname, c.conname, pg_get_constraintdef(c.oid, true))
    FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
    WHERE c.connamespace = current_schema()::regnamespace AND c.contype = ANY(%s) ORDER BY t.relname, c.conname
"""
_INDEXES = """
    SELECT pg_get_indexdef(i.indexrelid, 0, true) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE c.relnamespace = current_schema()::regnamespace
      AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
    ORDER BY c.relname
"""
_FUNCTIONS = f"""
    SELECT pg_get_functiondef(p.oid), p.oid::regprocedure::text FROM pg_proc p
    WHERE p.pronamespace = current_schema()::regnamespace AND p.prokind IN ('f', 'p') AND {_OWN.format(oid="p.oid")}
    ORDER BY p.proname
"""
_TRIGGERS = """
    SELECT pg_get_triggerdef(g.oid, true) FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid
    WHERE c.relnamespace = current_schema()::regnamespace AND NOT g.tgisinternal ORDER BY g.tgname
"""
_EXTENSIONS = "SELECT quote_ident(extname) FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY extname"
_KEY = """
    SELECT quote_ident(a.attname) FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)
    WHERE i.indrelid = to_regclass(%s) AND i.indisprimary ORDER BY array_position(i.indkey::int2[], a.attnum)
"""


def write(place: str, archive: zipfile.ZipFile) -> tuple[Tables, dict[str, list[str]], dict[str, Any]]:
    """Put the database into the archive as it is at one moment; return its tables and applied migrations."""
    with psycopg.connect(place) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        names, first = _definitions(connection)
        details: dict[str, Any] = {
            "first": first,
            "columns": {name: _stored_columns(connection, oid) for oid, name in names},
            "last": _later(connection),
            "values": [list(each) for each in connection.execute(_VALUES)],
        }
        tables = {name: _keep(connection, archive, name, details["columns"][name]) for _, name in names}
        schema = {
            name: [str(each[0]) for each in connection.execute(_select(["name"], name, ["name"]).encode())]
            for _, name in names
            if name.startswith("migration_")
        }
    return tables, schema, details


def read(
    place: str,
    archive: zipfile.ZipFile,
    tables: Mapping[str, tuple[int, str]],
    details: Mapping[str, Any],
    scratch: Path,
    before: Callable[[], object],
) -> None:
    """Put what is in the archive in the place of everything in the schema, in one transaction; raises ValueError."""
    if archive.testzip() is not None:
        raise ValueError("its rows cannot be read")
    before()
    try:
        with psycopg.connect(place) as connection:
            connection.execute("SET lock_timeout = '20s'")
            _drop_all(connection)
            _run(connection, details["first"])
            for name in tables:
                _put(connection, archive, name, details["columns"][name])
            _run(connection, details["last"])
            for sequence, value in details["values"]:
                connection.execute("SELECT setval(%s::regclass, %s)", [sequence, value])
            _check(connection, tables, details["columns"])
    except psycopg.errors.LockNotAvailable as wrong:
        raise ValueError("the database is in use; stop Guanxi first") from wrong
    except psycopg.Error as wrong:
        raise ValueError(f"the database refused it: {wrong}") from wrong


def _definitions(connection: Connection) -> tuple[list[tuple[int, str]], list[str]]:
    """The tables, and what has to stand before rows can come in."""
    found = [(int(oid), str(name), _letter(kind)) for oid, name, kind in connection.execute(_TABLES)]
    if other := [name for _, name, kind in found if kind != "r"]:
        raise ValueError(f"{', '.join(other)} is no plain table; a backup by pg_dump can keep it")
    names = [(oid, name) for oid, name, _ in found]
    first = [f"CREATE EXTENSION IF NOT EXISTS {name}" for (name,) in connection.execute(_EXTENSIONS)]
    first += [str(each[0]) for each in connection.execute(_FUNCTIONS)]
    first += [_sequence(row) for row in connection.execute(_SEQUENCES)]
    first += [_table(connection, oid, name) for oid, name in names]
    return names, first


def _later(connection: Connection) -> list[str]:
    """What is made when the rows are in: owners of sequences, keys, indexes, references, triggers."""
    owned = [
        f"ALTER SEQUENCE {_quoted(row[0])} OWNED BY {_quoted(row[7])}.{_quoted(row[8])}"
        for row in connection.execute(_SEQUENCES)
        if row[7] is not None
    ]
    found = [str(row[0]) for row in connection.execute(_CONSTRAINTS, [["p", "u", "c", "x"]])]
    found += [str(row[0]) for row in connection.execute(_INDEXES)]
    found += [str(row[0]) for row in connection.execute(_CONSTRAINTS, [["f"]])]
    return owned + found + [str(row[0]) for row in connection.execute(_TRIGGERS)]


def _table(connection: Connection, oid: int, name: str) -> str:
    parts = []
    for column, kind, needed, identity, generated, default, collation in connection.execute(_COLUMNS, [oid]):
        text = f"{column} {kind}" + (f" COLLATE {_quoted(collation)}" if collation else "")
        if _letter(identity):
            text += f" GENERATED {'ALWAYS' if _letter(identity) == 'a' else 'BY DEFAULT'} AS IDENTITY"
        elif _letter(generated):
            text += f" GENERATED ALWAYS AS ({default}) STORED"
        elif default is not None:
            text += f" DEFAULT {default}"
        parts.append(text + (" NOT NULL" if needed else ""))
    return f"CREATE TABLE {_quoted(name)} ({', '.join(parts)})"


def _stored_columns(connection: Connection, oid: int) -> list[str]:
    """The columns that are written, quoted; generated ones are not."""
    return [str(row[0]) for row in connection.execute(_COLUMNS, [oid]) if not _letter(row[4])]


def _sequence(row: tuple[Any, ...]) -> str:
    name, step, low, high, start, cache, cycle = row[:7]
    text = f"CREATE SEQUENCE {_quoted(name)} INCREMENT {step} MINVALUE {low} MAXVALUE {high} START {start} CACHE {cache}"
    return text + (" CYCLE" if cycle else "")


def _keep(connection: Connection, archive: zipfile.ZipFile, name: str, columns: list[str]) -> tuple[int, str]:
    with archive.open(f"tables/{name}.copy", "w", force_zip64=True) as out:
        return _digest(connection, name, columns, out.write)


def _digest(
    connection: Connection,
    name: str,
    columns: list[str],
    take: Callable[[bytes], object] = lambda piece: None,
) -> tuple[int, str]:
    """Rows and checksum of a table as COPY writes it in the order of its key."""
    found = hashlib.sha256()
    key = [str(row[0]) for row in connection.execute(_KEY, [_quoted(name)])]
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY ({_select(columns, name, key or columns)}) TO STDOUT".encode()) as copied:
            for piece in copied:
                found.update(piece)
                take(bytes(piece))
        return max(cursor.rowcount, 0), found.hexdigest()


def _put(connection: Connection, archive: zipfile.ZipFile, name: str, columns: list[str]) -> None:
    statement = f"COPY {_quoted(name)} ({', '.join(columns)}) FROM STDIN".encode()
    with (
        connection.cursor() as cursor,
        cursor.copy(statement) as copied,
        archive.open(f"tables/{name}.copy") as source,
    ):
        while piece := source.read(1 << 18):
            copied.write(piece)


def _check(
    connection: Connection, tables: Mapping[str, tuple[int, str]], columns: Mapping[str, list[str]]
) -> None:
    wrong = [name for name, kept in tables.items() if _digest(connection, name, columns[name]) != kept]
    if wrong:
        raise ValueError(f"the rows of {', '.join(sorted(wrong))} are not those that were kept")


def _drop_all(connection: Connection) -> None:
    for kind, names in _objects(connection):
        for name in names:
            connection.execute(f"DROP {kind} IF EXISTS {name} CASCADE".encode())


def _objects(connection: Connection) -> Iterator[tuple[str, list[str]]]:
    kinds = {"r": "TABLE", "p": "TABLE", "v": "VIEW", "m": "MATERIALIZED VIEW", "f": "FOREIGN TABLE"}
    for _, name, letter in connection.execute(_TABLES).fetchall():
        yield kinds[_letter(letter)], [_quoted(name)]
    yield "SEQUENCE", [_quoted(row[0]) for row in connection.execute(_SEQUENCES).fetchall()]
    yield "FUNCTION", [str(row[1]) for row in connection.execute(_FUNCTIONS).fetchall()]


def _run(connection: Connection, statements: list[str]) -> None:
    for statement in statements:
        connection.execute(statement.encode())


def _select(columns: list[str], table: str, order: list[str]) -> str:
    return f"SELECT {', '.join(columns)} FROM {_quoted(table)} ORDER BY {', '.join(order)}"


def _quoted(name: str) -> str:
    return sql.Identifier(name).as_string()


def _letter(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value
