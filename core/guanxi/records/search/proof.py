"""A quick yes: what most hits hold is seen in their texts as they are kept, without taking the JSON apart.

It says yes only where the texts would; where it cannot tell, they are asked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from json.encoder import encode_basestring

from guanxi.records.search.folding import runs
from guanxi.records.search.question import Question, Term
from guanxi.records.search.syllables import typed_cuts

FIELD, FORM = '"],"', '","'
"""Where in kept texts another field begins, and another form of the same; inside a text a quote is escaped.

A text that is nothing but ``],`` or a comma looks the same, but nothing that is asked for stands behind it in its field.
"""


@dataclass(frozen=True, slots=True)
class _Sure:
    """What proves one term: a part of a text, or one of the ways to read letters as syllables."""

    text: str
    readings: tuple[str, ...]

    def __call__(self, kept: str, seen: Collection[str]) -> bool:
        for reading in self.readings:
            at = kept.find(reading)
            if at >= 0 and kept[at - 1] in '" ' and (_form(kept, at, seen) or 0) > 0:
                return True
        at = kept.find(self.text)
        return at >= 0 and _form(kept, at, seen) == 0


def proof(question: Question, seen: Collection[str]) -> Callable[[str], bool] | None:
    """A function that tells of texts as they are kept (`packed`) whether their fields `seen` surely answer the question.

    None where nothing could be told so: other words than whole runs of signs or letters, numbers, typing errors.
    """
    sure = [_sure(term) for term in question.terms]
    found = [each for each in sure if each is not None]
    if not found or len(found) < len(sure):
        return None

    first, *others = found

    def answers(kept: str) -> bool:
        if "\\" in kept or not first(kept, seen):
            return False
        for each in others:  # noqa: SIM110 - a generator costs more than what it asks
            if not each(kept, seen):
                return False
        return True

    return answers


def title_ranks(number: str, typed: str) -> Callable[[str], int]:
    """A function that ranks texts as they are kept by the title in field `number`.

    0: it is what was typed (folded); 1: it begins with it; 2: neither.
    """
    begins = f'"{number}":["{encode_basestring(typed)[1:-1]}'
    whole = f'{begins}"'
    return lambda kept: 2 if begins not in kept else 0 if whole in kept else 1


def _sure(term: Term) -> _Sure | None:
    if type(term) is not Term or term.digits or len(term.words) != 1:
        return None
    (word,) = term.words
    pieces = runs(word.folded)
    # A lone digit might stand in the number of a field.
    if len(pieces) != 1 or pieces[0][1] != word.folded or word.folded.isdigit():
        return None
    return _Sure(word.folded, tuple(" ".join(cut) for letters in word.letters for cut in typed_cuts(letters)))


def _form(kept: str, at: int, seen: Collection[str]) -> int | None:
    """In which form of its field the place `at` lies: 0 the text itself, 1 any other; None where the field is none of `seen`."""
    begin = kept.rfind(FIELD, 0, at)
    begin = begin + len(FIELD) if begin >= 0 else 2
    if kept[begin : kept.index('"', begin)] not in seen:
        return None
    return 0 if kept.find(FORM, begin, at) < 0 else 1
