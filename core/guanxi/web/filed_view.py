"""The files of entries as a timeline draws them: one statement that finds them, and one that asks the gate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from guanxi.data.ref import Ref
from guanxi.records import gate
from guanxi.records.about import first_about
from guanxi.records.actor import Actor
from guanxi.records.resource import Resource
from guanxi.resources.display import format_of
from guanxi.web.attachment_view import glyph_of
from guanxi.work.attachments import attachments, is_shown
from guanxi.work.content_types import PICTURES

SHOWN = 10
PREVIEWED = 4 * 1024 * 1024
"""The largest picture, in bytes, that a timeline shows by itself."""
_COLUMNS = ("name", "media", "size", "digest")


@dataclass(frozen=True, slots=True)
class Filed:
    """The first files of an entry, each {name, icon, size, href, saved, picture: its address or ""}; `more` tells that it has others."""

    files: Sequence[Mapping[str, str]]
    more: bool


def files_with(actor: Actor, entries: Sequence[Ref]) -> dict[Ref, Filed]:
    """The files that the actor may see, by the entry with which they are kept; entries without are left out."""
    kept = actor.host.resources.get(attachments.name)
    if kept is None or not entries or not actor.may(kept.permission("view")):
        return {}
    ids = first_about(entries, kept.name, SHOWN + 1)
    wanted = {each for found in ids.values() for each in found}
    seen = {each[0]: each[1:] for each in gate.columns_among(actor, kept, wanted, _COLUMNS)} if wanted else {}
    drawn = {
        ref: Filed(
            [_file(actor, kept, key, seen[key]) for key in found[:SHOWN] if key in seen], len(found) > SHOWN
        )
        for ref, found in ids.items()
    }
    return {ref: filed for ref, filed in drawn.items() if filed.files}


def _file(actor: Actor, kept: Resource, key: int, columns: tuple[Any, ...]) -> dict[str, str]:
    name, media, size, digest = columns
    told = {field.name for field in gate.fields_for(actor, kept)}
    shown, page = media in PICTURES, f"/{kept.path}/{key}"
    drawn = shown and size <= PREVIEWED and is_shown(actor.host, digest, media)
    return {
        "name": name if "name" in told else f"{kept.label_one} {key}",
        "icon": glyph_of(media),
        "size": format_of(actor).size(size) if "size" in told else "",
        "href": page if shown else f"{page}/file",
        "saved": "" if shown else " download",
        "picture": f"{page}/picture" if drawn else "",
    }
