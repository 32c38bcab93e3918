"""Adjusting a list of choices: its labels, its order, what is retired, added and removed, as one change that can be undone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from guanxi.data.chinese.pinyin import toneless
from guanxi.data.chinese.width import fold_code
from guanxi.data.errors import Forbidden, InvalidValues, Refused
from guanxi.data.messages import LANGUAGES, Message, translator
from guanxi.people.choice_lists import (
    ADJUST,
    AdjustedChoice,
    ChoiceList,
    adjusted_choices,
    choice_lists,
    saved_choices,
    texts,
)
from guanxi.records.actor import Actor
from guanxi.records.change import Change, Done
from guanxi.records.transaction import Transaction

_ = translator("guanxi")
MOST = 200
LONGEST_CODE = 40
NEW = ""


@dataclass(frozen=True)
class Wanted:
    """A choice as it shall be: its labels by language, whether it is retired; the code of a new one is empty."""

    code: str
    labels: Mapping[str, str]
    retired: bool = False


def adjust(actor: Actor, name: str, wanted: Sequence[Wanted], **options: Any) -> Done:
    """Let the list `name` be `wanted`, in this order, as one change that can be undone.

    Declared choices that are left out stay as they are; added ones are removed, unless records have them. Raises Refused
    where there is no such list, InvalidValues by ``<language>_<code>`` for labels that are empty, or taken.
    """
    return _ADJUST(actor, name=name, wanted=tuple(wanted), **options)


class _Adjust(Change):
    """Whoever may edit the choices may adjust every list."""

    def _permit(self, actor: Actor) -> None:
        if not actor.may(ADJUST):
            raise Forbidden(ADJUST)


def _adjust(tx: Transaction, *, name: str, wanted: tuple[Wanted, ...]) -> None:
    listed = choice_lists(tx.host).get(name)
    if listed is None:
        raise Refused(_("There is no list of choices {name}.", name=name[:100]))
    if wrong := _faults(listed, wanted):
        raise InvalidValues(wrong)
    codes = {each.code for each in listed.entries}
    named = []
    for each in wanted:
        code = each.code or _code_for(each.labels, codes)
        codes.add(code)
        named.append(Wanted(code, each.labels, each.retired))
    rows = {row.code: row for row in saved_choices().get(name, ())}
    _write(tx, listed, named, rows)
    kept = {each.code for each in named} | {code for code, _label in listed.uses[0][1].declared}
    for code, row in rows.items():
        if code not in kept:
            tx.remove(row)


def _write(
    tx: Transaction, listed: ChoiceList, wanted: Sequence[Wanted], rows: Mapping[str, AdjustedChoice]
) -> None:
    """Keep of each choice what differs from its declaration."""
    declared = dict(listed.uses[0][1].declared)
    codes = [each.code for each in wanted]
    given = set(codes)
    natural = [code for code in [*declared, *rows] if code in given]
    natural += [code for code in codes if code not in declared and code not in rows]
    moved = codes != list(dict.fromkeys(natural))
    for place, each in enumerate(wanted):
        own = texts(declared[each.code]) if each.code in declared else {}
        words = {language: each.labels.get(language, "").strip() for language in LANGUAGES}
        values: dict[str, Any] = {n: word if word != own.get(n) else None for n, word in words.items()}
        values |= {"place": place if moved else None, "retired": each.retired}
        if row := rows.get(each.code):
            tx.set(row, **values)
        elif each.code not in declared or moved or each.retired or any(values[n] for n in LANGUAGES):
            tx.add(adjusted_choices, of=listed.name, code=each.code, **values)


def _faults(listed: ChoiceList, wanted: Sequence[Wanted]) -> dict[str, Message]:
    """What keeps the list from being so, by ``<language>_<code>``."""
    known = {each.code: each for each in listed.entries}
    if len(wanted) > MOST:
        raise Refused(_("A list holds at most {most} choices.", most=MOST))
    if strange := [each.code for each in wanted if each.code not in known and each.code != NEW]:
        raise Refused(_("The choice {code} is not in this list. Read the list again.", code=strange[0][:100]))
    if any(each.retired and each.code in listed.kept for each in wanted):
        raise Refused(_("What stands where nothing was chosen cannot be retired."))
    found: dict[str, Message] = {}
    taken = {_plain(each.code): place for place, each in enumerate(wanted) if each.code}
    for at, each in enumerate(wanted):
        words = {language: _plain(each.labels.get(language, "")) for language in LANGUAGES}
        if not any(words.values()) and (each.code == NEW or known[each.code].added):
            found[f"{next(iter(LANGUAGES))}_{each.code}"] = _("Give the choice a label.")
        for language, word in words.items():
            if word and taken.setdefault(word, at) != at:
                found[f"{language}_{each.code}"] = _("Another choice of this list is called so.")
    return found


def _plain(label: str) -> str:
    return fold_code(label).casefold()


def _code_for(labels: Mapping[str, str], taken: Iterable[str]) -> str:
    """A code that nobody has, made of the label: of the English one, else of the pinyin of another."""
    words = [labels.get("en", ""), *(toneless(labels.get(each, "")) for each in LANGUAGES)]
    slugs = (re.sub("[^a-z0-9]+", "_", word.lower()).strip("_")[:LONGEST_CODE] for word in words)
    stem = next((slug for slug in slugs if slug), "choice")
    known, number, code = set(taken), 1, stem
    while code in known:
        number += 1
        code = f"{stem}_{number}"
    return code


_ADJUST = _Adjust("people.choice.adjust", _adjust)
