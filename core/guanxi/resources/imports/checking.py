"""Turns a row of a file into the values of a record, by the same fields as a form, or into faults."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from guanxi.data.errors import InvalidValues
from guanxi.data.fields import Choice, Choices, Date, Field, Invalid, Link, Tags, check_record
from guanxi.data.fields.tags import TAG
from guanxi.data.formats import Format
from guanxi.data.messages import LANGUAGES, Message, translator, use_language
from guanxi.data.ref import Ref
from guanxi.records.parts import without_whole
from guanxi.records.resource import Resource
from guanxi.records.standard import completed
from guanxi.records.tagging.words import folded, offered
from guanxi.resources.imports.declaration import Import
from guanxi.resources.imports.faults import Fault
from guanxi.resources.imports.mapping import Plan
from guanxi.resources.imports.options import Options, Unit
from guanxi.resources.imports.reading import Row, normalised
from guanxi.resources.imports.troubled import SHOWN

_ = translator("guanxi")
DAMAGED = _(
    "This number was damaged by a spreadsheet (like 1.10105E+17); format the column as text and copy it again."
)
TROUBLED = _(
    "The spreadsheet shows an error here, or has never computed the formula; mend the cell or empty it."
)
REMEMBERED = 4096
_BETWEEN = re.compile(r"[;；、,，|\n]")
_DAMAGED = re.compile(r"-?[0-9](?:[.,][0-9]{1,14})?[eE]\+[0-9]{2,3}")
"""How a spreadsheet writes a number of which it has dropped digits."""
_TIME = re.compile(r"(?<=[0-9])[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?\s*$")
_PLACE = re.compile(r"\{([^{}]*)\}")


@dataclass
class Checked:
    """A row as it will be written: `values` by field, `links` the titles of linked records still to be found."""

    row: Row
    values: dict[str, Any]
    links: dict[str, str] = field(default_factory=dict)


class Checker:
    """Checks rows by one plan; what it needs of options and declaration is prepared once."""

    def __init__(
        self, resource: Resource, plan: Plan, declared: Import, options: Options, fmt: Format
    ) -> None:
        self.resource, self.plan, self.fmt = resource, plan, fmt
        self._readers = [
            self._reader(i, each, declared, options) for i, each in enumerate(plan.columns) if each
        ]
        self._parsers = {
            each.name: self._tags if isinstance(each, Tags) else _parser(each, fmt) for each in plan.fields
        }
        self._rest = [i for i, name in enumerate(plan.header) if name in plan.unknown]
        self._required = [each for each in resource.every_field if each.required]
        self._needed = {each.name for each in self._required if each.initial() is None}
        self._partial = bool(options.match)
        self._called: dict[str, int] = {}
        self._words = {name: tuple(words) for name, words in declared.words.items()}

    def check(self, row: Row) -> Checked | list[Fault]:
        """The row's values, or everything that is wrong with it."""
        if any(cell.strip() for cell in row.cells[len(self.plan.header) :]):
            counts = {"cells": len(row.cells), "columns": len(self.plan.header)}
            return [
                Fault(
                    row,
                    "",
                    "",
                    _("The row has {cells} values, but there are {columns} columns.").format(**counts),
                )
            ]
        found, faults = Checked(row, {}), list[Fault]()
        for position, target, translate in self._readers:
            cell = row.cells[position] if position < len(row.cells) else ""
            try:
                self._take(found, faults, target, cell, translate(cell) if translate else cell)
            except Invalid as refused:
                faults.append(Fault(row, target.label, cell, refused.message))
        for target, pattern in self.plan.fixed:
            text = self._filled(pattern, row)
            self._take(found, faults, target, text, text)
        if self.plan.rest and (text := self._rest_of(row)):
            self._take(found, faults, self.plan.rest, "", text)
        return faults or ([] if self._partial else self.incomplete(found)) or found

    def _take(self, found: Checked, faults: list[Fault], target: Field, cell: str, text: str) -> None:
        if not text or text.isspace():
            return
        if "+" in text and _DAMAGED.fullmatch(text.strip()):
            faults.append(Fault(found.row, target.label, cell, DAMAGED))
            return
        if text[0] == "#" and text.strip() in SHOWN:
            faults.append(Fault(found.row, target.label, cell, TROUBLED))
            return
        if isinstance(target, Link):
            found.links[target.name] = text.strip()
            return
        try:
            value = self._parsers[target.name](text)
        except Invalid as refused:
            faults.append(Fault(found.row, target.label, cell, self._hint(target, text) or refused.message))
            return
        gone = None if self._partial or not isinstance(target, Choice) else target.refused(value)
        if gone:
            faults.append(Fault(found.row, target.label, cell, gone))
        elif value is not None:
            found.values[target.name] = value

    def _tags(self, text: str) -> tuple[Ref, ...]:
        """Tags by their names, which are read once for a file."""
        if not self._called:
            self._called |= {folded(word.name): word.id for word in offered(self.resource.name, "")}
        names = [part for part in _BETWEEN.split(text) if part.strip()]
        for name in names:
            if folded(name) not in self._called:
                raise Invalid(_("There is no tag “{name}” for these records.").format(name=name.strip()[:60]))
        return tuple(Ref(TAG, key) for key in sorted({self._called[folded(name)] for name in names}))

    def _hint(self, target: Field, text: str) -> Message | None:
        """The choice that is likely meant where a word is nearly one."""
        if not isinstance(target, Choice) or isinstance(target, Choices):
            return None
        typed = text.strip().casefold()
        near = get_close_matches(typed, [*_choices(target), *self._words.get(target.name, ())], 1, 0.75)
        if not near and len(typed) > 1:
            holding = {word for word in _choices(target) if typed in word}
            near = list(holding) if len(holding) == 1 else []
        return _("There is no such choice. Did you mean “{word}”?").format(word=near[0]) if near else None

    def incomplete(self, found: Checked) -> list[Fault]:
        """What a new record made of the row would lack; a row that updates a record need not be whole."""
        if not self.resource.fill and self._needed <= found.values.keys() and self._is_placed(found):
            return []
        try:
            whole = completed(self.resource, found.values) | dict.fromkeys(found.links, 1)
        except InvalidValues as refused:
            errors = dict(refused.errors)
        else:
            errors = check_record(self._required, whole) or without_whole(self.resource, whole)
        return [
            Fault(found.row, self.resource.by_name[name].label, "", error) for name, error in errors.items()
        ]

    def _is_placed(self, found: Checked) -> bool:
        """Tell whether a part belongs to one record; what is no part needs none."""
        rows = self.resource.rows
        return not rows.part or not rows.through or sum(name in found.links for name in rows.through) == 1

    def _reader(
        self, position: int, target: Field, declared: Import, options: Options
    ) -> tuple[int, Field, Callable[[str], str] | None]:
        column = normalised(self.plan.header[position])
        words = dict(_by_word(declared.words.get(target.name, {})))
        own = {normalised(name): pairs for name, pairs in options.words.items()}.get(column, {})
        unit = {normalised(name): unit for name, unit in options.units.items()}.get(column)
        return position, target, _translation(words, dict(_by_word(own)), unit)

    def _filled(self, pattern: str, row: Row) -> str:
        """A text for every row with its places filled: row, line, or a column's name."""
        named = {normalised(name): i for i, name in reversed(list(enumerate(self.plan.header)))}

        def fill(found: re.Match[str]) -> str:
            name = found[1].strip()
            if name in ("row", "line"):
                return str(row.number if name == "row" else row.line)
            position = named.get(normalised(name), len(row.cells))
            return row.cells[position] if position < len(row.cells) else ""

        return _PLACE.sub(fill, pattern)

    def _rest_of(self, row: Row) -> str:
        lines = [
            (self.plan.header[i], row.cells[i])
            for i in self._rest
            if i < len(row.cells) and row.cells[i].strip()
        ]
        return "\n".join(f"{name}: {cell}" for name, cell in lines)


def _by_word(words: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(normalised(word), value) for word, value in words.items()]


def _parser(target: Field, fmt: Format) -> Callable[[str], Any]:
    """The field's own parse, which remembers what it read lately: columns repeat their values. Of a moment a day takes its day."""
    if isinstance(target, Date):
        return lru_cache(maxsize=REMEMBERED)(lambda text: target.parse(_TIME.sub("", text), fmt))
    return lru_cache(maxsize=REMEMBERED)(lambda text: target.parse(text, fmt))


def _translation(
    words: Mapping[str, str], own: Mapping[str, str], unit: Unit | None
) -> Callable[[str], str] | None:
    """What a cell stands for: the user's word for it, then the declared one, then its figure in the unit."""
    if not (own or words or unit):
        return None

    def translate(cell: str) -> str:
        if own or words:
            cell = own.get(normalised(cell), cell)
            cell = words.get(normalised(cell), cell)
        return unit.applied(cell) if unit else cell

    return lru_cache(maxsize=REMEMBERED)(translate)


def _choices(target: Choice) -> list[str]:
    labels = []
    for language in LANGUAGES:
        with use_language(language):
            labels += [str(label).casefold() for _code, label in target.current]
    return [*(code for code, _label in target.current), *labels]
