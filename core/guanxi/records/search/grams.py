"""Grams: the tokens under which a record is found, each with the number of its field, so that a field that somebody may
not see takes no part in his questions.

``12t张伟`` is a pair of signs in the text of field 12, ``12qzh`` a syllable's beginning, ``12pang`` three letters of the joined
pinyin, ``12x`` says that a reading has letters which are no syllable (on SQLite ``12xang``, its pieces once more), ``12yzhang1wei``
two syllables, ``12izw`` two initials, ``12d0013`` four digits of a phone number; ``o7`` and ``m3`` are owner and team of the record.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from guanxi.data.database import is_sqlite
from guanxi.records.search.folding import runs
from guanxi.records.search.syllables import is_odd, pairs
from guanxi.records.search.texts import Texts

SCHEME = 4
"""Rises when the same texts would give other grams; everything is then indexed anew."""
TEXT, PINYIN, ODD, START, PAIR, INITIALS, DIGITS = "t", "p", "x", "q", "y", "i", "d"
OWNER, TEAM = "o", "m"
LATIN, FIGURES = 3, 4


def tokens(texts: Texts, owner: int | None, team: int | None) -> list[str]:
    """Every token of a record, each once, the same for the same arguments."""
    found = rule_tokens(owner, team)
    for number, forms in texts.items():
        found += field_tokens(number, forms)  # each begins with the field's number
    return found


def rule_tokens(owner: int | None, team: int | None) -> list[str]:
    """The tokens of a record's owner and team."""
    found = [] if owner is None else [f"{OWNER}{owner}"]
    return found if team is None else [*found, f"{TEAM}{team}"]


def field_tokens(number: str, forms: Sequence[str]) -> list[str]:
    """The tokens of one field's text and readings, or of a number's digits, each once."""
    return field_text(number, forms).split()


def field_text(number: str, forms: Sequence[str]) -> str:
    """The same with blanks between. A large import is made of these: what can be done for all pieces of a kind at once is."""
    folded, *others = forms
    found: dict[str, list[str]] = {TEXT: _of_text(folded)}
    for other in others:
        if folded:
            _read(other, found)
        else:
            found.setdefault(DIGITS, []).extend([*map("".join, fours(other)), other[-3:]])
    return " ".join([_headed(number + kind, some) for kind, some in found.items() if some])


def _headed(head: str, found: list[str]) -> str:
    """Each piece once behind `head`, with blanks between."""
    return head + f" {head}".join(dict.fromkeys(found))


def _of_text(folded: str) -> list[str]:
    """Signs and pairs of Chinese; two and three letters of words."""
    found: list[str] = []
    for han, run in runs(folded):
        if han:
            found += run
        found += map("".join, pairwise(run))
        if not han:
            found += map("".join, threes(run))
    return found


def _read(reading: str, found: dict[str, list[str]]) -> None:
    """Add the pieces of one reading, given as syllables with blanks between, by their kind."""
    syllables = reading.split(" ")
    joined = "".join(syllables)
    ends = accumulate(map(len, syllables), initial=0)
    found.setdefault(START, []).extend([joined[at : at + 2] for at in ends if at < len(joined)])
    letters = list(map("".join, threes(joined)))
    found.setdefault(PINYIN, []).extend(letters)
    if is_odd(syllables):
        found.setdefault(ODD, []).extend(filter(str.isalpha, letters) if is_sqlite() else [""])
    found.setdefault(PAIR, []).extend(pairs(syllables))
    first = "".join([syllable[0] for syllable in syllables])
    initials = found.setdefault(INITIALS, [])
    initials += map("".join, pairwise(first))
    initials += map("".join, threes(first))


def threes(text: str) -> Iterator[tuple[str, ...]]:
    """Every three signs that follow each other."""
    return zip(text, text[1:], text[2:], strict=False)


def fours(text: str) -> Iterator[tuple[str, ...]]:
    """Every four."""
    return zip(text, text[1:], text[2:], text[3:], strict=False)


def pieces(text: str, size: int) -> list[str]:
    """Every piece of `size` signs."""
    return [text[at : at + size] for at in range(len(text) - size + 1)]
