"""guanxi import RESOURCE FILE: a CSV, XLSX or vCard file becomes records, through the same fields, gate and changes as a form."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from guanxi.cli.acting import acting_user
from guanxi.cli.import_waiting import wait
from guanxi.data.errors import Problem
from guanxi.jobs.tables import FAILED, STOPPED
from guanxi.records.actor import Actor
from guanxi.records.batches import undo_batch
from guanxi.records.host import Host
from guanxi.records.resource import Resource
from guanxi.resources.imports import runs
from guanxi.resources.imports.faults import Fault, error_file
from guanxi.resources.imports.kept_faults import EQUAL, KEPT, faults_of
from guanxi.resources.imports.mapping import plan
from guanxi.resources.imports.options import CREATE, SKIP, UPDATE, Options, Unit, pairs, word_pairs
from guanxi.resources.imports.pipeline import declared_import, permit, refuse_unsettled
from guanxi.resources.imports.runs import Run
from guanxi.resources.imports.sources import open_source

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
        help="find records that exist by this field, by their number: #, or by whatever makes a duplicate: duplicate",
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
    add("--go-on", type=int, metavar="RUN", help="go on with an import that was stopped or killed")
    add("--undo", metavar="BATCH", help="take back the import that printed this batch")
    parser.set_defaults(run=import_file)


def import_file(options: argparse.Namespace, host: Host) -> int:
    """Import, go on or undo; 0 where every row was written, 1 where some had faults, 2 where nothing could be done."""
    try:
        actor = acting_user(options.user, host)
        if options.undo:
            return _undo(actor, options.undo)
        resource = _resource(options, actor)
        if options.go_on:
            known = runs.find(actor, resource, options.go_on)
            if not known.under_way:  # else its process may have died: whoever waits takes it over
                runs.go_on(actor, known)
            return _finished(options, actor, resource, options.go_on)
        return _import(options, actor, resource)
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


def _resource(options: argparse.Namespace, actor: Actor) -> Resource:
    resource = actor.host.resources.get(options.resource)
    if resource is None:
        raise LookupError(
            f"There is no kind of record {options.resource}. There are: {', '.join(sorted(actor.host.resources))}"
        )
    return resource


def _import(options: argparse.Namespace, actor: Actor, resource: Resource) -> int:
    if options.file is None:
        raise LookupError("Name the file to import.")
    content, chosen = options.file.read_bytes(), options_of(options)
    permit(actor, resource)
    refuse_unsettled(actor, resource, open_source(content, chosen).header, chosen)
    run_id = runs.keep_upload(actor, resource, options.file.name, content, chosen)
    runs.start(actor, runs.find(actor, resource, run_id), chosen, dry_run=chosen.dry_run)
    return _finished(options, actor, resource, run_id)


def _finished(options: argparse.Namespace, actor: Actor, resource: Resource, run_id: int) -> int:
    known = wait(actor, resource, run_id)
    if known.standing == FAILED:
        print((known.error or "").strip().splitlines()[-1], file=sys.stderr)
        return 2
    if known.standing == STOPPED:
        print(f"Stopped after {known.done} of {known.total} rows.")
        print(f"Go on with: guanxi import {resource.name} --go-on {known.id}")
    faults = faults_of(known.id)
    _tell(actor, resource, known, faults)
    if options.errors and faults:
        options.errors.write_bytes(error_file(known.header, faults))
        print(f"The faulty rows are in {options.errors}; correct them there and import that file.")
    return 1 if faults or known.standing == STOPPED else 0


def _undo(actor: Actor, batch: str) -> int:
    run_id = runs.of_batch(batch)
    resource = actor.host.resources.get(batch.split(":")[1]) if run_id else None
    if run_id is None or resource is None:
        changes = undo_batch(actor, batch)
        print(f"The import is undone ({len(changes)} changes); its records are in the bin.")
        return 0
    runs.revert(actor, runs.find(actor, resource, run_id))
    known = wait(actor, resource, run_id)
    if known.standing == FAILED:
        print((known.error or "").strip().splitlines()[-1], file=sys.stderr)
        return 2
    print(f"The import is undone: {known.reverted} records taken back, {known.kept} kept.")
    for kept in faults_of(known.id, KEPT, SHOWN_FAULTS):
        print(f"  {kept.value}: {kept.reason}")
    return 1 if known.kept or known.standing == STOPPED else 0


def _tell(actor: Actor, resource: Resource, known: Run, faults: Sequence[Fault]) -> None:
    dry, tally = known.state == runs.CHECKED, known.tally
    verb = "would be written" if dry else "written"
    parts = [
        f"{tally.added + tally.updated} {verb}",
        f"{tally.updated} of them updates" if tally.updated else "",
        f"{tally.unchanged} unchanged" if tally.unchanged else "",
        f"{tally.skipped} skipped" if tally.skipped else "",
        f"{tally.repeated} were written before" if tally.repeated else "",
        f"{known.faulty} with faults",
    ]
    print(f"{known.total} rows: {', '.join(filter(None, parts))}.")
    found = plan(actor, resource, known.header, declared_import(actor, resource), known.options)
    if found.unknown:
        kept = f"kept in {found.rest.name}" if found.rest else "not imported"
        print(f"Columns without a field ({kept}): {', '.join(found.unknown)}")
    equal = faults_of(known.id, EQUAL, SHOWN_FAULTS + 1)
    if equal:
        print("Rows that equal a record by name, number or code (--match duplicate decides by that):")
    for told in equal[:SHOWN_FAULTS]:
        print(f"  {_where(told)}: {told.field}: {told.value} = #{told.row.cells[0]} {told.reason}")
    if len(equal) > SHOWN_FAULTS:
        print("  … and more")
    for fault in faults[:SHOWN_FAULTS]:
        print(f"  {_where(fault)}: {fault.text()}")
    if len(faults) > SHOWN_FAULTS:
        print(f"  … and {len(faults) - SHOWN_FAULTS} more; --errors FILE writes them all")
    if known.batch and tally.added + tally.updated:
        print(f"Undo it with: guanxi import {resource.name} --undo {known.batch}")


def _where(fault: Fault) -> str:
    lettered = fault.place != str(fault.line)
    return f"cell {fault.place}" if lettered else f"{'row' if fault.row.lettered else 'line'} {fault.place}"
