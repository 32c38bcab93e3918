"""What is typed in pinyin is found by pairs of syllables, however it may be cut, and also where a part is no syllable."""

from __future__ import annotations

from random import Random

import pytest

from guanxi.data.chinese.pinyin import known_syllables
from guanxi.data.fields import Text
from guanxi.records.search.grams import field_tokens
from guanxi.records.search.question import asked
from guanxi.records.search.syllables import is_odd, pairs, typed_pairs
from guanxi.records.search.texts import of_field

NAME = Text("name", reading="company")
SIGNS = "海广富公司西安女绿欧阳昂儿额恩嗯恒润机械有限责任上重庆长"


@pytest.mark.parametrize(
    ("letters", "cuts"),
    [
        ("ouyangwen", {("ou1yang",)}),
        ("xianjiaot", {("xian1jiao",), ("xi1an", "an1jiao")}),
        ("gongsi", set()),
        ("acmetrading", set()),
    ],
)
def test_letters_are_cut_as_they_may_be_read(letters: str, cuts: set[tuple[str, ...]]) -> None:
    assert cuts <= set(typed_pairs(letters))
    assert bool(cuts) == bool(typed_pairs(letters))


def test_common_pairs_are_asked_for_only_where_there_is_no_other() -> None:
    assert ("shang1hai", "hai1you") in typed_pairs("shanghaiyouxiangongsi")
    assert ("you1xian", "xian1gong") in typed_pairs("youxiangongsi")


def test_pairs_that_lead_to_a_usual_end_are_asked_for_only_where_two_others_are_not_left() -> None:
    assert ("hai1guang", "guang1fu") in typed_pairs("haiguangfugongsi")
    assert ("hai1fu", "fu1gong") in typed_pairs("haifugongsi")


def test_a_reading_says_that_a_part_of_it_is_no_syllable() -> None:
    assert pairs(["hai", "guang"]) == ["hai1guang"]
    assert pairs(["hai", "kfc", "guang", "50000"]) == []
    assert is_odd(["hai", "kfc", "guang"]) and not is_odd(["hai", "guang", "50000"])
    assert "xi" in known_syllables()
    assert not {"n", "m", "hm"} & known_syllables()


def test_every_name_that_is_met_has_all_tokens_of_one_way() -> None:
    chance, tried = Random(5), 0
    for _try in range(300):
        name = "".join(
            chance.choices(SIGNS + ("K9" if chance.random() < 0.3 else ""), k=chance.randint(2, 8))
        )
        forms = of_field(NAME, name)
        kept = set(field_tokens("1", tuple(forms)))
        for reading in forms[1:]:
            words = reading.split()
            joined = "".join(words[chance.randint(0, len(words) - 1) :])
            for end in range(2, len(joined) + 1):
                (term,) = asked(joined[:end]).terms or (None,)
                if term is None or term.digits or not term.met([list(forms)]) or not term.ways():
                    continue
                ways = [{f"1{gram.kind}{gram.signs}" for gram in grams} for _phone, grams in term.ways()]
                assert any(way <= kept for way in ways), (name, joined[:end], ways)
                tried += 1
    assert tried > 1000
