"""The filter builder: groups of conditions, each condition with the fields that may be asked and the editor of its value."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from flask import abort, request
from werkzeug.wrappers import Response

from guanxi.data.fields import Choice, Field, Link, Tags
from guanxi.data.fields.tags import TAG
from guanxi.data.messages import listed, translator
from guanxi.data.ref import Ref
from guanxi.records.actor import Actor
from guanxi.records.gate import filterable_fields, record_key
from guanxi.records.related import DOT, Askable
from guanxi.records.resource import Resource
from guanxi.resources.display import format_of, titles
from guanxi.resources.faces import Faces
from guanxi.resources.forms import form_of, view
from guanxi.web.asked import Asked, asked
from guanxi.web.condition_pairs import EMPTY, WHOSE, back_in, group_in, operator_of, several
from guanxi.web.filter_words import OPERATORS, shown_value, tags_in
from guanxi.web.rendering import fragment
from guanxi.web.ways import has_pages

_ = translator("guanxi")
OFFERED = {
    "text": ("contains", "eq", "starts", "empty", "not_empty"),
    "number": ("gte", "lte", "eq", "empty", "not_empty"),
    "money": ("gte", "lte", "eq", "empty", "not_empty"),
    "date": ("gte", "lte", "eq", "empty", "not_empty"),
    "datetime": ("gte", "lt", "lte", "empty", "not_empty"),
    "choice": ("eq", "ne", "empty", "not_empty"),
    "link": ("eq", "ne", "empty", "not_empty"),
    "choices": ("has", "empty", "not_empty"),
    "boolean": ("eq", "empty", "not_empty"),
    "tags": ("in", "all", "not_in", "empty", "not_empty"),
}
LIKE_TEXT = ("phone", "email", "url", "longtext")


def filter_builder(actor: Actor, faces: Faces, place: str = "") -> Response:
    """The form in which a filter is put together, for the list or the view of it at `place`."""
    query, path = asked(actor, faces, place=place), f"/{faces.resource.path}"
    return fragment(
        "components/filters.html",
        "builder",
        builder_view(actor, faces.resource, query),
        {
            "action": f"/{query.path}/",
            "row_url": f"{path}/filter/row",
            "count_url": f"{path}/count",
            "hidden": query.kept_by_builder(),
            "away": query.address(clear=True) if query.conditions else "",
        },
    )


def filter_row(actor: Actor, faces: Faces) -> Response:
    """A row of the builder for the field of ``?f=``, the first one without it; with ``?depth=`` in a group of its own.

    With ``?of=`` it is a condition on what leads here by this Link; ``?has=`` is a group of such ones, of the first kind without
    a name, in which ``?o=`` is the word.
    """
    args, builder = request.args, _Builder(actor, faces.resource)
    depth = args.get("depth", type=int)
    if "has" in args:
        group = builder.first_whose(args.get("o", ""), args["has"]) or abort(404)
        return fragment("components/filters.html", "builder_group", group, depth or 2)
    builder = builder.inner(args["of"]) or abort(404) if "of" in args else builder
    row = builder.first(args.get("f", "")) or abort(404)
    if depth is None:
        return fragment("components/filters.html", "builder_row", row)
    return fragment("components/filters.html", "builder_group", builder.group("or", [row]), depth)


def builder_view(actor: Actor, resource: Resource, query: Asked) -> dict[str, Any]:
    """The groups and rows of what is in force, as the builder's template draws them."""
    return _Builder(actor, resource).whole(query.conditions)


class _Builder:
    """The rows for records of one kind; those `within` a group ask of what leads to others, and of nothing that leads there."""

    def __init__(self, actor: Actor, resource: Resource, *, within: bool = False):
        self.actor, self.resource, self.fields = actor, resource, Askable(actor, resource)
        self.within = within
        self.names = [name for name, field in self.fields.items() if _is_offered(field)]
        self.links = [name for name in self.names if self.fields.target(name)]

    def whole(self, conditions: list[dict[str, Any]]) -> dict[str, Any]:
        """All conditions as one group; one for the first field where there are none."""
        alone = group_in(conditions[0]) if len(conditions) == 1 else None
        word, parts = alone if alone and alone[0] not in WHOSE else ("and", conditions)
        rows = self._rows(parts)
        if not rows and (row := self.first()):
            rows = [row]
        return self.group(word, rows)

    def first(self, wanted: str = "") -> dict[str, Any] | None:
        """A row that asks nothing yet, of the field `wanted`, else of the first one; None where there is no such field."""
        name = self.named(wanted)
        return self.row({"field": name, "op": "", "value": None}) if name else None

    def group(self, word: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
        """Rows and groups under a word, as the template draws them."""
        return {"word": word, "rows": rows, "leading": not self.within and bool(self._leading)}

    @cached_property
    def _leading(self) -> list[tuple[str, str]]:
        """What leads here and has pages, with what it is called."""
        found = self.fields.leading()
        return [(name, label) for name, label in found.items() if self._has_place(name)]

    def _has_place(self, back: str) -> bool:
        kind, _dot, name = back.rpartition(".")
        other = self.actor.host.resources[kind]
        own = other.plugin != "people" or self.resource.plugin == "people"
        return own and getattr(other.by_name[name], "back", None) is not None and has_pages(self.actor, other)

    def inner(self, back: str) -> _Builder | None:
        """The rows of what leads here by the Link `back`."""
        fields = None if self.within else self.fields.within(back)
        return _Builder(self.actor, fields.resource, within=True) if fields else None

    def whose(self, word: str, back: str, parts: list[dict[str, Any]]) -> dict[str, Any] | None:
        """The group of conditions on what leads here by the Link `back`; None where nothing does for the actor."""
        inner = self.inner(back)
        if inner is None:
            return None
        kinds = dict(self._leading) | {back: self.fields.back_label(back)}
        return inner.group(word, inner._rows(parts)) | {"whose": back, "kinds": list(kinds.items())}

    def first_whose(self, word: str, wanted: str) -> dict[str, Any] | None:
        """Such a group that asks nothing yet, of the first kind that is offered where none is `wanted`."""
        back = wanted or next((name for name, _label in self._leading), "")
        found = self.whose(word if word in WHOSE else WHOSE[0], back, [])
        row = (inner := self.inner(back)) and inner.first()
        return found | {"rows": [row]} if found and row else found

    def _rows(self, parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
        found = list[dict[str, Any]]()
        for part in parts:
            if (group := group_in(part)) and group[0] in WHOSE:
                found += filter(None, [self.whose(group[0], back_in(part), group[1])])
            elif group:
                found.append(self.group(group[0], self._rows(group[1])))
            elif part["field"] in self.fields:
                found.append(self.row(part))
        return found

    def named(self, wanted: str) -> str:
        """The field that is asked for; of ``link.`` the first one there; empty where there is none."""
        if not wanted:
            return self.names[0] if self.names else ""
        link, dot, inner = wanted.partition(DOT)
        if dot and not inner and (target := self.fields.target(link)):
            inner = target.title if target.title in (there := self._of(link)) else next(iter(there), "")
            return f"{link}{DOT}{inner}" if inner else ""
        return wanted if wanted in self.fields else ""

    def _of(self, link: str) -> dict[str, str]:
        """The fields of the records that a Link leads to, by name, with their labels."""
        target = self.fields.target(link)
        known = filterable_fields(self.actor, target) if target else {}
        return {name: str(field.label) for name, field in known.items() if _is_offered(field)}

    def row(self, condition: dict[str, Any]) -> dict[str, Any]:
        """One condition: what fields there are, what its own one may be asked, and the editor of the value."""
        name, op = condition["field"], operator_of(condition)
        field, value = self.fields[name], None if op in EMPTY else condition.get("value")
        offered = OFFERED.get("tags" if isinstance(field, Tags) else field.editor, OFFERED["text"])
        if isinstance(field, Tags):
            op = {"eq": "in", "ne": "not_in"}.get(op, op)
            value = self._editor(name, field, value)
        elif isinstance(value, list):
            value = self._several(field, op, value)
        else:
            value = self._editor(name, field, value)
        operators = [(each, str(OPERATORS[each])) for each in offered]
        return {"field": name, "op": op, "fields": self._choice(name), "operators": operators, "value": value}

    def _choice(self, name: str) -> list[tuple[str, list[tuple[str, str]]]]:
        """The fields to choose from: those beside this one, and records that the own ones lead to."""
        link, dot, _inner = name.partition(DOT)
        own = [(each, str(self.fields[each].label)) for each in self.names]
        further = [(each + DOT, f"{self.fields[each].label} →") for each in self.links]
        groups = [("", own), (str(_("Fields of linked records")), further)]
        if dot:
            there = [
                (f"{link}{DOT}{each}", f"{self.fields[link].label} → {label}")
                for each, label in self._of(link).items()
            ]
            groups.insert(0, (f"{self.fields[link].label} →", there))
        return [(label, options) for label, options in groups if options]

    def _several(self, field: Field, op: str, values: list[Any]) -> dict[str, str]:
        """Several values stand in the row as they are: `sent` brings them back whole, under no other operator."""
        told = listed(shown_value(self.actor, field, each) for each in values)
        return {"operator": str(OPERATORS.get(op, op)), "several": told, "sent": several(values)}

    def _editor(self, name: str, field: Field, value: Any) -> dict[str, Any]:
        """The field's editor under the name ``v``; figures and texts take a plain box, so that parts of values fit."""
        fmt, (link, dot, inner) = format_of(self.actor), name.partition(DOT)
        target = self.fields.target(link) if dot else self.resource
        drawn = view(
            form_of([field], fmt)[field.name],
            fmt,
            lookup=f"/{(target or self.resource).path}/lookup/{inner or link}",
        )
        if isinstance(field, Tags):
            chosen = [{"value": Ref(TAG, word.id).text, "label": word.name} for word in tags_in(value)]
            drawn |= {
                "editor": "tags",
                "options": chosen,
                "value": ",".join(each["value"] for each in chosen),
            }
        elif field.editor not in ("choice", "link", "date"):
            drawn |= {"editor": "text", "value": "" if value is None else str(value), "max": 200}
        elif value is not None:
            drawn |= {"value": str(value)}
            if isinstance(field, Link) and (key := record_key(value)):
                drawn |= {"text": titles(self.actor, field.to, (key,)).get(key, "")}
        if isinstance(field, Choice):
            every = [{"value": code, "label": label} for code, label in field.labels(fmt).items()]
            drawn |= {"editor": "choice", "folded": True, "none": str(_("Choose")), "options": every}
        plain = {"required": False, "error": "", "help": "", "chosen_only": True}
        named = {"name": "v", "label": str(field.label), "id": f"v-{name.replace(DOT, '-')}"}
        return drawn | plain | named


def _is_offered(field: Field) -> bool:
    return isinstance(field, Tags) or field.editor in (*OFFERED, *LIKE_TEXT)
