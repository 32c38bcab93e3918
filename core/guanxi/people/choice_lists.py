"""Lists of choices that the house adjusts: what declarations begin with, what was added, renamed, moved and retired since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from peewee import BigIntegerField, BooleanField, TextField

from guanxi.data.columns import RecordTable
from guanxi.data.errors import Forbidden, Refused
from guanxi.data.fields import Boolean, Choice, Choices, Field, Integer, Text
from guanxi.data.fields.choice import MAX_CODE, MAX_LABEL
from guanxi.data.messages import LANGUAGES, Message, Written, translator, use_language
from guanxi.plugins import generation
from guanxi.records.host import Host
from guanxi.records.journal import REMOVE
from guanxi.records.resource import Resource, Rows
from guanxi.records.transaction import Transaction

_ = translator("guanxi")
ADJUST = "people.choice.edit"


class AdjustedChoice(RecordTable):
    """What the house has said of the choice `code` in the list `of`; empty where the declaration holds."""

    of = TextField(index=True)
    code = TextField()
    en = TextField(null=True)
    zh = TextField(null=True)
    place = BigIntegerField(null=True)
    retired = BooleanField(default=False)

    class Meta:
        table_name = "people_choice"


def _kept(tx: Transaction, verb: str, record: RecordTable | None, columns: Mapping[str, object]) -> None:
    """Only who may adjust the lists writes them, by undo too, and what records have stays in its list.

    Every process offers what the lists hold from then on.
    """
    if not tx.actor.may(ADJUST):
        raise Forbidden(ADJUST)
    if verb == REMOVE and isinstance(record, AdjustedChoice) and _used(tx.host, record):
        labels = {"en": record.en or "", "zh": record.zh or ""}
        raise Refused(_("Records have “{choice}”, so it stays. Retire it instead.", choice=Written(labels)))
    generation.bump(generation.SETTINGS)


adjusted_choices = Resource(
    AdjustedChoice,
    label=_("Choices"),
    label_one=_("Choice"),
    title="code",
    fields=[
        Text("of", label=_("List"), required=True),
        Text("code", label=_("Code name"), required=True, max=MAX_CODE),
        Text("en", label=_("In English"), max=MAX_LABEL),
        Text("zh", label=_("In Chinese"), max=MAX_LABEL),
        Integer("place", label=_("Place"), min=0),
        Boolean("retired", label=_("Retired"), default=False),
    ],
    rows=Rows(everyone=True),
    on_write=_kept,
    tells=(),
)


@dataclass(frozen=True)
class Listed:
    """A choice of a list as it stands: its code, its labels by language, whether it is retired, whether the house added it."""

    code: str
    labels: Mapping[str, str]
    retired: bool = False
    added: bool = False


@dataclass(frozen=True)
class ChoiceList:
    """A list that can be adjusted: its name, the fields that choose from it with their resources, and what stands in it in order."""

    name: str
    uses: tuple[tuple[Resource, Choice], ...]
    entries: tuple[Listed, ...]

    @property
    def label(self) -> Message | str:
        """What the list is called: as the first field that chooses from it."""
        return self.uses[0][1].label

    @property
    def kept(self) -> frozenset[str]:
        """The codes that stand where nothing is chosen: they cannot be retired."""
        return frozenset(field.unset for _resource, field in self.uses)


Saved = Mapping[str, Sequence[AdjustedChoice]]


def saved_choices() -> dict[str, list[AdjustedChoice]]:
    """What the house has said, by list, in the order in which it was said."""
    found: dict[str, list[AdjustedChoice]] = defaultdict(list)
    living = AdjustedChoice.deleted_at.is_null()
    for each in AdjustedChoice.select().where(living).order_by(AdjustedChoice.id):
        found[each.of].append(each)
    return found


def with_adjusted(resources: Mapping[str, Resource], saved: Saved) -> dict[str, Resource]:
    """The resources, with the choices of their adjustable fields as the house has them."""
    found = dict(resources)
    for name, resource in resources.items() if saved else ():
        fields = [_adjusted(field, saved) for field in resource.fields]
        extensions = [
            replace(each, fields=tuple(_adjusted(field, saved) for field in each.fields))
            if any(field.adjustable for field in each.fields if isinstance(field, Choice))
            else each
            for each in resource.extensions
        ]
        if fields != list(resource.fields) or extensions != list(resource.extensions):
            found[name] = replace(resource, fields=tuple(fields), extensions=tuple(extensions))
    return found


def choice_lists(host: Host) -> dict[str, ChoiceList]:
    """Every list that can be adjusted, by name, as it stands in the database at this moment."""
    saved = saved_choices()
    return {
        name: ChoiceList(name, tuple(uses), _entries(uses[0][1], saved.get(name, ())))
        for name, uses in _uses(host).items()
    }


def _uses(host: Host) -> dict[str, list[tuple[Resource, Choice]]]:
    """The fields that choose from each list."""
    found: dict[str, list[tuple[Resource, Choice]]] = defaultdict(list)
    for resource in host.resources.values():
        for field in resource.every_field:
            if isinstance(field, Choice) and field.adjustable:
                found[field.adjustable].append((resource, field))
    return found


def _used(host: Host, row: AdjustedChoice) -> bool:
    """Tell whether any record has an added choice, in the bin too."""
    for resource, field in _uses(host).get(row.of, ()):
        if row.code in dict(field.declared):
            return False
        model = next((each.model for each in resource.extensions if field in each.fields), resource.model)
        column = model._meta.columns[field.columns[0]]
        several = isinstance(field, Choices)
        having = column.contains(f'"{row.code}"') if several else column == row.code
        if model.select(column).where(having).limit(1).exists():
            return True
    return False


def _adjusted(field: Field, saved: Saved) -> Field:
    if not isinstance(field, Choice) or not saved.get(field.adjustable):
        return field
    entries = _entries(field, saved[field.adjustable])
    retired = [each.code for each in entries if each.retired and each.code != field.unset]
    return field.adjusted([(each.code, Written(each.labels)) for each in entries], retired)


def _entries(field: Choice, saved: Sequence[AdjustedChoice]) -> tuple[Listed, ...]:
    """The declared choices with what was said of them, then those added, in the order that the house gave them."""
    said = {each.code: each for each in saved}
    declared = {code: texts(label) for code, label in field.declared}
    found = []
    for natural, code in enumerate([*declared, *(code for code in said if code not in declared)]):
        row = said.get(code)
        own = {language: getattr(row, language, None) for language in LANGUAGES}
        labels = {**declared.get(code, {}), **{language: text for language, text in own.items() if text}}
        place = natural if row is None or row.place is None else row.place
        listed = Listed(code, labels, retired=bool(row and row.retired), added=code not in declared)
        found.append((place, natural, listed))
    return tuple(listed for _place, _natural, listed in sorted(found, key=lambda each: each[:2]))


def texts(label: Message | str) -> dict[str, str]:
    """A label by language."""
    found = {}
    for language in LANGUAGES:
        with use_language(language):
            found[language] = str(label)
    return found
