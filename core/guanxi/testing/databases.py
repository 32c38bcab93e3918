"""A fresh database for each test, quickly: a copied file on SQLite; emptied tables, or a clone, on PostgreSQL."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Literal, Protocol, TypeVar, cast
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from guanxi.data import database as bound
from guanxi.data.database import Table, database
from guanxi.testing import postgres
from guanxi.testing.services import memory_folder

Engine = Literal["sqlite", "postgresql"]
MakeSchema = Callable[[], None]
Made = TypeVar("Made")
_numbers = count()

# A table that was written to has pages, whatever was taken back; a row that was refused may have been counted all the same.
WRITTEN = """
    SELECT relname FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND pg_relation_size(oid) > 0
"""
COUNTED = """
    SELECT seqrelid::regclass::text FROM pg_sequence WHERE pg_sequence_last_value(seqrelid) IS NOT NULL
"""
SEQUENCES = """
    SELECT s.seqrelid::regclass::text, c.relname FROM pg_sequence s
    JOIN pg_depend d ON d.objid = s.seqrelid AND d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
    JOIN pg_class c ON c.oid = d.refobjid
    WHERE c.relnamespace = 'public'::regnamespace
"""
FINGERPRINT = """
    SELECT md5(string_agg(part, ' ' ORDER BY part)) FROM (
        SELECT format('%s %s %s %s %s', c.relname, c.relkind, a.attname, a.atttypid, a.attnotnull) AS part
        FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE c.relnamespace = 'public'::regnamespace
        UNION ALL SELECT conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT tgname FROM pg_trigger
        UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace) AS parts
"""


class Database(Protocol):
    """The database that a test is bound to: which `engine`, at which `url`."""

    engine: Engine
    url: str

    def create(self, *tables: type[Table]) -> None:
        """Create tables that only this test knows; they are gone after it."""

    def fill(self, name: Hashable, make: Callable[[], Made]) -> Made:
        """What `make` returns, with the rows that it writes.

        It is called for the first test of this process that asks for `name`; later ones get what it returned and copies
        of the rows. Where the test has written already, it is called as well and nothing is kept.
        """


class Store(Protocol):
    """Where fresh databases of one engine come from, for one test process."""

    def open(self) -> Database:
        """Bind the process to a fresh database with the schema."""

    def close(self) -> None:
        """Unbind the process and forget what the test wrote."""

    def stop(self) -> None:
        """Free everything at the end of the session."""


class SqliteStore:
    """Each database is a copy of one file."""

    engine: Engine = "sqlite"

    def __init__(self, make_schema: MakeSchema) -> None:
        self._home = Path(tempfile.mkdtemp(prefix="guanxi-sqlite-", dir=memory_folder()))
        self._template = self._home / "template.sqlite"
        self._tests = 0
        self._file = self._template
        self._kept = dict[Hashable, tuple[Path, Any]]()
        self.url = f"sqlite:///{self._template}"
        bound.connect(self.url)
        make_schema()
        database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        unbind()

    def open(self) -> Database:
        self._tests += 1
        self._file = self._home / f"{self._tests}.sqlite"
        shutil.copyfile(self._template, self._file)
        self._fresh = self._state()
        self.url = f"sqlite:///{self._file}"
        bound.connect(self.url)
        return self

    def create(self, *tables: type[Table]) -> None:
        database.create_tables(tables)

    def fill(self, name: Hashable, make: Callable[[], Made]) -> Made:
        if self._state() != self._fresh:
            return make()
        unbind()
        if name in self._kept:
            file, made = self._kept[name]
            self._remove()
            shutil.copyfile(file, self._file)
            bound.connect(self.url)
            return cast(Made, made)
        bound.connect(self.url)
        made = make()
        database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        file = self._home / f"kept{len(self._kept)}.sqlite"
        shutil.copyfile(self._file, file)
        self._kept[name] = file, made
        return made

    def close(self) -> None:
        unbind()
        self._remove()

    def _state(self) -> tuple[int, int]:
        """When the file was written, and how much waits to be written into it."""
        log = self._beside("-wal")
        return self._file.stat().st_mtime_ns, log.stat().st_size if log.is_file() else 0

    def _remove(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            self._beside(suffix).unlink(missing_ok=True)

    def _beside(self, suffix: str) -> Path:
        return self._file.with_name(self._file.name + suffix)

    def stop(self) -> None:
        shutil.rmtree(self._home, ignore_errors=True)


class PostgresStore:
    """One database is emptied after each test; where its schema changed it is dropped and cloned anew."""

    engine: Engine = "postgresql"

    def __init__(self, make_schema: MakeSchema) -> None:
        self._server = postgres.start()
        self._name = f"guanxi_test_{os.getpid()}_{next(_numbers)}"
        self._template = f"{self._name}_template"
        self._own: list[type[Table]] = []
        self._kept = dict[Hashable, tuple[_Rows, Any]]()
        self._admin: psycopg.Connection[tuple[Any, ...]] | None = None
        self._main = psycopg.connect(self._server.url, autocommit=True)
        try:
            self._make_template(make_schema)
        except BaseException:
            self.stop()
            raise
        self.url = _database_url(self._server.url, self._name)

    def _make_template(self, make_schema: MakeSchema) -> None:
        self._main.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(self._template)))
        url = _database_url(self._server.url, self._template)
        bound.connect(url)
        try:
            make_schema()
        finally:
            unbind()
        with psycopg.connect(url) as connection:
            self._schema = _fingerprint(connection)
            self._tables = _tables(connection)
            self._first = _Rows.of(connection, self._tables)
            self._counts_for = {str(name): str(table) for name, table in connection.execute(SEQUENCES)}
            self._written_first = self._touched(connection)

    def open(self) -> Database:
        if self._admin is None:
            self._clone()
        bound.connect(self.url)
        return self

    def create(self, *tables: type[Table]) -> None:
        self._own += tables
        database.create_tables(tables)

    def fill(self, name: Hashable, make: Callable[[], Made]) -> Made:
        assert self._admin is not None
        if self._own or not self._touched(self._admin) <= self._written_first:
            return make()
        if name not in self._kept:
            made = make()
            self._kept[name] = _Rows.of(self._admin, sorted(self._touched(self._admin))), made
            return made
        rows, made = self._kept[name]
        with self._admin.transaction():
            self._admin.execute("SET LOCAL session_replication_role = replica")
            for table in self._first.of_table:
                self._admin.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
            rows.put(self._admin)
        return cast(Made, made)

    def close(self) -> None:
        unbind()
        assert self._admin is not None
        self._end_others()
        for table in reversed(self._own):
            name = sql.Identifier(table._meta.table_name)
            self._admin.execute(sql.SQL("DROP TABLE IF EXISTS {} CASCADE").format(name))
        self._own = []
        if _fingerprint(self._admin) == self._schema:
            self._empty(self._admin)
        else:
            self._admin.close()
            self._admin = None

    def stop(self) -> None:
        if self._admin is not None:
            self._admin.close()
        self._drop(self._name)
        self._drop(self._template)
        self._main.close()
        self._server.stop()

    def _clone(self) -> None:
        self._drop(self._name)
        names = {"name": sql.Identifier(self._name), "template": sql.Identifier(self._template)}
        self._main.execute(
            sql.SQL("CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy").format(**names)
        )
        self._admin = psycopg.connect(self.url, autocommit=True)

    def _drop(self, name: str) -> None:
        self._main.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _end_others(self) -> None:
        assert self._admin is not None
        self._admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )

    def _touched(self, connection: psycopg.Connection[tuple[Any, ...]]) -> set[str]:
        """The tables that somebody has written to."""
        counted = {str(name) for (name,) in connection.execute(COUNTED)}
        written = {str(name) for (name,) in connection.execute(WRITTEN)}
        return written | {self._counts_for.get(name, name) for name in counted}

    def _empty(self, connection: psycopg.Connection[tuple[Any, ...]]) -> None:
        touched = self._touched(connection) | set(self._first.of_table)
        if not touched:
            return
        listed = sql.SQL(", ").join(sql.Identifier(name) for name in sorted(touched))
        with connection.transaction():
            connection.execute("SET LOCAL session_replication_role = replica")
            connection.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(listed))
            self._first.put(connection)


@dataclass(frozen=True)
class _Rows:
    """The rows of tables of PostgreSQL, as COPY writes them, and how far the sequences have counted."""

    of_table: dict[str, bytes]
    sequences: dict[str, int]

    @classmethod
    def of(cls, connection: psycopg.Connection[tuple[Any, ...]], tables: list[str]) -> _Rows:
        """What `tables` hold now; those without rows are left out."""
        found = {table: rows for table in tables if (rows := _copy_out(connection, table))}
        return cls(found, _sequences(connection))

    def put(self, connection: psycopg.Connection[tuple[Any, ...]]) -> None:
        """Write the rows into the tables, which are empty."""
        for table, rows in self.of_table.items():
            _copy_in(connection, table, rows)
        for sequence, value in self.sequences.items():
            connection.execute("SELECT setval(%s::regclass, %s)", (sequence, value))


def unbind() -> None:
    """Close every connection of the process's pool and leave the process without a database."""
    opened = database.obj
    if opened is None:
        return
    if not opened.is_closed():
        opened.close()
    opened.close_all()
    database.initialize(None)
    bound.is_sqlite.cache_clear()
    gc.collect(0)


def _database_url(url: str, name: str) -> str:
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def _fingerprint(connection: psycopg.Connection[tuple[Any, ...]]) -> str | None:
    found = connection.execute(FINGERPRINT).fetchone()
    return found[0] if found else None


def _tables(connection: psycopg.Connection[tuple[Any, ...]]) -> list[str]:
    found = connection.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
    )
    return [str(name) for (name,) in found]


def _sequences(connection: psycopg.Connection[tuple[Any, ...]]) -> dict[str, int]:
    found = connection.execute(
        "SELECT quote_ident(sequencename), last_value FROM pg_sequences"
        " WHERE schemaname = 'public' AND last_value IS NOT NULL"
    )
    return {str(name): int(value) for name, value in found}


def _copy_out(connection: psycopg.Connection[tuple[Any, ...]], table: str) -> bytes:
    statement = sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))
    with connection.cursor() as cursor, cursor.copy(statement) as copied:
        return b"".join(bytes(part) for part in copied)


def _copy_in(connection: psycopg.Connection[tuple[Any, ...]], table: str, rows: bytes) -> None:
    statement = sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))
    with connection.cursor() as cursor, cursor.copy(statement) as copied:
        copied.write(rows)
