"""Related lists of a record page, derived from links: whatever leads to the record and may be seen by the reader."""

from __future__ import annotations

from typing import Any

from guanxi.data.fields import Link
from guanxi.data.messages import translator
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.listing import ListQuery, Page, page
from guanxi.records.listing_columns import Column
from guanxi.records.resource import Resource
from guanxi.resources.display import format_of
from guanxi.web.routing import may_open

_ = translator("guanxi")
SHOWN = 6


def related_lists(actor: Actor, resource: Resource, record_id: int) -> list[dict[str, Any]]:
    """One list for each link that leads to the record, with the first rows and the way to add one; see components/record.html."""
    found = []
    for other in actor.host.resources.values():
        if not _belongs_here(actor, resource, other):
            continue
        for field in gate.fields_for(actor, other):
            if isinstance(field, Link) and field.to == resource.name:
                found.append(_related(actor, other, field, record_id))
    return found


def _belongs_here(actor: Actor, resource: Resource, other: Resource) -> bool:
    """Tell whether records of `other` are listed: those that have a list; people's own only among themselves."""
    if other.plugin == "people" and resource.plugin != "people":
        return False
    return actor.may(other.permission("view")) and may_open(actor, f"/{other.path}/")


def _related(actor: Actor, other: Resource, field: Link, record_id: int) -> dict[str, Any]:
    joined = next((name for name in other.rows.through if name != field.name), None)
    columns = (joined, other.title) if joined else (other.title,)
    query = ListQuery(
        other, columns=columns, filter=[{"field": field.name, "op": "eq", "value": record_id}], limit=SHOWN
    )
    rows = page(actor, query)
    add = {
        "label": _("Add"),
        "href": f"/{other.path}/new?{field.name}={record_id}",
        "icon": "plus",
        "kind": "ghost small",
    }
    return {
        "title": field.back or other.label,
        "entries": [_item(actor, other, rows, row, joined) for row in rows.rows],
        "count": f"{len(rows.rows)}{'+' if rows.next else ''}",
        "add": add if may_open(actor, f"/{other.path}/new") else None,
        "all_href": f"/{other.path}/?{field.name}={record_id}",
    }


def _item(
    actor: Actor, other: Resource, rows: Page, row: tuple[Any, ...], joined: str | None
) -> dict[str, Any]:
    """A row; of a record that joins two others the far one is what people look for, its own title says what it is there."""
    by_name = {column.name: column for column in rows.columns}
    if joined is None or joined not in by_name:
        return {
            "label": _text(actor, by_name.get(other.title), row) or f"#{row[0]}",
            "href": f"/{other.path}/{row[0]}",
        }
    far = by_name[joined]
    target = actor.host.resources[getattr(far.field, "to", "")]
    return {
        "label": (row[far.title_at] if far.title_at else "") or f"#{row[far.at]}",
        "href": f"/{target.path}/{row[far.at]}",
        "detail": _text(actor, by_name.get(other.title), row),
    }


def _text(actor: Actor, column: Column | None, row: tuple[Any, ...]) -> str:
    if column is None or column.field is None:
        return ""
    values = row[column.at : column.at + column.width]
    return column.field.show(values[0] if column.width == 1 else values, format_of(actor))
