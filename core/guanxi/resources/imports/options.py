"""What the person who imports decides beyond the file itself."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from guanxi.data.errors import Refused
from guanxi.data.fields.figures import folded_figure, read_figure
from guanxi.data.messages import translator

_ = translator("guanxi")

_UNIT = re.compile(r"\s*([0-9][0-9,]{0,20}(?:\.[0-9]{1,20})?)?\s*([A-Za-z]{3})?\s*")


UPDATE, SKIP, CREATE = "update", "skip", "create"
NUMBER = "#"
"""Stands for the record's own number, as a column's name and before a number in a link."""
DUPLICATE = "duplicate"
"""Stands for whatever makes a duplicate: the title folded, a number, a code."""


@dataclass(frozen=True)
class Unit:
    """What a column's figures count: `factor` times the figure, in `currency` (empty: as the field reads it)."""

    factor: Decimal = Decimal(1)
    currency: str = ""

    @classmethod
    def of(cls, text: str) -> Unit:
        """Read ``1000000 USD``, ``10000`` or ``EUR``."""
        found = _UNIT.fullmatch(text)
        if not found or not any(found.groups()):
            raise Refused(_("{text} is no unit. Write a factor, a currency, or both: 1000000 USD"), text=text)
        figure, currency = found.groups()
        return cls(Decimal((figure or "1").replace(",", "")), (currency or "").upper())

    def applied(self, text: str) -> str:
        """The figure in `text` times the factor, with the currency; raises Invalid where there is a factor and no bare figure."""
        if not text.strip():
            return text
        scaled = self.factor != 1
        figure = f"{read_figure(folded_figure(text)) * self.factor:f}" if scaled else text.strip()
        return f"{self.currency} {figure}" if self.currency else figure


@dataclass(frozen=True)
class Options:
    """`columns` {column: field, or "" to leave it out}; `words` {column: {value: value}}; `fixed` {field: text for every row,
    with {row}, {line} or {column} in braces filled in}; `units` {column: Unit}; `rest` a long text that takes in every
    column without a field; `key` what makes a repetition (by default the file's content); `sheet` the sheet of a workbook;
    `match` the field by which rows find records that exist (or ``#``, the record's number, or ``duplicate``, whatever makes a
    duplicate), `existing` what becomes of these: updated, skipped, or created a second time; `dry_run` checks only.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, Unit] = field(default_factory=dict)
    rest: str = ""
    key: str = ""
    match: str = ""
    existing: str = UPDATE
    sheet: str = ""
    encoding: str | None = None
    delimiter: str | None = None
    dry_run: bool = False

    def as_json(self) -> dict[str, Any]:
        """Everything but the dry run as plain JSON values, as a run keeps it."""
        kept = {name: getattr(self, name) for name in _KEPT}
        units = {column: [str(unit.factor), unit.currency] for column, unit in self.units.items()}
        words = {column: dict(found) for column, found in self.words.items()}
        return {
            **kept,
            "columns": dict(self.columns),
            "fixed": dict(self.fixed),
            "units": units,
            "words": words,
        }

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> Options:
        """The options that `as_json` gave."""
        units = {
            column: Unit(Decimal(factor), currency) for column, (factor, currency) in found["units"].items()
        }
        return cls(**{**found, "units": units})

    def plain(self) -> list[Any]:
        """Everything that decides what is written, for the digest that recognises a repetition."""
        units = {column: [str(unit.factor), unit.currency] for column, unit in self.units.items()}
        words = {column: dict(pairs) for column, pairs in self.words.items()}
        decided = [dict(self.columns), words, dict(self.fixed), units, self.rest]
        more = [each for each in (self.sheet, self.encoding, self.delimiter) if each]
        return [*decided, *more, *([self.match, self.existing] if self.match else [])]


_KEPT = ("rest", "key", "match", "existing", "sheet", "encoding", "delimiter")


def pairs(texts: Sequence[str], option: str) -> dict[str, str]:
    """``column=field`` texts as a mapping; raises Refused where one has no ``=``."""
    found = {}
    for text in texts:
        left, equals, right = text.partition("=")
        if not equals or not left.strip():
            raise Refused(_("{option} needs NAME=VALUE, not {text}."), option=option, text=text)
        found[left.strip()] = right.strip()
    return found


def word_pairs(texts: Sequence[str]) -> dict[str, dict[str, str]]:
    """``column:old=new`` texts as a mapping of mappings; raises Refused where one is written otherwise."""
    found: dict[str, dict[str, str]] = {}
    for text in texts:
        column, colon, rest = text.partition(":")
        old, equals, new = rest.partition("=")
        if not colon or not equals or not column.strip():
            raise Refused(_("--map-value needs COLUMN:OLD=NEW, not {text}."), text=text)
        found.setdefault(column.strip(), {})[old.strip()] = new.strip()
    return found
