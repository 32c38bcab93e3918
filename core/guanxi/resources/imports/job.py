"""The jobs of an import: the parts of a file are checked or written one a step, and taken back one a step.

A part is read and checked between two transactions; its records, its journal and the run's position are one transaction. The
rights of the one who imports are asked anew in each.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace
from itertools import count
from typing import Any

from guanxi.data.errors import Refused
from guanxi.data.garbage import seldom_searched
from guanxi.data.many import many_writes
from guanxi.data.messages import translator
from guanxi.jobs.declaration import Step, job
from guanxi.records import journal
from guanxi.records.actor import Actor
from guanxi.records.resource import Resource
from guanxi.records.reverting import Kept, revert
from guanxi.records.search.filing import Filing
from guanxi.records.search.index import forget_foreseen
from guanxi.resources.imports import runs
from guanxi.resources.imports.ahead import Ahead, Large
from guanxi.resources.imports.faults import Fault
from guanxi.resources.imports.pipeline import Part, Pipeline, permit
from guanxi.resources.imports.reading import Row
from guanxi.resources.imports.run import advance, batch_of, into_of

_ = translator("guanxi")
STEP_LIMIT_S = 900
_GONE = _("The kind of record {kind} is not there any more; its plugin is disabled.")


@job(runs.JOB, example={"run": 0}, step_limit_s=STEP_LIMIT_S)
def import_file(step: Step, run: int) -> Generator[Any, Any, None]:
    """Check the file of a run, or write its rows, a few hundred a step."""
    if not runs.exists(run):
        return
    known = runs.opened(run)
    writing = known.state == runs.WRITING
    done = int(step.position or 0)
    pipeline, parts, total = yield step.outside(done, _opened, step.actor, known, done)
    batch = known.batch or (_batch(pipeline, known) if writing else None)
    runs.measured(run, total, batch)
    ids = runs.rows_written(run) if pipeline.linked and writing else {}
    step.progress(done, total)
    file = Large(run, total, done) if writing and not pipeline.linked else None
    with many_writes(), seldom_searched(), Filing() as filing, Ahead(pipeline, parts, file) as ahead:
        while (part := (yield step.outside(done, ahead.commits().take))) is not None:
            pipeline.acting(step.actor)
            into = into_of(pipeline, batch, known.file_name) if writing and batch else None
            filing.leave()
            found = advance(pipeline, part, into, ids)
            kept = found.ids if pipeline.linked and writing else {}
            runs.advanced(run, part.done, found.tally, pipeline.placed(found.faults), kept)
            runs.told_equal(run, pipeline.placed(found.equal))
            ids |= kept
            done = part.done
            filing.came(found.tally.added)
            step.progress(done, total)
    forget_foreseen()
    runs.ended(run, runs.WRITTEN if writing else runs.CHECKED, step.now)


@job(runs.REVERT, example={"run": 0}, step_limit_s=STEP_LIMIT_S)
def revert_import(step: Step, run: int) -> Generator[Any, Any, None]:
    """Take back what a run has written, the newest change first, one a step; what somebody has changed since stays."""
    if not runs.exists(run):
        return
    known = runs.opened(run)
    batch = known.batch or ""
    below = int(step.position) if step.position else None
    step.progress(known.reverted + known.kept, known.reverted + known.kept + journal.lines_of_batch(batch))
    numbers = count(known.kept + 1)
    with many_writes():
        while changes := journal.changes_of_batch(batch, limit=1, below=below):
            _resource(step.actor, known)
            found = revert(step.actor, changes[0], reason=_reason(known))
            runs.taken_back(run, found.count, [_as_fault(next(numbers), each) for each in found.kept])
            below = changes[0]
            step.progress(step.done + found.count + len(found.kept))
            yield below
    runs.ended(run, runs.REVERTED, step.now)


JOBS = (import_file, revert_import)


def _opened(actor: Actor, known: runs.Run, done: int) -> tuple[Pipeline, Iterator[Part], int]:
    resource = _resource(actor, known)
    options = replace(known.options, dry_run=known.state != runs.WRITING)
    pipeline = Pipeline(actor, resource, runs.content_of(known.id), options)
    return pipeline, pipeline.parts(done), pipeline.count()


def _batch(pipeline: Pipeline, known: runs.Run) -> str:
    content = runs.content_of(known.id)
    return batch_of(pipeline.actor, pipeline.resource, content, replace(known.options, dry_run=False))


def _resource(actor: Actor, known: runs.Run) -> Resource:
    """The resource of a run, for who may import into it."""
    resource = actor.host.resources.get(known.resource)
    if resource is None:
        raise Refused(_GONE, kind=known.resource)
    permit(actor, resource)
    return resource


def _reason(known: runs.Run) -> str:
    return str(_("Revert of the import of {file}").format(file=known.file_name[:120]))


def _as_fault(number: int, kept: Kept) -> Fault:
    """A kept record as a line of the run's list: in the place of the row stands the record's number."""
    return Fault(Row(number, number, (str(kept.record_id),)), "", kept.title, kept.reason)
