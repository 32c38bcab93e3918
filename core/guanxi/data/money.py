"""Money as people count it: an exact amount and its currency, kept as whole 1/10,000 of the unit."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

UNITS = 10_000
MAX_UNITS = 2**63 - 1


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An `amount` in units of `currency` (ISO 4217 code); at most four decimals are kept.

    Amounts of different currencies are never added: that raises TypeError.
    """

    amount: Decimal
    currency: str

    @classmethod
    def of_units(cls, units: int, currency: str) -> Money:
        """Build from whole 1/10,000 of the unit, as stored."""
        return cls(Decimal(units) / UNITS, currency)

    @property
    def units(self) -> int:
        """The amount in whole 1/10,000 of the unit, as stored."""
        return int((self.amount * UNITS).to_integral_value(ROUND_HALF_UP))

    def __add__(self, other: Money) -> Money:
        if self.currency != other.currency:
            raise TypeError(f"{self.currency} and {other.currency} cannot be added")
        return Money(self.amount + other.amount, self.currency)
