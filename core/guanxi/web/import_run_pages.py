"""The page of one import: columns and dry run, progress, what became of it, its error file, stop, go on, revert."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import make_response, redirect, request
from werkzeug.wrappers import Response

from guanxi.data.errors import Problem, Refused
from guanxi.data.messages import Message, translator
from guanxi.jobs.tables import FAILED, STOPPED
from guanxi.records.actor import Actor
from guanxi.records.resource import Resource
from guanxi.resources.faces import Faces
from guanxi.resources.imports import runs
from guanxi.resources.imports.doing import do_here
from guanxi.resources.imports.faults import Fault, error_file
from guanxi.resources.imports.kept_faults import EQUAL, FAULT, KEPT, faults_of
from guanxi.resources.imports.mapping import label_now
from guanxi.resources.imports.options import Options
from guanxi.resources.imports.pipeline import refuse_unsettled
from guanxi.resources.imports.runs import Run
from guanxi.web.crumbs import crumbs
from guanxi.web.import_mapping import mapping_form, options_of
from guanxi.web.rendering import fragment, page, toast
from guanxi.web.ways import to_list
from guanxi.web.wording import inside

_ = translator("guanxi")
SHOWN_FAULTS = 100
AT_ONCE_S = 1.0
"""How long a page waits for a small file; a larger one goes on in the worker, with progress."""
UNDER_WAY: dict[str, Message] = {
    runs.CHECKING: _("The file is being checked"),
    runs.WRITING: _("The rows are being imported"),
    runs.REVERTING: _("The import is being reverted"),
}


def run_page(actor: Actor, faces: Faces, id: int) -> Response:
    """GET: the import as it stands. POST: check the file again, or import it, with the options sent."""
    resource = faces.resource
    known = runs.find(actor, resource, id)
    if request.method == "GET":
        return _shown(actor, resource, known, known.options, error=_question(actor, resource, known))
    options = known.options
    try:
        options = options_of(actor, resource, known, request.form)
        act(actor, resource, known, options, dry_run=request.form.get("act") != "import")
    except Problem as no:
        return _shown(actor, resource, known, options, error=str(no), status=422)
    return _back(resource, id)


def progress(actor: Actor, faces: Faces, id: int) -> Response:
    """How far the work is, as a fragment; when it is over, the page is drawn anew."""
    known = runs.find(actor, faces.resource, id)
    answer = fragment("components/page.html", "progress", **_progress(actor, faces.resource, known))
    if not known.under_way:
        answer.headers["HX-Refresh"] = "true"
    return answer


def errors(actor: Actor, faces: Faces, id: int) -> Response:
    """The faulty rows with their reasons, to correct and import again."""
    known = runs.find(actor, faces.resource, id)
    answer = make_response(error_file(known.header, _faults(faces.resource, id)))
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    stem = known.file_name.rsplit(".", 1)[0][:80]
    answer.headers.set("Content-Disposition", "attachment", filename=f"{stem}-faults.csv")
    return answer


def stop(actor: Actor, faces: Faces, id: int) -> Response:
    """POST: stop after the rows that are being written."""
    runs.stop(actor, runs.find(actor, faces.resource, id))
    return _back(faces.resource, id)


def go_on(actor: Actor, faces: Faces, id: int) -> Response:
    """POST: let a stopped or failed run go on from where it ended."""
    return _done(actor, faces.resource, id, runs.go_on)


def revert(actor: Actor, faces: Faces, id: int) -> Response:
    """POST: take back what the run has written."""
    return _done(actor, faces.resource, id, runs.revert)


def act(actor: Actor, resource: Resource, known: Run, options: Options, *, dry_run: bool) -> None:
    """Check or import a file with `options`, and do the beginning of it at once.

    Raises Refused where something must be chosen first: that is a question to the user, and no job that fails.
    """
    refuse_unsettled(actor, resource, known.header, options)
    job = runs.start(actor, known, options, dry_run=dry_run)
    do_here(actor.host, job, AT_ONCE_S)


def _done(actor: Actor, resource: Resource, run: int, wanted: Any) -> Response:
    known = runs.find(actor, resource, run)
    try:
        do_here(actor.host, wanted(actor, known), AT_ONCE_S)
    except Problem as no:
        toast(str(no), tone="bad")
    return _back(resource, run)


def _back(resource: Resource, run: int) -> Response:
    return redirect(f"/{resource.path}/import/{run}", 303)


def _shown(
    actor: Actor, resource: Resource, known: Run, options: Options, *, error: str = "", status: int = 200
) -> Response:
    base = f"/{resource.path}/import"
    faults = _faults(resource, known.id, limit=SHOWN_FAULTS + 1)
    kept = faults_of(known.id, KEPT, limit=SHOWN_FAULTS + 1)
    equal = _faults(resource, known.id, EQUAL, limit=SHOWN_FAULTS + 1)
    open_for_change = known.batch is None and not known.under_way
    return page(
        "import_run.html",
        actor,
        status=status,
        title=known.file_name,
        crumbs=[
            *crumbs(actor, resource),
            {"label": str(_("Import {kind}").format(kind=inside(resource.label))), "href": base},
        ],
        run=known,
        error=error or _error(known),
        checked=known.state == runs.CHECKED,
        written=known.tally.added + known.tally.updated,
        counts=_counts(known),
        form=mapping_form(actor, resource, known, options) if open_for_change else None,
        progress=_progress(actor, resource, known) if known.under_way else None,
        faults=[_line(fault) for fault in faults[:SHOWN_FAULTS]],
        more_faults=len(faults) > SHOWN_FAULTS,
        kept=[(each.value, str(each.reason)) for each in kept[:SHOWN_FAULTS]],
        equal=[_equal(resource, each) for each in equal[:SHOWN_FAULTS]],
        more_equal=len(equal) > SHOWN_FAULTS,
        base=f"{base}/{known.id}",
        list_url=to_list(actor, resource),
        again_url=base,
        can_go_on=known.standing in (FAILED, STOPPED) and known.batch is not None,
        can_revert=known.batch is not None and known.state != runs.REVERTED and not known.under_way,
    )


def _question(actor: Actor, resource: Resource, known: Run) -> str:
    """What must be chosen before the file can be checked at all."""
    if known.state != runs.NEW:
        return ""
    try:
        refuse_unsettled(actor, resource, known.header, known.options)
    except Refused as no:
        return str(no)
    return ""


def _error(known: Run) -> str:
    """Why a run has failed, in its last line: what stands above is for administrators."""
    lines = (known.error or "").strip().splitlines() if known.standing == FAILED else []
    return lines[-1] if lines else ""


def _faults(resource: Resource, run: int, kind: str = FAULT, limit: int | None = None) -> list[Fault]:
    """The faults with the labels of fields as they are called now, in the language of whoever reads."""
    label = label_now(resource.every_field)
    return [replace(each, field=label(str(each.field))) for each in faults_of(run, kind, limit)]


def _line(fault: Fault) -> tuple[str, str, str, str]:
    return fault.place, str(fault.field), fault.value, str(fault.reason)


def _equal(resource: Resource, told: Fault) -> dict[str, Any]:
    """A row that equals a record, as a line that leads to the record."""
    key = told.row.cells[0]
    cells = [str(told.reason), told.place, str(told.field), told.value]
    return {"id": f"e{told.line}", "cells": cells, "href": f"/{resource.path}/{key}"}


def _counts(known: Run) -> list[tuple[str, Any]]:
    """Only what there is, but always the rows, the new and the faulty ones."""
    tally = known.tally
    found = [
        (_("Rows in the file"), known.total, True),
        (_("New"), tally.added, True),
        (_("Updated"), tally.updated, False),
        (_("Unchanged"), tally.unchanged, False),
        (_("Skipped: the record exists"), tally.skipped, False),
        (_("Rows whose record exists"), tally.known if not (tally.skipped or tally.updated) else 0, False),
        (_("Written by the same import before"), tally.repeated, False),
        (_("With faults"), known.faulty, True),
        (_("Taken back"), known.reverted, False),
        (_("Kept: changed since"), known.kept, False),
    ]
    return [(str(label), value) for label, value, always in found if value or always]


def _progress(actor: Actor, resource: Resource, known: Run) -> dict[str, Any]:
    """The bar: rows done, how many a second, how long it will take yet."""
    passed = (actor.host.clock() - known.begun_at).total_seconds() if known.begun_at else 0
    rate, detail = (known.done / passed if passed > 0 else 0), ""
    total = known.total
    if known.state == runs.REVERTING:
        total = known.tally.added + known.tally.updated
    if rate and total:
        left = max(0, round((total - known.done) / rate))
        detail = str(_("{rate} rows a second, about {n} s left").format(rate=round(rate), n=left))
    return {
        "label": str(UNDER_WAY.get(known.state, _("Done"))),
        "done": known.done,
        "total": total,
        "url": f"/{resource.path}/import/{known.id}/progress" if known.under_way else "",
        "state": "running" if known.under_way else "done",
        "detail": detail,
    }
