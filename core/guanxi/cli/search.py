"""guanxi search: wants the index of the search made anew."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from guanxi.data.database import write_transaction
from guanxi.records.host import Host
from guanxi.records.search import kinds
from guanxi.records.search.texts import searched


def register(subparsers: Any) -> None:
    """Add the command ``search``."""
    parser = subparsers.add_parser("search", help="make the index of the search anew")
    commands = parser.add_subparsers(dest="search_command", required=True, metavar="command")
    rebuild = commands.add_parser("rebuild", help="let a worker index all records again, while people work")
    rebuild.add_argument("kind", nargs="*", help="kinds of records, such as contacts.company; none: all")
    rebuild.set_defaults(run=run)


def run(options: argparse.Namespace, host: Host) -> int:
    """Want a job for each kind; 1 where a kind is not known or not searched."""
    known = {name: each for name, each in host.resources.items() if searched(each)}
    if unknown := sorted(set(options.kind) - known.keys()):
        print(
            f"Nothing is searched of {', '.join(unknown)}. There are: {', '.join(sorted(known))}",
            file=sys.stderr,
        )
        return 1
    for name in options.kind or sorted(known):
        with write_transaction():
            kinds.numbered(known[name])
            kinds.demand(host, known[name])
        print(f"{name}: a worker indexes it")
    return 0
