"""Reasons of changes that Guanxi itself gave, read in the language of the reader, whichever language they were written in."""

from __future__ import annotations

import re
from functools import lru_cache

from guanxi.data.messages import LANGUAGES, Message, use_language
from guanxi.people.handovers.job import REASONS as OF_HAND_OVERS
from guanxi.resources.imports.run import IMPORT_OF
from guanxi.work.runs.taking_back import TAKEN_BACK

OWN: tuple[Message, ...] = (IMPORT_OF, TAKEN_BACK, *OF_HAND_OVERS)
_PLACE = re.compile(r"\\\{(\w+)\\\}")


def told(reason: str | None) -> str:
    """The reason for the reader: one of our own sentences in the language in force, what a person wrote as it is."""
    for message, pattern in _patterns():
        if reason and (found := pattern.fullmatch(reason)):
            return str(message.format(**found.groupdict()))
    return reason or ""


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[Message, re.Pattern[str]], ...]:
    """Each sentence with how it reads in each language."""
    found = []
    for code in LANGUAGES:
        with use_language(code):
            for message in OWN:
                places = _PLACE.sub(r"(?P<\1>.+)", re.escape(str(message)))
                found.append((message, re.compile(places, re.DOTALL)))
    return tuple(found)
