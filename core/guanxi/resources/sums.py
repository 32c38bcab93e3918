"""Sums as people read them: the sum of a field, its average, how many rows are filled; of money one for each currency."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from guanxi.data.fields import Decimal, Field, Integer, MoneyField, Percent
from guanxi.data.formats import Format
from guanxi.data.messages import Message, translator
from guanxi.records.listing_columns import Column
from guanxi.records.listing_sums import Total

_ = translator("guanxi")
SUM, AVERAGE, COUNT = "sum", "average", "count"
FIGURES: dict[str, Message] = {SUM: _("Sum"), AVERAGE: _("Average"), COUNT: _("Filled")}
CENT = 100
"""How many of the units in which money is kept make a hundredth."""


def summed_names(columns: Iterable[Column], searchable: Mapping[str, Field]) -> tuple[str, ...]:
    """The columns of a list of which sums are told: those that the reader may search; years and other bare numbers are none."""
    return tuple(c.name for c in columns if c.name in searchable and is_summed(searchable[c.name]))


def is_summed(field: Field) -> bool:
    """Tell whether sums of the field say anything: years, written without thousands, are numbers by look alone."""
    return field.summed and not (isinstance(field, Integer) and not field.grouped)


def usual_figure(field: Field) -> str:
    """What is told of a field where nobody has chosen: shares in per cent add up to nothing."""
    return AVERAGE if isinstance(field, Percent) else SUM


def figure_texts(field: Field, totals: Iterable[Total], figure: str, fmt: Format) -> list[str]:
    """One text, of money one for each currency; none where no row is filled."""
    found = [each for each in totals if each.count]
    if figure == COUNT:
        return [fmt.number(sum(each.count for each in found))] if found else []
    return [_average(field, each, fmt) if figure == AVERAGE else _sum(field, each, fmt) for each in found]


def _sum(field: Field, total: Total, fmt: Format) -> str:
    if isinstance(field, MoneyField):
        return fmt.money(total.units, total.currency or "")
    return field.show(total.units, fmt)


def _average(field: Field, total: Total, fmt: Format) -> str:
    """Rounded to the hundredth, or to the places of the field where it has more; halves away from nought."""
    if isinstance(field, MoneyField):
        return fmt.money(_rounded(total.units, total.count * CENT) * CENT, total.currency or "")
    places = field.places if isinstance(field, Decimal) else 0
    shown = max(places, 2)
    text = fmt.scaled(_rounded(total.units * 10 ** (shown - places), total.count), shown)
    if isinstance(field, Percent):
        return f"{text}%"
    unit = field.unit if isinstance(field, Decimal) else ""
    return f"{text} {unit}" if unit else text


def _rounded(number: int, parts: int) -> int:
    whole = (2 * abs(number) + parts) // (2 * parts)
    return -whole if number < 0 else whole
