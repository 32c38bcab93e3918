"""A sentence as it is kept: its words, and its places as plain values that each reader gets in his own language and zone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from guanxi.data.columns import from_ms, to_ms
from guanxi.data.formats import Format
from guanxi.data.messages import Message, translator, use_language
from guanxi.records.ref import Ref

_ = translator("guanxi")
LONGEST = 1000
UNSEEN = "…"
Packed = dict[str, Any]


def packed(text: Message | str) -> Packed:
    """The sentence as JSON. Its places may hold texts, numbers, messages, moments (aware), days, and records (Ref)."""
    if isinstance(text, str):
        return {"text": text[:LONGEST]}
    places = {name: _pack(name, value) for name, value in text.params.items()}
    return {"domain": text.domain, "text": text.text, "plural": text.plural, "places": places}


def refs_in(kept: Packed) -> Iterator[Ref]:
    """The records that the sentence names."""
    for value in (kept.get("places") or {}).values():
        if isinstance(value, dict) and "record" in value:
            yield Ref(*value["record"])
        elif isinstance(value, dict) and "message" in value:
            yield from refs_in(value["message"])


def unpacked(kept: Packed, fmt: Format, titles: Mapping[tuple[str, int], str]) -> str:
    """The sentence in the reader's language; a record that is not among `titles` stays unnamed."""
    with use_language(fmt.language):
        return _read(kept, fmt, titles)


def _pack(name: str, value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Message):
        return {"message": packed(value)}
    if isinstance(value, Ref):
        return {"record": [value.kind, value.id]}
    if isinstance(value, datetime):
        return {"moment": to_ms(value)}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, str):
        return value[:LONGEST]
    raise TypeError(
        f"the place {{{name}}} holds a {type(value).__name__}; write a text, a number, a moment, a day or a Ref"
    )


def _read(kept: Packed, fmt: Format, titles: Mapping[tuple[str, int], str]) -> str:
    if "domain" not in kept:
        return str(kept["text"])
    places = {name: _place(value, fmt, titles) for name, value in (kept.get("places") or {}).items()}
    try:
        return str(Message(kept["domain"], kept["text"], places, kept.get("plural")))
    except ModuleNotFoundError:
        return str(kept["text"]).format(**places)


def _place(value: Any, fmt: Format, titles: Mapping[tuple[str, int], str]) -> Any:
    if not isinstance(value, dict):
        return value
    if "message" in value:
        return _read(value["message"], fmt, titles)
    if "record" in value:
        kind, key = value["record"]
        return titles.get((kind, key), UNSEEN)
    if "moment" in value:
        return fmt.datetime(from_ms(value["moment"]))
    return fmt.date(value["day"])
