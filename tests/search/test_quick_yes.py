"""What spares a look at the texts says yes to nothing that does not answer: grams that tell all, and texts as they are kept."""

from __future__ import annotations

from random import Random

import pytest

from guanxi.data.fields import LongText, Phone, Text
from guanxi.records.search.grams import tokens
from guanxi.records.search.near import near
from guanxi.records.search.proof import proof, title_ranks
from guanxi.records.search.question import Gram, Question, asked
from guanxi.records.search.storage import packed
from guanxi.records.search.texts import Texts, of_field

SIGNS = '海广富公司西安女绿 AKxian"\\],1380ng\n'
NAMES = ("海西安公司", "xi an", "],", ",", 'x],"', "\\", "绿 xian 12", "安西公司 1")
FIELDS = {"1": Text("name"), "12": Phone("phone"), "3": LongText("text")}


def texts(chance: Random) -> Texts:
    """A record with a name, a number and a text, each now and then of the signs by which texts are kept."""
    words = ["".join(chance.choices(SIGNS, k=chance.randint(1, 9))) for _each in range(2)]
    name, text = (chance.choice([word, chance.choice(NAMES)]) for word in words)
    values = {"1": name, "12": f"138{chance.randint(0, 99_999_999):08}", "3": text}
    return {number: list(of_field(FIELDS[number], value)) for number, value in values.items()}


def questions(chance: Random, found: Texts) -> list[Question]:
    """Parts of what is kept, of its pinyin and initials, and of other records."""
    forms = [form for kept in found.values() for form in kept if form] + ["xian", "公司", "12", "],"]
    parts = []
    for form in chance.sample(forms, 3):
        whole = chance.choice([form, form.replace(" ", ""), "".join(word[0] for word in form.split())])
        at = chance.randint(0, 4)
        parts.append(whole[at : at + chance.randint(1, 9)])
    asked_ = [asked(typed) for typed in (*parts, " ".join(parts[:2]))]
    return [each for each in asked_ if not each.short]


def test_what_is_proven_answers() -> None:
    chance, proven, met = Random(5), 0, 0
    for _try in range(1_500):
        found, other = texts(chance), texts(chance)
        for question in questions(chance, found):
            for record in (found, other):
                question = chance.choice([question, near(question) or question])
                seen = chance.choice([("1", "12", "3"), ("1", "12"), ("3",)])
                answers = proof(question, seen)
                yes = answers is not None and answers(packed(record))
                assert not yes or question.met(record, seen), (question.text, record, seen)
                proven += yes
                met += question.met(record, seen)
    assert proven > 200 and met > 1_000


def test_grams_that_tell_all_are_those_of_every_hit_and_of_no_other_record() -> None:
    chance, told = Random(6), 0
    for _try in range(1_500):
        found = texts(chance)
        held = set(tokens(found, None, None))
        for question in questions(chance, chance.choice([found, texts(chance)])):
            if question.told:
                told += 1
                stands = all(
                    any(
                        all(_holds(held, "12" if phone else number, gram) for gram in way)
                        for phone, way in term.ways()
                        for number in ("1", "3")
                    )
                    for term in question.terms
                )
                met = question.met(found, list(found))
                assert stands == met or _two_digits(question), (question.text, found)
                assert stands <= met
    assert told > 500


def _two_digits(question: Question) -> bool:
    """Two digits have grams in texts only, though they may stand in a number too."""
    return any(len(digits) == 2 for term in question.terms for digits in term.digits)


def _holds(held: set[str], number: str, gram: Gram) -> bool:
    token = f"{number}{gram.kind}{gram.signs}"
    return any(each.startswith(token) for each in held) if gram.open else token in held


@pytest.mark.parametrize("typed", ["公司", "司", "gs", "138", "龙 公司", "公司 138"])
def test_what_nearly_every_record_holds_is_told_by_grams(typed: str) -> None:
    assert asked(typed).told


@pytest.mark.parametrize(
    "typed", ["有限公司", "gongsi", "gsi", "1380", "公司,", "a 公司", "公司 有限公司", "单 a"]
)
def test_longer_words_are_not(typed: str) -> None:
    assert not asked(typed).told


def test_a_title_is_ranked_as_it_is_kept() -> None:
    for title in ("海", "海云", '海"云', "海\n云", "云海"):
        for typed in ("海", '海"', "海云", "海\\"):
            kept = packed({"1": [title, "hai"], "12": ["海"]})
            wanted = 0 if title == typed else 1 if title.startswith(typed) else 2
            assert title_ranks("1", typed)(kept) == wanted
