"""Money: an exact amount with its currency, kept as whole 1/10,000 of the unit beside the currency code."""

from __future__ import annotations

import re
from dataclasses import KW_ONLY, dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, ClassVar

from guanxi.data.fields.characters import clean_text
from guanxi.data.fields.field import COMPARE, HIDDEN, Field, Invalid, described, wrong_type
from guanxi.data.fields.figures import folded_figure, of_json, read_figure, with_places
from guanxi.data.formats import PLAIN, Format
from guanxi.data.messages import translator
from guanxi.data.money import Money

_ = translator("guanxi")

PLACES = 4
LARGEST = Decimal(10) ** 12
SIGNS = {
    "US$": "USD",
    "HK$": "HKD",
    "NT$": "TWD",
    "€": "EUR",
    "£": "GBP",
    "$": "USD",
    "RMB": "CNY",
    "人民币": "CNY",
    "美元": "USD",
}
_CODE_FIRST = re.compile(r"([-+]?)\s*([A-Za-z]{3}|US\$|HK\$|NT\$|[¥$€£]|人民币)\s*([-+]?.*)", re.DOTALL)
_CODE_LAST = re.compile(r"(.*?)\s*([A-Za-z]{3}|元|圆|块|美元)", re.DOTALL)


@dataclass(frozen=True, eq=False)
class MoneyField(Field):
    """An amount in a currency; without one in the base currency of the reader. At most four decimals, nothing
    is rounded.

    Columns: `name` (BIGINT, whole 1/10,000 of the unit) and `name`_currency (ISO 4217). `min` and `max` bound
    the amount; the default bound of 10^12 keeps sums over thousands of rows inside 64 bits. JSON:
    ``{"amount": "1234.50", "currency": "CNY"}``.
    """

    _: KW_ONLY
    min: int | Decimal | None = None
    max: int | Decimal = LARGEST
    currencies: tuple[str, ...] = ()

    editor: ClassVar[str] = "money"
    operators: ClassVar[tuple[str, ...]] = COMPARE
    summed: ClassVar[bool] = True
    align: ClassVar[str] = "end"

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.name, f"{self.name}_currency")

    def read(self, text: str, fmt: Format) -> Money | None:
        folded = folded_figure(text)
        if not folded:
            return None
        figure, currency = _split(folded, fmt.currency)
        return self.checked(read_figure(figure), currency)

    def accept(self, raw: Any, fmt: Format) -> Money | None:
        if isinstance(raw, Money):
            return self.checked(of_json(raw.amount), raw.currency)
        if isinstance(raw, dict):
            return self._of_object(raw, fmt)
        if isinstance(raw, bool) or not isinstance(raw, int | float | Decimal):
            raise wrong_type(raw, _("an amount of money"))
        return self.checked(of_json(raw), fmt.currency)

    def _of_object(self, raw: dict[Any, Any], fmt: Format) -> Money | None:
        if not set(raw) <= {"amount", "currency"}:
            raise Invalid(_("Money has the keys amount and currency only; leave out the others."))
        amount, currency = raw.get("amount"), raw.get("currency") or fmt.currency
        if not isinstance(currency, str):
            raise wrong_type(currency, _("a currency code"))
        if amount is None or amount == "":
            return None
        if isinstance(amount, bool) or not isinstance(amount, str | int | float | Decimal):
            raise wrong_type(amount, _("an amount of money"))
        number = read_figure(folded_figure(amount)) if isinstance(amount, str) else of_json(amount)
        return self.checked(number, clean_text(currency, 3).upper())

    def checked(self, amount: Decimal, currency: str) -> Money:
        """The amount as money; unknown currency, too many decimals or out of bounds: Invalid."""
        if currency not in (self.currencies or known_currencies()):
            raise Invalid(
                _("{code} is no currency in use here; write a code such as CNY or USD.", code=currency)
            )
        exact = with_places(amount, PLACES)
        least = -Decimal(self.max) if self.min is None else Decimal(self.min)
        if not least <= exact <= self.max:
            raise Invalid(
                _(
                    "The amount must lie between {least} and {most}.",
                    least=f"{least:,f}",
                    most=f"{Decimal(self.max):,f}",
                )
            )
        return Money(_plain(exact), currency)

    def part(self, raw: Any) -> str:
        raise wrong_type(raw, _("an amount of money"))

    def to_row(self, value: Money | None) -> tuple[Any, ...]:
        return (None, None) if value is None else (value.units, value.currency)

    def from_row(self, row: tuple[Any, ...]) -> Money | None:
        units, currency = row
        if units is None or not currency:
            return None
        found = Money.of_units(units, currency)
        return Money(_plain(found.amount), currency)

    def show(self, raw: Any, fmt: Format) -> str:
        units, currency = raw if isinstance(raw, tuple) else (raw, fmt.currency)
        return "" if units is None else fmt.money(units, currency)

    def show_masked(self, raw: Any, fmt: Format) -> str:
        return HIDDEN if self.show(raw, fmt) else ""

    def input_text(self, value: Money | None, fmt: Format = PLAIN) -> str:
        if value is None:
            return ""
        return f"{value.amount:f}" if value.currency == fmt.currency else f"{value.currency} {value.amount:f}"

    def to_json(self, value: Money | None) -> Any:
        return None if value is None else {"amount": f"{value.amount:f}", "currency": value.currency}

    def schema(self) -> dict[str, Any]:
        amount = {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]{1,4})?$"}
        currency = (
            {"type": "string", "enum": sorted(self.currencies)}
            if self.currencies
            else {"type": "string", "minLength": 3, "maxLength": 3}
        )
        properties = {"amount": amount, "currency": currency}
        return described(
            self,
            {
                "type": "object",
                "properties": properties,
                "required": ["amount"],
                "additionalProperties": False,
            },
        )


@lru_cache(maxsize=1)
def known_currencies() -> frozenset[str]:
    """The ISO 4217 codes that Babel knows."""
    from babel.numbers import list_currencies

    return frozenset(list_currencies())


def _split(text: str, base: str) -> tuple[str, str]:
    """The figure and the currency of a folded text: ``¥1,234.50``, ``-USD 300``, ``300 元``, ``1.5万元``."""
    if found := _CODE_FIRST.fullmatch(text):
        sign, code, figure = found.groups()
        currency = (
            ("JPY" if base == "JPY" else "CNY") if code == "¥" else SIGNS.get(code.upper(), code.upper())
        )
        inner = figure.removesuffix("元").rstrip() if currency == "CNY" else figure
        return sign + inner, currency
    if found := _CODE_LAST.fullmatch(text):
        figure, code = found.groups()
        return figure, "CNY" if code in "元圆块" else SIGNS.get(code.upper(), code.upper())
    return text, base


def _plain(amount: Decimal) -> Decimal:
    """The amount with two decimals, or as many of the four as it needs: equal amounts are written alike."""
    cents = amount.quantize(Decimal("0.01"))
    return cents if cents == amount else Decimal(f"{amount.quantize(Decimal('0.0001')):f}".rstrip("0"))
