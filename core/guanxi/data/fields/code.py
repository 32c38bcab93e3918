"""Numbers with rules of their own, kept as text: phones, credit codes, identity numbers, bank accounts."""

from __future__ import annotations

import re
from dataclasses import KW_ONLY, dataclass
from typing import Any, ClassVar

from guanxi.data.chinese.bank_account import group_account, mask_account
from guanxi.data.chinese.credit_code import parse_credit_code
from guanxi.data.chinese.identity import mask_identity, parse_identity
from guanxi.data.chinese.phone import mask_phone, parse_phone, show_phone
from guanxi.data.chinese.width import fold_code
from guanxi.data.chinese.written import BadCode, joined, without_gaps
from guanxi.data.fields.characters import EDGE, clean_text
from guanxi.data.fields.field import Invalid
from guanxi.data.fields.text import Text
from guanxi.data.formats import PLAIN, Format
from guanxi.data.messages import translator

_ = translator("guanxi")


def blank(text: str) -> bool:
    """Tell whether a code was left empty."""
    return len(text) <= 60 and not fold_code(text).strip(EDGE)


@dataclass(frozen=True, eq=False)
class Code(Text):
    """What these kinds share: a text is blank, or `kept` says in which form the code is kept; pieces are sought in that form."""

    def kept(self, text: str) -> str:
        """The one form of the code that a filled text means; raises BadCode, or Invalid."""
        raise NotImplementedError

    def read(self, text: str, fmt: Format) -> str | None:
        if blank(text):
            return None
        try:
            return self.kept(text)
        except BadCode as error:
            raise Invalid(error.message) from error

    def part(self, raw: Any) -> str:
        return without_gaps(super().part(raw))


@dataclass(frozen=True, eq=False)
class Phone(Code):
    """A phone number, kept as `chinese.phone` says (E.164) and shown 3-4-4."""

    _: KW_ONLY
    max: int = 40

    editor: ClassVar[str] = "phone"

    def kept(self, text: str) -> str:
        return parse_phone(text)

    def part(self, raw: Any) -> str:
        return re.sub(r"[^0-9+]", "", super().part(raw))

    def show(self, raw: Any, fmt: Format) -> str:
        return show_phone(raw, english=fmt.language != "zh") if raw else ""

    def input_text(self, value: Any, fmt: Format = PLAIN) -> str:
        return self.show(value, fmt)

    def show_masked(self, raw: Any, fmt: Format) -> str:
        return mask_phone(raw) if raw else ""

    def href(self, raw: Any) -> str:
        return f"tel:{raw}" if raw else ""


@dataclass(frozen=True, eq=False)
class CreditCode(Code):
    """统一社会信用代码 (18 characters, check character tested) or an old tax number of 15 digits."""

    _: KW_ONLY
    max: int = 18

    def kept(self, text: str) -> str:
        return parse_credit_code(text)


@dataclass(frozen=True, eq=False)
class IdNumber(Code):
    """居民身份证号 (18 characters, date and check digit tested); declare `mask` with it."""

    _: KW_ONLY
    max: int = 18

    def kept(self, text: str) -> str:
        return parse_identity(text)

    def show_masked(self, raw: Any, fmt: Format) -> str:
        return mask_identity(raw) if raw else ""


@dataclass(frozen=True, eq=False)
class BankAccount(Code):
    """A bank account of 6 to 34 digits (or an IBAN), kept without blanks, shown in groups of four."""

    _: KW_ONLY
    max: int = 34

    def kept(self, text: str) -> str:
        account = joined(clean_text(text, 60))
        if not re.fullmatch(r"[0-9]{6,34}|[A-Z]{2}[0-9]{2}[0-9A-Z]{10,30}", account):
            raise Invalid(_("A bank account has 6 to 34 digits; check it."))
        return account

    def show(self, raw: Any, fmt: Format) -> str:
        return group_account(raw) if raw else ""

    def show_masked(self, raw: Any, fmt: Format) -> str:
        return mask_account(raw) if raw else ""
