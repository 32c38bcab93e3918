"""Grams: the tokens under which a record is found, each with the number of its field, so that a field that somebody may
not see takes no part in his questions.

``12t张伟`` is a pair of signs in the text of field 12, ``12qzh`` a syllable's beginning, ``12pang`` three letters of the joined
pinyin, ``12xang`` the same of a reading that has letters which are no syllable, ``12yzhang1wei`` two syllables, ``12izw`` two
initials, ``12d0013`` four digits of a phone number; ``o7`` and ``m3`` are owner and team of the record.
"""

from __future__ import annotations

from functools import lru_cache

from guanxi.records.search.folding import runs
from guanxi.records.search.syllables import is_odd, pairs
from guanxi.records.search.texts import Texts

SCHEME = 3
"""Rises when the same texts would give other grams; everything is then indexed anew."""
TEXT, PINYIN, ODD, START, PAIR, INITIALS, DIGITS = "t", "p", "x", "q", "y", "i", "d"
OWNER, TEAM = "o", "m"
LATIN, FIGURES = 3, 4


def tokens(texts: Texts, owner: int | None, team: int | None) -> list[str]:
    """Every token of a record, each once, the same for the same arguments."""
    found = [] if owner is None else [f"{OWNER}{owner}"]
    if team is not None:
        found.append(f"{TEAM}{team}")
    for number, forms in texts.items():
        found += field_tokens(number, tuple(forms))  # each begins with the field's number
    return found


@lru_cache(maxsize=4096)
def field_tokens(number: str, forms: tuple[str, ...]) -> list[str]:
    """The tokens of one field's text and readings, or of a number's digits; kept for a while, not to be changed."""
    folded, *others = forms
    found = text_tokens(number + TEXT, folded)
    for other in others:
        found += reading_tokens(number, other) if folded else digit_tokens(number, other)
    return list(dict.fromkeys(found))


def text_tokens(head: str, folded: str) -> list[str]:
    """Signs and pairs of Chinese; two and three letters of words."""
    found: list[str] = []
    for han, run in runs(folded):
        if han:
            found += [head + sign for sign in run]
            found += pieces(run, 2, head)
        else:
            found += pieces(run, 2, head)
            found += pieces(run, LATIN, head)
    return found


def reading_tokens(number: str, reading: str) -> list[str]:
    """The tokens of one reading, given as syllables with blanks between."""
    syllables = reading.split(" ")
    joined, at, head = "".join(syllables), 0, number + START
    found: list[str] = []
    for syllable in syllables:
        found.append(head + joined[at : at + 2])
        at += len(syllable)
    found += pieces(joined, LATIN, number + PINYIN)
    if is_odd(syllables):
        found += [number + ODD + piece for piece in pieces(joined, LATIN) if piece.isalpha()]
    found += [f"{number}{PAIR}{pair}" for pair in pairs(syllables)]
    first, head = "".join([syllable[0] for syllable in syllables]), number + INITIALS
    return found + pieces(first, 2, head) + pieces(first, 3, head)


def digit_tokens(number: str, digits: str) -> list[str]:
    """Four digits each, and the last three, by which three digits are found anywhere."""
    head = number + DIGITS
    return [*pieces(digits, FIGURES, head), head + digits[-3:]]


def pieces(text: str, size: int, head: str = "") -> list[str]:
    """Every piece of `size` signs behind `head`."""
    return [head + text[at : at + size] for at in range(len(text) - size + 1)]
