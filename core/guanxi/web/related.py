"""Related lists of a record page, derived from links: whatever leads to the record and may be seen by the reader."""

from __future__ import annotations

from typing import Any

from guanxi.data.fields import Field, Link
from guanxi.data.messages import translator
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.resource import Resource
from guanxi.resources.display import format_of, titles
from guanxi.resources.lines import Lines, line_links
from guanxi.web.routing import may_open
from guanxi.web.ways import to_list, to_record

_ = translator("guanxi")
SHOWN, NAMED = 6, 3


def related_lists(
    actor: Actor, resource: Resource, record_id: int, *, deleted: bool = False
) -> list[dict[str, Any]]:
    """One list for each link that leads to the record, with the first rows and the way to add one; see components/record.html.

    Nothing is added to a `deleted` record.
    """
    found, in_lines = [], line_links(actor.host.items_of(Lines))
    for other, link in actor.host.leading.get(resource.name, ()):
        if link.back is None or not _belongs_here(actor, resource, other):
            continue
        if (other.name, link.name) not in in_lines and link in gate.fields_for(actor, other):
            found.append(_related(actor, other, link, record_id, deleted=deleted))
    return found


def depending(related: list[dict[str, Any]]) -> str:
    """The question before a record is deleted on which others depend, with the first of them by name; "" where there are none."""
    found = []
    for each in related:
        names = [str(entry["label"]) for entry in each["entries"]]
        if names:
            more = " …" if len(names) > NAMED else ""
            found.append(f"{each['title']}{_(': ')}{str(_(', ')).join(names[:NAMED])}{more}")
    asks = _("Others depend on this record: {others}. Delete it all the same?")
    return str(asks.format(others=str(_("; ")).join(found))) if found else ""


def _belongs_here(actor: Actor, resource: Resource, other: Resource) -> bool:
    """Tell whether records of `other` are listed: those that have pages; people's own only among themselves."""
    if other.plugin == "people" and resource.plugin != "people":
        return False
    return actor.may(other.permission("view")) and may_open(actor, f"/{other.path}/<int:id>")


def _related(actor: Actor, other: Resource, field: Link, record_id: int, *, deleted: bool) -> dict[str, Any]:
    add = {
        "label": _("Add"),
        "href": f"/{other.path}/new?{field.name}={record_id}",
        "icon": "plus",
        "kind": "ghost small",
    }
    found, everything = _items(actor, other, field, record_id), to_list(actor, other)
    return {
        "title": field.back or other.label,
        "entries": found[:SHOWN],
        "count": f"{len(found[:SHOWN])}{'+' if len(found) > SHOWN else ''}",
        "add": add if not deleted and may_open(actor, f"/{other.path}/new") else None,
        "all_href": f"{everything}?{field.name}={record_id}" if everything else "",
    }


def _items(actor: Actor, other: Resource, field: Link, record_id: int) -> list[dict[str, Any]]:
    """The first rows; of a record that joins two others the far one is what people look for, its own title says what it is there."""
    seen = gate.searchable_fields(actor, other)
    title = seen.get(other.title)
    far = seen.get(next((name for name in other.rows.through if name != field.name), ""))
    columns = tuple(each.columns for each in (title, far) if each is not None)
    found = gate.linked_rows(
        actor, other, field, record_id, tuple(c for each in columns for c in each), SHOWN + 1
    )
    texts = [_text(actor, title, row[1 : 1 + len(title.columns)]) if title else "" for row in found]
    if not isinstance(far, Link):
        return [
            {"label": text or f"#{row[0]}", "href": f"/{other.path}/{row[0]}"}
            for row, text in zip(found, texts, strict=True)
        ]
    target = actor.host.resources[far.to]
    names = titles(actor, far.to, {row[-1] for row in found if row[-1]})
    return [
        {
            "label": names.get(row[-1]) or f"#{row[0]}",
            "href": to_record(actor, target, row[-1]),
            "detail": text,
        }
        for row, text in zip(found, texts, strict=True)
    ]


def _text(actor: Actor, title: Field, values: tuple[Any, ...]) -> str:
    return title.show(values[0] if len(values) == 1 else values, format_of(actor))
