"""guanxi import RESOURCE FILE: a CSV, XLSX or vCard file becomes records, through the same fields, gate and changes as a form."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from guanxi.cli.acting import acting_user
from guanxi.data.errors import Problem
from guanxi.records.actor import Actor
from guanxi.records.batches import undo_batch
from guanxi.records.host import Host
from guanxi.resources.imports.faults import Fault
from guanxi.resources.imports.options import CREATE, SKIP, UPDATE, Options, Unit, pairs, word_pairs
from guanxi.resources.imports.run import Report, run

SHOWN_FAULTS = 20
REPEATED = (
    ("--map", "COLUMN=FIELD", "lead a column to a field; COLUMN= leaves it out"),
    ("--map-value", "COLUMN:OLD=NEW", "read a value of a column as another"),
    ("--set", "FIELD=TEXT", "one text for every row; {row}, {line} and {COLUMN} are filled in"),
    ("--unit", "COLUMN=UNIT", "what figures count, for example revenue='1000000 USD'"),
)


def register(subparsers: Any) -> None:
    """Add the command ``import``; it sets `run(options, host) -> exit code`."""
    parser = subparsers.add_parser("import", help="import a CSV, XLSX or vCard file into a kind of record")
    add = parser.add_argument
    add("resource", help="the kind of record, for example contacts.company")
    add("file", type=Path, nargs="?", help="the file; its first line names the columns")
    for name, value, meaning in REPEATED:
        add(name, action="append", default=[], metavar=value, help=meaning)
    add("--rest", default="", metavar="FIELD", help="a long text that takes in all columns without a field")
    add("--as", dest="user", metavar="MAIL", help="import as this user, who then owns the records")
    add("--key", default="", help="what makes a repetition; by default the content of the file")
    add(
        "--match",
        default="",
        metavar="FIELD",
        help="find records that exist by this field, or by their number: #",
    )
    add("--existing", default=UPDATE, choices=(UPDATE, SKIP, CREATE), help="what becomes of rows that match")
    add(
        "--sheet",
        default="",
        metavar="NAME",
        help="the sheet of a workbook; by default the first with content",
    )
    add("--encoding", help="such as utf-8 or gb18030; found out where not given")
    add("--delimiter", help="found out where not given")
    add("--errors", type=Path, metavar="FILE", help="write the faulty rows with their reasons to this file")
    add("--dry-run", action="store_true", help="check everything, write nothing")
    add("--undo", metavar="BATCH", help="take back the import that printed this batch")
    parser.set_defaults(run=import_file)


def import_file(options: argparse.Namespace, host: Host) -> int:
    """Import or undo; 0 where every row was written, 1 where some had faults, 2 where nothing could be done."""
    try:
        actor = acting_user(options.user, host)
        if options.undo:
            changes = undo_batch(actor, options.undo)
            print(f"The import is undone ({len(changes)} changes); its records are in the bin.")
            return 0
        return _import(options, actor)
    except OSError as error:
        print(f"{options.file}: {error.strerror}", file=sys.stderr)
    except (Problem, LookupError) as error:
        print(str(error.args[0]) if isinstance(error, LookupError) else str(error), file=sys.stderr)
    return 2


def options_of(named: argparse.Namespace) -> Options:
    """The options of an import as the command line names them."""
    return Options(
        columns=pairs(named.map, "--map"),
        words=word_pairs(named.map_value),
        fixed=pairs(named.set, "--set"),
        units={column: Unit.of(text) for column, text in pairs(named.unit, "--unit").items()},
        rest=named.rest,
        key=named.key,
        match=named.match,
        existing=named.existing,
        sheet=named.sheet,
        encoding=named.encoding,
        delimiter={"\\t": "\t", "tab": "\t"}.get(named.delimiter, named.delimiter),
        dry_run=named.dry_run,
    )


def _import(options: argparse.Namespace, actor: Actor) -> int:
    resource = actor.host.resources.get(options.resource)
    if resource is None:
        raise LookupError(
            f"There is no kind of record {options.resource}. There are: {', '.join(sorted(actor.host.resources))}"
        )
    if options.file is None:
        raise LookupError("Name the file to import.")
    report = run(
        actor, resource, options.file.read_bytes(), name=options.file.name, options=options_of(options)
    )
    _tell(report)
    if options.errors and report.faults:
        options.errors.write_bytes(report.error_file())
        print(f"The faulty rows are in {options.errors}; correct them there and import that file.")
    return 1 if report.faults else 0


def _tell(report: Report) -> None:
    verb = "would be written" if report.dry_run else "written"
    repeated = f", {report.repeated} were written before" if report.repeated else ""
    matched = f", {report.updated} of them updates" if report.updated else ""
    matched += f", {report.skipped} skipped" if report.skipped else ""
    print(f"{report.total} rows: {report.written} {verb}{matched}{repeated}, {report.faulty} with faults.")
    if report.plan.unknown:
        kept = f"kept in {report.plan.rest.name}" if report.plan.rest else "not imported"
        print(f"Columns without a field ({kept}): {', '.join(report.plan.unknown)}")
    for fault in report.faults[:SHOWN_FAULTS]:
        print(f"  {_where(fault)}: {fault.text()}")
    if len(report.faults) > SHOWN_FAULTS:
        print(f"  … and {len(report.faults) - SHOWN_FAULTS} more; --errors FILE writes them all")
    if report.written and not report.dry_run:
        print(f"Undo it with: guanxi import {report.resource.name} --undo {report.batch}")


def _where(fault: Fault) -> str:
    lettered = fault.place != str(fault.line)
    return f"cell {fault.place}" if lettered else f"{'row' if fault.row.lettered else 'line'} {fault.place}"
