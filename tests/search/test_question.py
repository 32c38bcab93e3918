"""What was typed meets what is kept as the house's rules for Chinese texts say."""

from __future__ import annotations

import pytest

from guanxi.data.fields import PersonName, Phone, Text
from guanxi.records.search.folding import fold, runs
from guanxi.records.search.grams import tokens
from guanxi.records.search.question import MOST_TERMS, asked
from guanxi.records.search.texts import texts_of
from guanxi.testing.naughty import naughty_strings

FIELDS = (PersonName("person"), Text("firm", reading="company"), Phone("phone"))
NUMBERS = {"person": 1, "firm": 2, "phone": 3}

MEETS = [
    (
        {"person": "单玉兰"},
        ("syl", "dyl", "shan", "dan", "单", "玉兰", "shanyulan", "yulan", "單玉蘭", "SYL", "shanyul"),
    ),
    ({"person": "欧阳文"}, ("oyw", "ouyang", "欧阳", "阳文", "ouyangwen", "歐陽")),
    ({"person": "张伟"}, ("zw", "zhangwei", "张", "張偉", "zhangw", "wei")),
    ({"person": "吕绿"}, ("lü", "lv", "lyu", "lvlv", "lülü")),
    (
        {"firm": "重庆恒润机械（集团）有限公司"},
        ("重庆", "chongqing", "cq", "cqhr", "(集团)", "（集團）", "恒润机械", "润 庆"),
    ),
    ({"firm": "Müller & Söhne GmbH"}, ("muller", "MÜLLER", "ll", "hne", "sohne", "msg", "& so")),
    ({"firm": "ＡＢＣ １２３"}, ("abc", "ａｂｃ", "123", "１２３", "bc 12")),
    (
        {"phone": "+8613800138000"},
        (
            "138 0013 8000",
            "13800138000",
            "１３８００１３８０００",
            "+86 138-0013-8000",
            "0086138",
            "8000",
            "0013 80",
            "138",
        ),
    ),
    (
        {"phone": "+8657112345678;ext=801"},
        ("0571-1234 5678", "0571-12345678 转 801", "+86 571 1234", "5678801", "(0571)"),
    ),
    ({"phone": "95588"}, ("95588", "955")),
]
MISSES = [
    ({"person": "单玉兰"}, ("anyu", "ylan", "兰玉", "sl")),
    ({"person": "吕绿"}, ("lu",)),
    ({"firm": "重庆恒润"}, ("zhongqingheng", "庆重", "重润")),
    ({"phone": "+8613800138000"}, ("138 0013 8001", "0571")),
]


@pytest.mark.parametrize(("kept", "typed"), [(kept, each) for kept, all_ in MEETS for each in all_])
def test_what_is_typed_finds_what_is_kept(kept: dict[str, str], typed: str) -> None:
    question = asked(typed)
    assert not question.short
    texts = texts_of(FIELDS, NUMBERS, kept)
    assert question.met(texts, list(texts))


@pytest.mark.parametrize(("kept", "typed"), [(kept, each) for kept, all_ in MISSES for each in all_])
def test_what_is_typed_does_not_find_what_is_unlike_it(kept: dict[str, str], typed: str) -> None:
    texts = texts_of(FIELDS, NUMBERS, kept)
    assert not asked(typed).met(texts, list(texts))


@pytest.mark.parametrize("typed", ["", " ", "-", "a", "1", "a b", "()", "。", "\u200b"])
def test_less_than_a_sign_or_two_letters_is_no_question(typed: str) -> None:
    assert asked(typed).short


def test_a_field_that_is_not_named_takes_no_part() -> None:
    texts = texts_of(FIELDS, NUMBERS, {"person": "单玉兰", "phone": "+8613800138000"})
    assert not asked("138001").met(texts, ["1"])
    assert not asked("syl").met(texts, ["3"])


@pytest.mark.parametrize("name", naughty_strings())
def test_every_odd_text_has_grams_and_finds_itself(name: str) -> None:
    texts = texts_of(FIELDS, NUMBERS, {"person": name, "firm": name})
    assert all(token and " " not in token for token in tokens(texts, 1, 2))
    question = asked(name[:40])
    long_enough = [
        each for each in name[:40].split() if any(han or len(run) > 1 for han, run in runs(fold(each)))
    ]
    assert (
        question.short
        or not long_enough
        or question.met(texts, list(texts))
        or len(question.terms) == MOST_TERMS
    )
