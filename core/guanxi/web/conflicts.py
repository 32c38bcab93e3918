"""What somebody sees whose change met another's on the same field: both values, and a choice for each."""

from __future__ import annotations

from typing import Any

from flask import current_app
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from guanxi.data.errors import Conflict, FieldConflict
from guanxi.data.fields import About
from guanxi.data.formats import Format
from guanxi.data.messages import translator
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.resource import Resource
from guanxi.resources.display import format_of, shown, titles, titles_of

_ = translator("guanxi")
THEIRS = "theirs"


def conflict_dialog(
    actor: Actor,
    resource: Resource,
    conflict: Conflict,
    address: str,
    sent: MultiDict[str, str] | None = None,
) -> Markup:
    """The dialog that posts the choice to `address`, with everything else that was typed kept beside it."""
    fmt = format_of(actor)
    first = conflict.fields[0]
    who = titles(actor, "people.user", {first.by} if first.by else ()).get(first.by or 0, str(_("Somebody")))
    keep = _kept(actor, resource, conflict, sent) if sent else []
    module = current_app.jinja_env.get_template("components/feedback.html").module
    drawn = [
        _drawn(actor, resource, field, fmt) for field in conflict.fields if field.name in resource.by_name
    ]
    return Markup(module.conflict(address, drawn, who, fmt.datetime(first.at), conflict.version, keep))  # type: ignore[attr-defined]


def conflict_fragment(actor: Actor, resource: Resource, conflict: Conflict, address: str) -> Response:
    """The same dialog as the answer to an editor in place."""
    answer = current_app.make_response(str(conflict_dialog(actor, resource, conflict, address)))
    answer.status_code = 409
    return answer


def _drawn(actor: Actor, resource: Resource, conflict: FieldConflict, fmt: Format) -> dict[str, Any]:
    field = resource.by_name[conflict.name]
    mine, theirs = tuple(conflict.mine.values()), tuple(conflict.theirs.values())
    values = [{field.name: field.from_row(each)} for each in (mine, theirs)]
    linked = titles_of(actor, [field], values[0]) | titles_of(actor, [field], values[1])
    if isinstance(field, About):
        values = [
            {field.name: tuple(ref for ref in each[field.name] or () if ref in linked)} for each in values
        ]
    return {
        "name": field.name,
        "label": field.label,
        "yours": shown(actor, field, mine, fmt, linked).text,
        "theirs": shown(actor, field, theirs, fmt, linked).text,
        "yours_input": field.input_text(values[0][field.name], fmt),
        "theirs_input": field.input_text(values[1][field.name], fmt),
    }


def _kept(
    actor: Actor, resource: Resource, conflict: Conflict, sent: MultiDict[str, str]
) -> list[tuple[str, str]]:
    """What was typed in the other fields, and the names of those that only the other one changed."""
    merged = sorted(conflict.merged & {field.name for field in gate.fields_for(actor, resource, "edit")})
    decided = {field.name for field in conflict.fields} | set(merged)
    kept = [
        (name, text)
        for name, text in sent.items(multi=True)
        if name not in ("csrf_token", "version", THEIRS)
        and not any(_belongs(name, field) for field in decided)
    ]
    return kept + [(THEIRS, name) for name in merged]


def _belongs(name: str, field: str) -> bool:
    return name in (field, f"{field}_currency", f"{field}_text") or name.startswith(f"{field}:")
