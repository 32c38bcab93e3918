"""The quick look at texts as they are kept says no to nothing that answers a question, exactly or with one wrong sign."""

from __future__ import annotations

from random import Random

from guanxi.data.fields import Phone, Text
from guanxi.records.search.near import near
from guanxi.records.search.question import asked
from guanxi.records.search.storage import packed
from guanxi.records.search.texts import Texts, of_field

SIGNS = '海广富公司西安女绿欧阳 AKxian"\\&#1380,.-İß'
NAME, PHONE = Text("name"), Phone("phone")


def texts(chance: Random) -> Texts:
    """A record's name of odd signs, and its number."""
    name = "".join(chance.choices(SIGNS, k=chance.randint(2, 12)))
    number = f"138{chance.randint(0, 99_999_999):08}"
    return {"1": list(of_field(NAME, name)), "2": list(of_field(PHONE, number))}


def questions(chance: Random, found: Texts) -> list[str]:
    """Parts of what is kept, of its pinyin, initials and digits, some with a wrong sign."""
    forms = [form for kept in found.values() for form in kept if form]
    form = chance.choice(forms)
    letters = "".join(word[0] for word in form.split())
    parts = [form, form.replace(" ", ""), letters, f"{form} {chance.choice(forms)}"]
    cut = [part[chance.randint(0, 3) : chance.randint(2, 20)] for part in parts]
    at = chance.randint(1, 6)
    return [*cut, *(part[:at] + chance.choice("xz海") + part[at + 1 :] for part in (*parts, *cut))]


def test_nothing_that_is_met_is_passed_over() -> None:
    chance, met, passed = Random(11), 0, 0
    for _try in range(400):
        found = texts(chance)
        kept = packed(found)
        for typed in questions(chance, found):
            for question in filter(None, (asked(typed), near(asked(typed)))):
                answered = question.met(found, found)
                assert question.may_stand(kept) or not answered, (typed, found)
                assert question.may_stand(f"{{}}\n{kept}\n{{}}") or not answered
                met += answered
                passed += not answered and not question.may_stand(kept)
    assert met > 800
    assert passed > 300
