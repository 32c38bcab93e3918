"""guanxi export RESOURCE FILE: a list becomes a file, by the same gate, filter and log as on its page."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from guanxi.cli.acting import acting_user
from guanxi.data.columns import from_ms
from guanxi.data.database import rows
from guanxi.data.errors import Problem
from guanxi.data.filter_query import parse_query
from guanxi.records.access_log import latest_accesses
from guanxi.records.host import Host
from guanxi.records.listing import ListQuery
from guanxi.resources.exports.run import TYPES, Wanted, export

SHOWN_ENTRIES = 50


def register(subparsers: Any) -> None:
    """Add the command ``export``; it sets `run(options, host) -> exit code`."""
    parser = subparsers.add_parser("export", help="write a list into a file, or show who exported what")
    add = parser.add_argument
    add("resource", nargs="?", default="", help="the kind of record, for example contacts.company")
    add("file", type=Path, nargs="?", help="the file to write; - for the standard output")
    add("--format", choices=tuple(TYPES), help="by default what the ending of the file says, else csv")
    add(
        "--columns",
        default="",
        metavar="NAMES",
        help="fields, comma between; by default all that the user sees",
    )
    add("--sort", metavar="NAME", help="the field to sort by; -NAME for falling")
    add(
        "--filter",
        action="append",
        default=[],
        metavar="CONDITION",
        help="as in the address of a list: city=上海, employees>=50, name~=恒润; may be repeated",
    )
    add("--as", dest="user", metavar="MAIL", help="export as this user: what he may, as he sees it")
    add("--log", action="store_true", help="show the latest exports instead")
    parser.set_defaults(run=export_file)


def export_file(options: argparse.Namespace, host: Host) -> int:
    """Export or show the log; 0 where the file is whole, 2 where nothing could be done."""
    try:
        if options.log:
            _show_log()
            return 0
        return _export(options, host)
    except OSError as error:
        print(f"{options.file}: {error.strerror}", file=sys.stderr)
    except (Problem, LookupError) as error:
        print(str(error.args[0]) if isinstance(error, LookupError) else str(error), file=sys.stderr)
    return 2


def _export(options: argparse.Namespace, host: Host) -> int:
    actor = acting_user(options.user, host)
    resource = host.resources.get(options.resource)
    if resource is None:
        raise LookupError(
            f"There is no kind of record {options.resource}. There are: {', '.join(sorted(host.resources))}"
        )
    if options.file is None:
        raise LookupError("Name the file to write.")
    columns = tuple(name for name in options.columns.split(",") if name) or None
    if unknown := [name for name in columns or () if name not in resource.by_name]:
        raise LookupError(f"There is no field {unknown[0]}. There are: {', '.join(resource.by_name)}")
    pairs = [(name, value) for name, _equals, value in (text.partition("=") for text in options.filter)]
    query = ListQuery(resource, columns, options.sort, parse_query(pairs, frozenset()))
    kind = options.format or _ending(options.file)
    with closing(export(actor, Wanted(query, kind, asked={"by": "command", "query": pairs}))) as parts:
        if str(options.file) == "-":
            for part in parts:
                sys.stdout.buffer.write(part)
            sys.stdout.buffer.flush()
            return 0
        _write(options.file, parts)
    print(f"{options.file} is written.")
    return 0


def _write(file: Path, parts: Any) -> None:
    """Write beside the file and put it in its place when it is whole."""
    beside = file.with_name(file.name + ".part")
    try:
        with beside.open("wb") as opened:
            for part in parts:
                opened.write(part)
        os.replace(beside, file)
    finally:
        beside.unlink(missing_ok=True)


def _ending(file: Path) -> str:
    ending = file.suffix.removeprefix(".").lower()
    return ending if ending in TYPES else "csv"


def _show_log() -> None:
    names = dict(rows("SELECT id, mail FROM people_user"))
    for at, actor, action, details, amount, whole in latest_accesses(SHOWN_ENTRIES):
        when: datetime = from_ms(at)
        state = "not ended" if amount is None else f"{amount} records{'' if whole else ', broken off'}"
        who = names.get(actor, "the house itself")
        print(f"{when:%Y-%m-%d %H:%M:%S}Z\t{who}\t{action}\t{state}\t{details}")
