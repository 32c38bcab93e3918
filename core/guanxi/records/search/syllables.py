"""Pinyin by pairs of syllables, of which a million names share each with few, where pieces of letters stand in many.

A reading tells its syllables. What somebody typed has no blanks: it is cut in every way in which it may be read, and the last
syllable may only be begun.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, pairwise

from guanxi.data.chinese.pinyin import known_syllables

BETWEEN = "1"
MOST_CUTS = 16
COMMON = frozenset(
    BETWEEN.join(pair.split())
    for pair in ("you xian", "xian gong", "gong si", "ze ren", "ren gong", "gu fen", "fen you", "ji tuan")
)
"""Pairs that half of all firms have: they are asked for only where there is no other."""
BEGIN = frozenset(("you", "gong", "ze", "gu", "ji"))
"""What such ends of names begin with: pairs that lead to it many names have, so where two others are left these tell enough."""


def pairs(syllables: list[str]) -> list[str]:
    """The pairs of a reading."""
    known = known_syllables()
    return [f"{one}{BETWEEN}{two}" for one, two in pairwise(syllables) if one in known and two in known]


def is_odd(syllables: list[str]) -> bool:
    """Tell whether letters of a reading are no syllable, so that what is typed of them is cut otherwise.

    Figures and signs without a reading are not typed in letters: what is typed ends before them.
    """
    return any("a" <= part[0] <= "z" for part in set(syllables) - known_syllables())


@lru_cache(maxsize=1024)
def typed_pairs(letters: str) -> tuple[tuple[str, ...], ...]:
    """For each way to cut the letters the pairs of its whole syllables; empty where pairs cannot tell, or cuts are too many."""
    found = []
    for cut in typed_cuts(letters):
        whole = [f"{one}{BETWEEN}{two}" for one, two in pairwise(cut[:-1])]
        rare = tuple(pair for pair in whole if pair not in COMMON)
        rarest = tuple(pair for pair in rare if pair.partition(BETWEEN)[2] not in BEGIN)
        found.append(rarest if len(rarest) > 1 else rare or tuple(whole))
    return tuple(dict.fromkeys(found)) if all(found) else ()


@lru_cache(maxsize=1024)
def typed_cuts(letters: str) -> tuple[tuple[str, ...], ...]:
    """The ways in which the letters may be read as syllables, the last of which may only be begun; none where they are too many."""
    found = tuple(tuple(cut) for cut in islice(_cuts(letters, 0), MOST_CUTS + 1))
    return found if len(found) <= MOST_CUTS else ()


def _cuts(letters: str, start: int) -> Iterator[list[str]]:
    """The ways to read the letters from `start` on: whole syllables, and one that may be begun only."""
    if letters[start:] in _begun():
        yield [letters[start:]]
    for end in range(start + 1, min(start + _longest(), len(letters) - 1) + 1):
        if letters[start:end] in known_syllables():
            for rest in _cuts(letters, end):
                yield [letters[start:end], *rest]


@lru_cache(maxsize=1)
def _begun() -> frozenset[str]:
    return frozenset(each[:end] for each in known_syllables() for end in range(1, len(each) + 1))


@lru_cache(maxsize=1)
def _longest() -> int:
    return max(map(len, known_syllables()))
