"""Reading a figure as people write it: thousand separators, full width, 万 and 亿; cheaply refusing what is
none.
"""

from __future__ import annotations

import re
from decimal import Decimal

from guanxi.data.chinese.width import fold_code
from guanxi.data.fields.field import Invalid
from guanxi.data.messages import Message, translator

_ = translator("guanxi")

MAX_RAW = 60
MAX_INTEGER = 2**63 - 1
TIMES = {"": 1, "千": 10**3, "万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "万亿": 10**12}
_DAMAGED = re.compile(r"[-+]?[0-9.,]+e[+-]?[0-9]+", re.IGNORECASE)
_FIGURE = re.compile(
    r"(?P<sign>[-+]?)(?P<whole>[0-9]{1,3}(?:[, "
    r"'][0-9]{3})+|[0-9]+)?(?P<part>\.[0-9]*)?\s*(?P<times>千|万亿|[万萬亿億])?"
)


def folded_figure(text: str) -> str:
    """The text in half width, trimmed; too long a text raises Invalid."""
    if len(text) > MAX_RAW:
        raise Invalid(_("This is too long for a number; enter one number only."))
    return fold_code(text)


def read_figure(text: str) -> Decimal:
    """The exact number that a folded text means; raises Invalid.

    >>> read_figure("-1,234.50"), read_figure("1.5万")
    (Decimal('-1234.50'), Decimal('15000.0'))
    """
    if _DAMAGED.fullmatch(text):
        raise Invalid(_("Numbers like 1.2E+17 may have lost digits in a spreadsheet; write all digits."))
    negative = text.startswith("(") and text.endswith(")")
    found = _FIGURE.fullmatch(text[1:-1].strip() if negative else text)
    if not found or not (found["whole"] or len(found["part"] or "") > 1):
        raise Invalid(_not_a_number(text))
    digits = re.sub(r"[, ']", "", found["whole"] or "0") + (found["part"] or "").rstrip(".")
    number = Decimal(found["sign"] + digits) * TIMES[found["times"] or ""]
    return (-number if negative else number) + 0


def of_json(raw: int | float | Decimal) -> Decimal:
    """The exact number of a JSON number: a float by its shortest decimal writing; raises Invalid for NaN,
    infinity, huge ones.
    """
    if isinstance(raw, int):
        if not -MAX_INTEGER <= raw <= MAX_INTEGER:
            raise out_of_range()
        return Decimal(raw)
    number = raw if isinstance(raw, Decimal) else Decimal(repr(raw))
    if not number.is_finite():
        raise Invalid(_("NaN and infinity are no numbers here; send a finite number or null."))
    if number and not -30 <= number.adjusted() <= 19:
        raise out_of_range()
    return number


def with_places(number: Decimal, places: int) -> Decimal:
    """The number with exactly `places` decimals; more decimals raise Invalid, nothing is rounded."""
    if number and number.adjusted() > 19:
        raise out_of_range()
    exact = number.quantize(Decimal(1).scaleb(-places)) + 0
    if exact != number:
        if not places:
            raise Invalid(_("This must be a whole number; leave out the decimals."))
        raise Invalid(_("At most {places} decimals are kept; round the number.", places=places))
    return exact


def out_of_range() -> Invalid:
    """The refusal of a number that no column holds."""
    return Invalid(_("This number is too large; check its digits."))


def _not_a_number(text: str) -> Message:
    if re.fullmatch(r"[-+]?[0-9][0-9.,]*,[0-9.,]*", text):
        return _("The comma in {value} does not separate thousands; write 1234.5 or 1,234.5.", value=text)
    return _("This is no number; write digits, as in 1234.5.")
