"""Phone numbers as people in China write them: read, kept as E.164, shown 3-4-4, masked.

Kept form: E.164 (``+8613800138000``); an extension follows as in RFC 3966 (``+8657112345678;ext=801``);
five-digit service numbers (``95588``) and short codes have no E.164 form and are kept as they are. Sources:
GLOSSARY section 2; the numbering plan of the MIIT (《电信网编号计划》, 2017); foreign numbers by
`phonenumbers`.
"""

from __future__ import annotations

import re
from functools import lru_cache

from guanxi.data.chinese.written import BadCode, folded
from guanxi.data.messages import Message, translator

_ = translator("guanxi")

MAX_RAW = 60
_MOBILE = re.compile(r"1[3-9]\d{9}")
_SERVICE_400 = re.compile(r"[48]00\d{7}")
_SHORT = re.compile(r"(95\d{3,4}|96\d{3,4}|100\d{2}|1[0-2]\d|123\d{2})")
_AREA = r"(?:10|2[0-9]|[3-9]\d{2})"
_LANDLINE = re.compile(rf"0({_AREA})([1-9]\d{{6,7}})")
_LANDLINE_NATIONAL = re.compile(rf"({_AREA})([1-9]\d{{6,7}})")
_EXTENSION = re.compile(r"(?:转|轉|分机号?|;ext=|ext\.?|x|#|,)[:：\s]*([0-9]{1,7})$", re.IGNORECASE)
_JUNK = re.compile(r"[\s().\-/_·]+")
_KEPT = re.compile(r"(\+?)([0-9]+)(?:;ext=([0-9]+))?")


@lru_cache(maxsize=4096)
def parse_phone(text: str) -> str:
    """The kept form of a phone number in any usual writing; raises BadCode.

    >>> parse_phone("１３８ ００１３ ８０００"), parse_phone("0571-12345678 转 801")
    ('+8613800138000', '+8657112345678;ext=801')
    """
    if len(text) > MAX_RAW:
        raise BadCode(_("A phone number is at most 60 characters long; enter one number only."))
    written = folded(text)
    found = _EXTENSION.search(written)
    extension = found.group(1) if found else ""
    number = _JUNK.sub("", written[: found.start()] if found else written)
    kept = _national(number) or _with_prefix(number)
    if extension and len(kept) < 7:
        raise BadCode(_("A service number has no extension; leave out what follows it."))
    return f"{kept};ext={extension}" if extension else kept


def _national(number: str) -> str:
    if not number.isascii() or not number.isdigit():
        return ""
    if _SHORT.fullmatch(number):
        return number
    if _MOBILE.fullmatch(number) or _SERVICE_400.fullmatch(number):
        return "+86" + number
    if _LANDLINE.fullmatch(number):
        return "+86" + number[1:]
    return ""


def _with_prefix(number: str) -> str:
    if re.fullmatch(r"(\+|00)[0-9]+", number):
        digits = number[2:] if number.startswith("00") else number[1:]
        return _of_china(digits[2:].removeprefix("0")) if digits.startswith("86") else _foreign(digits)
    if re.fullmatch(r"86[0-9]{9,12}", number):
        return _of_china(number[2:].removeprefix("0"))
    raise BadCode(_why_not(number))


def _of_china(national: str) -> str:
    if (
        _MOBILE.fullmatch(national)
        or _SERVICE_400.fullmatch(national)
        or _LANDLINE_NATIONAL.fullmatch(national)
    ):
        return "+86" + national
    raise BadCode(_why_not(national))


def _foreign(digits: str) -> str:
    import phonenumbers  # 1 MB of tables; most installations never need it

    try:
        parsed = phonenumbers.parse("+" + digits, None)
    except phonenumbers.NumberParseException as error:
        raise BadCode(_("This country code is not known; check the digits after +.")) from error
    if not phonenumbers.is_possible_number(parsed):
        raise BadCode(_("This number is too short or too long for its country; check it."))
    return f"+{parsed.country_code}{phonenumbers.national_significant_number(parsed)}"


def _why_not(number: str) -> Message:
    if not number.isascii() or not number.lstrip("+").isdigit():
        return _("A phone number has digits only; write an extension after 转 or ext.")
    if number.startswith("1") and 8 <= len(number) <= 14 and len(number) != 11:
        missing = 11 - len(number)
        if missing > 0:
            return _(
                "The mobile number has {n} digit too few; check it.",
                "The mobile number has {n} digits too few; check it.",
                n=missing,
            )
        return _(
            "The mobile number has {n} digit too many; check it.",
            "The mobile number has {n} digits too many; check it.",
            n=-missing,
        )
    if 7 <= len(number) <= 8 and number[0] != "0":
        return _("The area code is missing; write it in front, as in 0571-12345678.")
    return _(
        "This is no phone number; write a mobile (11 digits), a landline with area code, or + and "
        "country code."
    )


@lru_cache(maxsize=16384)
def show_phone(kept: str, *, english: bool = False) -> str:
    """The kept form as people read it; +86 only in the English view.

    >>> show_phone("+8613800138000"), show_phone("+8657112345678;ext=801"), show_phone("+864000000000")
    ('138 0013 8000', '0571-1234 5678 转 801', '400-000-0000')
    """
    found = _KEPT.fullmatch(kept)
    if not found:
        return kept
    plus, digits, extension = found.groups()
    if not plus:
        return digits
    if digits.startswith("86") and len(digits) > 8:
        return _show_china(digits[2:], extension, english=english)
    tail = f" ext. {extension}" if extension else ""
    return _show_foreign(digits) + tail


def _show_china(national: str, extension: str | None, *, english: bool) -> str:
    tail = (f" ext. {extension}" if english else f" 转 {extension}") if extension else ""
    if _MOBILE.fullmatch(national):
        spaced = f"{national[:3]} {national[3:7]} {national[7:]}"
        return (f"+86 {spaced}" if english else spaced) + tail
    if _SERVICE_400.fullmatch(national):
        return f"{national[:3]}-{national[3:6]}-{national[6:]}" + tail
    cut = 2 if national.startswith(("10", "2")) else 3
    area, local = national[:cut], national[cut:]
    local = f"{local[:-4]} {local[-4:]}"
    return (f"+86 {area} {local}" if english else f"0{area}-{local}") + tail


def _show_foreign(digits: str) -> str:
    import phonenumbers

    try:
        parsed = phonenumbers.parse("+" + digits, None)
    except phonenumbers.NumberParseException:
        return "+" + digits
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL))


def mask_phone(kept: str) -> str:
    """The number with its middle hidden: ``138****8000``; of other numbers only the last four (or two) digits
    stay.
    """
    found = _KEPT.fullmatch(kept)
    digits = found.group(2) if found else ""
    if kept.startswith("+86") and _MOBILE.fullmatch(digits[2:]):
        return f"{digits[2:5]}****{digits[-4:]}"
    if len(digits) < 7:
        return "****"
    return "****" + digits[-4:]


def is_mobile(kept: str) -> bool:
    """Tell whether a kept number is a Chinese mobile, which can get text messages."""
    return kept.startswith("+86") and _MOBILE.fullmatch(kept[3:]) is not None
