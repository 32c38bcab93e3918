"""大写金额: amounts of renminbi in the capital numerals of papers.

Sources: 《正确填写票据和结算凭证的基本规定》 (appendix 1 of 《支付结算办法》, PBOC 1997); GLOSSARY section 2:
整 only where it ends at 元, one 零 for several, 10 is 壹拾, no blank after 人民币, 负 before negative
amounts.
"""

from __future__ import annotations

import re
from decimal import Decimal

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
LIMIT = Decimal(10) ** 16


def amount_in_words(amount: Decimal) -> str:
    """The amount (yuan, at most two decimals, below 10^16) in words; other amounts raise ValueError.

    >>> amount_in_words(Decimal("1409.50")), amount_in_words(Decimal("107000.53"))
    ('人民币壹仟肆佰零玖元伍角', '人民币壹拾万柒仟元零伍角叁分')
    """
    fen = amount * 100
    if not amount.is_finite() or abs(amount) >= LIMIT or fen != fen.to_integral_value():
        raise ValueError(f"{amount} cannot be written in words: at most two decimals, less than {LIMIT}")
    yuan, cents = divmod(abs(int(fen)), 100)
    sign = "负" if amount < 0 else ""
    return f"人民币{sign}{_whole(yuan)}{_cents(yuan, cents)}"


def _whole(yuan: int) -> str:
    return f"{number_in_words(yuan)}元" if yuan else ""


def _cents(yuan: int, cents: int) -> str:
    jiao, fen = divmod(cents, 10)
    if not cents:
        return "整" if yuan else "零元整"
    gap = "零" if yuan and (not jiao or yuan % 10 == 0) else ""
    return gap + (f"{DIGITS[jiao]}角" if jiao else "") + (f"{DIGITS[fen]}分" if fen else "")


def number_in_words(number: int) -> str:
    """A whole number from 0 to 10^16 − 1 in capital numerals.

    >>> number_in_words(100_010_001)
    '壹亿零壹万零壹'
    """
    for size, name in ((10**8, "亿"), (10**4, "万")):
        if number >= size:
            high, low = divmod(number, size)
            gap = "零" if 0 < low < size // 10 else ""
            return number_in_words(high) + name + gap + (number_in_words(low) if low else "")
    return _group(number) or DIGITS[0]


def _group(number: int) -> str:
    words = "".join(
        DIGITS[digit] + (PLACES[place] if digit else "")
        for place, digit in zip(range(3, -1, -1), map(int, f"{number:04d}"), strict=True)
    )
    return re.sub("零+", "零", words).strip("零")
