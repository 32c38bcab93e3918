"""Migrations of the host and of each plugin: files of playhouse.migrations with a history table for each owner.

A file such as ``migrations/0002_add_grade.py`` defines ``up(migrator, db)`` and ``down(migrator, db)``, freezes what it
needs (it never imports models), and runs in one transaction. Owners run in the order in which they are given, under one
lock, after a check that the database is not newer than the code and that no applied file was changed.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

from peewee import CharField
from playhouse.migrations import Migration, Runner

from guanxi.data.columns import Moment
from guanxi.data.database import database
from guanxi.data.migration_lock import migration_lock

FOLDER = "migrations"


@dataclass(frozen=True)
class Owner:
    """Whose migrations: a plugin's name (or ``host``), the package that holds the folder, and its version for messages."""

    name: str
    package: str
    version: str = ""

    @property
    def folder(self) -> Path:
        """The folder of the migration files; it need not exist, and a plugin of one module never has one."""
        found = find_spec(self.package)
        if found is None:
            raise ModuleNotFoundError(f"there is no module {self.package}", name=self.package)
        places = found.submodule_search_locations or [str(Path(found.origin or "").with_suffix(""))]
        return Path(next(iter(places))) / FOLDER

    @property
    def history(self) -> str:
        """The table that records what was applied."""
        return f"migration_{self.name}"


@dataclass(frozen=True)
class Status:
    """How far an owner's migrations have come; `gone` are applied files that the code no longer has, `altered` changed ones."""

    owner: Owner
    applied: tuple[str, ...]
    pending: tuple[str, ...]
    gone: tuple[str, ...]
    altered: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """One file of one owner, and the statements that it runs (only filled by `preview`)."""

    owner: str
    file: str
    statements: tuple[str, ...] = ()


class MigrationRefused(Exception):
    """Nothing was migrated; `reasons` says why and what to do, one line each."""

    def __init__(self, *reasons: str):
        super().__init__("\n".join(reasons))
        self.reasons = reasons


def status(owners: Sequence[Owner]) -> list[Status]:
    """How far each owner's migrations have come."""
    return [_Files(owner).standing() for owner in owners]


def pending(owners: Sequence[Owner]) -> list[Step]:
    """The files that wait, in the order in which they will run."""
    return [Step(s.owner.name, name) for s in status(owners) for name in s.pending]


def check(owners: Sequence[Owner]) -> None:
    """Raise MigrationRefused with every reason for which this code must not work on this database."""
    if reasons := reasons_against(status(owners)):
        raise MigrationRefused(*reasons)


def reasons_against(standings: Sequence[Status]) -> list[str]:
    """Why this code must not work on this database, one line each."""
    return [reason for standing in standings for reason in _reasons(standing)]


def migrate(
    owners: Sequence[Owner],
    *,
    before: Callable[[list[Step]], object] = lambda steps: None,
    after: Callable[[list[Step]], object] = lambda steps: None,
) -> list[Step]:
    """Run all that waits; return what ran. Several processes may call it at once: one does the work.

    `before` is called with what waits (to make a backup) and `after` with what ran (to bring derived indexes up to date),
    both under the lock and only when there is something.
    """
    check(owners)
    if not pending(owners):
        return []
    with migration_lock():
        check(owners)
        waiting = pending(owners)
        if waiting:
            before(waiting)
            for owner in owners:
                _Files(owner).up()
            after(waiting)
    return waiting


def adopt(owners: Sequence[Owner]) -> None:
    """Record all that waits as applied without running it, for a database whose tables were made from the models."""
    for owner in owners:
        _Files(owner).up(fake=True)


def revert(owner: Owner, target: str | None = None) -> list[Step]:
    """Undo the newest applied file of an owner, or all back to and with `target`; return what was undone."""
    with migration_lock():
        return [Step(owner.name, name) for name in _Files(owner).down(target)]


def revert_all(owner: Owner) -> list[Step]:
    """Undo all applied files of an owner."""
    [standing] = status([owner])
    return revert(owner, standing.applied[0]) if standing.applied else []


def preview(owners: Sequence[Owner]) -> list[Step]:
    """What waits, with the SQL of each file; everything is run and undone."""
    check(owners)
    steps: list[Step] = []
    with migration_lock(), _undone():
        for owner in owners:
            steps += _Files(owner).previewed()
    return steps


class _Files(Runner):  # type: ignore[misc]
    """The files of one owner, with a checksum in the history and every step in a transaction."""

    def __init__(self, owner: Owner):
        super().__init__(database.obj, str(owner.folder), table_name=owner.history)
        self.owner = owner

        class History(database.obj.Model):  # type: ignore[misc, name-defined]
            name = CharField(200, unique=True)
            applied = Moment()
            checksum = CharField(64)
            version = CharField(100)

            class Meta:
                legacy_table_names = False
                table_name = owner.history

        self.History = History

    def standing(self) -> Status:
        rows = list(self.History.select()) if self.History.table_exists() else []
        known = {m.name: _checksum(Path(m.path)) for m in self.migrations()}
        applied = {row.name: row.checksum for row in rows}
        return Status(
            self.owner,
            applied=tuple(sorted(applied)),
            pending=tuple(name for name in known if name not in applied),
            gone=tuple(sorted(set(applied) - set(known))),
            altered=tuple(
                sorted(name for name in applied if known.get(name, applied[name]) != applied[name])
            ),
        )

    def previewed(self) -> list[Step]:
        self.History.create_table()
        found = []
        for name in self.standing().pending:
            with _statements() as statements:
                self.up(name)
            found.append(
                Step(self.owner.name, name, tuple(s for s in statements if self.owner.history not in s))
            )
        return found

    def _run(self, name: str, module: ModuleType, direction: str, fake: bool = False) -> None:  # noqa: FBT001, FBT002 - as peewee calls it
        if not getattr(module, "atomic", True):
            raise MigrationRefused(
                f"Migration {name} of {self.owner.name!r} sets atomic = False: take that line out."
            )
        checksum = _checksum(next(Path(m.path) for m in self.migrations() if m.name == name))
        with self.migrator.migration_context():
            if not fake:
                getattr(module, direction)(self.migrator, self.database)
            if direction == "up":
                self.History.create(name=name, applied=_now(), checksum=checksum, version=self.owner.version)
            else:
                self.History.delete().where(self.History.name == name).execute()


def _reasons(standing: Status) -> Iterator[str]:
    owner = standing.owner
    who = "The host" if owner.name == "host" else f"Plugin {owner.name!r}"
    if standing.gone:
        yield (
            f"{who} was not started: the database is newer than its code {owner.version}".rstrip()
            + f" (it has had {', '.join(standing.gone)}). Install the newer version, or restore the backup made before it."
        )
    for name in standing.altered:
        yield (
            f"{who} was not started: the migration {name} was changed after it had been applied."
            " Restore the file and write a new migration with: guanxi migrate --draft"
        )


def _checksum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def _now() -> datetime:
    return datetime.now(UTC)


class _Undo(Exception):
    pass


@contextmanager
def _undone() -> Iterator[None]:
    try:
        with Runner(database.obj).migrator.migration_context():
            yield
            raise _Undo
    except _Undo:
        return


class _Collector(logging.Handler):
    """Takes the statements that one thread runs from peewee's log."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self._thread and isinstance(record.msg, tuple):
            sql, params = record.msg
            if not sql.lstrip().upper().startswith(_SILENT):
                self.found.append(f"{sql}  -- {list(params)}" if params else sql)


_SILENT = ("SELECT", "PRAGMA", "SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")


@contextmanager
def _statements() -> Iterator[list[str]]:
    log, collector = logging.getLogger("peewee"), _Collector()
    level, propagate = log.level, log.propagate
    log.addHandler(collector)
    log.setLevel(logging.DEBUG)
    log.propagate = False
    try:
        yield collector.found
    finally:
        log.removeHandler(collector)
        log.setLevel(level)
        log.propagate = propagate


__all__ = [
    "Migration",
    "MigrationRefused",
    "Owner",
    "Status",
    "Step",
    "adopt",
    "check",
    "migrate",
    "pending",
    "preview",
    "reasons_against",
    "revert",
    "revert_all",
    "status",
]
