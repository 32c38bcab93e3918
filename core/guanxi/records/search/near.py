"""Typing errors: a question whose words may differ by one sign from what is kept; asked only where nothing was found.

One wrong, missing, additional or swapped sign leaves one half of a word as it is, so the grams of either half say where to look.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from guanxi.records.search.folding import runs
from guanxi.records.search.grams import DIGITS, FIGURES, LATIN, PINYIN
from guanxi.records.search.question import Grams, Question, Term, Word, covering, text_grams

SHORTEST_CHINESE, SHORTEST_LATIN, SHORTEST_NUMBER = 3, 5, 8


@dataclass(frozen=True, slots=True)
class NearWord(Word):
    """A word that differs by at most one sign from a part of a text or of its pinyin."""

    def met(self, texts: Iterable[Sequence[str]]) -> bool:
        """Tell whether one of the fields holds something so like it."""
        for folded, *readings in texts:
            if folded and differs_by_one(self.folded, folded):
                return True
            joined = (reading.replace(" ", "") for reading in readings if folded)
            if self.letters and any(differs_by_one(self.folded, each) for each in joined):
                return True
        return False

    def may_stand(self, kept: str) -> bool:
        """Tell whether texts as they are kept may hold something so like it."""
        return _may_differ(self.folded, kept) or (
            bool(self.letters) and _may_differ(self.folded, kept.replace(" ", ""))
        )

    def ways(self) -> list[Grams]:
        """The grams of either half."""
        middle = len(self.folded) // 2
        halves = (self.folded[:middle], self.folded[middle:])
        found = [text_grams(half) for half in halves]
        if self.letters:
            found += [covering(PINYIN, half, LATIN) for half in halves if len(half) >= LATIN]
        return [way for way in found if way]


@dataclass(frozen=True, slots=True)
class NearNumber(Term):
    """Digits of a phone of which one is wrong, missing or too many."""

    def met(self, texts: Sequence[Sequence[str]]) -> bool:
        """Tell whether a phone number holds something so like them."""
        (digits,) = self.digits
        forms = (form for folded, *forms in texts if not folded for form in forms)
        return any(differs_by_one(digits, form) for form in forms)

    def may_stand(self, kept: str) -> bool:
        """Tell whether texts as they are kept may hold something so like them."""
        return _may_differ(self.digits[0], kept)

    def ways(self) -> list[tuple[bool, Grams]]:
        """The grams of either half."""
        (digits,) = self.digits
        middle = len(digits) // 2
        return [(True, covering(DIGITS, half, FIGURES)) for half in (digits[:middle], digits[middle:])]


def near(question: Question) -> Question | None:
    """The same question with room for an error in each long word; None where no word is long enough."""
    terms = tuple(_near(term) for term in question.terms)
    return Question(question.text, terms) if terms != question.terms else None


def differs_by_one(part: str, text: str) -> bool:
    """Tell whether some part of `text` becomes `part` by one sign changed, left out, added or swapped, or by none.

    One walk over the text with a bit for each sign of `part` (Wu and Manber, Fast text searching allowing errors, 1992; swapped
    neighbours besides): bit i of `exact` and `near` tells that the text up to here ends in the first i + 1 signs, by no and by one error.
    """
    if len(part) < 2:
        return True
    if not _may_differ(part, text):
        return False
    signs, last = _places(part), 1 << (len(part) - 1)
    exact = swapped = 0
    near = 1
    for sign in text:
        here, before = signs.get(sign, 0), exact
        began = (before << 1) | 1
        exact = began & here
        near = (near << 1 | 1) & here | before | began | exact << 1 | (swapped & here) << 1
        swapped = began & (here >> 1)
        if near & last:
            return True
    return False


def _may_differ(part: str, text: str) -> bool:
    """Tell whether enough pieces of `part` stand in the text: one error spoils at most two of them."""
    left = 2
    for piece in _cut(part):
        if piece not in text:
            if not left:
                return False
            left -= 1
    return True


@lru_cache(maxsize=256)
def _cut(part: str) -> tuple[str, ...]:
    """The part in three to five pieces beside each other, of about three signs where it is long enough."""
    number = min(5, max(3, len(part) // 3))
    ends = [len(part) * at // number for at in range(number + 1)]
    return tuple(part[start:end] for start, end in pairwise(ends))


@lru_cache(maxsize=256)
def _places(part: str) -> Mapping[str, int]:
    """For each sign the bits of the places where it stands in `part`."""
    found: dict[str, int] = {}
    for at, sign in enumerate(part):
        found[sign] = found.get(sign, 0) | 1 << at
    return found


def _near(term: Term) -> Term:
    if term.digits and len(term.digits[0]) >= SHORTEST_NUMBER:
        return NearNumber((), term.digits)
    if len(term.words) != 1 or term.digits:
        return term
    (word,) = term.words
    pieces = runs(word.folded)
    if len(pieces) != 1:
        return term
    (han, run) = pieces[0]
    long_enough = len(run) >= (SHORTEST_CHINESE if han else SHORTEST_LATIN) and run == word.folded
    return Term((NearWord(word.folded, word.letters),)) if long_enough else term
