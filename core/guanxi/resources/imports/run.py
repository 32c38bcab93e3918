"""One import from file to report: read, map, check, find links, write; the order of the steps and nothing else."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace

from guanxi.data.errors import Forbidden, Refused
from guanxi.data.formats import Format
from guanxi.data.messages import listed, translator
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.batches import is_undone
from guanxi.records.resource import Resource
from guanxi.resources.display import format_of
from guanxi.resources.imports.checking import Checked, Checker
from guanxi.resources.imports.declaration import Import
from guanxi.resources.imports.faults import Fault, error_file
from guanxi.resources.imports.links import Ready, resolve
from guanxi.resources.imports.mapping import Plan, missing, plan
from guanxi.resources.imports.matching import Matched, match
from guanxi.resources.imports.options import Options
from guanxi.resources.imports.sources import Source, open_source
from guanxi.resources.imports.writing import Written, write

_ = translator("guanxi")


@dataclass(frozen=True)
class Report:
    """What an import did, or would do in a dry run: rows in the file, rows `written` now, rows `repeated` (written by the
    same import before), the faulty ones. Of the rows whose record exists (`known`) some were `updated`, others `skipped`.
    `batch` is what `records.batches.undo_batch` takes back.
    """

    resource: Resource
    plan: Plan
    encoding: str
    total: int
    written: int
    repeated: int
    batch: str
    dry_run: bool
    updated: int = 0
    skipped: int = 0
    known: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def faulty(self) -> int:
        """How many rows have a fault."""
        return len({fault.line for fault in self.faults})

    def error_file(self) -> bytes:
        """The faulty rows with their reasons, in the language in force, to correct and import again."""
        return error_file(self.plan.header, self.faults)


def run(
    actor: Actor,
    resource: Resource,
    content: bytes,
    *,
    name: str,
    options: Options | None = None,
    fmt: Format | None = None,
) -> Report:
    """Import the file `content` called `name` as `actor`; good rows are written, faulty ones reported.

    Needs the permissions ``<resource>.import`` and ``<resource>.create``. Raises Forbidden, and Refused where the file
    or its columns cannot be understood at all; nothing is written then.
    """
    _permit(actor, resource)
    options = options or Options()
    resource, declared = actor.host.resources.get(resource.name, resource), declared_import(actor, resource)
    sheet = open_source(content, options)
    found = plan(actor, resource, sheet.header, declared, options)
    _refuse_missing(actor, resource, found, options)
    checker = Checker(resource, found, declared, options, fmt or format_of(actor))
    total, ready, faults = _linked(actor, resource, sheet, checker)
    matched = match(actor, resource, ready, found, options, checker)
    batch = _batch(resource, content, options)
    written = _write(actor, resource, matched, options, batch, name)
    return Report(
        resource=resource,
        plan=found,
        encoding=sheet.encoding,
        total=total,
        written=len(written.ids) - written.repeated,
        repeated=written.repeated,
        batch=batch,
        dry_run=options.dry_run,
        **matched.counts(written.ids),
        faults=_placed(found, [*faults, *matched.faults, *written.faults]),
    )


def _write(
    actor: Actor, resource: Resource, matched: Matched, options: Options, batch: str, name: str
) -> Written:
    """Write the rows; a dry run passes for having written all."""
    if options.dry_run:
        return Written(ids={each.number: each.target for each in matched.rows})
    return write(
        actor,
        resource,
        matched.rows,
        batch=batch,
        reason=str(_("Import of {file}").format(file=name[:120])),
        known=matched.skipped if options.match else None,
    )


def declared_import(actor: Actor, resource: Resource) -> Import:
    """The import face that a plugin mounted for `resource`, else the derived one."""
    found = (
        item for item in actor.host.items if isinstance(item, Import) and item.resource.name == resource.name
    )
    return next(found, Import(resource))


def _permit(actor: Actor, resource: Resource) -> None:
    for action in ("import", "create"):
        if not actor.may(resource.permission(action)):
            raise Forbidden(resource.permission(action))


def _linked(
    actor: Actor, resource: Resource, sheet: Source, checker: Checker
) -> tuple[int, list[Ready], list[Fault]]:
    """How many rows there are, those that are sound and know what they link to, and the faults."""
    total, rows, faults = _checked(sheet, checker)
    ready, unlinked = resolve(actor, resource, rows, _titles(resource, checker.plan, faults))
    return total, ready, faults + unlinked


def _checked(sheet: Source, checker: Checker) -> tuple[int, list[Checked], list[Fault]]:
    total, rows, faults = 0, list[Checked](), list[Fault]()
    for row in sheet:
        total += 1
        result = checker.check(row)
        if isinstance(result, Checked):
            rows.append(result)
        else:
            faults += result
    return total, rows, faults


def _placed(found: Plan, faults: list[Fault]) -> list[Fault]:
    """The faults in the order of the file, each with the column of its cell."""
    columns = {str(each.label): i for i, each in reversed(list(enumerate(found.columns))) if each}
    placed = [replace(fault, column=columns.get(str(fault.field))) for fault in faults]
    return sorted(placed, key=lambda fault: fault.line)


def _titles(resource: Resource, found: Plan, faults: list[Fault]) -> set[str]:
    """What the faulty rows are called."""
    places = [i for i, each in enumerate(found.columns) if each and each.name == resource.title]
    return {fault.row.cells[i].strip() for fault in faults for i in places if i < len(fault.row.cells)}


def _refuse_missing(actor: Actor, resource: Resource, found: Plan, options: Options) -> None:
    if options.match:
        return
    lacking = missing(found, resource, gate.fields_for(actor, resource, "create"))
    if lacking:
        raise Refused(
            _(
                "No column leads to the required field {fields}. The columns are: {columns}. Name one with column=field."
            ),
            fields=listed(each.label for each in lacking),
            columns=listed(found.header),
        )


def _batch(resource: Resource, content: bytes, options: Options) -> str:
    """What ties the import's changes and recognises its repetition; one that was undone may be imported anew."""
    digest = hashlib.sha256(content)
    digest.update(json.dumps([resource.name, options.plain()], sort_keys=True).encode())
    base = f"import:{resource.name}:{options.key or digest.hexdigest()[:24]}"
    batch, attempt = base, 1
    while is_undone(batch):
        attempt += 1
        batch = f"{base}~{attempt}"
    return batch
