"""The timeline on the page of a record: older entries, one sort of them, and the short forms that add one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from flask import abort, redirect, request
from werkzeug.wrappers import Response

from guanxi.data.errors import Forbidden, InvalidValues, NotFound, Problem
from guanxi.data.fields import Choice, Field
from guanxi.data.messages import Message, translator
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.entries import Entries
from guanxi.records.hanging import ways_of
from guanxi.records.ref import Ref
from guanxi.records.resource import Resource
from guanxi.records.rowset import has_timeline
from guanxi.resources.display import format_of, titles
from guanxi.resources.faces import Faces
from guanxi.resources.forms import errors_of, form_of, inputs_of, refused, view
from guanxi.resources.new_tags import with_new_tags
from guanxi.web import message_pages
from guanxi.web.lookup import linking_text
from guanxi.web.rendering import fragment, page, toast
from guanxi.web.requests import sent_once, wants_fragment
from guanxi.web.timeline_at import SHOWN_AT, At
from guanxi.web.timeline_view import Timeline
from guanxi.web.unreached import tell_unreached
from guanxi.work.attachments import FILES, Upload, create_with_files, may_file, upload_limit

_ = translator("guanxi")
LONGEST_FIND = 100
LINE, GAP, WIDE, NARROW = 152, 20, 13, 7
"""Pixels, about: what the sorts have of one line, and what a sort takes: around its label, for a Chinese sign, for another."""


def is_drawn(resource: Resource, record: Any) -> bool:
    """Tell whether the page of a record has a timeline; what is in the bin has none."""
    return has_timeline(resource) and record.deleted_at is None


def timeline_of(
    actor: Actor,
    resource: Resource,
    record: Any,
    lines: Any = None,
    beside: Collection[tuple[str, int]] = (),
) -> dict[str, Any]:
    """What the record page draws; `beside` are records whose titles it needs elsewhere."""
    shown = _asked(actor, resource, record, lines)
    shown.beside = beside
    first = not shown.only and not shown.find and shown.start == At()
    return _drawn(shown) | {
        "pinned": shown.pinned() if first else [],
        "offers": _offers(actor, resource, record),
        "message": message_pages.offer(actor, resource, record.id),
    }


def older(actor: Actor, faces: Faces, id: int) -> Response:
    """A page of the timeline (``?before=``), of one sort (``?sort=``), as a part of the record page; else that page itself."""
    record = gate.get(actor, faces.resource, id)
    if not has_timeline(faces.resource):
        abort(404)
    if not wants_fragment():
        return redirect(_record_url(faces.resource, id, request.args))
    shown = _asked(actor, faces.resource, record)
    return fragment("components/timeline.html", "stream", _stream(shown))


def quick_form(actor: Actor, faces: Faces, id: int, name: str) -> Response:
    """GET: the short form of an entry of the kind `name`. POST: add the entry, about this record."""
    record = gate.get(actor, faces.resource, id)
    entries, declared = _addable(actor, faces.resource, record, name)
    code = request.values.get("code", "")
    fields = _quick_fields(actor, entries, declared, code)
    if not fields or not has_timeline(faces.resource):
        abort(404)
    sent = request.form if request.method == "POST" else None
    form = form_of(fields, format_of(actor), sent=sent, values=_defaults(fields), actor=actor)
    if sent is None:
        return _form(actor, faces.resource, record, entries, declared, code, form)
    if form.validate():
        try:
            with with_new_tags(actor, form, _values(declared, code, form)) as values:
                return _added(actor, faces.resource, record, entries, values, declared)
        except InvalidValues as error:
            refused(form, error.errors)
            wrong = error.errors.get(FILES, "")
            return _form(
                actor, faces.resource, record, entries, declared, code, form, status=422, wrong=wrong
            )
        except (NotFound, Forbidden):
            raise
        except Problem as no:
            return _form(actor, faces.resource, record, entries, declared, code, form, [str(no)], 409)
    return _form(actor, faces.resource, record, entries, declared, code, form, status=422)


def _asked(actor: Actor, resource: Resource, record: Any, lines: Any = None) -> Timeline:
    start = At.of(request.args["before"]) if request.args.get("before") else At()
    find = request.args.get("find", "").strip()[:LONGEST_FIND]
    shown = Timeline(actor, resource, record, request.args.get("sort", ""), find, start or At(), lines)
    if shown.only and shown.only not in {name for name, _label in shown.sorts}:
        shown.only = ""
    return shown


def _stream(shown: Timeline) -> dict[str, Any]:
    """A page of entries, and where older ones are."""
    days, place = shown.page()
    base = f"/{shown.resource.path}/{shown.record.id}"
    query = {name: text for name, text in (("sort", shown.only), ("find", shown.find)) if text}
    more = urlencode({**query, "before": place}) if place else ""
    return {
        "days": days,
        "older_url": f"{base}/timeline?{more}" if more else "",
        "older_href": f"{base}?{more}{SHOWN_AT}" if more else "",
    }


def _drawn(shown: Timeline) -> dict[str, Any]:
    """The page, and what stands above it."""
    stream = _stream(shown)  # read before the sorts, which it shows in part
    base = f"/{shown.resource.path}/{shown.record.id}"
    find = {"find": shown.find} if shown.find else {}
    return {
        **stream,
        **_sorts(shown, base, f"&{urlencode(find)}" if find else ""),
        "base": base,
        "all_href": f"{base}{'?' + urlencode(find) if find else ''}{SHOWN_AT}",
        "find": shown.find,
        "unfound_href": f"{base}{'?' + _query('sort', shown.only) if shown.only else ''}{SHOWN_AT}",
        "only": shown.only,
        "first": shown.start == At(),
    }


def _sorts(shown: Timeline, base: str, find: str) -> dict[str, Any]:
    """What the timeline can be filtered by: what stands in one line, and what opens below it; the present one always stands."""
    line, rest, left = list[dict[str, Any]](), list[dict[str, Any]](), LINE
    for name, label in shown.sorts:
        item = {
            "label": label,
            "href": f"{base}?{_query('sort', name)}{find}{SHOWN_AT}",
            "current": name == shown.only,
        }
        wide = GAP + sum(WIDE if sign > "⺀" else NARROW for sign in label)
        if item["current"] or wide <= left:
            line.append(item)
            left -= wide
        else:
            rest.append(item)
    return {"sorts": line, "more_sorts": rest}


@lru_cache(maxsize=1024)
def _query(name: str, value: str) -> str:
    return urlencode({name: value})


def _offers(actor: Actor, resource: Resource, record: Any) -> list[dict[str, Any]]:
    """The short forms that the actor may fill in, one for each sort of entry."""
    found, base = list[dict[str, Any]](), f"/{resource.path}/{record.id}/timeline"
    for name, declared in actor.host.entries.items():
        entries = actor.host.resources.get(name)
        if entries is None or not declared.quick or not _may_add(actor, resource, record, declared, entries):
            continue
        writable = {field.name for field in gate.fields_for(actor, entries, "create")}
        for code, label in _codes(actor, entries, declared):
            if not writable.isdisjoint(_quick_names(declared, code)):
                query = f"?{_query('code', code)}" if code else ""
                icon = declared.icon_of(code)
                found.append({"label": label, "href": f"{base}/{name}{query}", "icon": icon})
    return found


def _codes(actor: Actor, entries: Resource, declared: Entries) -> list[tuple[str, str]]:
    kinds = entries.by_name.get(declared.kinds)
    if isinstance(kinds, Choice):
        return list(kinds.labels(format_of(actor)).items())
    return [("", str(entries.label_one))]


def _may_add(actor: Actor, resource: Resource, record: Any, declared: Entries, entries: Resource) -> bool:
    fits = bool(_place(actor, resource, record.id, declared, entries))
    if not fits or not actor.may(entries.permission("create")):
        return False
    return not entries.rows.part or gate.may_do(actor, resource, record, "edit")


def _place(actor: Actor, resource: Resource, id: int, declared: Entries, entries: Resource) -> dict[str, Any]:
    """The value by which a new entry is about the record or hangs on it; empty where it cannot."""
    for way in ways_of(entries, declared) if declared.links else ():
        if way.to == resource.name:
            return {way.field.name: id}
    kinds = () if declared.links else gate.kinds_about(actor, entries.by_name.get(entries.rows.about or ""))
    ref = Ref(resource.name, id)
    return {entries.rows.about or "": (ref,)} if any(kind.name == ref.kind for kind in kinds) else {}


def _addable(actor: Actor, resource: Resource, record: Any, kind: str) -> tuple[Resource, Entries]:
    entries, declared = actor.host.resources.get(kind), actor.host.entries.get(kind)
    if entries is None or declared is None or not _may_add(actor, resource, record, declared, entries):
        abort(404)
    return entries, declared


def _quick_fields(actor: Actor, entries: Resource, declared: Entries, code: str) -> list[Field]:
    names = _quick_names(declared, code)
    known = {code for code, _label in _codes(actor, entries, declared)}
    fields = {field.name: field for field in gate.fields_for(actor, entries, "create")}
    found = [fields[name] for name in names if name in fields] if code in known else []
    return [each.worded_for(code) if each.worded_by == declared.kinds else each for each in found]


def _quick_names(declared: Entries, code: str) -> list[str]:
    """The fields that the short form of a sort of entry asks for."""
    found = declared.quick if isinstance(declared.quick, str) else declared.quick.get(code, "")
    return found.split()


def _defaults(fields: list[Field]) -> dict[str, Any]:
    return {field.name: field.initial() for field in fields if field.default is not None}


def _values(declared: Entries, code: str, form: Any) -> dict[str, Any]:
    found = {
        name: bound.data
        for name, bound in inputs_of(form).items()
        if bound.data is not None or bound.new_tags
    }
    if code:
        found[declared.kinds] = code
    return found


def _added(
    actor: Actor,
    resource: Resource,
    record: Any,
    entries: Resource,
    values: Mapping[str, Any],
    declared: Entries,
) -> Response:
    place = _place(actor, resource, record.id, declared, entries)
    sent = [Upload(each.filename, each.stream) for each in request.files.getlist(FILES) if each.filename]
    done = create_with_files(actor, entries, {**values, **place}, sent, key=sent_once())
    if not done.repeated:
        toast(_("{kind} saved").format(kind=entries.label_one), undo=done.change)
        tell_unreached(actor, entries, done.value)
    if wants_fragment():
        return Response("", 204, {"HX-Redirect": _record_url(resource, record.id, {})})
    return redirect(_record_url(resource, record.id, {}), 303)


def _form(
    actor: Actor,
    resource: Resource,
    record: Any,
    entries: Resource,
    declared: Entries,
    code: str,
    form: Any,
    others: list[str] | None = None,
    status: int = 200,
    wrong: Message | str = "",
) -> Response:
    fmt, base = format_of(actor), f"/{resource.path}/{record.id}"
    label = dict(_codes(actor, entries, declared))[code]
    lookup = f"/{entries.path}/lookup"
    drawn = {
        "label": label,
        "icon": declared.icon_of(code),
        "action": f"{base}/timeline/{entries.name}",
        "hidden": {"code": code} if code else {},
        "once": sent_once() or actor.host.nonce(),
        "fields": [
            view(bound, fmt, lookup=f"{lookup}/{name}", titles={}) | {"id": f"q-{name}"}
            for name, bound in inputs_of(form).items()
        ],
        "errors": errors_of(form, others or ()) if others else [],
        "base": base,
        "cancel": f"{base}{SHOWN_AT}",
        "mentions": f"{lookup}/mentions?{_query('seeing', Ref(resource.name, record.id).text)}"
        if "mentions" in entries.by_name
        else "",
        "links": f"{lookup}/{text}" if (text := linking_text(actor, entries)) else "",
        "internal": entries.plugin == "work",
        "files": {"most": upload_limit(actor.host), "name": FILES} if may_file(actor, entries) else None,
        "wrong": str(wrong),
    }
    if wants_fragment():
        return fragment("components/timeline.html", "quick", drawn, status=status)
    title = f"{label} · {_title(actor, resource, record)}"
    return page("quick.html", actor, status=status, title=title, quick=drawn)


def _title(actor: Actor, resource: Resource, record: Any) -> str:
    return titles(actor, resource.name, [record.id]).get(record.id) or f"{resource.label_one} {record.id}"


def _record_url(resource: Resource, id: int, given: Mapping[str, str]) -> str:
    kept = {name: given[name] for name in ("sort", "find", "before") if given.get(name)}
    return f"/{resource.path}/{id}{f'?{urlencode(kept)}' if kept else ''}{SHOWN_AT}"
