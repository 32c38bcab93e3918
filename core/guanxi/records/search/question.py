"""What somebody typed, as terms that a record must all meet: what each asks of the grams, and whether a record meets it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from json.encoder import encode_basestring

from guanxi.data.chinese.pinyin import fold_query
from guanxi.data.database import is_sqlite
from guanxi.records.search.folding import fold, runs
from guanxi.records.search.grams import (
    DIGITS,
    FIGURES,
    INITIALS,
    LATIN,
    ODD,
    PAIR,
    PINYIN,
    START,
    TEXT,
    pieces,
)
from guanxi.records.search.syllables import typed_pairs
from guanxi.records.search.texts import Texts

LONGEST, MOST_TERMS = 100, 8
_NUMBER = re.compile(r"[+\d().\-/#*]*\d[+\d().\-/#*]*|转|ext\.?")
EVERYWHERE = frozenset(
    "公司 有限 限公 责任 任公 股份 份有 集团 gon ong ngs gsi you oux uxi xia ian ang eng ing uan iao".split()
)
_LETTERS = re.compile(r"(?=.*[a-z])[a-z0-9]{2,}")


@dataclass(frozen=True, slots=True)
class Gram:
    """A token without its field: its class and its signs; `open` where more may follow them."""

    kind: str
    signs: str
    open: bool = False


Grams = tuple[Gram, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """A part that must stand in a text as it is, or in its pinyin or initials."""

    folded: str
    letters: tuple[str, ...] = ()

    def met(self, texts: Iterable[Sequence[str]]) -> bool:
        """Tell whether one of the fields holds it."""
        return any(
            self.folded in folded
            or any(_read(letters, reading) for letters in self.letters for reading in readings)
            for folded, *readings in texts
            if folded
        )

    def may_stand(self, kept: str) -> bool:
        """Tell whether texts as they are kept (`packed`) may hold it; only such need to be taken apart."""
        if encode_basestring(self.folded)[1:-1] in kept:
            return True
        if not self.letters:
            return False
        joined = kept.replace(" ", "")
        for letters in self.letters:  # noqa: SIM110 - as above
            if letters in joined or _initials(letters)(kept):
                return True
        return False

    def ways(self) -> list[Grams]:
        """What the grams of one text that holds it have: one of these; none where it is too short to be looked for."""
        found = [text_grams(self.folded)]
        for letters in self.letters:
            found += [*_pinyin_ways(letters), covering(INITIALS, letters, LATIN)]
        return [way for way in found if way]


@dataclass(frozen=True, slots=True)
class Term:
    """Words that must all be there; a number may also be the digits of a phone, or stand in a text without its blanks."""

    words: tuple[Word, ...]
    digits: tuple[str, ...] = ()

    def met(self, texts: Sequence[Sequence[str]]) -> bool:
        """Tell whether the texts of a record meet the term."""
        for digits in self.digits:
            for folded, *forms in texts:
                if digits in folded if folded else any(digits in form for form in forms):
                    return True
        return bool(self.words) and all(word.met(texts) for word in self.words)

    def may_stand(self, kept: str) -> bool:
        """Tell whether texts as they are kept may meet the term."""
        for digits in self.digits:
            if digits in kept:
                return True
        for word in self.words:
            if not word.may_stand(kept):
                return False
        return bool(self.words)

    def ways(self) -> list[tuple[bool, Grams]]:
        """What the grams of one field have (True: of a phone number) in every record that meets the term: one of these.

        None where some record may meet it by words too short to be looked for.
        """
        found = [(True, covering(DIGITS, digits, FIGURES)) for digits in self.digits]
        found += [(False, text_grams(digits)) for digits in self.digits]
        longest = max(self.words, key=lambda word: len(word.folded), default=None)
        by_words = longest.ways() if longest else []
        if longest and not by_words:
            return []
        found += [(False, way) for way in by_words]
        return list(dict.fromkeys(each for each in found if each[1]))

    @property
    def told(self) -> bool:
        """Tell that the grams alone prove it: each way is one gram that is all of what was typed.

        So are one and two Chinese signs, two letters, three digits: what nearly every record may hold.
        """
        letters = {each for word in self.words for each in word.letters}
        texts = {*(word.folded for word in self.words), *self.digits}
        whole = {TEXT: texts, DIGITS: {*self.digits}, START: letters, INITIALS: letters}
        ways = ways_of(self) if len(self.words) < 2 else ()
        return bool(ways) and all(
            len(way) == 1 and way[0].signs in whole.get(way[0].kind, ()) for _phone, way in ways
        )


@dataclass(frozen=True, slots=True)
class Question:
    """What was typed (`text`), as `terms`. `short` tells that it holds nothing that can be looked for."""

    text: str
    terms: tuple[Term, ...]

    @property
    def folded(self) -> str:
        """What was typed, as texts are compared."""
        return fold(self.text)

    @property
    def short(self) -> bool:
        """Tell that there is no Chinese sign, and no two letters or digits beside each other."""
        return not any(ways_of(term) for term in self.terms)

    @property
    def told(self) -> bool:
        """Tell that a record whose entry holds the grams answers the question, so that no text need be compared."""
        return bool(self.terms) and all(term.told for term in self.terms)

    def may_stand(self, kept: str) -> bool:
        """Tell whether a record whose texts are kept like this may answer the question: a quick no to most."""
        for term in self.terms:  # noqa: SIM110 - a generator costs more than what it asks
            if not term.may_stand(kept):
                return False
        return True

    def met(self, texts: Texts, numbers: Iterable[str]) -> bool:
        """Tell whether the fields `numbers` of a record answer the question; the others do not exist for it."""
        seen = [texts[number] for number in numbers if number in texts]
        return all(term.met(seen) for term in self.terms)


def ways_of(term: Term) -> tuple[tuple[bool, Grams], ...]:
    """The ways of a term, which every kind of record asks for."""
    return _ways_of(term, is_sqlite())


@lru_cache(maxsize=256)
def _ways_of(term: Term, _on_sqlite: bool) -> tuple[tuple[bool, Grams], ...]:  # noqa: FBT001 - a part of the key
    return tuple(term.ways())


def asked(typed: str) -> Question:
    """The question in what somebody typed; longer texts are cut, so that no question costs without end."""
    text = " ".join(typed[:LONGEST].split())
    terms: list[Term] = []
    number: list[str] = []
    for part in [*text.split(), ""]:
        if part and _NUMBER.fullmatch(fold(part)):
            number.append(part)
            continue
        if number:
            terms += _number_terms(number)
            number = []
        if fold(part):
            terms.append(Term((_word(part),)))
    found = tuple(dict.fromkeys(terms))[:MOST_TERMS]
    if not any(ways_of(term) for term in found):
        found = tuple(replace(term, words=()) if term.digits else term for term in found)
    return Question(text, found)


def _read(letters: str, reading: str) -> bool:
    """Tell whether letters are initials of a reading, or its pinyin from the beginning of a syllable on."""
    syllables = reading.split(" ")
    if letters in "".join([syllable[0] for syllable in syllables]):
        return True
    joined, at = "".join(syllables), 0
    if letters not in joined:
        return False
    for syllable in syllables:
        if joined.startswith(letters, at):
            return True
        at += len(syllable)
    return False


@lru_cache(maxsize=256)
def _initials(letters: str) -> Callable[[str], object]:
    """Finds words beside each other that begin with these letters, and may find more."""
    return re.compile("[^ \n]* ".join(letters)).search


def _number_terms(parts: list[str]) -> list[Term]:
    digits = "".join(sign for part in parts for sign in fold(part) if sign.isascii() and sign.isdigit())
    words = tuple(dict.fromkeys(_word(part) for part in parts))
    if len(digits) < 2:
        return [Term((word,)) for word in words]
    plain = digits[2:] if fold(parts[0]).startswith("00") and len(digits) > FIGURES else digits
    return [Term(words, (plain,))]


def _word(part: str) -> Word:
    """ü may be typed as u, v or yu; what follows another syllable's n as yu may be a syllable of its own."""
    folded = fold(part)
    letters = {each for each in (folded, fold_query(part)) if _LETTERS.fullmatch(each)}
    return Word(folded, tuple(sorted(letters)))


def text_grams(folded: str) -> Grams:
    """The grams of every text that holds this."""
    found: list[Gram] = []
    for han, run in runs(folded):
        if not han:
            found += covering(TEXT, run, LATIN)
        elif len(run) == 1:
            found.append(Gram(TEXT, run))
        else:
            found += [Gram(TEXT, pair) for pair in side_by_side(run, 2)]
    return tuple(dict.fromkeys(found))


def _pinyin_ways(letters: str) -> list[Grams]:
    """Pairs of syllables for each way to cut the letters, and pieces of readings that have other parts; else pieces alone."""
    cuts = typed_pairs(letters)
    if not cuts:
        return [_pinyin_grams(letters)]
    end = (Gram(PINYIN, letters[-LATIN:]),)
    found = [
        tuple(Gram(PAIR, pair) for pair in cut) if len(cut) > 1 else (Gram(PAIR, cut[0]), *end)
        for cut in cuts
    ]
    side = side_by_side(letters, LATIN)
    if is_sqlite():
        return [*found, tuple(Gram(ODD, piece) for piece in side)]
    return [*found, (Gram(ODD, ""), *(Gram(PINYIN, piece) for piece in side))]


def _pinyin_grams(letters: str) -> Grams:
    return (Gram(START, letters[:2]), *(Gram(PINYIN, gram) for gram in side_by_side(letters, LATIN)))


def covering(kind: str, run: str, size: int) -> Grams:
    """The grams of a run; a shorter one is a gram itself, or the beginning of one among digits; a single sign is none."""
    if len(run) >= size:
        return tuple(Gram(kind, gram) for gram in side_by_side(run, size))
    if kind == DIGITS:
        return (Gram(kind, run, open=True),) if len(run) == size - 1 else ()
    return (Gram(kind, run),) if len(run) == size - 1 else ()


def side_by_side(run: str, size: int) -> list[str]:
    """Pieces that cover a run, side by side, the last one at its end: what stands between them the texts tell.

    Where others are left, of letters two, those that half of all firms hold are not asked for: they only cost.
    """
    found = pieces(run, size)
    beside = dict.fromkeys([*found[::size], *found[-1:]])
    rare = [piece for piece in beside if piece not in EVERYWHERE]
    return rare if len(rare) > (0 if size == 2 else 1) else list(beside)
