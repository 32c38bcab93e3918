"""Chinese names: split, addressed, read in pinyin, as the glossary says."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.data.chinese import pinyin
from guanxi.data.chinese.names import PersonalName, salutation, split_name, tidy_name
from guanxi.data.fields import PersonName, Text


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


def test_fields_sort_by_the_reading_they_declare() -> None:
    assert PersonName("name").sort_key("单玉兰").startswith("shan yu lan")
    assert Text("name", reading="company").sort_key("朝阳机械").startswith("chao yang")
    assert Text("name").sort_key(None) == pinyin.sort_key("")
