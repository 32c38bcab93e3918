"""A small table of lines as an actor reads it: one statement for the rows, one for the titles of what they link to."""

from __future__ import annotations

from typing import Any

from guanxi.data.fields import Boolean, Field, Link
from guanxi.data.formats import Format
from guanxi.people.revealing import UNMASK
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.hanging import ways_of
from guanxi.records.resource import Resource
from guanxi.resources.display import format_of, shown, titles_for
from guanxi.resources.lines import Lines, lines_in, lines_of
from guanxi.web.routing import may_open
from guanxi.web.ways import has_pages, to_list

LINE = "line"
"""With this in the address a field in full is asked for from a line, which stays called what it is."""


def panels(actor: Actor, whole: Resource, record: Any) -> list[dict[str, Any]]:
    """The tables of lines on the page of a record, as far as the actor may see their records."""
    found = lines_in(actor.host.items_of(Lines), whole.name)
    return [
        panel(actor, each, whole, record) for each in found if actor.may(each.resource.permission("view"))
    ]


def panel(
    actor: Actor, lines: Lines, whole: Resource, record: Any, form: dict[str, Any] | None = None
) -> dict[str, Any]:
    """One table, with the editor of one line where `form` is given; see components/lines.html."""
    resource = composed(actor, lines)
    fields = _shown_fields(actor, lines, resource)
    rows, more = _rows(actor, lines, resource, record.id, fields)
    open_ = record.deleted_at is None and (
        not resource.rows.part or gate.may_do(actor, whole, record, "edit")
    )
    everything = to_list(actor, resource)
    return {
        "id": f"lines-{resource.name.replace('.', '-')}-{lines.via}",
        "title": lines.label or resource.label,
        "after": lines.after,
        "url": address(lines, record.id),
        "lines": _drawn(actor, lines, resource, fields, rows, editable=open_),
        "add": f"{address(lines, record.id)}/new" if open_ and _may(actor, lines, "create") else "",
        "all": f"{everything}?{lines.via}={record.id}" if more and everything else "",
        "form": form,
    }


def composed(actor: Actor, lines: Lines) -> Resource:
    """The resource of the lines as the present set of plugins has it."""
    return actor.host.resources[lines.resource.name]


def address(lines: Lines, record_id: int) -> str:
    """Where the table of one record is."""
    return f"/{lines.resource.path}/of/{lines.via}/{record_id}"


def _may(actor: Actor, lines: Lines, action: str) -> bool:
    rule = (
        f"/{lines.resource.path}/of/<name>/<int:id>/new"
        if action == "create"
        else _LINE.format(lines.resource.path)
    )
    return may_open(actor, rule)


_LINE = "/{}/<int:id>/line"


def said_by(actor: Actor, resource: Resource, record: Any) -> str:
    """What a line says that it is, where records of the resource stand as lines: the text of the first column, or none."""
    declared = next(iter(lines_of(actor.host.items, resource.name).values()), None)
    seen = {field.name: field for field in gate.fields_for(actor, resource)}
    field = seen.get(declared.names[0]) if declared else None
    if field is None:
        return ""
    row = field.to_row(gate.values_of(resource, record)[field.name])
    titles = titles_for(actor, set(_links([(field, row)])))
    return shown(actor, field, row, format_of(actor), titles).text


def _shown_fields(actor: Actor, lines: Lines, resource: Resource) -> list[Field]:
    seen = {field.name: field for field in gate.fields_for(actor, resource)}
    return [seen[name] for name in lines.names if name in seen]


def _rows(
    actor: Actor, lines: Lines, resource: Resource, record_id: int, fields: list[Field]
) -> tuple[list[tuple[Any, ...]], bool]:
    columns = tuple(column for field in fields for column in field.columns)
    link = resource.by_name[lines.via]
    if link not in gate.fields_for(actor, resource):
        return [], False
    since = _since(actor, resource, link) if lines.newest else ""
    by = since if since in columns else ""
    found = gate.linked_rows(
        actor, resource, link, record_id, columns, lines.limit + 1, newest=lines.newest, by=by
    )
    return found[: lines.limit], len(found) > lines.limit


def _since(actor: Actor, resource: Resource, link: Field) -> str:
    """The column that says when a line was, where timelines find it by an index of that; else none."""
    declared = actor.host.entries.get(resource.name)
    ways = ways_of(resource, declared) if declared is not None and declared.links else ()
    return next((way.at for way in ways if way.field is link), "")


def _drawn(
    actor: Actor,
    lines: Lines,
    resource: Resource,
    fields: list[Field],
    rows: list[tuple[Any, ...]],
    *,
    editable: bool,
) -> list[dict[str, Any]]:
    fmt = format_of(actor)
    parts = [_parts(fields, row) for row in rows]
    titles = titles_for(actor, {link for each in parts for link in _links(each)})
    ids = [int(row[0]) for row in rows]
    badges = lines.badges(actor, ids) if lines.badges and ids else {}
    base = f"/{resource.path}/" if editable and _may(actor, lines, "edit") else ""
    drawn = [
        _line(actor, lines, each, fmt, titles)
        | {"badges": badges.get(key, ()), "edit_url": f"{base}{key}/line" if base else "", "id": key}
        for key, each in zip(ids, parts, strict=True)
    ]
    return _with_unmasking(actor, resource, drawn)


def _with_unmasking(actor: Actor, resource: Resource, drawn: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lines, each masked one with the address at which the reader may see it in full for a reason."""
    masked = [each["id"] for each in drawn if each["masked"]]
    may = masked and actor.may(resource.permission(UNMASK)) and has_pages(actor, resource)
    allowed = gate.rows_among(actor, resource, masked, UNMASK) if may else frozenset[int]()
    base = f"/{resource.path}/"
    return [
        each
        | {
            "unmask_url": f"{base}{each['id']}/{UNMASK}/{each['masked']}?{LINE}"
            if each["id"] in allowed
            else ""
        }
        for each in drawn
    ]


def _parts(fields: list[Field], row: tuple[Any, ...]) -> list[tuple[Field, tuple[Any, ...]]]:
    """Each field with the database values of its columns."""
    found, at = [], 1
    for field in fields:
        found.append((field, row[at : at + len(field.columns)]))
        at += len(field.columns)
    return found


def _links(parts: list[tuple[Field, tuple[Any, ...]]]) -> list[tuple[str, int]]:
    return [(field.to, row[0]) for field, row in parts if isinstance(field, Link) and row[0]]


def _line(
    actor: Actor,
    lines: Lines,
    parts: list[tuple[Field, tuple[Any, ...]]],
    fmt: Format,
    titles: dict[tuple[str, int], str],
) -> dict[str, Any]:
    found: dict[str, Any] = {
        "label": "",
        "text": "",
        "href": "",
        "withheld": False,
        "masked": "",
        "beside": [],
    }
    for field, row in parts:
        part = shown(actor, field, row, fmt, titles)
        if field.name == lines.names[0]:
            found["label"] = part.text
        elif isinstance(field, Boolean):
            found["beside"] += [field.label] if row[0] else []
        elif not found["text"] and not found["withheld"]:
            leads = part.href if not isinstance(field, Link) or _has_pages(actor, field) else ""
            found |= {
                "text": part.text,
                "href": leads,
                "withheld": part.masked and row[0] is not None and not part.text,
                "masked": field.name if part.masked and part.text else "",
            }
        elif part.text:
            found["beside"].append(part.text)
    return found


def _has_pages(actor: Actor, field: Link) -> bool:
    target = actor.host.resources.get(field.to)
    return target is not None and has_pages(actor, target)
