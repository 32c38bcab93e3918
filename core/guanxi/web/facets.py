"""What a text typed above a list can narrow it by: fields that contain it, and values of fields that read so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from guanxi.data.chinese.pinyin import search_readings
from guanxi.data.fields import Boolean, Choice, Choices, Date, Field, Invalid, Link, LongText, Tags
from guanxi.data.fields.tags import TAG
from guanxi.data.filters import PARTS
from guanxi.data.messages import translator
from guanxi.data.ref import Ref
from guanxi.records.actor import Actor
from guanxi.records.gate import filterable_fields
from guanxi.records.listing_plan import filter_format
from guanxi.records.resource import Resource
from guanxi.records.search.folding import fold
from guanxi.records.search.question import asked as question
from guanxi.records.search.texts import by_index
from guanxi.records.tagging.words import offered as tags_offered
from guanxi.resources.apart import told_apart
from guanxi.resources.display import format_of, title_seen
from guanxi.web.filter_words import OPERATORS
from guanxi.web.lookup import found_by_title

_ = translator("guanxi")
OF_FIELD = 4
CONTAINING = 6
MOST = 20
NUMBERS = ("number", "money")


@dataclass(frozen=True, slots=True)
class Offer:
    """One way to narrow a list: the field's condition, and how it is said; `detail` tells values of one name apart."""

    field: str
    op: str
    value: str
    label: str
    text: str
    colour: str = ""
    detail: str = ""


def offers(actor: Actor, resource: Resource, columns: Iterable[str], typed: str) -> list[Offer]:
    """What `typed` can narrow the list of `resource` by: the title first, then values, then other texts.

    ``city: hang`` asks one field. Fields in `columns`, which the list shows, come before others. Offered is only what the
    actor may filter by, and of records that a Link leads to only those that he may see.
    """
    fields, part = _fields(actor, resource, columns, typed)
    if not part:
        return []
    found = list(_containing(fields[:1], part)) if fields and fields[0].name == resource.title else []
    found += _Values(actor, resource, part).of(fields)
    rest = (field for field in fields if field.name != resource.title)
    return [*found, *list(_containing(rest, part))[:CONTAINING]][:MOST]


def _fields(actor: Actor, resource: Resource, columns: Iterable[str], typed: str) -> tuple[list[Field], str]:
    """The fields that may be meant in the order of their offers, and what is to be found in them."""
    known = filterable_fields(actor, resource)
    names = dict.fromkeys((resource.title, *columns, *known))
    fields = [known[name] for name in names if name in known]
    head, _colon, part = typed.replace("：", ":").partition(":")
    if part.strip() and (named := [f for f in fields if fold(str(f.label)).startswith(fold(head.strip()))]):
        return named, part.strip()
    return fields, typed


def _containing(fields: Iterable[Field], part: str) -> Iterator[Offer]:
    """“City contains hang” of each text; long ones, in which no index helps, last."""
    texts = [f for f in fields if PARTS[0] in f.operators and _takes(f, part)]
    for field in sorted(texts, key=lambda field: isinstance(field, LongText)):
        label = f"{field.label} {OPERATORS['contains']}"
        yield Offer(field.name, "contains", part, label, part)


def _takes(field: Field, part: str) -> bool:
    try:
        return bool(field.part(part))
    except Invalid:
        return False


class _Values:
    """Values that read like a text; what a Link may lead to is looked for once for all that lead there."""

    def __init__(self, actor: Actor, resource: Resource, part: str):
        self.actor, self.resource, self.part = actor, resource, part
        self.fmt = format_of(actor)
        self.titles = dict[str, list[tuple[str, str, str]]]()

    def of(self, fields: Iterable[Field]) -> list[Offer]:
        """The offers of all fields."""
        return [offer for field in fields for offer in self._of_field(field)]

    def _of_field(self, field: Field) -> list[Offer]:
        label = str(_("{field}:").format(field=field.label))
        if isinstance(field, Tags):
            words = tags_offered(self.resource.name, self.part)[:OF_FIELD]
            return [
                Offer(field.name, "eq", Ref(TAG, w.id).text, label, w.name, colour=w.colour) for w in words
            ]
        if isinstance(field, Choice):
            op = "has" if isinstance(field, Choices) else "eq"
            return [Offer(field.name, op, code, label, text) for code, text in self._choices(field)]
        if isinstance(field, Link):
            known = self._linked(field.to)
            return [Offer(field.name, "eq", key, label, title, detail=more) for key, title, more in known]
        return [Offer(field.name, "eq", value, label, text) for value, text in self._plain(field)]

    def _choices(self, field: Choice) -> list[tuple[str, str]]:
        fitting = [(code, text) for code, text in field.labels(self.fmt).items() if reads(text, self.part)]
        begins = fold(self.part)
        return sorted(fitting, key=lambda pair: not fold(pair[1]).startswith(begins))[:OF_FIELD]

    def _linked(self, kind: str) -> list[tuple[str, str, str]]:
        """Id, title and what tells it apart, of the records of a kind that the actor may see."""
        if kind not in self.titles:
            target = self.actor.host.resources.get(kind)
            self.titles[kind] = [] if target is None else self._titles(target)
        return self.titles[kind]

    def _titles(self, target: Resource) -> list[tuple[str, str, str]]:
        """None where the search asks for more to be typed: there may be very many."""
        if not title_seen(self.actor, target) or (by_index(target) and question(self.part).short):
            return []
        found = found_by_title(self.actor, target, self.part)[:OF_FIELD]
        apart = told_apart(self.actor, target, found)
        return [(str(key), title, apart.get(key, "")) for key, title in found]

    def _plain(self, field: Field) -> list[tuple[str, str]]:
        """The value that the text is, of a field of days, numbers or amounts; both of one whose name is typed, where it is yes or no."""
        if isinstance(field, Boolean):
            named = reads(str(field.label), self.part)
            return [(word, field.show(word == "yes", self.fmt)) for word in ("yes", "no")] if named else []
        if not isinstance(field, Date) and field.editor not in NUMBERS:
            return []
        return self._parsed(field)

    def _parsed(self, field: Field) -> list[tuple[str, str]]:
        try:
            value: Any = field.parse(self.part, self.fmt)
        except Invalid:
            return []
        row = field.to_row(value)
        text = field.show(row[0] if len(row) == 1 else row, self.fmt)
        return [] if value is None else [(field.input_text(value, filter_format(self.actor)), text)]


def reads(label: str, part: str) -> bool:
    """Tell whether a label is found by a text: by a part of it, or of its pinyin or initials."""
    folded = fold(part)
    return folded in fold(label) or (folded.isascii() and any(folded in each for each in _readings(label)))


@lru_cache(maxsize=4096)
def _readings(label: str) -> frozenset[str]:
    return frozenset(search_readings(label))
