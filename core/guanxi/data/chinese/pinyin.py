"""Pinyin of names: toneless readings, initials and sort keys, from tables made of pypinyin's, with family and
place names above them.

A text is cut as pypinyin cuts it (longest phrase from the left, else sign by sign) and ü is written v. Of a
person the family name is read by the table of family names (单 shan); of a firm place names come first (重庆
chong). The tables are loaded at first use (about 60 ms, 10 MB), so that processes which only read need not
have them.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from guanxi.data.chinese.names import HAN, split_name
from guanxi.data.chinese.surnames import READINGS
from guanxi.data.chinese.width import fold_width
from guanxi.data.foreseen import foreseen

Kind = Literal["", "person", "company", "sentence"]

SORT_PRIMARY, SORT_TEXT = 120, 60
PLACES = {
    "重庆": "chong2 qing4",
    "厦门": "xia4 men2",
    "蚌埠": "beng4 bu4",
    "六安": "lu4 an1",
    "番禺": "pan1 yu2",
    "东莞": "dong1 guan3",
    "亳州": "bo2 zhou1",
    "涡阳": "guo1 yang2",
    "浚县": "xun4 xian4",
    "长沙": "chang2 sha1",
    "长春": "chang2 chun1",
    "长治": "chang2 zhi4",
    "乐清": "yue4 qing1",
    "乐亭": "lao4 ting2",
    "乐山": "le4 shan1",
    "会稽": "kuai4 ji1",
    "丽水": "li2 shui3",
    "台州": "tai1 zhou1",
    "天台": "tian1 tai1",
    "大埔": "da4 bu4",
    "黄埔": "huang2 pu3",
    "铅山": "yan2 shan1",
    "莘县": "shen1 xian4",
    "莘庄": "xin1 zhuang1",
    "单县": "shan4 xian4",
    "解州": "xie4 zhou1",
    "洪洞": "hong2 tong2",
    "枞阳": "zong1 yang2",
    "歙县": "she4 xian4",
    "井陉": "jing3 xing2",
    "朝阳": "chao2 yang2",
    "尉氏": "wei4 shi4",
    "柏林": "bo2 lin2",
    "儋州": "dan1 zhou1",
    "盱眙": "xu1 yi2",
    "邗江": "han2 jiang1",
    "睢宁": "sui1 ning2",
    "栖霞": "qi1 xia2",
    "栖云": "qi1 yun2",
    "中牟": "zhong1 mu4",
    "闽侯": "min3 hou4",
    "綦江": "qi2 jiang1",
    "都匀": "du1 yun2",
    "大城": "dai4 cheng2",
    "蔚县": "yu4 xian4",
    "阿坝": "a1 ba4",
    "宕昌": "tan4 chang1",
    "长汀": "chang2 ting1",
}
_TOKEN = re.compile(f"(?P<han>[{HAN}]+)|(?P<word>[^\\W_]+)", re.UNICODE)
_PLACE = re.compile("|".join(PLACES))
_VOWELS = frozenset("aeiouv")
_U_QUERY = re.compile("(?<=[ln])(?:ü|u:|yu)")


def syllables(text: str, kind: Kind = "") -> list[str]:
    """The readings with tones of a text's Chinese signs, and its Latin words folded to lower case, in order.

    >>> syllables("单玉兰", "person"), syllables("重庆ABC", "company")
    (['shan4', 'yu4', 'lan2'], ['chong2', 'qing4', 'abc'])
    """
    return list(_syllables(text, kind))


@lru_cache(maxsize=4096)
def _syllables(text: str, kind: Kind) -> tuple[str, ...]:
    """The same, kept for a while: a name is read once for sorting and once for the search."""
    if kind == "person":
        family = split_name(text).family
        if family and family in READINGS and text.startswith(family):
            return (*READINGS[family].split(" "), *_syllables(text[len(family) :], ""))
    if kind == "person" or (kind == "company" and not _PLACE.search(text)):
        return _syllables(text, "")
    found: list[str] = []
    for token in _TOKEN.finditer(text if text.isascii() else fold_width(text)):
        if token.lastgroup == "han":
            _read(token.group(), found, PLACES if kind == "company" else {})
        else:
            found.append(fold_latin(token.group()))
    return tuple([reading for reading in found if reading])


def toneless(text: str, kind: Kind = "") -> str:
    """The toneless pinyin with a blank between syllables: ``shan yu lan``."""
    return " ".join([_bare(s) for s in syllables(text, kind)])


def readings(text: str, kind: Kind = "") -> list[str]:
    """The toneless pinyin as a name of this kind, and plainly where that differs.

    >>> readings("单玉兰", "person"), readings("海广")
    (['shan yu lan', 'dan yu lan'], ['hai guang'])
    """
    named, plain = _syllables(text, kind), _syllables(text, "")
    both = [named] if named is plain else [named, plain]  # what differs in nothing is kept once
    return list(dict.fromkeys([" ".join([_bare(each) for each in read]) for read in both]))


@lru_cache(maxsize=1)
def known_syllables() -> frozenset[str]:
    """Every toneless syllable with a vowel that a Chinese sign may be read as; ü is written v."""
    found = {_bare(part) for reading in _signs().values() for part in reading.split(" ")}
    return frozenset(each for each in found if not _VOWELS.isdisjoint(each))


def initials(text: str, kind: Kind = "") -> str:
    """The first letters: ``syl``."""
    return "".join([s[0] for s in syllables(text, kind)])


def search_readings(text: str, kind: Kind = "") -> set[str]:
    """What a search may type for a text: joined pinyin and initials, in the reading of names and in the plain
    one.
    """
    both = {tuple(_bare(s) for s in syllables(text, k)) for k in ("", kind)}
    return {"".join(found) for found in both} | {"".join(s[0] for s in found) for found in both}


def fold_query(text: str) -> str:
    """A typed query in the form of the readings: lower case, and lü, lyu, nü, nyu as lv, nv."""
    return _U_QUERY.sub("v", unicodedata.normalize("NFC", fold_width(text)).lower())


def latin_name(name: str) -> str:
    """A Chinese name in Latin letters, family + given, capital first letters; other names stay: ``Shan
    Yulan``.
    """
    split = split_name(name)
    if not split.family or not re.search(f"[{HAN}]", name):
        return name
    read = [_bare(s) for s in syllables(name, "person")]
    cut = len(split.family)
    return f"{''.join(read[:cut]).capitalize()} {''.join(read[cut:]).capitalize()}".strip()


def sort_key(text: str, kind: Kind = "") -> str:
    """A text that sorts by code points as names should: toneless pinyin and Latin letters in one order A–Z,
    then tone, then sign.

    >>> sorted(["欧阳文", "安宁", "Alice", "艾明"], key=sort_key)
    ['艾明', 'Alice', '安宁', '欧阳文']
    """
    return foreseen().sort_keys.get((text, kind)) or _sort_key(text, kind)


@lru_cache(maxsize=8192)
def _sort_key(text: str, kind: Kind) -> str:
    """The same, made now; kept for a while."""
    read = syllables(text, kind)
    primary = " ".join([_bare(s) for s in read])[:SORT_PRIMARY]
    tones = "".join([s[-1] for s in read if s[-1] in "12345"])[:40]
    return f"{primary}  {tones} {text[:SORT_TEXT]}"


def fold_latin(word: str) -> str:
    """A word without accents in lower case: ``Müller`` → ``muller``."""
    if word.isascii():
        return word.lower()
    parts = unicodedata.normalize("NFKD", word)
    return "".join([sign for sign in parts if not unicodedata.combining(sign)]).casefold()


@lru_cache(maxsize=8192)
def _bare(syllable: str) -> str:
    return syllable[:-1] if syllable[-1] in "12345" and len(syllable) > 1 and syllable[0] > "9" else syllable


def _read(run: str, found: list[str], places: dict[str, str]) -> None:
    """Append the readings of a run of Chinese signs: places, then the longest phrase, then sign by sign."""
    signs = _signs()
    readings, longest = _phrases()
    at, end = 0, len(run)
    while at < end:
        pair = run[at : at + 2]
        if pair in places:
            found += places[pair].split(" ")
            at += 2
            continue
        for length in range(longest.get(pair, 1), 1, -1):
            phrase = run[at : at + length]
            if phrase in readings:
                found += readings[phrase] or [signs.get(sign, sign) for sign in phrase]
                at += len(phrase)
                break
        else:
            found.append(signs.get(run[at], run[at]))
            at += 1


@lru_cache(maxsize=1)
def _signs() -> dict[str, str]:
    """The first reading of every sign."""
    lines = (files(__package__) / "tables" / "pinyin_signs.txt").read_text("utf-8").splitlines()
    return {
        sign: reading for reading, _blank, signs in (line.partition(" ") for line in lines) for sign in signs
    }


@lru_cache(maxsize=1)
def _phrases() -> tuple[dict[str, list[str]], dict[str, int]]:
    """Readings by phrase (empty: sign by sign is right), and the longest phrase by its first two signs."""
    unlike, _line, others = (
        (files(__package__) / "tables" / "pinyin_phrases.txt").read_text("utf-8").partition("\n-\n")
    )
    as_signs: list[str] = []
    readings: dict[str, list[str]] = dict.fromkeys(others.splitlines(), as_signs)
    readings.update(
        {
            phrase: read.split(" ")
            for phrase, _b, read in (line.partition(" ") for line in unlike.splitlines())
        }
    )
    return readings, _longest(readings)


def _longest(readings: dict[str, list[str]]) -> dict[str, int]:
    longest: dict[str, int] = {}
    for phrase in readings:
        if len(phrase) > longest.get(phrase[:2], 1):
            longest[phrase[:2]] = len(phrase)
    return longest
