"""Grams: the tokens under which a record is found, each with the number of its field, so that a field that somebody may
not see takes no part in his questions.

``12t张伟`` is a pair of signs in the text of field 12, ``12qzh`` a syllable's beginning, ``12pang`` three letters of the joined
pinyin, ``12izw`` two initials, ``12d0013`` four digits of a phone number; ``o7`` and ``m3`` are owner and team of the record.
"""

from __future__ import annotations

from collections.abc import Iterator

from guanxi.records.search.folding import runs
from guanxi.records.search.texts import Texts

SCHEME = 1
"""Rises when the same texts would give other grams; everything is then indexed anew."""
TEXT, PINYIN, START, INITIALS, DIGITS = "t", "p", "q", "i", "d"
OWNER, TEAM = "o", "m"
LATIN, FIGURES = 3, 4


def tokens(texts: Texts, owner: int | None, team: int | None) -> list[str]:
    """Every token of a record, each once, the same for the same arguments."""
    found: dict[str, None] = {}
    if owner is not None:
        found[f"{OWNER}{owner}"] = None
    if team is not None:
        found[f"{TEAM}{team}"] = None
    for number, (folded, *others) in texts.items():
        head = number + TEXT
        for gram in text_grams(folded):
            found[head + gram] = None
        for other in others:
            for token in reading_tokens(number, other) if folded else digit_tokens(number, other):
                found[token] = None
    return list(found)


def text_grams(folded: str) -> Iterator[str]:
    """Signs and pairs of Chinese; two and three letters of words."""
    for han, run in runs(folded):
        if han:
            yield from run
            yield from pieces(run, 2)
        else:
            yield from pieces(run, 2)
            yield from pieces(run, LATIN)


def reading_tokens(number: str, reading: str) -> Iterator[str]:
    """The tokens of one reading, given as syllables with blanks between."""
    syllables = reading.split(" ")
    joined, at = "".join(syllables), 0
    for syllable in syllables:
        yield f"{number}{START}{joined[at : at + 2]}"
        at += len(syllable)
    for gram in pieces(joined, LATIN):
        yield f"{number}{PINYIN}{gram}"
    first = "".join([syllable[0] for syllable in syllables])
    for size in (2, 3):
        for gram in pieces(first, size):
            yield f"{number}{INITIALS}{gram}"


def digit_tokens(number: str, digits: str) -> Iterator[str]:
    """Four digits each, and the last three, by which three digits are found anywhere."""
    for gram in pieces(digits, FIGURES):
        yield f"{number}{DIGITS}{gram}"
    yield f"{number}{DIGITS}{digits[-3:]}"


def pieces(text: str, size: int) -> list[str]:
    """Every piece of `size` signs."""
    return [text[at : at + size] for at in range(len(text) - size + 1)]
