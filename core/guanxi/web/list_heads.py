"""The heads of a list's columns, made once for everybody who sees the same: what the list is narrowed by stands in their
addresses as a mark, which each page fills in.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from guanxi.data.messages import language
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.listing_columns import Column
from guanxi.records.listing_sort import offered
from guanxi.records.resource import Resource
from guanxi.resources.faces import Faces
from guanxi.resources.table import cell_class, column_label
from guanxi.web.asked import Asked
from guanxi.web.kept import Kept
from guanxi.web.routing import may_open

NARROWED = "\x01"
READ_ONLY = frozenset[str]()


def heads(
    faces: Faces, columns: tuple[Column, ...], query: Asked, writable: frozenset[str] = READ_ONLY
) -> Kept:
    """The heads of the columns and of what the list computes, as components/list_table.html draws them.

    The columns that are `writable` say by which name their cells are edited.
    """
    return _kept_heads(faces, columns, query.quick, query.sort, writable, language())


def writable(actor: Actor, faces: Faces, columns: tuple[Column, ...]) -> frozenset[str]:
    """The columns whose cells the actor may edit in the list, record by record as far as he may write it; the title opens the record."""
    resource = faces.resource
    if not may_open(actor, f"/{resource.path}/<int:id>/field/<name>", "POST"):
        return READ_ONLY
    if not actor.may(resource.permission("edit")):
        return READ_ONLY
    written = {field.name for field in gate.fields_for(actor, resource, "edit")} - {resource.title}
    return frozenset(column.name for column in columns if column.field and column.name in written)


def narrowed(query: Asked) -> str:
    """What takes the place of the mark in the heads' addresses: the parameters that sorting keeps, each with its ``&``."""
    drawn = {"sort", "quick"} if query.quick else {"sort"}
    return "".join(f"{text}&" for name, text in query.written if name not in drawn)


@lru_cache(maxsize=1024)
def _kept_heads(
    faces: Faces,
    columns: tuple[Column, ...],
    quick: str,
    sort: str,
    writable: frozenset[str],
    language: str,
) -> Kept:
    """`language` is part of the key because labels are drawn in it."""
    return _heads(faces, columns, Asked.simply(faces.resource, quick, sort), writable)


def _heads(faces: Faces, columns: tuple[Column, ...], query: Asked, writable: frozenset[str]) -> Kept:
    resource, sorts = faces.resource, offered(faces.resource)
    own = [_head(resource, query, column, sorted_by=column.name in sorts) for column in columns]
    for head, column in zip(own, columns, strict=True):
        head["edited"] = column.name in writable
    further = [str(each.label) for each in faces.list.computed]
    return Kept(
        [
            *own,
            *(
                {"label": label, "kind": "", "href": "", "sorted": "", "name": "", "edited": False}
                for label in further
            ),
        ]
    )


def _head(resource: Resource, query: Asked, column: Column, *, sorted_by: bool) -> dict[str, Any]:
    label = column_label(column)
    current = query.sort or next(iter(resource.order), "id")
    direction = (
        "descending" if current == f"-{column.name}" else "ascending" if current == column.name else ""
    )
    wanted = f"-{column.name}" if current == column.name else column.name
    return {
        "label": label,
        "kind": cell_class(column, resource.title),
        "href": query.address(sort=wanted).replace("?", f"?{NARROWED}", 1) if sorted_by else "",
        "sorted": direction,
        "name": column.name,
    }
