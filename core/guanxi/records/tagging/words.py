"""Tags by their names, and their names and colours by their ids: what chips, files and whoever types need of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from guanxi.data.chinese.pinyin import search_readings
from guanxi.data.chinese.width import fold_code
from guanxi.data.database import as_set, in_set, rows
from guanxi.data.fields import Invalid, Tags
from guanxi.data.fields.about import refs_in
from guanxi.data.fields.tags import TAG
from guanxi.data.messages import Message, translator
from guanxi.data.ref import Ref
from guanxi.records.resource import Resource
from guanxi.records.tagging.side import FIELD

_ = translator("guanxi")
_READER = Tags(FIELD)


@dataclass(frozen=True, slots=True)
class Word:
    """A tag as it is shown."""

    id: int
    name: str
    colour: str


def folded(name: str) -> str:
    """A name by which tags are the same, whatever case and width it is written in."""
    return " ".join(fold_code(name).casefold().split())


def words_of(ids: Iterable[int]) -> dict[int, Word]:
    """For each of `ids` the tag that is shown for it: itself, or the one that it was merged into; none that is in the bin."""
    wanted = frozenset(ids)
    if not wanted:
        return {}
    sql = f"""SELECT a.id, c.id, c.name, c.colour FROM work_tag a
              JOIN work_tag c ON c.id = COALESCE(a.merged_into_id, a.id) AND c.deleted_at IS NULL
              WHERE {in_set("a.id")}"""
    return {asked: Word(*found) for asked, *found in rows(sql, (as_set(wanted),))}


def living(refs: Iterable[Ref] | None) -> tuple[Ref, ...] | None:
    """The tags that are shown for those that are kept: merged ones as that which took their place, none that is in the bin."""
    known = words_of(ref.id for ref in refs) if refs else {}
    return tuple(Ref(TAG, key) for key in sorted({word.id for word in known.values()})) or None


def in_bin(refs: Iterable[Ref] | None) -> tuple[Ref, ...]:
    """Those of the tags that are kept which nobody is shown while they are in the bin."""
    kept = tuple(refs or ())
    known = words_of(ref.id for ref in kept)
    return tuple(ref for ref in kept if ref.id not in known)


def unfit(resource: Resource, values: Mapping[str, Any], before: Iterable[Ref] | None) -> dict[str, Message]:
    """What is wrong with the tags among the `values` of a record beside those it bore `before`."""
    if not (resource.tags and values.get(FIELD)):
        return {}
    new = {ref.id for ref in read(values[FIELD])} - {ref.id for ref in before or ()}
    if new - fitting(resource.name, new):
        return {FIELD: _("One of these tags is not there, or not for records of this kind.")}
    return {}


def read(given: Any) -> tuple[Ref, ...]:
    """Tags as somebody gave them; none where they cannot be read, which the field itself says."""
    try:
        return _READER.parse(given) or ()
    except Invalid:
        return ()


def shown(kept: Any, known: dict[int, Word]) -> list[Word]:
    """The tags that a column holds as they are shown, by name, each once."""
    refs = refs_in(kept) or () if isinstance(kept, str) else kept or ()
    found = {word.id: word for ref in refs if (word := known.get(ref.id))}
    return sorted(found.values(), key=lambda word: (folded(word.name), word.id))


def called(names: Iterable[str], resource: str = "") -> dict[str, int]:
    """The ids of the tags that are called so (and that records of a kind may be given), by the folded name."""
    wanted = {folded(name) for name in names}
    return {key: number for number, name, _colour in _living(resource) if (key := folded(name)) in wanted}


def offered(resource: str, typed: str) -> list[Word]:
    """Tags that a record of this kind may be given, by a part of their name, its pinyin or initials; those that begin with it first."""
    part = folded(typed)
    found = [Word(number, name, colour) for number, name, colour in _living(resource) if _reads(name, part)]
    return sorted(found, key=lambda word: (not folded(word.name).startswith(part), folded(word.name)))


def _reads(name: str, part: str) -> bool:
    return part in folded(name) or (part.isascii() and any(part in each for each in search_readings(name)))


def fitting(resource: str, ids: Iterable[int]) -> frozenset[int]:
    """Those of `ids` that are living tags which a record of this kind may be given."""
    wanted = frozenset(ids)
    return frozenset(number for number, _name, _colour in _living(resource, wanted))


def _living(resource: str = "", among: frozenset[int] | None = None) -> list[tuple[int, str, str]]:
    only, params = "", list[Any]()
    if among is not None:
        only = f" AND {in_set('id')}"
        params.append(as_set(among))
    sql = f"SELECT id, name, colour, kinds FROM work_tag WHERE deleted_at IS NULL{only}"
    return [
        (number, name, colour)
        for number, name, colour, kinds in rows(sql, params)
        if not (resource and kinds) or f'"{resource}"' in kinds
    ]
