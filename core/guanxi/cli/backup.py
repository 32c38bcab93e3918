"""guanxi backup and guanxi restore: one file with everything, made while people work; put back wholly or not at all."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from guanxi import __version__
from guanxi.cli.opening import Unusable
from guanxi.config import Config, ConfigError, load
from guanxi.data.backup import BackupRefused, check, make, restore
from guanxi.data.migrations import Owner
from guanxi.data.replaced import moment, what_is_there
from guanxi.preparing import backup_folder, files_folder
from guanxi.records.host import now

AGREED = ("y", "yes")


def register(subparsers: Any) -> None:
    """Add the commands ``backup`` and ``restore``."""
    keep = subparsers.add_parser("backup", help="keep everything in one file, while Guanxi runs")
    keep.add_argument("file", nargs="?", type=Path, help="where to; default: a new file in the data folder")
    keep.set_defaults(run=run_backup, needs_host=False)
    bring = subparsers.add_parser("restore", help="put a backup in the place of the database")
    bring.add_argument("file", type=Path)
    bring.add_argument(
        "--older", action="store_true", help="accept a backup of an older version; then: guanxi migrate"
    )
    bring.add_argument("--check", action="store_true", help="only tell whether the file is whole")
    bring.add_argument("--yes", action="store_true", help="replace what is there without asking, for scripts")
    bring.set_defaults(run=run_restore, needs_host=False)


def run_backup(options: argparse.Namespace, host: object = None) -> int:
    """Make a backup and say what is in it."""
    return _told(lambda: _keep(_config(), options.file))


def run_restore(options: argparse.Namespace, host: object = None) -> int:
    """Check the file; then put it in the place of the database, which is kept beside it."""
    if options.check:
        return _told(lambda: _describe(options.file))
    return _told(lambda: _bring(_config(), options.file, accept_older=options.older, agreed=options.yes))


def _keep(config: Config, target: Path | None) -> str:
    target = target or backup_folder(config) / f"guanxi-{now():%Y%m%d-%H%M%S}.zip"
    made = make(config.database, target, now=now(), version=__version__, files=files_folder(config))
    return f"{target}: {made.rows} rows in {len(made.tables)} tables, {target.stat().st_size / 1e6:.1f} MB"


def _describe(source: Path) -> str:
    found = check(source)
    return f"{source} is whole: {found.engine}, made by Guanxi {found.version} at {found.made_at}, {found.rows} rows"


def _bring(config: Config, source: Path, *, accept_older: bool, agreed: bool) -> str:
    backup = check(source)
    if not agreed and (there := what_is_there(config.database)):
        _ask(f"This replaces {there} by {source}, made on {moment(backup.made_at)} ({backup.rows} rows).")
    kept = backup_folder(config) / f"before-restore-{now():%Y%m%d-%H%M%S}.zip"
    done: list[str] = []

    def before() -> None:
        try:
            make(config.database, kept, now=now(), version=__version__, files=files_folder(config))
            done.append(f"; what was there before is kept in {kept}")
        except BackupRefused as reason:
            if "there is no database" not in str(reason):
                raise

    found = restore(
        source,
        config.database,
        owners=_owners(config),
        accept_older=accept_older,
        before=before,
        files=files_folder(config),
    )
    return f"Restored {found.rows} rows, made at {found.made_at}{''.join(done)}"


def _ask(sentence: str) -> None:
    """Let somebody at a terminal agree; raises BackupRefused where nobody does."""
    if not sys.stdin.isatty():
        raise BackupRefused(f"Nothing was restored. {sentence} Where that is meant, add --yes.")
    if (
        input(f"{sentence} What is there now is kept in a backup. Go on? [y/N] ").strip().lower()
        not in AGREED
    ):
        raise BackupRefused("Nothing was restored.")


def _owners(config: Config) -> list[Owner]:
    """Everybody installed here: a backup may hold tables of plugins that are not enabled now."""
    from guanxi.plugins.discovery import installed
    from guanxi.plugins.migrating import THE_HOST, owner_of

    return [THE_HOST, *(owner_of(manifest) for manifest in installed())]


def _config() -> Config:
    try:
        return load()
    except ConfigError as wrong:
        raise Unusable(str(wrong), 2) from wrong


def _told(work: Callable[[], str]) -> int:
    try:
        print(work())
    except BackupRefused as reason:
        print(reason, file=sys.stderr)
        return 1
    return 0
