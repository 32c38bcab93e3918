"""Codes of many digits as people and spreadsheets write them: brought into one form, and refused where digits are lost."""

from __future__ import annotations

import re

from guanxi.data.chinese.width import fold_code
from guanxi.data.messages import Message, translator

_ = translator("guanxi")

_DAMAGED = re.compile(r"[0-9.]+[Ee][+\-]?[0-9]+")
_BETWEEN = re.compile(r"[\s\-]+")


class BadCode(ValueError):
    """A code or number that cannot be right; `message` says why and what to do."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.text)
        self.message = message


def folded(text: str) -> str:
    """The text in half width; raises BadCode for what a spreadsheet made of a long number."""
    found = fold_code(text)
    if _DAMAGED.fullmatch(found):
        raise BadCode(
            _(
                "This number was damaged by a spreadsheet (like 1.10105E+17); format the column as "
                "text and copy it again."
            )
        )
    return found


def joined(text: str) -> str:
    """The same in capital letters without blanks and hyphens."""
    return without_gaps(folded(text))


def without_gaps(text: str) -> str:
    """A whole code or a piece of one in half width and capital letters, without blanks and hyphens."""
    return _BETWEEN.sub("", fold_code(text)).upper()
