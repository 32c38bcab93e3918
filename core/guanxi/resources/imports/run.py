"""One import from file to report, at once: the parts of the file one after another; the order of the steps and nothing else."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field

from guanxi.data.foreseen import remembering
from guanxi.data.formats import Format
from guanxi.data.messages import translator
from guanxi.records.actor import Actor
from guanxi.records.batches import is_undone
from guanxi.records.resource import Resource
from guanxi.resources.imports.faults import Fault, error_file
from guanxi.resources.imports.mapping import Plan
from guanxi.resources.imports.options import Options
from guanxi.resources.imports.pipeline import Part, Pipeline
from guanxi.resources.imports.writing import Into, write

_ = translator("guanxi")
IMPORT_OF = _("Import of {file}")
"""The reason that the changes of an import give."""


@dataclass
class Tally:
    """How many rows were `added`, `updated`, left `unchanged`, `skipped`, `repeated` (written by the same import before), and
    how many have a record (`known`).
    """

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    repeated: int = 0
    known: int = 0

    def plus(self, other: Tally) -> Tally:
        """Both together."""
        return Tally(*[one + two for one, two in zip(vars(self).values(), vars(other).values(), strict=True)])


@dataclass(frozen=True)
class Report:
    """What an import did, or would do in a dry run: rows in the file, how many of each kind, the faulty ones.

    `batch` is what `records.batches.undo_batch` takes back. `equal` are the rows that equal a record by the rules for
    duplicates, told in a dry run and where these decide.
    """

    resource: Resource
    plan: Plan
    encoding: str
    total: int
    tally: Tally
    batch: str
    dry_run: bool
    faults: list[Fault] = field(default_factory=list)
    equal: list[Fault] = field(default_factory=list)

    @property
    def written(self) -> int:
        """Rows written now: new records and updates."""
        return self.tally.added + self.tally.updated

    @property
    def updated(self) -> int:
        """Rows that changed a record that was there."""
        return self.tally.updated

    @property
    def unchanged(self) -> int:
        """Rows whose record held all they say."""
        return self.tally.unchanged

    @property
    def skipped(self) -> int:
        """Rows that were left out because their record exists."""
        return self.tally.skipped

    @property
    def repeated(self) -> int:
        """Rows that the same import had written before."""
        return self.tally.repeated

    @property
    def known(self) -> int:
        """Rows whose record exists."""
        return self.tally.known

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

    Raises as Pipeline does; nothing is written then.
    """
    options = options or Options()
    pipeline = Pipeline(actor, resource, content, options, fmt)
    batch, total, tally = batch_of(actor, pipeline.resource, content, options), 0, Tally()
    into, faults, ids = into_of(pipeline, batch, name), list[Fault](), dict[int, int]()
    equal: list[Fault] = []
    for part in pipeline.parts():
        found = advance(pipeline, part, None if options.dry_run else into, ids)
        total, tally = part.done, tally.plus(found.tally)
        faults += found.faults
        equal += found.equal
        if pipeline.linked:
            ids |= found.ids
    return Report(
        resource=pipeline.resource,
        plan=pipeline.plan,
        encoding=pipeline.source.encoding,
        total=total,
        tally=tally,
        batch=batch,
        dry_run=options.dry_run,
        faults=pipeline.placed(faults),
        equal=pipeline.placed(equal),
    )


@dataclass(frozen=True)
class Advanced:
    """What became of one part: counts, faults, records by row number, and rows that equal a record."""

    tally: Tally
    faults: list[Fault]
    ids: dict[int, int]
    equal: list[Fault]


def advance(pipeline: Pipeline, part: Part, into: Into | None, known: dict[int, int]) -> Advanced:
    """Place one part and write it `into` its batch (None: pass for having written it).

    `known` are the records of the rows of earlier parts, where rows link to each other.
    """
    with remembering(part.foreseen):
        return _advance(pipeline, part, into, known)


def _advance(pipeline: Pipeline, part: Part, into: Into | None, known: dict[int, int]) -> Advanced:
    placed = pipeline.place(part)
    there = placed.skipped | placed.unchanged
    if into is None:
        ids, repeated, faults = {each.number: each.target for each in placed.rows}, 0, list[Fault]()
    else:
        written = write(into, placed.rows, part.number, known | there)
        ids, repeated, faults = written.ids, written.repeated, written.faults
    targets = 0 if repeated else sum(1 for each in placed.rows if each.target and each.number in ids)
    tally = Tally(
        added=len(ids) - targets - repeated,
        updated=targets,
        unchanged=len(placed.unchanged),
        skipped=len(placed.skipped),
        repeated=repeated,
        known=placed.known,
    )
    return Advanced(tally, [*part.faults, *placed.faults, *faults], ids | there, placed.equal)


def into_of(pipeline: Pipeline, batch: str, name: str) -> Into:
    """Where the rows of a pipeline go."""
    reason = str(IMPORT_OF.format(file=name[:120]))
    return Into(pipeline.actor, pipeline.resource, batch, reason, matched=bool(pipeline.options.match))


def batch_of(actor: Actor, resource: Resource, content: bytes, options: Options) -> str:
    """What ties the import's changes and recognises its repetition; one that was undone may be imported anew."""
    digest = hashlib.sha256(content)
    digest.update(json.dumps([resource.name, options.plain(), actor.id], sort_keys=True).encode())
    base = f"import:{resource.name}:{options.key or digest.hexdigest()[:24]}"
    batch, attempt = base, 1
    while is_undone(batch):
        attempt += 1
        batch = f"{base}~{attempt}"
    return batch
