"""居民身份证号 (resident identity numbers, GB 11643-1999): check digit, date of birth, sex, mask.

Sources: GB 11643-1999 《公民身份号码》; ISO 7064:1983 MOD 11-2; provinces by GB/T 2260 (81–83:
港澳台居民居住证).
"""

from __future__ import annotations

import re
from datetime import date

from guanxi.data.chinese.written import BadCode, joined
from guanxi.data.messages import translator

_ = translator("guanxi")

WEIGHTS = tuple(pow(2, 18 - i, 11) for i in range(1, 18))
CHECK = "10X98765432"
_PROVINCES = "1112131415212223313233343536374142434445465051525354616263646571818283"
PROVINCES = frozenset(_PROVINCES[i : i + 2] for i in range(0, len(_PROVINCES), 2))
_SHAPE = re.compile(r"[0-9]{17}[0-9X]")


def known_province(division: str) -> bool:
    """Tell whether a division code begins with a known province (codes of abolished counties are kept, so
    only this is checked).
    """
    return division[:2] in PROVINCES


def check_digit(first17: str) -> str:
    """The 18th sign of 17 digits, by ISO 7064 MOD 11-2.

    >>> check_digit("11010519491231002")
    'X'
    """
    return CHECK[sum(int(sign) * weight for sign, weight in zip(first17, WEIGHTS, strict=True)) % 11]


def parse_identity(text: str) -> str:
    """The number without blanks, x as X; raises BadCode."""
    if len(text) > 60:
        raise BadCode(_("An identity number has 18 characters; enter one number only."))
    number = joined(text)
    if len(number) != 18:
        raise BadCode(
            _("An identity number has 18 characters, this one has {count}; check it.", count=len(number))
        )
    if not _SHAPE.fullmatch(number):
        raise BadCode(_("An identity number has 17 digits and a last digit or X; check it."))
    _birthday(number)
    if check_digit(number[:17]) != number[17]:
        raise BadCode(
            _("The check digit of this identity number does not fit; one of its digits is mistyped.")
        )
    return number


def _birthday(number: str) -> date:
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError as error:
        raise BadCode(
            _(
                "The date of birth in this identity number ({digits}) does not exist; check digits 7 to 14.",
                digits=number[6:14],
            )
        ) from error


def birthday(number: str) -> date:
    """The date of birth inside a parsed number."""
    return _birthday(number)


def is_male(number: str) -> bool:
    """Tell the sex by the 17th digit: odd is male."""
    return int(number[16]) % 2 == 1


def mask_identity(number: str) -> str:
    """The first three and last four signs: ``110***********002X``."""
    return number[:3] + "*" * (len(number) - 7) + number[-4:] if len(number) > 7 else "****"
