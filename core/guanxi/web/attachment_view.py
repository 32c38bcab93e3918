"""The attachments of one record as its page draws them: two statements where there are any, one where there are none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from guanxi.data.messages import Message
from guanxi.records import gate
from guanxi.records.about import newest_about
from guanxi.records.actor import Actor
from guanxi.records.ref import Ref
from guanxi.records.resource import Resource
from guanxi.resources.display import format_of, titles
from guanxi.work.attachments import attachments, takes_files, upload_limit
from guanxi.work.content_types import PICTURES, type_name

ON_PAGE = 20
WITH_BIN = 200
_COLUMNS = ("name", "media", "size", "created_by", "created_at", "version", "deleted_at")


def attachments_of(
    actor: Actor,
    resource: Resource,
    record: Any,
    *,
    errors: Sequence[Message | str] = (),
    everything: bool = False,
) -> dict[str, Any] | None:
    """The panel of a record that the actor sees, see components/attachments.html; None where there is none for him.

    `everything` shows more of them, and those in the bin.
    """
    kept = actor.host.resources.get(attachments.name)
    if kept is None or not takes_files(actor.host, resource) or not actor.may(kept.permission("view")):
        return None
    ref = Ref(resource.name, record.id)
    limit = WITH_BIN if everything else ON_PAGE
    ids = newest_about(ref, kept.name, limit + 1)
    writes = record.deleted_at is None and _may_edit(actor, resource, record)
    base = f"/{resource.path}/{record.id}/attachments"
    return {
        "url": base,
        "at": ref.text,
        "files": _files(actor, kept, ids[:limit], deletable=writes and actor.may(kept.permission("delete"))),
        "more": len(ids) > limit,
        "add": base if writes and actor.may(kept.permission("create")) else "",
        "most": upload_limit(actor.host),
        "errors": [str(each) for each in errors],
        "binned": _binned(actor, kept, ref) if everything and writes else [],
        "everything": everything,
    }


def glyph_of(media: str) -> str:
    """The icon of a content type."""
    if media.startswith("image/"):
        return "image"
    return "file-spreadsheet" if media.endswith(".sheet") else "file-text" if "document" in media else "file"


def _may_edit(actor: Actor, resource: Resource, record: Any) -> bool:
    declared = actor.host.entries.get(resource.name)
    if declared is not None and declared.sealed:
        return False
    return actor.may(resource.permission("edit")) and gate.may_do(actor, resource, record, "edit")


def _files(actor: Actor, kept: Resource, ids: list[int], *, deletable: bool) -> list[dict[str, Any]]:
    if not ids:
        return []
    seen = {field.name for field in gate.fields_for(actor, kept)}
    found = {each[0]: each for each in gate.columns_among(actor, kept, ids, _COLUMNS)}
    senders = titles(actor, "people.user", {each[4] for each in found.values() if each[4]})
    return [_file(actor, kept, found[key], seen, senders, deletable=deletable) for key in ids if key in found]


def _file(
    actor: Actor,
    kept: Resource,
    columns: tuple[Any, ...],
    seen: set[str],
    senders: dict[int, str],
    *,
    deletable: bool,
) -> dict[str, Any]:
    key, name, media, size, sender, at, version, _deleted = columns
    fmt, base = format_of(actor), f"/{kept.path}/{key}"
    told = [type_name(media) if "media" in seen else "", fmt.size(size) if "size" in seen else ""]
    told += [senders.get(sender, ""), fmt.relative(at, actor.host.clock())]
    return {
        "id": key,
        "name": name if "name" in seen else f"{kept.label_one} {key}",
        "icon": glyph_of(media),
        "detail": " · ".join(each for each in told if each),
        "page": base,
        "href": base if media in PICTURES else f"{base}/file",
        "download": f"{base}/file",
        "delete": f"{base}/delete" if deletable else "",
        "version": version,
    }


def _binned(actor: Actor, kept: Resource, ref: Ref) -> list[dict[str, Any]]:
    """What lies in the bin, as far as the actor may restore it."""
    ids = newest_about(ref, kept.name, WITH_BIN, in_bin=True)
    fmt = format_of(actor)
    found = {each[0]: each for each in gate.columns_among(actor, kept, ids, _COLUMNS, "restore") if each[7]}
    return [
        {"name": found[key][1], "at": fmt.datetime(found[key][7]), "restore": f"/{kept.path}/{key}/restore"}
        for key in ids
        if key in found
    ]
