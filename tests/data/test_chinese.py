"""Chinese data: the examples of the glossary, and answers compared with independent computations."""

import random
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.data.chinese import pinyin
from guanxi.data.chinese.addresses import join_address
from guanxi.data.chinese.amount_words import amount_in_words
from guanxi.data.chinese.bank_account import group_account, luhn_fits, mask_account
from guanxi.data.chinese.company_names import matching_name
from guanxi.data.chinese.credit_code import BadCode, check_sign, credit_code_hint, parse_credit_code
from guanxi.data.chinese.identity import (
    BadIdentity,
    birthday,
    check_digit,
    is_male,
    mask_identity,
    parse_identity,
)
from guanxi.data.chinese.names import PersonalName, salutation, split_name, tidy_name
from guanxi.data.chinese.pasted_block import split_block
from guanxi.data.chinese.phone import BadPhone, is_mobile, mask_phone, parse_phone, show_phone
from guanxi.data.chinese.traditional import fold_search, to_simplified
from guanxi.data.chinese.width import fold_width
from guanxi.data.messages import use_language

# Names


@pytest.mark.parametrize(
    ("name", "family", "given"),
    [
        ("欧阳文", "欧阳", "文"),
        ("诸葛亮", "诸葛", "亮"),
        ("司马相如", "司马", "相如"),
        ("尉迟恭", "尉迟", "恭"),
        ("张伟", "张", "伟"),
        ("单玉兰", "单", "玉兰"),
        ("歐陽文", "歐陽", "文"),
        ("阿依古丽·买买提", "", "阿依古丽·买买提"),
        ("John Smith", "Smith", "John"),
        ("Smith, John", "Smith", "John"),
        ("马云", "马", "云"),
        ("欧阳", "欧", "阳"),
        ("伟", "", "伟"),
    ],
)
def test_names_are_split_into_family_and_given_name(name: str, family: str, given: str) -> None:
    assert split_name(name) == PersonalName(family, given)


def test_names_are_tidied_for_display() -> None:
    assert tidy_name("阿依古丽•买买提") == tidy_name("阿依古丽 ・ 买买提") == "阿依古丽·买买提"
    assert tidy_name("张 　伟") == "张伟"
    assert tidy_name("John   Smith") == "John Smith"
    assert split_name("欧阳文").display == "欧阳文"
    assert split_name("John Smith").display == "John Smith"


@given(name=st.text(max_size=30))
def test_any_name_is_split_without_loss_of_signs(name: str) -> None:
    split = split_name(name)
    lost = set(tidy_name(name)) - set(split.family + split.given)
    assert all(sign in "," or sign.isspace() for sign in lost)


@pytest.mark.parametrize(
    ("name", "position", "sex", "expected"),
    [
        ("王建国", "行长", "m", "王行长"),
        ("王建国", "副行长", "", "王行长"),
        ("李敏", "", "f", "李女士"),
        ("李敏", "", "m", "李先生"),
        ("欧阳文", "", "m", "欧阳先生"),
        ("李敏", "", "", "李敏您好"),
    ],
)
def test_salutations_are_proposed(name: str, position: str, sex: str, expected: str) -> None:
    assert salutation(name, position, sex) == expected


def test_english_salutations_use_the_name_in_latin_letters() -> None:
    assert salutation("王建国", sex="m", english=True) == "Mr Wang"
    assert salutation("李敏", sex="f", english=True) == "Ms Li"
    assert salutation("John Smith", sex="m", english=True) == "Mr Smith"


# Pinyin


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("单", "shan"),
        ("仇", "qiu"),
        ("解", "xie"),
        ("查", "zha"),
        ("区", "ou"),
        ("曾", "zeng"),
        ("朴", "piao"),
        ("翟", "zhai"),
        ("尉迟", "yu chi"),
        ("种", "chong"),
        ("缪", "miao"),
        ("盖", "ge"),
    ],
)
def test_family_names_are_read_as_family_names(name: str, reading: str) -> None:
    assert pinyin.toneless(name + "玉兰", "person") == reading + " yu lan"


def test_a_name_is_found_by_both_readings() -> None:
    assert pinyin.search_readings("单玉兰", "person") >= {"syl", "dyl", "shanyulan", "danyulan"}
    assert pinyin.initials("单玉兰", "person") == "syl"


def test_names_in_latin_letters_have_capital_first_letters() -> None:
    assert pinyin.latin_name("单玉兰") == "Shan Yulan"
    assert pinyin.latin_name("欧阳文") == "Ouyang Wen"
    assert pinyin.latin_name("John Smith") == "John Smith"


@pytest.mark.parametrize("typed", ["lü", "Lv", "lyu", "LÜ", "lu:", "ｌü"])
def test_every_way_to_type_u_umlaut_is_one(typed: str) -> None:
    assert pinyin.fold_query(typed) == "lv" == pinyin.toneless("吕")


def test_names_sort_by_pinyin_and_latin_letters_in_one_order() -> None:
    names = ["欧阳文", "Alice", "安宁", "艾明"]
    assert sorted(names, key=lambda n: pinyin.sort_key(n, "person")) == ["艾明", "Alice", "安宁", "欧阳文"]
    assert sorted(["张", "章", "帐"], key=pinyin.sort_key) == ["张", "章", "帐"]
    assert sorted(["麻", "妈", "马"], key=pinyin.sort_key) == ["妈", "麻", "马"]
    assert pinyin.sort_key("西安") < pinyin.sort_key("先")


def test_firms_are_read_with_the_reading_of_places() -> None:
    assert pinyin.toneless("重庆云帆", "company") == "chong qing yun fan"
    assert pinyin.toneless("朝阳机械", "company") == "chao yang ji xie"
    assert pinyin.toneless("李朝阳", "person") == "li zhao yang"


def test_readings_are_those_of_pypinyin() -> None:
    from pypinyin import lazy_pinyin
    from pypinyin.constants import PHRASES_DICT

    chosen = random.Random(7)
    phrases = [phrase for phrase in PHRASES_DICT if "，" not in phrase]
    for _ in range(3000):
        text = "".join(p[chosen.randrange(len(p)) :] for p in chosen.choices(phrases, k=3))
        assert pinyin.toneless(text) == " ".join(lazy_pinyin(text))


@given(text=st.text(max_size=40))
def test_any_text_has_a_sort_key(text: str) -> None:
    assert len(pinyin.sort_key(text, "company")) <= 240
    pinyin.initials(text, "person")


# Phones


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
    with pytest.raises(BadPhone):
        parse_phone(text)


def test_a_short_mobile_number_says_how_many_digits_are_missing() -> None:
    with pytest.raises(BadPhone) as refused, use_language("zh"):
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


# Codes


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
        with pytest.raises(BadIdentity):
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


# Amounts in words


def independent_words(amount: Decimal) -> str:
    """The classic way: every digit with its unit, then zeros folded by rules on the text."""
    yuan, _point, cents = f"{amount:.2f}".partition(".")
    units = ["", "拾", "佰", "仟", "万", "拾", "佰", "仟", "亿", "拾", "佰", "仟", "兆", "拾", "佰", "仟"]
    text = "".join("零壹贰叁肆伍陆柒捌玖"[int(d)] + units[len(yuan) - 1 - i] for i, d in enumerate(yuan))
    text = re.sub("零[拾佰仟]", "零", text)
    text = re.sub("零+", "零", text)
    text = re.sub("零([万亿兆])", r"\1", text)
    text = text.replace("兆亿", "兆").replace("亿万", "亿").replace("兆万", "兆")
    text = re.sub("^零|零$", "", text)
    text = _gaps(int(yuan), text).replace("兆", "万亿" if int(yuan) // 10**8 % 10**4 == 0 else "万")
    jiao, fen = int(cents[0]), int(cents[1])
    words = text + "元" if int(yuan) else ""
    if not jiao and not fen:
        return "人民币" + (words or "零元") + "整"
    if words and (jiao == 0 or yuan[-1] == "0"):
        words += "零"
    words += "零壹贰叁肆伍陆柒捌玖"[jiao] + "角" if jiao else ""
    return "人民币" + words + ("零壹贰叁肆伍陆柒捌玖"[fen] + "分" if fen else "")


def _gaps(yuan: int, text: str) -> str:
    """One 零 wherever a lower group does not begin at its thousands, none where it does."""
    for name, size in (("兆", 10**12), ("亿", 10**8), ("万", 10**4)):
        head, mark, tail = text.partition(name)
        if mark:
            below = yuan % size
            text = head + mark + ("零" if 0 < below < size // 10 else "") + tail.removeprefix("零")
    return text


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("1409.50", "人民币壹仟肆佰零玖元伍角"),
        ("6007.14", "人民币陆仟零柒元壹角肆分"),
        ("107000.53", "人民币壹拾万柒仟元零伍角叁分"),
        ("0.05", "人民币伍分"),
        ("100000000", "人民币壹亿元整"),
        ("10", "人民币壹拾元整"),
        ("0", "人民币零元整"),
        ("-80", "人民币负捌拾元整"),
        ("16409.02", "人民币壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "人民币叁佰贰拾伍元零肆分"),
        ("1000000000000", "人民币壹万亿元整"),
        ("100010001", "人民币壹亿零壹万零壹元整"),
    ],
)
def test_amounts_in_words_of_the_glossary_and_the_rules(amount: str, words: str) -> None:
    assert amount_in_words(Decimal(amount)) == words


def test_2000_random_amounts_in_words_equal_an_independent_computation() -> None:
    chosen = random.Random(2000)
    for _ in range(2000):
        digits = chosen.randint(1, 14)
        number = "".join(chosen.choice("000123456789") for _ in range(digits))
        amount = Decimal(int(number)) / 100
        assert amount_in_words(amount) == independent_words(amount), amount


@pytest.mark.parametrize("amount", ["0.001", "1e16", "NaN", "Infinity"])
def test_amounts_without_words_are_refused(amount: str) -> None:
    with pytest.raises(ValueError, match=r"words|NaN|convert"):
        amount_in_words(Decimal(amount))


# Firms, addresses, folding, pasted blocks


def test_firms_match_whatever_brackets_and_endings() -> None:
    assert matching_name("栖云恒润精密机械（集团）有限公司") == matching_name(
        "栖云恒润精密机械(集团)有限公司"
    )
    assert (
        matching_name("云帆科技有限公司")
        == matching_name("云帆科技股份有限公司")
        == matching_name("雲帆科技")
    )
    assert matching_name("Acme Co., Ltd.") == matching_name("ACME Inc")
    assert matching_name("云帆科技") != matching_name("云帆贸易")
    assert matching_name("有限公司")
    assert matching_name("!!!")


def test_addresses_run_from_large_to_small() -> None:
    assert (
        join_address("云川省", "栖云市", "望溪区", "文澜路 100 号 2 幢 301 室")
        == "云川省栖云市望溪区文澜路 100 号 2 幢 301 室"
    )
    assert join_address("北京市", "北京市", "海淀区", "某路 1 号") == "北京市海淀区某路 1 号"
    assert join_address("上海市", "市辖区", "黄浦区") == "上海市黄浦区"


def test_traditional_and_full_width_are_folded() -> None:
    assert to_simplified("張偉") == "张伟"
    assert fold_search("ＡＢＣ張") == "abc张"
    assert fold_width("１２３－ＡＢ") == "123-AB"


@pytest.mark.parametrize(
    ("block", "parts"),
    [
        (
            "张伟 13800138000 恒润机械 采购经理",
            {"name": "张伟", "phone": "+8613800138000", "company": "恒润机械", "position": "采购经理"},
        ),
        (
            "张伟１３８ ００１３ ８０００，恒润机械，采购经理",
            {"name": "张伟", "phone": "+8613800138000", "company": "恒润机械", "position": "采购经理"},
        ),
        (
            "姓名：欧阳文 手机：138-0013-8000 邮箱：a@b.cn\n地址：云川省栖云市望溪区文澜路 100 号",
            {
                "name": "欧阳文",
                "phone": "+8613800138000",
                "email": "a@b.cn",
                "address": "云川省栖云市望溪区文澜路 100 号",
            },
        ),
        (
            "John Smith\nBuyer, Acme Inc.\n+1 650 253 0000 john@acme.com",
            {
                "name": "John Smith",
                "position": "Buyer",
                "company": "Acme Inc.",
                "phone": "+16502530000",
                "email": "john@acme.com",
            },
        ),
        (
            "李敏 0571-1234 5678转801 栖云恒润精密机械（集团）有限公司",
            {
                "name": "李敏",
                "phone": "+8657112345678;ext=801",
                "company": "栖云恒润精密机械（集团）有限公司",
            },
        ),
    ],
)
def test_pasted_blocks_are_split_into_fields(block: str, parts: dict[str, str]) -> None:
    assert split_block(block) == parts


@given(block=st.text(max_size=200))
def test_any_pasted_block_is_split_without_error(block: str) -> None:
    assert all(split_block(block).values())
