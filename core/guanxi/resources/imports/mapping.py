"""Which column of a file is which field: named by the user, else by field name, label in any language, or a declared word."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from guanxi.data.errors import Refused
from guanxi.data.fields import Field, LongText
from guanxi.data.messages import LANGUAGES, Message, listed, translator, use_language
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.resource import Resource
from guanxi.resources.imports.declaration import Import
from guanxi.resources.imports.options import NUMBER, Options
from guanxi.resources.imports.reading import normalised

_ = translator("guanxi")
REASON = _("Reason")
"""The column that the error file adds; it is left out when the file comes back."""


@dataclass(frozen=True)
class Plan:
    """The field of the column at each position (None: not imported), names of `unknown` columns, `fixed` texts by field,
    and the field that takes in the `rest` of the columns.
    """

    header: tuple[str, ...]
    columns: tuple[Field | None, ...]
    unknown: tuple[str, ...]
    fixed: tuple[tuple[Field, str], ...] = ()
    rest: Field | None = None

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every field that the import writes, once."""
        found = [field for field in self.columns if field] + [field for field, _text in self.fixed]
        return tuple(dict.fromkeys(found + ([self.rest] if self.rest else [])))


def plan(actor: Actor, resource: Resource, header: Sequence[str], declared: Import, options: Options) -> Plan:
    """Find the field of every column among those the actor may write.

    Raises Refused where the user names a column or field that is not there, two columns lead to one field, or none to any.
    """
    writable = {field.name: field for field in gate.fields_for(actor, resource, "create")}
    named = _named(header, options, writable)
    words = _words(writable.values(), declared)
    found: list[Field | None] = []
    for position, name in enumerate(header):
        found.append(named[position] if position in named else words.get(normalised(name)))
    fixed = tuple((_field(name, writable), text) for name, text in options.fixed.items())
    set_anyway = {field.name for field, _text in fixed}
    columns = tuple(None if field and field.name in set_anyway else field for field in found)
    rest = _field(options.rest, writable) if options.rest else None
    _refuse_doubles(header, columns, rest)
    if rest and not isinstance(rest, LongText):
        raise Refused(
            _("{field} cannot take in several columns; name a field for long texts."), field=str(rest.label)
        )
    unknown = tuple(
        name for i, name in enumerate(header) if columns[i] is None and i not in named and _counts(name)
    )
    if not any(columns) and not fixed:
        raise Refused(
            _("None of the columns is a field: {columns}. Choose a field for one of them."),
            columns=listed(header),
        )
    return Plan(tuple(header), columns, unknown, fixed, rest)


def guess(actor: Actor, resource: Resource, header: Sequence[str], declared: Import) -> list[Field | None]:
    """The field that each column means by its name; the first of several that mean the same has it."""
    words = _words(gate.fields_for(actor, resource, "create"), declared)
    found: list[Field | None] = []
    for name in header:
        field = words.get(normalised(name))
        found.append(None if field in found else field)
    return found


def missing(plan: Plan, resource: Resource, writable: Sequence[Field]) -> list[Field]:
    """Required fields without a default that no column leads to; where a resource fills fields by itself, none is told."""
    if resource.fill:
        return []
    given = {field.name for field in plan.fields}
    return [
        f for f in writable if f.required and f.default is None and f.when is None and f.name not in given
    ]


def reason_headers() -> frozenset[str]:
    """How the reason column of an error file is called, in every language."""
    return frozenset(normalised(text) for text in _in_languages(REASON))


def label_now(fields: Iterable[Field]) -> Callable[[str], Message | str]:
    """What finds the label of a field by what it was called when it was kept, in whatever language that was."""
    known = {text: field.label for field in reversed(list(fields)) for text in _in_languages(field.label)}
    return lambda kept: known.get(kept, kept)


def _named(header: Sequence[str], options: Options, writable: Mapping[str, Field]) -> dict[int, Field | None]:
    """The columns that the user decided, by position; an empty field leaves a column out."""
    places = {normalised(name): position for position, name in reversed(list(enumerate(header)))}
    found: dict[int, Field | None] = {}
    for column, name in options.columns.items():
        found[_place(column, places, header)] = _field(name, writable) if name else None
    for column in (*options.words, *options.units):
        _place(column, places, header)
    if options.match == NUMBER:
        found[_place(NUMBER, places, header)] = None
    return found


def _place(column: str, places: Mapping[str, int], header: Sequence[str]) -> int:
    position = places.get(normalised(column))
    if position is None:
        raise Refused(
            _("The file has no column {column}; it has: {columns}"), column=column, columns=listed(header)
        )
    return position


def _field(name: str, writable: Mapping[str, Field]) -> Field:
    wanted = normalised(name)
    for field in writable.values():
        if wanted in {normalised(field.name), *map(normalised, _in_languages(field.label))}:
            return field
    near = get_close_matches(name, list(writable), 1)
    if near:
        raise Refused(
            _("There is no field {name} that you may write. Did you mean {other}?"), name=name, other=near[0]
        )
    fields = listed(writable)
    raise Refused(
        _("There is no field {name} that you may write; there are: {fields}"), name=name, fields=fields
    )


def _words(fields: Iterable[Field], declared: Import) -> dict[str, Field]:
    """Every header that means a field; names and labels go before declared words, earlier fields before later ones."""
    found: dict[str, Field] = {}
    listed = list(fields)
    for field in listed:
        for word in (field.name, *_in_languages(field.label)):
            found.setdefault(normalised(word), field)
    for field in listed:
        for word in declared.columns.get(field.name, "").split():
            found.setdefault(normalised(word), field)
    return found


def _in_languages(label: Message | str) -> list[str]:
    found = []
    for language in LANGUAGES:
        with use_language(language):
            found.append(str(label))
    return found


def _refuse_doubles(header: Sequence[str], columns: Sequence[Field | None], rest: Field | None) -> None:
    seen: dict[str, str] = {rest.name: "rest"} if rest else {}
    for name, field in zip(header, columns, strict=True):
        if field is None:
            continue
        if field.name in seen:
            raise Refused(
                _("The columns {one} and {two} both lead to {field}. Leave one of them out."),
                one=seen[field.name],
                two=name,
                field=str(field.label),
            )
        seen[field.name] = name


def _counts(name: str) -> bool:
    return bool(name) and normalised(name) not in reason_headers()
