"""Records that equal given values by the rules for duplicates: the title folded, or a number or code; a few statements for many.

Of a title the pinyin says where to look, by the index of its sort column; of numbers and codes their own index, which every
resource has. Only fields that the actor sees whole take part, and only records that he sees are told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from guanxi.data.clause import Clause
from guanxi.data.database import is_sqlite, rows
from guanxi.data.fields import Field, Link, Phone, Text
from guanxi.data.fields.code import Code
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.keyed import keyed, listed
from guanxi.records.resource import Resource
from guanxi.records.rule_sql import condition
from guanxi.records.search.folding import fold, runs

Found = dict[int, Field]
"""Records by their id, each with the field by which it was found."""


def compared(actor: Actor, resource: Resource) -> tuple[Field, ...]:
    """The fields that make duplicates: the title where lists sort by it, and numbers and codes, as far as the actor sees them."""
    seen, own = gate.searchable_fields(actor, resource), set(resource.fields)
    return tuple(
        each
        for each in resource.every_field
        if each.name in seen and each in own and (is_title(resource, each) or isinstance(each, Code))
    )


def is_title(resource: Resource, each: Field) -> bool:
    """Tell whether a field is a title that can be looked for by its sort column."""
    return each.name == resource.title and isinstance(each, Text) and isinstance(each.sort, str)


def keys_of(fields: Iterable[Field], values: Mapping[str, Any]) -> list[tuple[Field, str]]:
    """What a record with these values is compared by: each number and code as it is kept, texts folded."""
    found = [(each, values[each.name]) for each in fields if values.get(each.name)]
    return [(each, text if isinstance(each, Code) else folded(text)) for each, text in found]


def folded(text: str) -> str:
    """A title as it is compared: its signs, letters and digits in one width, case and script, without what stands between.

    >>> folded("張偉 (Trading) Ltd.") == folded("张伟ＴＲＡＤＩＮＧ ltd")
    True
    """
    return "".join([run for _han, run in runs(fold(text))])


def equal_records(actor: Actor, resource: Resource, wanted: Sequence[Mapping[str, Any]]) -> list[Found]:
    """For each of `wanted` (values by field) the records that equal it; one found by several fields is told by the first."""
    fields = compared(actor, resource)
    known: dict[tuple[str, str], list[int]] = {}
    for each in fields:
        texts = {values[each.name] for values in wanted if values.get(each.name)}
        if not isinstance(each, Code):
            for key, title in _of_titles(actor, resource, each, texts):
                known.setdefault((each.name, folded(title)), []).append(key)
        elif not isinstance(each, Phone):
            for key, code in keyed(actor, resource, each, texts):
                known.setdefault((each.name, code), []).append(key)
    phones = [each for each in fields if isinstance(each, Phone)]
    numbers = {values[each.name] for values in wanted for each in phones if values.get(each.name)}
    for key, number in _of_numbers(actor, resource, phones, numbers):
        for each in phones:
            known.setdefault((each.name, number), []).append(key)
    return [
        {
            key: each
            for each, text in reversed(keys_of(fields, values))
            for key in known.get((each.name, text), ())
        }
        for values in wanted
    ]


def _of_titles(actor: Actor, resource: Resource, title: Field, texts: set[str]) -> list[tuple[int, str]]:
    """Living records whose title reads as one of `texts`: the beginning of its sort key, up to the tones, says so."""
    reached = gate.row_set(actor, resource, "view")
    if reached.nothing or not texts or not isinstance(title, Text):
        return []
    rule = condition(resource, reached, "r")
    begins = {title.sort_key(text).partition("  ")[0] + "  " for text in texts}
    head, kept, param = listed(begins)
    collated = "" if is_sqlite() else ' COLLATE "C"'
    column = f'r."{title.sort}"{collated}'
    before = "substr(w.value, 1, length(w.value) - 1) || '!'"  # the sign after the blank
    narrowed = f" AND {rule.sql}" if rule.sql else ""
    sql = (
        f'SELECT r.id, r."{title.columns[0]}" FROM {head} w CROSS JOIN "{resource.model._meta.table_name}" r '
        f"WHERE {column} >= {kept} AND {column} < {before} AND r.deleted_at IS NULL AND r.id > 0{narrowed}"
    )
    return [(int(key), str(found)) for key, found in rows(sql, (param, *rule.params))]


def _of_numbers(
    actor: Actor, resource: Resource, phones: Sequence[Field], numbers: set[str]
) -> list[tuple[int, str]]:
    """Records that have one of `numbers` in any of their fields for numbers, or in one of their parts."""
    found = [pair for each in phones for pair in keyed(actor, resource, each, numbers)]
    for part in actor.host.resources.values() if phones else ():
        if part.rows.part and actor.may(part.permission("view")):
            links = [part.by_name[name] for name in part.rows.through]
            for link in links:
                if isinstance(link, Link) and link.to == resource.name:
                    found += _of_part(actor, part, link, numbers)
    return found


def _of_part(actor: Actor, part: Resource, link: Link, numbers: set[str]) -> list[tuple[int, str]]:
    phones = [each for each in compared(actor, part) if isinstance(each, Phone)]
    narrowed = Clause(f'r."{link.columns[0]}" IS NOT NULL')
    return [
        (int(whole), number)
        for each in phones
        for whole, number in keyed(actor, part, each, numbers, key=link.columns[0], where=narrowed)
    ]
