"""Phones, credit codes, identity numbers: the examples of the glossary and independently computed check digits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.data.chinese.bank_account import group_account, luhn_fits, mask_account
from guanxi.data.chinese.credit_code import check_sign, credit_code_hint, parse_credit_code
from guanxi.data.chinese.identity import (
    birthday,
    check_digit,
    is_male,
    mask_identity,
    parse_identity,
)
from guanxi.data.chinese.phone import is_mobile, mask_phone, parse_phone, show_phone
from guanxi.data.chinese.written import BadCode
from guanxi.data.messages import use_language


@pytest.mark.parametrize(
    ("text", "kept", "chinese", "english"),
    [
        ("13800138000", "+8613800138000", "138 0013 8000", "+86 138 0013 8000"),
        ("１３８　００１３　８０００", "+8613800138000", "138 0013 8000", "+86 138 0013 8000"),
        ("+86 138-0013-8000", "+8613800138000", "138 0013 8000", "+86 138 0013 8000"),
        ("\u202d13800138000\u202c", "+8613800138000", "138 0013 8000", "+86 138 0013 8000"),
        (
            "0571-1234 5678 转 801",
            "+8657112345678;ext=801",
            "0571-1234 5678 转 801",
            "+86 571 1234 5678 ext. 801",
        ),
        (
            "（0571）12345678转801",
            "+8657112345678;ext=801",
            "0571-1234 5678 转 801",
            "+86 571 1234 5678 ext. 801",
        ),
        ("010-12345678", "+861012345678", "010-1234 5678", "+86 10 1234 5678"),
        ("400-000-0000", "+864000000000", "400-000-0000", "400-000-0000"),
        ("95588", "95588", "95588", "95588"),
        ("+1 650 253 0000", "+16502530000", "+1 650-253-0000", "+1 650-253-0000"),
    ],
)
def test_phones_are_kept_as_e164_and_shown_in_groups(
    text: str, kept: str, chinese: str, english: str
) -> None:
    assert parse_phone(text) == kept == parse_phone(kept)
    assert (show_phone(kept), show_phone(kept, english=True)) == (chinese, english)
    assert parse_phone(show_phone(kept)) == kept


@pytest.mark.parametrize(
    "text", ["1380013800", "138001380000", "12800138000", "12345678", "abc", "+999123456", "1" * 61]
)
def test_numbers_that_are_no_phones_are_refused(text: str) -> None:
    with pytest.raises(BadCode):
        parse_phone(text)


def test_a_short_mobile_number_says_how_many_digits_are_missing() -> None:
    with pytest.raises(BadCode) as refused, use_language("zh"):
        parse_phone("1380013800")
    with use_language("zh"):
        assert str(refused.value.message) == "手机号少 1 位，请检查"
    assert str(refused.value.message) == "The mobile number has 1 digit too few; check it."


def test_phones_are_masked_in_the_middle() -> None:
    assert mask_phone("+8613800138000") == "138****8000"
    assert mask_phone("+8657112345678;ext=801") == "****5678"
    assert mask_phone("95588") == "****"
    assert is_mobile("+8613800138000")
    assert not is_mobile("+8657112345678")


def independent_credit_sign(first17: str) -> str:
    """GB 32100-2015 by table: the weights as printed in the standard."""
    signs = {c: i for i, c in enumerate("0123456789ABCDEFGHJKLMNPQRTUWXY")}
    weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
    rest = 31 - sum(signs[c] * w for c, w in zip(first17, weights, strict=True)) % 31
    return "0123456789ABCDEFGHJKLMNPQRTUWXY"[0 if rest == 31 else rest]


def independent_identity_digit(first17: str) -> str:
    """GB 11643-1999 by table: the weights as printed in the standard."""
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    rest = sum(int(c) * w for c, w in zip(first17, weights, strict=True)) % 11
    return {0: "1", 1: "0", 2: "X"}.get(rest, str(12 - rest))


def test_the_credit_codes_of_the_glossary() -> None:
    assert parse_credit_code("91350100M000100Y43") == "91350100M000100Y43"
    assert parse_credit_code("91990100ma00000a1t") == "91990100MA00000A1T"
    assert parse_credit_code(" 9135 0100 Ｍ000100Y43") == "91350100M000100Y43"
    assert parse_credit_code("110105194912310") == "110105194912310"
    assert credit_code_hint("91350100M000100Y43") is None
    assert "990100" in str(credit_code_hint("91990100MA00000A1T"))
    for wrong in ("91350100M000100Y4Z", "91350100M000100Y44", "91350100M000100Y4", "I1350100M000100Y43"):
        with pytest.raises(BadCode):
            parse_credit_code(wrong)


@given(
    st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=9, max_size=9),
    st.from_regex(r"[1-9A-N][1-9][0-9]{6}", fullmatch=True),
)
def test_check_signs_equal_an_independent_computation(body: str, head: str) -> None:
    head = head.replace("I", "J").replace("O", "P")
    assert check_sign(head + body) == independent_credit_sign(head + body)
    code = head + body + check_sign(head + body)
    assert parse_credit_code(code) == code
    wrong = code[:10] + ("0" if code[10] != "0" else "1") + code[11:]
    with pytest.raises(BadCode):
        parse_credit_code(wrong)


def test_the_identity_numbers_of_the_glossary() -> None:
    assert parse_identity("11010519491231002x") == "11010519491231002X"
    assert parse_identity("990101199003071237") == "990101199003071237"
    assert mask_identity("11010519491231002X") == "110***********002X"
    assert birthday("11010519491231002X").isoformat() == "1949-12-31"
    assert is_male("990101199003071237")
    assert not is_male("11010519491231002X")
    for wrong in ("110105194912310021", "11010519490231002X", "1101051949123100", "A1010519491231002X"):
        with pytest.raises(BadCode):
            parse_identity(wrong)


@given(day=st.dates(), head=st.integers(110000, 659999), serial=st.integers(0, 999))
def test_check_digits_equal_an_independent_computation(day: object, head: int, serial: int) -> None:
    first17 = f"{head}{str(day).replace('-', '')}{serial:03d}"
    assert check_digit(first17) == independent_identity_digit(first17)
    assert parse_identity(first17 + check_digit(first17)) == first17 + check_digit(first17)


def test_bank_accounts_are_grouped_and_masked() -> None:
    assert group_account("6222021234561234") == "6222 0212 3456 1234"
    assert mask_account("6222021234561234") == "**** **** **** 1234"
    assert luhn_fits("4111111111111111")
    assert not luhn_fits("4111111111111112")
