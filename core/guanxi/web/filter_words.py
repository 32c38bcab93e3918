"""What a list is narrowed by, in words: the chips above it, each value with the address of the list without it."""

from __future__ import annotations

from functools import reduce
from typing import Any

from guanxi.data.fields import Field, Invalid, Link, Tags
from guanxi.data.messages import Message, listed, translator
from guanxi.records.actor import Actor
from guanxi.records.related import Askable
from guanxi.records.resource import Resource
from guanxi.records.tagging.words import Word, read, shown, words_of
from guanxi.resources.display import format_of, titles
from guanxi.resources.next_activity import LABEL, NEXT
from guanxi.web.asked import Asked
from guanxi.web.condition_pairs import EMPTY, WHOSE, back_in, group_in, operator_of

_ = translator("guanxi")
OPERATORS: dict[str, Message] = {
    "eq": _("is"),
    "ne": _("is not"),
    "in": _("is one of"),
    "not_in": _("is none of"),
    "all": _("has all of"),
    "has": _("has"),
    "has_any": _("has one of"),
    "between": _("is between"),
    "contains": _("contains"),
    "contains_any": _("contains one of"),
    "starts": _("starts with"),
    "starts_any": _("starts with one of"),
    "lt": _("is less than"),
    "lte": _("is at most"),
    "gt": _("is more than"),
    "gte": _("is at least"),
    "empty": _("is empty"),
    "not_empty": _("is filled"),
}
AMONG = {"in": "eq", "contains_any": "contains", "starts_any": "starts", "has_any": "has"}
"""How a chip whose values stand one by one, with “or” between them, says it."""
OR, AND = _("or"), _("and")


def chips(actor: Actor, resource: Resource, query: Asked) -> list[dict[str, Any]]:
    """One chip a condition, each value with the address of the list without it."""
    fields = Askable(actor, resource)
    found = [
        _chip(actor, fields, query, number)
        for number, condition in enumerate(query.conditions)
        if group_in(condition) or condition["field"] in fields
    ]
    if query.due:
        told = {"label": str(LABEL), "text": str(NEXT[query.due])}
        found.append(told | {"remove": query.address(_due="")})
    if query.text:
        found.append({"label": str(_("Search")), "text": query.text, "remove": query.address(q="")})
    return found


def _chip(actor: Actor, fields: Askable, query: Asked, number: int) -> dict[str, Any]:
    """What a chip says of one condition: “Stage is Won”, “Tag: VIP or Key”, each tag in its colour; a group as a sentence."""
    condition, away = query.conditions[number], query.without_condition(number)
    if group_in(condition):
        return {"label": "", "text": words_of_filter(actor, fields, condition), "remove": away}
    field, label = fields[condition["field"]], fields.label(condition["field"])
    op, values = operator_of(condition), condition.get("value")
    many = values if isinstance(values, list) else [values]
    tags = isinstance(field, Tags) and op not in EMPTY and bool(tags_in(values))
    if not tags and len(many) < 2:
        text = words_of_condition(actor, field, condition)
        return {"label": label, "text": text, "remove": away}
    op, plain = AMONG.get(op, op), tags and op in ("eq", "in")
    return {
        "label": str(_("Tag:")) if tags and field is fields.own.get(field.name) else label,
        "text": "" if plain else str(OPERATORS.get(op, op)),
        "between": str(AND if op == "all" else OR),
        "parts": [
            _value(actor, field, each) | {"remove": query.without_value(number, at) if many[1:] else away}
            for at, each in enumerate(many)
            if not tags or tags_in(each)
        ],
    }


def _value(actor: Actor, field: Field, value: Any) -> dict[str, Any]:
    word = tags_in(value) if isinstance(field, Tags) else []
    return (
        {"text": word[0].name, "colour": word[0].colour}
        if word
        else {"text": shown_value(actor, field, value)}
    )


def words_of_filter(actor: Actor, fields: Askable, condition: dict[str, Any]) -> str:
    """A condition or group as a sentence: “Industry is Trade or (Owner is 王伟 and City contains Hang)”."""
    group = group_in(condition)
    if group is None:
        field = fields.get(condition["field"])
        return (
            f"{fields.label(condition['field'])} {words_of_condition(actor, field, condition)}"
            if field
            else ""
        )
    word, parts = group
    if word in WHOSE:
        return _words_of_whose(actor, fields, condition)
    said = _joined(actor, fields, word, parts)
    return str(_("none of: {conditions}").format(conditions=said)) if word == "not" and said else said


def _joined(actor: Actor, fields: Askable, word: str, parts: list[dict[str, Any]]) -> str:
    said = [
        f"({words})" if group_in(part) else words
        for part in parts
        if (words := words_of_filter(actor, fields, part))
    ]
    between = _("{one} and {other}") if word in ("and", *WHOSE) else _("{one} or {other}")
    return reduce(lambda one, other: str(between.format(one=one, other=other)), said) if said else ""


def _words_of_whose(actor: Actor, fields: Askable, condition: dict[str, Any]) -> str:
    """What leads here in words: “has Deals with: Stage is Won”."""
    back, (word, parts) = back_in(condition), group_in(condition) or ("", [])
    inner = fields.within(back)
    if inner is None:
        return ""
    said, name = _joined(actor, inner, word, parts), fields.back_label(back)
    if not said:
        return str((_("has {records}") if word == "has" else _("has no {records}")).format(records=name))
    told = (
        _("has {records} with: {conditions}") if word == "has" else _("has no {records} with: {conditions}")
    )
    return str(told.format(records=name, conditions=said))


def words_of_condition(actor: Actor, field: Field, condition: dict[str, Any]) -> str:
    """What a condition asks of a field, in words: “is one of Won and Lost”."""
    op = operator_of(condition)
    word = str(OPERATORS.get(op, op))
    if op in EMPTY:
        return word
    value = condition.get("value")
    given = value if isinstance(value, list) else [value]
    return f"{word} " + listed(shown_value(actor, field, each) for each in given)


def shown_value(actor: Actor, field: Field, value: Any) -> str:
    """A value of a condition as the actor reads it; of a record that he may not see no more than a dash."""
    fmt = format_of(actor)
    try:
        parsed = field.parse(value, fmt)
    except Invalid:
        return str(value)
    if isinstance(field, Link):
        return titles(actor, field.to, (parsed,)).get(parsed, "–") if parsed else "–"
    row = field.to_row(parsed)
    return field.show(row[0] if len(row) == 1 else row, fmt)


def tags_in(value: Any) -> list[Word]:
    """The tags of a condition, as far as there are any."""
    refs = read([value] if isinstance(value, str | int) else value)
    return shown(refs, words_of(ref.id for ref in refs))
