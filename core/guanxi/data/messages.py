"""Texts for people: lazy, with named places, translated by the catalogue of the plugin they belong to."""

from __future__ import annotations

import gettext
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

from markupsafe import escape

LANGUAGES = {"en": "English", "zh": "中文"}
_language: ContextVar[str] = ContextVar("language", default="en")


class Message:
    """A sentence with named places that becomes text in the language in force when it is shown."""

    __slots__ = ("domain", "params", "plural", "text")

    def __init__(
        self,
        domain: str,
        text: str,
        params: dict[str, Any] | None = None,
        plural: str | None = None,
    ):
        self.domain, self.text, self.params, self.plural = (
            domain,
            text,
            params or {},
            plural,
        )

    def format(self, **params: Any) -> Message:
        """The same sentence with its named places filled."""
        return Message(self.domain, self.text, {**self.params, **params}, self.plural)

    def __str__(self) -> str:
        found = translate(self.domain, self.text, plural=self.plural, n=self.params.get("n"))
        return found.format(**self.params) if self.params else found

    def __html__(self) -> str:
        if self.params:
            return str(escape(str(self)))
        return _escaped(self.domain, language(), self.text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and (self.domain, self.text, self.params) == (
            other.domain,
            other.text,
            other.params,
        )

    def __hash__(self) -> int:
        return hash((self.domain, self.text))

    def __repr__(self) -> str:
        return f"Message({self.text!r})"


class Written(Message):
    """A text that people wrote themselves in several languages: by language; where one is missing, another stands for it."""

    __slots__ = ("texts",)

    def __init__(self, texts: Mapping[str, str]):
        self.texts = {code: text for code, text in texts.items() if text}
        super().__init__("guanxi", next(iter(self.texts.values()), ""))

    def __str__(self) -> str:
        return self.texts.get(language(), self.text)

    def __html__(self) -> str:
        return str(escape(str(self)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Written) and self.texts == other.texts

    def __hash__(self) -> int:
        return hash(self.text)


def translator(domain: str) -> Callable[..., Message]:
    """The `_` of a package: `domain` is the importable package that holds ``translations/<language>/LC_MESSAGES/messages.po``.

    >>> _ = translator("guanxi")
    >>> str(_("Closed on {day}").format(day="5 March"))
    'Closed on 5 March'
    """

    def make(text: str, plural: str | None = None, /, **params: Any) -> Message:
        return Message(domain, text, params, plural)

    return make


def translate(domain: str, text: str, *, plural: str | None = None, n: int | None = None) -> str:
    """The text in the language in force; `plural` and `n` choose the number's form."""
    if plural is not None and n is not None:
        return _catalogue(domain, language()).ngettext(text, plural, n)
    return _translated(domain, language(), text)


def listed(words: Iterable[object]) -> str:
    """Words in a row, parted as the language in force parts them.

    >>> listed(["Name", "City"])
    'Name, City'
    """
    return str(_(", ")).join(map(str, words))


def listed_later(words: Iterable[Message | str]) -> Message:
    """Words that may hold commas themselves, parted by semicolons in the language in force when they are shown.

    >>> str(listed_later(["Farming, fishing", "Trade"]))
    'Farming, fishing; Trade'
    """
    places: dict[str, Any] = {f"w{number}": word for number, word in enumerate(words)}
    return Message("guanxi", "{s}".join(f"{{{name}}}" for name in places), {**places, "s": _("; ")})


def language() -> str:
    """The language in force: a key of LANGUAGES."""
    return _language.get()


@contextmanager
def use_language(code: str) -> Iterator[None]:
    """Show messages in the language `code` within the block."""
    token = _language.set(code if code in LANGUAGES else "en")
    try:
        yield
    finally:
        _language.reset(token)


@lru_cache(maxsize=16_384)
def _translated(domain: str, code: str, text: str) -> str:
    return _catalogue(domain, code).gettext(text)


@lru_cache(maxsize=16_384)
def _escaped(domain: str, code: str, text: str) -> str:
    return str(escape(_translated(domain, code, text)))


@lru_cache(maxsize=256)
def _catalogue(domain: str, code: str) -> gettext.NullTranslations:
    """The compiled catalogue; from the .po itself where no .mo was built."""
    for package in _folders(domain):
        folder = package / "translations" / code / "LC_MESSAGES"
        compiled, source = folder / "messages.mo", folder / "messages.po"
        if compiled.is_file():
            return gettext.GNUTranslations(BytesIO(compiled.read_bytes()))
        if source.is_file():
            return _from_po(source.read_bytes())
    return gettext.NullTranslations()


def _folders(domain: str) -> list[Path]:
    """Where the package lies, found without importing it: a plugin that is off or broken has a name too. A lone module has none."""
    spec = find_spec(domain)
    if spec is None:
        raise ModuleNotFoundError(f"No module named {domain!r}", name=domain)
    return [Path(folder) for folder in spec.submodule_search_locations or ()]


def _from_po(content: bytes) -> gettext.GNUTranslations:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(content)))
    return gettext.GNUTranslations(BytesIO(compiled.getvalue()))


_ = translator("guanxi")
