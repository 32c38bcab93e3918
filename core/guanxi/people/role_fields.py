"""The fields of a role: scopes by permission, and fields it closes by resource; objects, also as text and in REST."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from guanxi.data.fields.field import Field, Invalid, described
from guanxi.data.formats import PLAIN, Format
from guanxi.data.messages import listed, translator
from guanxi.people.rights import SCOPE_NAMES, SCOPES

_ = translator("guanxi")

MOST, LONGEST = 2000, 200_000
NAME = re.compile(r"[a-z0-9_.*]{1,120}")
FIELD = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,119}")


@dataclass(frozen=True, eq=False)
class ObjectField(Field):
    """A small JSON object whose keys are names of permissions or resources; kept with its keys in order."""

    editor: ClassVar[str] = "longtext"
    operators: ClassVar[tuple[str, ...]] = ("empty",)

    def read(self, text: str, fmt: Format) -> dict[str, Any] | None:
        if not text.strip():
            return None
        try:
            found = json.loads(text) if len(text) <= LONGEST else None
        except (ValueError, RecursionError) as wrong:
            raise _not_understood() from wrong
        return self.accept(found, fmt)

    def accept(self, raw: Any, fmt: Format) -> dict[str, Any] | None:
        if not isinstance(raw, Mapping) or len(raw) > MOST:
            raise _not_understood()
        if bad := next((key for key in raw if not isinstance(key, str) or not NAME.fullmatch(key)), None):
            raise Invalid(
                _("{name} is no name of a permission: letters, digits, points, and * for any.", name=str(bad))
            )
        kept = {key: self.part_of(raw[key]) for key in sorted(raw)}
        return {key: value for key, value in kept.items() if value} or None

    def part_of(self, raw: Any) -> Any:
        """The checked value of one key; an empty one is left out. Raises Invalid."""
        raise NotImplementedError

    def to_row(self, value: Mapping[str, Any] | None) -> tuple[Any, ...]:
        return (json.dumps(value, ensure_ascii=False, separators=(",", ":")) if value else None,)

    def from_row(self, row: tuple[Any, ...]) -> dict[str, Any] | None:
        found = json.loads(row[0]) if isinstance(row[0], str) else row[0]
        return found or None

    def show(self, raw: Any, fmt: Format) -> str:
        return self._told(self.from_row((raw,)) or {})

    def show_change(self, old: Any, new: Any, fmt: Format) -> tuple[str, str]:
        before, after = self.from_row((old,)) or {}, self.from_row((new,)) or {}
        same = {key for key in before if before[key] == after.get(key)}
        return tuple(self._told({k: v for k, v in each.items() if k not in same}) for each in (before, after))  # type: ignore[return-value]

    def input_text(self, value: Any, fmt: Format = PLAIN) -> str:
        return self.to_row(value)[0] or ""

    def schema(self) -> dict[str, Any]:
        return described(self, {"type": "object", "additionalProperties": self.schema_of_part()})

    def schema_of_part(self) -> dict[str, Any]:
        """JSON schema of the value of one key."""
        raise NotImplementedError

    def _told(self, value: Mapping[str, Any]) -> str:
        return str(_("; ")).join(
            str(_("{name}: {value}").format(name=key, value=self.told_part(part)))
            for key, part in value.items()
        )

    def told_part(self, part: Any) -> str:
        """The value of one key as text for people."""
        raise NotImplementedError


@dataclass(frozen=True, eq=False)
class Grants(ObjectField):
    """Scope by permission or pattern: ``{"*.view": "team"}``; ``none`` takes away what a wider pattern gives."""

    def part_of(self, raw: Any) -> str:
        if not isinstance(raw, str) or raw not in SCOPES:
            raise _not_understood()
        return raw

    def told_part(self, part: Any) -> str:
        return str(SCOPE_NAMES[SCOPES[part]]) if part in SCOPES else str(part)

    def schema_of_part(self) -> dict[str, Any]:
        return {"enum": list(SCOPES)}


@dataclass(frozen=True, eq=False)
class ClosedFields(ObjectField):
    """Names of fields by resource: ``{"contacts.person": ["id_number"]}``."""

    def part_of(self, raw: Any) -> list[str]:
        if not isinstance(raw, list | tuple) or not all(
            isinstance(f, str) and FIELD.fullmatch(f) for f in raw
        ):
            raise _not_understood()
        return sorted(set(raw))

    def told_part(self, part: Any) -> str:
        return listed(part)

    def schema_of_part(self) -> dict[str, Any]:
        return {"type": "array", "items": {"type": "string"}, "uniqueItems": True}


def _not_understood() -> Invalid:
    return Invalid(_("These rights cannot be understood."))
