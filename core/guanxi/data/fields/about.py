"""The records that an entry (a note, a call, an attachment) is about, of one kind or of several."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import KW_ONLY, dataclass
from functools import lru_cache
from typing import Any, ClassVar

from guanxi.data.fields.field import Field, Invalid, described, wrong_type
from guanxi.data.formats import PLAIN, Format
from guanxi.data.messages import translator
from guanxi.data.ref import Ref

_ = translator("guanxi")

MOST = 20
_BETWEEN = re.compile(r"[\s,;，；、]+")


@dataclass(frozen=True, eq=False)
class About(Field):
    """The records that an entry is about, at most 20, the main one first; the value is a tuple of `Ref`.

    `to` names the resources they may be of; without it every kind of record that has a timeline, with `entries` every kind of
    entry besides (a file is kept with a note as with a customer), with `replies` only the kinds of entry that may be answered
    (`Entries(replies=True)`). Everywhere they are written ``contacts.company/7``; the
    column is a text that holds a JSON list of these. Whoever reads the field is told only of records that he may see.
    """

    _: KW_ONLY
    to: tuple[str, ...] = ()
    entries: bool = False
    replies: bool = False

    editor: ClassVar[str] = "about"
    operators: ClassVar[tuple[str, ...]] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in self.to:
            if name.count(".") != 1:
                raise ValueError(f"{self.name}: {name!r} names no resource; write plugin.record")

    def read(self, text: str, fmt: Format) -> tuple[Ref, ...] | None:
        return self._kept(part for part in _BETWEEN.split(text) if part)

    def accept(self, raw: Any, fmt: Format) -> tuple[Ref, ...] | None:
        if isinstance(raw, Ref):
            raw = (raw,)
        if not isinstance(raw, list | tuple):
            raise wrong_type(raw, _("a list of texts"))
        return self._kept(part for part in raw if part != "")

    def part(self, raw: Any) -> str:
        raise Invalid(_("This field cannot be filtered by."))

    def _kept(self, parts: Iterable[Any]) -> tuple[Ref, ...] | None:
        found = tuple(dict.fromkeys(self._ref(part) for part in parts))
        if len(found) > MOST:
            raise Invalid(_("At most {n} records can be named here.", n=MOST))
        return found or None

    def _ref(self, part: Any) -> Ref:
        if not isinstance(part, str | Ref):
            raise wrong_type(part, _("a text"))
        found = part if isinstance(part, Ref) else Ref.read(part)
        if found is None or (self.to and found.kind not in self.to):
            example = f"{self.to[0] if self.to else 'contacts.company'}/7"
            raise Invalid(_("Write a record as kind and number, such as {example}.", example=example))
        return found

    def to_row(self, value: Any) -> tuple[Any, ...]:
        return (json.dumps([ref.text for ref in value], separators=(",", ":")) if value else None,)

    def from_row(self, row: tuple[Any, ...]) -> Any:
        return refs_in(row[0])

    def show(self, raw: Any, fmt: Format) -> str:
        """The references as written; faces put titles in their place, and leave out what the reader may not see."""
        return self.input_text(refs_in(raw) if isinstance(raw, str) else raw, fmt)

    def input_text(self, value: Any, fmt: Format = PLAIN) -> str:
        return ", ".join(ref.text for ref in value or ())

    def to_json(self, value: Any) -> Any:
        return [ref.text for ref in value or ()]

    def schema(self) -> dict[str, Any]:
        item: dict[str, Any] = {
            "type": "string",
            "pattern": r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*/[1-9][0-9]*$",
        }
        if self.to:
            item["x-resources"] = list(self.to)
        return described(self, {"type": "array", "items": item, "maxItems": MOST, "uniqueItems": True})


@lru_cache(maxsize=16_384)
def refs_in(kept: str | None) -> tuple[Ref, ...] | None:
    """The references that a column holds; what is no reference any more is left out."""
    if not kept:
        return None
    return tuple(found for text in json.loads(kept) if (found := Ref.read(text))) or None
