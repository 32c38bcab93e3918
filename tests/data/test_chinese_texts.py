"""Amounts in words, firms, addresses, folding, pasted blocks."""

import random
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.data.chinese.addresses import join_address
from guanxi.data.chinese.amount_words import amount_in_words
from guanxi.data.chinese.company_names import matching_name
from guanxi.data.chinese.pasted_block import split_block
from guanxi.data.chinese.traditional import fold_search, to_simplified
from guanxi.data.chinese.width import fold_width


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
