"""guanxi migrate: bring the tables of the host and of its plugins up to date, or see what that would do."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from guanxi.cli.opening import Unusable, opened_database
from guanxi.config import Config
from guanxi.data.migration_draft import draft
from guanxi.data.migrations import Owner, preview, revert, status
from guanxi.plugins.migrating import models_of, owners
from guanxi.records.indexes import is_derived


def register(subparsers: Any) -> None:
    """Add the command ``migrate``."""
    parser = subparsers.add_parser("migrate", help="bring the database up to date")
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--status", action="store_true", help="only show what is applied and what waits; exit code 1 if any"
    )
    what.add_argument("--preview", action="store_true", help="show the SQL of what waits, and change nothing")
    what.add_argument(
        "--draft", metavar="OWNER", help="write the file that leads to the models (a plugin's name, or host)"
    )
    what.add_argument("--revert", metavar="OWNER", help="undo the newest migration; for development")
    parser.add_argument(
        "--name", default="", help="with --draft: what the file does; with --revert: back to this file"
    )
    parser.set_defaults(run=run, needs_host=False)


def run(options: argparse.Namespace, host: object = None) -> int:
    """Do what the options say."""
    with opened_database() as config:
        if options.status:
            return _status()
        if options.preview:
            return _preview()
        if options.draft:
            return _draft(_owner(options.draft), options.name or "first")
        if options.revert:
            steps = revert(_owner(options.revert), options.name or None)
            print("\n".join(f"{step.owner}: {step.file} undone" for step in steps) or "Nothing to undo.")
            return 0
        return _migrate(config)


def _migrate(config: Config) -> int:
    from guanxi.installation import bring_up

    done = bring_up(config)
    for step in done.steps:
        print(f"{step.owner}: {step.file}")
    for failure in done.failures:
        print(f"{failure}\nThe others run without it.", file=sys.stderr)
    if not done.failures:
        print("The database is up to date." if done.steps else "The database was up to date already.")
    return 1 if done.failures else 0


def _status() -> int:
    waiting = 0
    for standing in status(owners()):
        names = [(name, "applied") for name in standing.applied] + [
            (name, "waits") for name in standing.pending
        ]
        names += [(name, "applied, but its file is gone") for name in standing.gone]
        waiting += len(standing.pending) + len(standing.gone)
        for name, word in names:
            print(f"{standing.owner.name}: {name} {word}")
    return 1 if waiting else 0


def _preview() -> int:
    steps = preview(owners())
    for step in steps:
        print(f"-- {step.owner}: {step.file}")
        print("".join(f"{statement};\n" for statement in step.statements))
    if not steps:
        print("Nothing waits.", file=sys.stderr)
    return 0


def _draft(owner: Owner, name: str) -> int:
    path = draft(owner, models_of(owner), name, derived=is_derived)
    print(path or f"The tables are those of the models of {owner.name!r}: nothing to write.")
    return 0


def _owner(name: str) -> Owner:
    found = {owner.name: owner for owner in owners([name])}
    if name not in found:
        raise Unusable(f"There is no plugin {name!r}. See what is there with: guanxi plugin list")
    return found[name]
