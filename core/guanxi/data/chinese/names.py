"""Names of persons: tidied, split into family and given name, and the salutation that is proposed.

Sources: GLOSSARY section 2 (Names, Salutation); GB/T 28039-2011 (order family, given).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from guanxi.data.chinese.surnames import COMPOUND, SINGLE

HAN = "\u2e80-\u2fdf\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
DOT = "\u00b7"
_DOTS = re.compile(
    f"(?<=[{HAN}])\\s*[\u00b7\u2022\u2027\u2219\u22c5\u30fb\uff65\u25cf\u2024.．]\\s*(?=[{HAN}])"
)
_BLANK_BETWEEN = re.compile(f"(?<=[{HAN}])\\s+(?=[{HAN}])")
_BLANKS = re.compile(r"\s+")
_ALL_HAN = re.compile(f"[{HAN}]+")
_HAS_HAN = re.compile(f"[{HAN}]")
_TITLES_EN = {"m": "Mr", "f": "Ms"}


@dataclass(frozen=True, slots=True)
class PersonalName:
    """Family and given name; `given` is the whole name where the family name cannot be told (Latin or
    minority names).
    """

    family: str
    given: str

    @property
    def display(self) -> str:
        """The name as shown: family first without blank in Chinese, Latin names in their own order."""
        if is_chinese(self.family + self.given):
            return self.family + self.given
        return f"{self.given} {self.family}".strip()


def is_chinese(name: str) -> bool:
    """Tell whether a name is written in Chinese signs only (or with the dot of minority names)."""
    return _ALL_HAN.fullmatch(name.replace(DOT, "")) is not None


def tidy_name(name: str) -> str:
    """One blank at most, none between Chinese signs, every dot of a minority name as U+00B7.

    >>> tidy_name("阿依古丽•买买提"), tidy_name("张  伟"), tidy_name("John  Smith")
    ('阿依古丽·买买提', '张伟', 'John Smith')
    """
    if name.isascii():
        return _BLANKS.sub(" ", name).strip()
    return _BLANKS.sub(" ", _BLANK_BETWEEN.sub("", _DOTS.sub(DOT, name))).strip()


def split_name(name: str) -> PersonalName:
    """Family and given name of a display name.

    >>> split_name("欧阳文"), split_name("John Smith")
    (PersonalName(family='欧阳', given='文'), PersonalName(family='Smith', given='John'))
    """
    tidy = tidy_name(name)
    if is_chinese(tidy):
        return _split_chinese(tidy)
    if _HAS_HAN.search(tidy):
        return PersonalName("", tidy)
    family, comma, given = tidy.partition(",")
    if comma and given.strip():
        return PersonalName(family.strip(), given.strip())
    given, _blank, family = tidy.rpartition(" ")
    return PersonalName(family, given) if given else PersonalName("", tidy)


def _split_chinese(name: str) -> PersonalName:
    if DOT in name or len(name) == 1:
        return PersonalName("", name)
    if name[:2] in COMPOUND and len(name) > 2:
        return PersonalName(name[:2], name[2:])
    if len(name) > 4 and name[0] not in SINGLE:
        return PersonalName("", name)
    return PersonalName(name[0], name[1:])


def salutation(name: str, position: str = "", sex: str = "", *, english: bool = False) -> str:
    """The salutation proposed for a person; `sex` is ``"m"``, ``"f"`` or empty. Staff may change it.

    >>> salutation("王建国", "副行长"), salutation("李敏", sex="f")
    ('王行长', '李女士')
    """
    split = split_name(name)
    family = split.family or tidy_name(name)
    if english:
        return _english(split, sex)
    if position and _HAS_HAN.search(position) and split.family:
        return family + position.strip().removeprefix("副").removeprefix("常务副")
    if sex in _TITLES_EN:
        return family + ("先生" if sex == "m" else "女士")
    return tidy_name(name) + "您好"


def _english(split: PersonalName, sex: str) -> str:
    from guanxi.data.chinese.pinyin import latin_name  # its tables are large, and it stands on this file

    title = _TITLES_EN.get(sex)
    if title and split.family:
        family = split.family
        return f"{title} {latin_name(split.display).partition(' ')[0] if is_chinese(family) else family}"
    return latin_name(split.display)
