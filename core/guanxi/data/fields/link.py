"""A link to another record, kept as its id; whether the actor may see that record is asked of the gate, not
here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, ClassVar

from guanxi.data.fields.field import CHOSEN, Field, Invalid, described, wrong_type
from guanxi.data.fields.figures import MAX_INTEGER, folded_figure
from guanxi.data.formats import Format
from guanxi.data.messages import Message, translator

_ = translator("guanxi")

_ID = re.compile(r"#?([1-9][0-9]{0,18})")


@dataclass(frozen=True, eq=False)
class Link(Field):
    """A record of the resource `to` (``"people.user"``); the value is its id, the column `name`_id.

    `show` takes an id, or (id, title) where the list has joined the title. `back` is how the page of the linked record
    names what leads to it (subsidiaries of a parent company); without it the label of the other kind of record stands there,
    and with None nothing is listed there.
    """

    to: str = ""
    back: Message | str | None = ""

    editor: ClassVar[str] = "link"
    operators: ClassVar[tuple[str, ...]] = CHOSEN

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.to.count(".") != 1:
            raise ValueError(f"{self.name}: {self.to!r} names no resource; write plugin.record")

    @property
    def columns(self) -> tuple[str, ...]:
        return (f"{self.name}_id",)

    def read(self, text: str, fmt: Format) -> int | None:
        folded = folded_figure(text)
        if not folded:
            return None
        found = _ID.fullmatch(folded)
        return self.accept(int(found[1]), fmt) if found else self._unknown()

    def accept(self, raw: Any, fmt: Format) -> int | None:
        if isinstance(raw, dict) and set(raw) <= {"id", "title"}:
            raw = raw.get("id")
        if raw is None:
            return None
        if isinstance(raw, bool) or not isinstance(raw, int):
            raise wrong_type(raw, _("the id of a record"))
        return raw if 0 < raw <= MAX_INTEGER else self._unknown()

    def _unknown(self) -> int:
        raise Invalid(_("There is no such record; choose one from the list."))

    def part(self, raw: Any) -> str:
        raise wrong_type(raw, _("the id of a record"))

    def show(self, raw: Any, fmt: Format) -> str:
        if isinstance(raw, tuple):
            identity, title = raw
            return title or ("" if identity is None else f"#{identity}")
        return "" if raw is None else f"#{raw}"

    def schema(self) -> dict[str, Any]:
        schema = {"type": "integer", "minimum": 1, "maximum": MAX_INTEGER, "x-resource": self.to}
        return described(self, schema)
