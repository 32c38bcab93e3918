"""One of some values, or several of them; each value is a code with a label."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, ClassVar, Self

from guanxi.data.chinese.width import fold_code
from guanxi.data.fields.field import CHOSEN, Field, Invalid, described, wrong_type
from guanxi.data.formats import PLAIN, Format
from guanxi.data.messages import LANGUAGES, Message, listed_later, translator, use_language

_ = translator("guanxi")

MAX_CODE = 60
MAX_LABEL = 200
MAX_RAW = 4000
SEPARATORS = str.maketrans(dict.fromkeys("，、；;|\n", ","))
Choiceable = Mapping[str, Message | str] | Iterable[tuple[str, Message | str]]


@dataclass(frozen=True, eq=False)
class Choice(Field):
    """A code of `choices` (code → label, in the order shown). Forms and files may give the label in any
    language instead.

    `unset` is the code that stands where nothing is chosen: the field is never empty. With `adjustable`, administrators
    add, rename, order and retire the choices: it names their list (``"contacts.source"``), which fields of one name
    share; `choices` is the list to begin with, and its codes stay, for code to rely on.

    `by` names another Choice of the record, and other labels for some of its codes: a mail is sent, a call goes out. Wherever
    that code is known, `worded_for` has the words; all of them are read.

    What is `retired` is shown and found on records that have it, and no longer offered. A code that was taken away is
    still shown, by its code.
    """

    choices: Choiceable = ()
    unset: str = ""
    adjustable: str = ""
    by: tuple[str, Mapping[str, Mapping[str, Message | str]]] | None = None
    retired: frozenset[str] = frozenset()
    _declared: tuple[tuple[str, Message | str], ...] = field(default=(), repr=False)
    _worded: dict[str, Self] = field(default_factory=dict, init=False, repr=False)
    _labels: dict[str, dict[str, str]] = field(default_factory=dict, init=False, repr=False)
    _codes: dict[str, str] = field(default_factory=dict, init=False, repr=False)
    _exact: frozenset[str] = field(default=frozenset(), init=False, repr=False)

    editor: ClassVar[str] = "choice"
    operators: ClassVar[tuple[str, ...]] = CHOSEN

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.unset:
            object.__setattr__(self, "required", True)
            object.__setattr__(self, "default", self.unset)
        pairs = self.choices.items() if isinstance(self.choices, Mapping) else self.choices
        object.__setattr__(self, "choices", tuple((str(code), label) for code, label in pairs))
        codes = [code for code, _label in self.pairs]
        object.__setattr__(self, "_exact", frozenset(codes))
        if bad := [code for code in codes if not code or len(code) > MAX_CODE or codes.count(code) > 1]:
            raise ValueError(
                f"{self.name}: {', '.join(bad)} is no usable choice: at most {MAX_CODE} characters, each once"
            )
        if self.unset and self.unset not in self._exact:
            raise ValueError(
                f"{self.name}: what stands unless something is chosen, {self.unset!r}, is no choice"
            )

    @property
    def pairs(self) -> tuple[tuple[str, Message | str], ...]:
        """Codes with their labels, in the order shown."""
        return self.choices  # type: ignore[return-value]

    @property
    def worded_by(self) -> str:
        return self.by[0] if self.by else ""

    def worded_for(self, code: Any) -> Self:
        """The same field in the words for this code of the field that `by` names."""
        words = self.by[1].get(code) if self.by and isinstance(code, str) else None
        if not words:
            return self
        found = self._worded.get(str(code))
        if found is None:
            labels = [(each, words.get(each, label)) for each, label in self.pairs]
            found = self._worded[str(code)] = replace(self, choices=labels, _declared=self.declared)
        return found

    @property
    def current(self) -> tuple[tuple[str, Message | str], ...]:
        """Codes with their labels that may still be chosen."""
        return tuple(pair for pair in self.pairs if pair[0] not in self.retired)

    @property
    def declared(self) -> tuple[tuple[str, Message | str], ...]:
        """Codes with their labels as the author wrote them."""
        return self._declared or self.pairs

    def with_choices(self, choices: Choiceable) -> Self:
        """The same field with other choices, as settings want them."""
        return replace(self, choices=choices)

    def adjusted(self, choices: Choiceable, retired: Iterable[str]) -> Self:
        """The same field with its choices as administrators adjusted them; those `retired` are no longer offered.

        A default that is retired is proposed no more.
        """
        gone = frozenset(retired)
        default = None if isinstance(self.default, str) and self.default in gone else self.default
        return replace(self, choices=choices, retired=gone, default=default, _declared=self.declared)

    def offered(self, fmt: Format, held: Any = None) -> dict[str, str]:
        """Label by code of what may be chosen, in the reader's language, and of what the record holds already."""
        kept = codes_in(held)
        return {c: label for c, label in self.labels(fmt).items() if c not in self.retired or c in kept}

    def refused(self, value: Any, held: Any = None) -> Message | None:
        """Why a checked value may not be written to a record that holds `held`: what is retired is not chosen anew."""
        if not self.retired or not (gone := self.retired & codes_in(value) - codes_in(held)):
            return None
        labels = listed_later([label for code, label in self.pairs if code in gone])
        return _(
            "{value} is no longer to be chosen; possible are: {labels}", value=labels, labels=self._offer()
        )

    def parse(self, raw: Any, fmt: Format = PLAIN) -> Any:
        return super().parse(raw, fmt) or self.unset or None

    def labels(self, fmt: Format) -> dict[str, str]:
        """Label by code in the reader's language."""
        found = self._labels.get(fmt.language)
        if found is None:
            found = self._labels[fmt.language] = {
                code: _text(label, fmt.language) for code, label in self.pairs
            }
        return found

    def read(self, text: str, fmt: Format) -> Any:
        return self.code(text)

    def code(self, text: str) -> str | None:
        """The code that a text names by code or label; None if it is blank. Raises Invalid."""
        word = fold_code(text).casefold() if len(text) <= MAX_LABEL else "…"
        if not word:
            return None
        if text in self._exact:
            return text
        if code := self._by_word().get(word):
            return code
        raise Invalid(
            _(
                "{value} is not to be chosen here; possible are: {labels}",
                value=_short(text),
                labels=self._offer(),
            )
        )

    def _by_word(self) -> dict[str, str]:
        if not self._codes:
            labels = [(_text(label, language), code) for code, label in self.pairs for language in LANGUAGES]
            for each in self.by[1].values() if self.by else ():
                labels += [
                    (_text(label, language), code) for code, label in each.items() for language in LANGUAGES
                ]
            words = labels + [(code, code) for code, _label in self.pairs]
            self._codes.update({fold_code(word).casefold(): code for word, code in words})
        return self._codes

    def _offer(self) -> Message:
        shown = [label for _code, label in self.current[:13]]
        return listed_later([*shown[:12], "…"] if len(shown) > 12 else shown)

    def show(self, raw: Any, fmt: Format) -> str:
        return "" if raw is None else self.labels(fmt).get(raw, raw)

    def schema(self) -> dict[str, Any]:
        return described(self, {"type": "string", "enum": [code for code, _label in self.current]})


@dataclass(frozen=True, eq=False)
class Choices(Choice):
    """Several codes in the order of `choices`, each once; the column is TEXT holding a JSON list without
    blanks.
    """

    editor: ClassVar[str] = "choices"
    operators: ClassVar[tuple[str, ...]] = ("has", "empty")

    def read(self, text: str, fmt: Format) -> tuple[str, ...] | None:
        if len(text) > MAX_RAW:
            raise Invalid(_("This is too long; choose from: {labels}", labels=self._offer()))
        whole = text if text in self._exact else self._by_word().get(fold_code(text).casefold())
        return self._ordered([whole] if whole else text.translate(SEPARATORS).split(","))

    def accept(self, raw: Any, fmt: Format) -> tuple[str, ...] | None:
        if not isinstance(raw, list | tuple | set | frozenset):
            raise wrong_type(raw, _("a list of texts"))
        if len(raw) > 10 * len(self.pairs) + 10:
            raise Invalid(_("This is too long; choose from: {labels}", labels=self._offer()))
        for item in raw:
            if not isinstance(item, str):
                raise wrong_type(item, _("a text"))
        return self._ordered(raw)

    def _ordered(self, words: Iterable[str]) -> tuple[str, ...] | None:
        found = {self.code(word) for word in words}
        return tuple(code for code, _label in self.pairs if code in found) or None

    def to_row(self, value: Any) -> tuple[Any, ...]:
        return (json.dumps(value, ensure_ascii=False, separators=(",", ":")) if value else None,)

    def from_row(self, row: tuple[Any, ...]) -> Any:
        return _decoded(row[0])

    def show(self, raw: Any, fmt: Format) -> str:
        labels = self.labels(fmt)
        separator = "、" if fmt.language == "zh" else ", "
        return separator.join([labels.get(code, code) for code in _decoded(raw) or ()])

    def input_text(self, value: Any, fmt: Format = PLAIN) -> str:
        return ", ".join(value or ())

    def to_json(self, value: Any) -> Any:
        return list(value or ())

    def schema(self) -> dict[str, Any]:
        item = {"type": "string", "enum": [code for code, _label in self.current]}
        return described(self, {"type": "array", "items": item, "uniqueItems": True})


def codes_in(value: Any) -> frozenset[str]:
    """The codes of a value of a Choice (one or none) or of Choices (several)."""
    return frozenset((value,) if isinstance(value, str) else value or ())


def _text(label: Message | str, language: str) -> str:
    with use_language(language):
        return str(label)


def _decoded(raw: Any) -> tuple[str, ...] | None:
    return (_from_json(raw) if isinstance(raw, str) else tuple(raw)) if raw else None


@lru_cache(maxsize=4096)
def _from_json(raw: str) -> tuple[str, ...]:
    return tuple(json.loads(raw))


def _short(text: str) -> str:
    return text if len(text) <= 30 else text[:30] + "…"
