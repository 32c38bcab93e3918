"""Numbers: whole ones, exact decimals, shares in per cent."""

from __future__ import annotations

import decimal
from dataclasses import KW_ONLY, dataclass
from typing import Any, ClassVar

from guanxi.data.fields.field import COMPARE, Field, Invalid, described, wrong_type
from guanxi.data.fields.figures import MAX_INTEGER, folded_figure, of_json, read_figure, with_places
from guanxi.data.formats import PLAIN, Format
from guanxi.data.messages import translator

_ = translator("guanxi")


@dataclass(frozen=True, eq=False)
class Decimal(Field):
    """An exact number with `places` decimals between `min` and `max`, kept in a BIGINT as whole 10^-`places`.

    The value is `decimal.Decimal` with exactly `places` decimals; in JSON a string, because programs read
    numbers as floats.
    """

    _: KW_ONLY
    places: int = 2
    min: int | decimal.Decimal | None = None
    max: int | decimal.Decimal | None = None
    unit: str = ""

    editor: ClassVar[str] = "number"
    operators: ClassVar[tuple[str, ...]] = COMPARE
    summed: ClassVar[bool] = True
    align: ClassVar[str] = "end"

    def read(self, text: str, fmt: Format) -> Any:
        folded = folded_figure(text)
        if self.unit:
            folded = folded.removesuffix(self.unit).rstrip()
        return self.checked(read_figure(folded)) if folded else None

    def accept(self, raw: Any, fmt: Format) -> Any:
        if isinstance(raw, bool) or not isinstance(raw, int | float | decimal.Decimal):
            raise wrong_type(raw, _("a number"))
        return self.checked(of_json(raw))

    def checked(self, number: decimal.Decimal) -> Any:
        """The number as value; out of the declared bounds, those of the column, or with too many decimals:
        Invalid.
        """
        exact = with_places(number, self.places)
        bound = decimal.Decimal(MAX_INTEGER).scaleb(-self.places)
        least = -bound if self.min is None else decimal.Decimal(self.min)
        most = bound if self.max is None else decimal.Decimal(self.max)
        if exact < least:
            raise Invalid(_("The least possible is {least}; enter that or more.", least=f"{least:f}"))
        if exact > most:
            raise Invalid(_("The most possible is {most}; enter that or less.", most=f"{most:f}"))
        return exact

    def part(self, raw: Any) -> str:
        raise wrong_type(raw, _("a number"))

    def to_row(self, value: Any) -> tuple[Any, ...]:
        return (None if value is None else int(value.scaleb(self.places)),)

    def from_row(self, row: tuple[Any, ...]) -> Any:
        return None if row[0] is None else decimal.Decimal(row[0]).scaleb(-self.places)

    def show(self, raw: Any, fmt: Format) -> str:
        if raw is None:
            return ""
        shown = fmt.scaled(raw, self.places, self.places)
        return f"{shown} {self.unit}" if self.unit else shown

    def input_text(self, value: Any, fmt: Format = PLAIN) -> str:
        return "" if value is None else f"{value:f}"

    def to_json(self, value: Any) -> Any:
        return None if value is None else f"{value:f}"

    def schema(self) -> dict[str, Any]:
        return described(self, {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"})


@dataclass(frozen=True, eq=False)
class Integer(Decimal):
    """A whole number between `min` and `max` that fits 64 bits; JSON number. Years are shown without `grouped` thousands."""

    _: KW_ONLY
    places: int = 0
    grouped: bool = True

    def read(self, text: str, fmt: Format) -> Any:
        if len(text) < 16 and text.isascii() and text.isdigit():
            number = int(text)
            if (self.min is None or number >= self.min) and (self.max is None or number <= self.max):
                return number
        return super().read(text, fmt)

    def checked(self, number: decimal.Decimal) -> Any:
        return int(super().checked(number))

    def to_row(self, value: Any) -> tuple[Any, ...]:
        return (value,)

    def from_row(self, row: tuple[Any, ...]) -> Any:
        return row[0]

    def show(self, raw: Any, fmt: Format) -> str:
        if raw is None:
            return ""
        shown = fmt.number(raw) if self.grouped else str(raw)
        return f"{shown} {self.unit}" if self.unit else shown

    def input_text(self, value: Any, fmt: Format = PLAIN) -> str:
        return "" if value is None else str(value)

    def to_json(self, value: Any) -> Any:
        return value

    def schema(self) -> dict[str, Any]:
        least = -MAX_INTEGER if self.min is None else int(self.min)
        most = MAX_INTEGER if self.max is None else int(self.max)
        return described(self, {"type": "integer", "minimum": least, "maximum": most})


@dataclass(frozen=True, eq=False)
class Percent(Decimal):
    """A share in per cent (the value 12.5 is 12.5 %), with or without the sign when entered; kept as whole
    10^-`places` per cent.
    """

    def read(self, text: str, fmt: Format) -> Any:
        folded = folded_figure(text).removesuffix("%").rstrip()
        return self.checked(read_figure(folded)) if folded else None

    def show(self, raw: Any, fmt: Format) -> str:
        return "" if raw is None else fmt.scaled(raw, self.places) + "%"
