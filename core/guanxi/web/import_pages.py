"""The plain page that imports a file: upload, report with the faulty rows, error file, undo; over the code of guanxi import."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import current_app, make_response, redirect, request
from werkzeug.wrappers import Response

from guanxi.data.errors import NotFound, Problem
from guanxi.data.fields import Field, LongText
from guanxi.data.messages import listed, translator
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.batches import undo_batch
from guanxi.resources.faces import Faces
from guanxi.resources.imports.matching import key_fields
from guanxi.resources.imports.options import CREATE, NUMBER, SKIP, UPDATE, Options, Unit, pairs, word_pairs
from guanxi.resources.imports.reading import MAX_BYTES
from guanxi.resources.imports.run import Report, run
from guanxi.resources.imports.sources import ACCEPTED
from guanxi.web.crumbs import crumbs
from guanxi.web.rendering import page, toast
from guanxi.web.ways import away, to_list
from guanxi.web.wording import inside
from guanxi.work.kept_files import fetch, keep

_ = translator("guanxi")
SHOWN_FAULTS = 200
LONGEST_BATCH = 200


def import_page(actor: Actor, faces: Faces) -> Response:
    """GET: the form. POST: import the file, or check it only, and show what became of it."""
    if request.method == "GET":
        return _form(actor, faces)
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return _form(
            actor,
            faces,
            errors=[{"name": "file", "label": _("File"), "text": _("Choose a file.")}],
            status=422,
        )
    try:
        report = run(actor, faces.resource, sent.read(), name=sent.filename, options=_options())
    except Problem as no:
        return _form(actor, faces, errors=[{"name": "", "label": "", "text": str(no)}], status=422)
    return _result(actor, faces, report, sent.filename)


def error_file(actor: Actor, faces: Faces, token: str) -> Response:
    """The faulty rows of an import of the last day, to correct and import again."""
    found = fetch(actor, token)
    answer = make_response(found.content)
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers.set("Content-Disposition", "attachment", filename=found.name)
    return answer


def undo_import(actor: Actor, faces: Faces) -> Response:
    """POST: take back the import `batch`; its records go to the bin."""
    try:
        undo_batch(actor, sent_batch())
        toast(_("The import is undone: new records are in the bin, changed values are back."))
    except Problem as no:
        toast(str(no), tone="bad")
    return redirect(away(actor, faces.resource), 303)


def sent_batch() -> str:
    """The batch that the form names; NotFound where it can be none."""
    text = request.form.get("batch", "")
    if not text.isprintable() or len(text) > LONGEST_BATCH:
        raise NotFound("batch")
    return text


def _options() -> Options:
    """The options as the form sends them: one a line, as on the command line."""
    lines = {name: request.form.get(name, "").splitlines() for name in ("columns", "words", "fixed", "units")}
    given = {name: [line for line in found if line.strip()] for name, found in lines.items()}
    return Options(
        columns=pairs(given["columns"], str(_("Columns of the file"))),
        words=word_pairs(given["words"]),
        fixed=pairs(given["fixed"], str(_("The same for every row"))),
        units={column: Unit.of(text) for column, text in pairs(given["units"], str(_("Units"))).items()},
        rest=request.form.get("rest", ""),
        match=request.form.get("match", ""),
        existing=request.form.get("existing", "") or UPDATE,
        sheet=request.form.get("sheet", ""),
        dry_run=bool(request.form.get("dry_run")),
    )


def _form(
    actor: Actor, faces: Faces, *, errors: list[dict[str, Any]] | None = None, status: int = 200
) -> Response:
    resource = faces.resource
    return page(
        "import.html",
        actor,
        status=status,
        title=str(_("Import {kind}").format(kind=inside(resource.label))),
        lead=str(
            _(
                "The first line of the file names the columns; cards need none. Rows with a fault are given back, the others are written."
            )
        ),
        crumbs=crumbs(actor, resource),
        action=request.path,
        cancel=away(actor, resource),
        save=str(_("Import")),
        sections=_sections(actor, faces, open_mapping=bool(errors)),
        errors=errors or [],
        upload=True,
    )


def _sections(actor: Actor, faces: Faces, *, open_mapping: bool) -> list[dict[str, Any]]:
    dry = {
        "name": "dry_run",
        "label": str(_("Check only, write nothing")),
        "editor": "boolean",
        "required": True,
        "value": bool(_sent("dry_run")),
    }
    fields = gate.fields_for(actor, faces.resource, "create")
    return [
        {"label": "", "file": _file(), "fields": [*_matching(actor, faces), dry]},
        {
            "label": "",
            "folded": str(_("The file uses other names or units")),
            "open": open_mapping,
            "fields": _mapping(fields),
        },
    ]


def _matching(actor: Actor, faces: Faces) -> list[dict[str, Any]]:
    """By which field rows find records that exist, and what becomes of these."""
    keys = [{"value": field.name, "label": str(field.label)} for field in key_fields(actor, faces.resource)]
    existing = [
        {"value": UPDATE, "label": str(_("Update them"))},
        {"value": SKIP, "label": str(_("Skip the row"))},
        {"value": CREATE, "label": str(_("Create another one"))},
    ]
    number = {"value": NUMBER, "label": str(_("Number of the record, in the column #"))}
    return [
        {
            "name": "match",
            "label": str(_("Find existing records by")),
            "help": str(_("Left empty: every row makes a new record")),
            "editor": "choice",
            "options": [*keys, number],
            "value": _sent("match"),
        },
        {
            "name": "existing",
            "label": str(_("Existing records")),
            "editor": "choice",
            "required": True,
            "options": existing,
            "value": _sent("existing") or UPDATE,
        },
    ]


def _file() -> dict[str, Any]:
    largest = (current_app.config["MAX_CONTENT_LENGTH"] or MAX_BYTES) // 2**20
    text = str(_("CSV, XLSX or vCard, at most {n} MB").format(n=largest))
    return {"name": "file", "label": str(_("File")), "accept": ACCEPTED, "help": text}


def _mapping(fields: Sequence[Field]) -> list[dict[str, Any]]:
    names = listed(f"{field.name} ({field.label})" for field in fields)
    columns = _("One a line, column=field; column= leaves it out. Fields: {names}").format(names=names)
    fixed = _("One a line, field=text; {row}, {line} and {column} are filled in")
    units = _("One a line, column=factor currency, as in revenue=1000000 USD")
    sheet = {
        "name": "sheet",
        "label": str(_("Sheet of the workbook")),
        "help": str(_("Left empty: the first with content")),
        "editor": "text",
        "value": _sent("sheet"),
    }
    rest = [{"value": f.name, "label": str(f.label)} for f in fields if isinstance(f, LongText)]
    return [
        sheet,
        _lines("columns", _("Columns of the file"), columns),
        _lines("words", _("Values"), _("One a line, column:old=new")),
        _lines("fixed", _("The same for every row"), fixed),
        _lines("units", _("Units"), units),
        {
            "name": "rest",
            "label": str(_("All other columns go to")),
            "editor": "choice",
            "options": rest,
            "value": _sent("rest"),
        },
    ]


def _lines(name: str, label: object, help_text: object) -> dict[str, Any]:
    return {
        "name": name,
        "label": str(label),
        "help": str(help_text),
        "editor": "longtext",
        "rows": 3,
        "value": _sent(name),
    }


def _sent(name: str) -> str:
    return request.form.get(name, "")


def _result(actor: Actor, faces: Faces, report: Report, filename: str) -> Response:
    resource = faces.resource
    stem = filename.rpartition("/")[2].rsplit(".", 1)[0][:80]
    token = keep(actor, f"{stem}-faults.csv", report.error_file()) if report.faults else ""
    return page(
        "import_result.html",
        actor,
        title=str(_("Import {kind}").format(kind=inside(resource.label))),
        crumbs=crumbs(actor, resource),
        report=report,
        faults=[
            (fault.place, str(fault.field), fault.value, str(fault.reason))
            for fault in report.faults[:SHOWN_FAULTS]
        ],
        more_faults=max(0, len(report.faults) - SHOWN_FAULTS),
        error_url=f"/{resource.path}/import/errors/{token}" if token else "",
        undo_url=f"/{resource.path}/import/undo"
        if (report.written or report.repeated) and not report.dry_run
        else "",
        list_url=to_list(actor, resource),
        again_url=f"/{resource.path}/import",
    )
