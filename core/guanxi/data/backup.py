"""Backups: one file with a manifest and checksums, made in one moment of the database while people work, checked before it is used."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import unquote

import psycopg

from guanxi.data import backup_postgresql, backup_sqlite
from guanxi.data.migrations import Owner

FORMAT = 1
MANIFEST = "manifest.json"
_SEAL = b"sha256:"
_DIGITS = 64
_PIECE = 1 << 20


class BackupRefused(Exception):
    """The backup cannot be made or used, and nothing was changed; the text says why and what to do."""


class BackupOlder(BackupRefused):
    """The backup lacks migrations that this code has; it can be restored where somebody accepts that."""


FAILURES = (ValueError, OSError, sqlite3.Error, psycopg.Error)
"""What engines and disks raise: of a database that is away, cannot be read, has no room."""


@dataclass(frozen=True)
class Manifest:
    """What a backup says about itself. `schema` holds the applied migrations by the table that records them."""

    format: int
    version: str
    engine: str
    made_at: str
    schema: Mapping[str, list[str]]
    tables: Mapping[str, list[Any]]
    details: Mapping[str, Any]

    @property
    def rows(self) -> int:
        """How many rows all tables have together."""
        return sum(int(rows) for rows, _ in self.tables.values())


def make(url: str, target: Path, *, now: datetime, version: str, files: Path | None = None) -> Manifest:
    """Write a backup of the database at `url`, and of the folder `files`, to `target`; the file appears whole or not at all.

    `now` is aware. Raises BackupRefused where the database holds what this version cannot keep.
    """
    engine = backup_sqlite if url.startswith("sqlite:") else backup_postgresql
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with (
            _private(draft) as out,
            zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive,
        ):
            tables, schema, details = engine.write(_place(url), archive)
            manifest = Manifest(
                FORMAT,
                version,
                engine.NAME,
                now.isoformat(),
                schema,
                {k: list(v) for k, v in tables.items()},
                details,
            )
            _keep_files(archive, files)
            archive.writestr(MANIFEST, json.dumps(manifest.__dict__, indent=1))
            archive.comment = _SEAL + b"0" * _DIGITS
        _seal(draft)
        os.replace(draft, target)
    except FAILURES as wrong:
        raise BackupRefused(f"No backup was made: {' '.join(str(wrong).split())}") from wrong
    finally:
        draft.unlink(missing_ok=True)
    return manifest


def check(source: Path) -> Manifest:
    """Read the manifest of a backup after making sure that not one bit of the file differs from what was written."""
    try:
        size = source.stat().st_size
        with source.open("rb") as opened:
            _check_seal(opened, size, source)
        with zipfile.ZipFile(source) as archive:
            found = json.loads(archive.read(MANIFEST))
            if found.get("format") != FORMAT:
                raise BackupRefused(
                    f"{source} has format {found.get('format')}, this Guanxi reads format {FORMAT}."
                    f" Restore it with Guanxi {found.get('version')}."
                )
            return Manifest(**found)
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, TypeError) as wrong:
        raise BackupRefused(f"{source} is not a whole backup: {wrong}.") from wrong


def fits(manifest: Manifest, owners: Sequence[Owner]) -> None:
    """Raise BackupRefused where the backup is newer than the code of `owners`, BackupOlder where it is older."""
    newer, older = [], []
    for owner in owners:
        known = {path.stem for path in owner.folder.glob("[0-9]*.py")} if owner.folder.is_dir() else set()
        applied = set(manifest.schema.get(owner.history, []))
        newer += [f"{owner.name} {name}" for name in sorted(applied - known)]
        if owner.history in manifest.schema:
            older += [f"{owner.name} {name}" for name in sorted(known - applied)]
    made = f"The backup was made by Guanxi {manifest.version}"
    if newer:
        raise BackupRefused(
            f"{made}, which is newer: it has {', '.join(newer)}. Install that version, then restore."
        )
    if older:
        raise BackupOlder(
            f"{made}, which is older: it lacks {', '.join(older)}. Install that version, restore, and upgrade;"
            " or type: guanxi restore --older FILE, then guanxi migrate"
        )


def restore(
    source: Path,
    url: str,
    *,
    owners: Sequence[Owner] = (),
    accept_older: bool = False,
    before: Callable[[], object] = lambda: None,
    files: Path | None = None,
) -> Manifest:
    """Put the backup in the place of the database at `url`: wholly, in one transaction, or not at all.

    Everything is checked first: each bit of the file, the fit with the code of `owners`, integrity and the checksum of
    each table. `before` is called when all is well and nothing has been replaced yet.
    """
    manifest = check(source)
    _check_engine(manifest, url)
    try:
        fits(manifest, owners)
    except BackupOlder:
        if not accept_older:
            raise
    engine = backup_sqlite if manifest.engine == backup_sqlite.NAME else backup_postgresql
    tables = {name: (int(rows), str(digest)) for name, (rows, digest) in manifest.tables.items()}
    with zipfile.ZipFile(source) as archive, tempfile.TemporaryDirectory(dir=_near(url)) as scratch:
        kept = {} if files is None else _kept_files(archive, files)
        try:
            engine.read(_place(url), archive, tables, manifest.details, Path(scratch), before)
        except FAILURES as wrong:
            raise BackupRefused(f"{source} was not restored, nothing was changed: {wrong}") from wrong
        for name, path in kept.items():
            _put_file(archive, name, path)
    return manifest


def _check_engine(manifest: Manifest, url: str) -> None:
    mine = backup_sqlite.NAME if url.startswith("sqlite:") else backup_postgresql.NAME
    if manifest.engine != mine:
        raise BackupRefused(
            f"The backup is of a {manifest.engine} database, this installation uses {mine}. Set GUANXI_DATABASE to"
            f" a {manifest.engine} database and restore there."
        )


def _place(url: str) -> str:
    """What the engine connects to: the path of an SQLite file, the address of PostgreSQL."""
    return unquote(url.removeprefix("sqlite:///")) if url.startswith("sqlite:") else url


def _near(url: str) -> Path | None:
    if not url.startswith("sqlite:"):
        return None
    folder = Path(_place(url)).parent
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _keep_files(archive: zipfile.ZipFile, folder: Path | None) -> None:
    if folder is None or not folder.is_dir():
        return
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and not path.name.startswith("."):
            with contextlib.suppress(FileNotFoundError):  # taken away since the folder was listed
                archive.write(path, f"files/{path.relative_to(folder).as_posix()}")


def _kept_files(archive: zipfile.ZipFile, folder: Path) -> dict[str, Path]:
    """Where each kept file goes; raises BackupRefused for a name that leads out of the folder."""
    found, whole = {}, folder.resolve()
    for name in archive.namelist():
        if name.startswith("files/"):
            path = (folder / name.removeprefix("files/")).resolve()
            if whole not in path.parents:
                raise BackupRefused(f"The backup holds a file outside of its folder: {name}")
            found[name] = path
    return found


def _put_file(archive: zipfile.ZipFile, name: str, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(name) as source, path.open("wb") as out:
        shutil.copyfileobj(source, out)


@contextlib.contextmanager
def _private(path: Path) -> Iterator[BinaryIO]:
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w+b") as out:
        yield out


def _seal(path: Path) -> None:
    """Write the checksum of all bytes before it into the last bytes of the file, and see it safely on the disk."""
    with path.open("r+b") as opened:
        size = path.stat().st_size
        digest = _digest(opened, size - _DIGITS)
        opened.seek(size - _DIGITS)
        opened.write(digest.encode())
        opened.flush()
        os.fsync(opened.fileno())


def _check_seal(opened: BinaryIO, size: int, source: Path) -> None:
    length = len(_SEAL) + _DIGITS
    if size <= length:
        raise BackupRefused(f"{source} is not a whole backup: it has only {size} bytes.")
    opened.seek(size - length)
    seal = opened.read(length)
    if not seal.startswith(_SEAL):
        raise BackupRefused(f"{source} is not a whole backup: its end is missing.")
    if _digest(opened, size - _DIGITS).encode() != seal[len(_SEAL) :]:
        raise BackupRefused(f"{source} is damaged: its checksum is wrong. Use another backup.")


def _digest(opened: BinaryIO, length: int) -> str:
    found = hashlib.sha256()
    opened.seek(0)
    while length > 0 and (piece := opened.read(min(_PIECE, length))):
        found.update(piece)
        length -= len(piece)
    return found.hexdigest()
