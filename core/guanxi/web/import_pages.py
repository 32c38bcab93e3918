"""The page from which files are imported: upload, and the list of one's imports so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import current_app, redirect, request
from werkzeug.wrappers import Response

from guanxi.data.errors import Problem, Refused
from guanxi.data.fields import Field
from guanxi.data.messages import Message, translator
from guanxi.jobs.tables import FAILED, STOPPED
from guanxi.records.actor import Actor
from guanxi.records.resource import Resource
from guanxi.resources.display import format_of, titles_for
from guanxi.resources.faces import Faces
from guanxi.resources.imports import runs
from guanxi.resources.imports.encodings import OFFERED
from guanxi.resources.imports.mapping import guess
from guanxi.resources.imports.matching import key_fields
from guanxi.resources.imports.options import CREATE, SKIP, Options
from guanxi.resources.imports.pipeline import declared_import, permit
from guanxi.resources.imports.reading import MAX_BYTES, normalised
from guanxi.resources.imports.runs import Run
from guanxi.resources.imports.sources import ACCEPTED
from guanxi.web.crumbs import crumbs
from guanxi.web.import_run_pages import act
from guanxi.web.rendering import page
from guanxi.web.ways import away
from guanxi.web.wording import inside

_ = translator("guanxi")

USER = "people.user"
DELIMITER_NAMES = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
DELIMITER_LABELS: dict[str, Message | str] = {
    "comma": _("Comma ,"),
    "semicolon": _("Semicolon ;"),
    "tab": _("Tab character"),
    "bar": _("Vertical bar |"),
}
STANDING: dict[str, Message] = {
    runs.NEW: _("Not checked yet"),
    runs.CHECKING: _("Being checked"),
    runs.CHECKED: _("Checked"),
    runs.WRITING: _("Being imported"),
    runs.WRITTEN: _("Imported"),
    runs.REVERTING: _("Being reverted"),
    runs.REVERTED: _("Reverted"),
    STOPPED: _("Stopped"),
    FAILED: _("Failed"),
}


def import_page(actor: Actor, faces: Faces) -> Response:
    """GET: the form and the imports so far. POST: keep the file, check it, and go to its page."""
    if request.method == "GET":
        return _form(actor, faces.resource)
    permit(actor, faces.resource)
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return _form(actor, faces.resource, _("Choose a file."), field="file")
    try:
        chosen = _read_as()
        run_id = runs.keep_upload(actor, faces.resource, sent.filename, sent.read(), chosen)
    except Problem as no:
        return _form(actor, faces.resource, no.message)
    known = runs.find(actor, faces.resource, run_id)
    options = first_options(actor, faces.resource, known)
    try:
        act(actor, faces.resource, known, options, dry_run=True)
    except Refused:
        runs.choose(known, options)  # its page asks for what is missing
    return redirect(f"/{faces.resource.path}/import/{run_id}", 303)


def _read_as() -> Options:
    """How the file is to be read, as far as that was said; raises Refused for what is not offered."""
    sheet, encoding, delimiter = (
        request.form.get(name, "").strip() for name in ("sheet", "encoding", "delimiter")
    )
    if (encoding and encoding not in OFFERED) or (delimiter and delimiter not in DELIMITER_NAMES):
        raise Refused(_("Choose the encoding and the delimiter among those offered."))
    return Options(sheet=sheet, encoding=encoding or None, delimiter=DELIMITER_NAMES.get(delimiter))


def first_options(actor: Actor, resource: Resource, known: Run) -> Options:
    """What was chosen for the last file of the same columns; else what the columns' names mean, and records that exist skipped."""
    if before := runs.remembered(actor, resource, known.header):
        read_as = known.options
        return replace(
            before, sheet=read_as.sheet, key="", encoding=read_as.encoding, delimiter=read_as.delimiter
        )
    fields = guess(actor, resource, known.header, declared_import(actor, resource))
    columns = {name: each.name for name, each in zip(known.header, fields, strict=True) if each}
    doubled = _doubled(actor, resource, known.header, fields)
    match = _first_key(actor, resource, fields)
    return replace(
        known.options,
        columns=columns | dict.fromkeys(doubled, ""),
        match=match,
        existing=SKIP if match else CREATE,
    )


def _doubled(
    actor: Actor, resource: Resource, header: tuple[str, ...], fields: list[Field | None]
) -> list[str]:
    """Columns that mean a field which another column has already."""
    declared = declared_import(actor, resource)
    alone = [guess(actor, resource, [name], declared)[0] for name in header]
    seen = {normalised(name) for name, field in zip(header, fields, strict=True) if field}
    return [
        name
        for name, field, found in zip(header, alone, fields, strict=True)
        if field and not found and normalised(name) not in seen
    ]


def _first_key(actor: Actor, resource: Resource, fields: list[Field | None]) -> str:
    """By what records are found unless somebody says otherwise: the title, which has an index of its own."""
    keys = {each.name for each in key_fields(actor, resource)}
    found = {each.name for each in fields if each} & keys
    title = resource.by_name[resource.title]
    return resource.title if resource.title in found and isinstance(title.sort, str) else ""


def _form(actor: Actor, resource: Resource, error: object = "", *, field: str = "") -> Response:
    errors = [{"name": field, "label": _("File") if field else "", "text": str(error)}] if error else []
    largest = (current_app.config["MAX_CONTENT_LENGTH"] or MAX_BYTES) // 2**20
    return page(
        "import.html",
        actor,
        status=422 if error else 200,
        title=str(_("Import {kind}").format(kind=inside(resource.label))),
        lead=str(
            _(
                "The first line of the file names the columns; cards need none. Nothing is written before you have seen what would be."
            )
        ),
        crumbs=crumbs(actor, resource),
        action=request.path,
        cancel=away(actor, resource),
        file={
            "name": "file",
            "label": str(_("File")),
            "accept": ACCEPTED,
            "help": str(_("CSV, XLSX or vCard, at most {n} MB").format(n=largest)),
        },
        read_as=_read_as_fields(),
        errors=errors,
        runs=_listed(actor, resource),
    )


def _read_as_fields() -> list[dict[str, Any]]:
    """What is found out by itself, unless somebody knows better."""
    sheet = {
        "name": "sheet",
        "label": str(_("Sheet of the workbook")),
        "help": str(_("Left empty: the first with content")),
        "editor": "text",
        "value": request.form.get("sheet", ""),
    }
    return [
        sheet,
        _choice("encoding", _("Encoding"), OFFERED),
        _choice("delimiter", _("Delimiter"), DELIMITER_LABELS),
    ]


def _choice(name: str, label: Message, offered: Mapping[str, Message | str]) -> dict[str, Any]:
    return {
        "name": name,
        "label": str(label),
        "editor": "choice",
        "folded": True,
        "none": str(_("Found out by itself")),
        "options": [{"value": code, "label": str(text)} for code, text in offered.items()],
        "value": request.form.get(name, ""),
    }


def _listed(actor: Actor, resource: Resource) -> list[dict[str, Any]]:
    """The imports so far, the newest first."""
    fmt, found = format_of(actor), runs.listed(actor, resource)
    names = titles_for(actor, {(USER, each.actor_id) for each in found if each.actor_id})
    return [
        {
            "id": each.id,
            "href": f"/{resource.path}/import/{each.id}",
            "cells": [
                each.file_name,
                str(STANDING[each.standing]),
                fmt.datetime(each.created_at),
                names.get((USER, each.actor_id), str(_("System"))),
                each.tally.added + each.tally.updated if each.batch else "",
                each.faulty or "",
            ],
        }
        for each in found
    ]
