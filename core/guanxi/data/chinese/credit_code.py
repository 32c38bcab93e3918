"""统一社会信用代码 (unified social credit code, GB 32100-2015) and the 15-digit tax numbers before it: check
digits with reasons.

Sources: GB 32100-2015 《法人和其他组织统一社会信用代码编码规则》; GB/T 17710-1999 (the MOD 31-3 method);
division codes GB/T 2260.
"""

from __future__ import annotations

import re

from guanxi.data.chinese.identity import known_province
from guanxi.data.chinese.written import BadCode, joined
from guanxi.data.messages import Message, translator

_ = translator("guanxi")

SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = tuple(pow(3, i, 31) for i in range(17))
_VALUE = {sign: position for position, sign in enumerate(SIGNS)}
_OLD_TAX = re.compile(r"[0-9]{15}")


def check_sign(first17: str) -> str:
    """The 18th sign: (31 − Σ value × weight mod 31) mod 31.

    >>> check_sign("91350100M000100Y4")
    '3'
    """
    total = sum(_VALUE[sign] * weight for sign, weight in zip(first17, WEIGHTS, strict=True))
    return SIGNS[(31 - total % 31) % 31]


def parse_credit_code(text: str) -> str:
    """The code in upper case without blanks; raises BadCode. An old tax number of 15 digits is accepted as
    such.
    """
    if len(text) > 60:
        raise BadCode(_("A credit code has 18 characters; enter one code only."))
    code = joined(text)
    if _OLD_TAX.fullmatch(code):
        return code
    if len(code) != 18:
        raise BadCode(
            _(
                "A credit code has 18 characters (an old tax number 15 digits), this one has "
                "{count}; check it.",
                count=len(code),
            )
        )
    if wrong := sorted({sign for sign in code if sign not in _VALUE}):
        raise BadCode(
            _(
                "A credit code has digits and capital letters except I O S V Z; check: {signs}",
                signs=" ".join(wrong),
            )
        )
    if not code[2:8].isdigit():
        raise BadCode(
            _("Characters 3 to 8 of a credit code are the division code and digits only; check them.")
        )
    if check_sign(code[:17]) != code[17]:
        raise BadCode(
            _("The check character of this credit code does not fit; one of its characters is mistyped.")
        )
    return code


def credit_code_hint(code: str) -> Message | None:
    """A hint that is no error: the division code is not known."""
    division = code[2:8] if len(code) == 18 else code[:6]
    return (
        None
        if known_province(division)
        else _("The division code {code} is not known; check it on the licence.", code=division)
    )
