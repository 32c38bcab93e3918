"""The form of an import's options: a field for each column beside samples of it, values of choices, keys; and back to options."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from guanxi.data.fields import Choice, Choices, Field, Invalid, LongText
from guanxi.data.messages import listed, translator
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.equal import compared
from guanxi.records.resource import Resource
from guanxi.resources.display import format_of
from guanxi.resources.imports.mapping import guess
from guanxi.resources.imports.matching import key_fields
from guanxi.resources.imports.options import (
    CREATE,
    DUPLICATE,
    NUMBER,
    SKIP,
    UPDATE,
    Options,
    Unit,
    pairs,
)
from guanxi.resources.imports.pipeline import declared_import
from guanxi.resources.imports.reading import normalised
from guanxi.resources.imports.runs import Run

_ = translator("guanxi")
SHOWN_SAMPLES = 3
MOST_VALUES = 100
LONGEST_NAME = 120


def mapping_form(actor: Actor, resource: Resource, known: Run, options: Options) -> dict[str, Any]:
    """What the template draws: a line for each column, the values to translate, and everything else that can be chosen."""
    fields = gate.fields_for(actor, resource, "create")
    chosen = _chosen(actor, resource, known.header, options)
    offered = [{"value": each.name, "label": str(each.label)} for each in fields]
    return {
        "columns": [
            _column(at, name, field, known.samples[at], offered)
            for at, (name, field) in enumerate(zip(known.header, chosen, strict=True))
        ],
        "values": _values(actor, resource, known, chosen, options),
        "matching": _matching(actor, resource, options),
        "more": _more(fields, options),
    }


def options_of(actor: Actor, resource: Resource, known: Run, form: Mapping[str, str]) -> Options:
    """The options that the form sends; raises Refused where a line of it cannot be read."""
    guessed = guess(actor, resource, known.header, declared_import(actor, resource))
    columns: dict[str, str] = {}
    for at, name in enumerate(known.header):
        wanted = form.get(f"c{at}", guessed[at].name if guessed[at] else "")  # type: ignore[union-attr]
        alone = guess(actor, resource, [name], declared_import(actor, resource))[0]
        if wanted or alone:
            columns.setdefault(name, wanted)
    return replace(
        known.options,
        columns=columns,
        words=_words(known, form),
        fixed=pairs(_lines(form, "fixed"), str(_("The same for every row"))),
        units={
            column: Unit.of(text) for column, text in pairs(_lines(form, "units"), str(_("Units"))).items()
        },
        rest=form.get("rest", ""),
        match=form.get("match", ""),
        existing=form.get("existing", "") or UPDATE,
        dry_run=False,
    )


def _chosen(actor: Actor, resource: Resource, header: Sequence[str], options: Options) -> list[Field | None]:
    """The field of each column: as chosen, else as guessed."""
    named = {normalised(column): name for column, name in options.columns.items()}
    guessed = guess(actor, resource, header, declared_import(actor, resource))
    return [
        resource.by_name.get(named[normalised(name)]) if normalised(name) in named else field
        for name, field in zip(header, guessed, strict=True)
    ]


def _column(
    at: int, name: str, field: Field | None, samples: Sequence[str], offered: list[dict[str, str]]
) -> dict[str, Any]:
    shown = [text if len(text) <= 40 else f"{text[:40]}…" for text in samples[:SHOWN_SAMPLES]]
    return {
        "name": f"c{at}",
        "label": (name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}…") or str(_("(no name)")),
        "samples": " · ".join(shown),
        "editor": "choice",
        "folded": True,
        "none": str(_("Not imported")),
        "options": offered,
        "value": field.name if field else "",
        "unlabelled": True,
    }


def _values(
    actor: Actor, resource: Resource, known: Run, chosen: Sequence[Field | None], options: Options
) -> list[dict[str, Any]]:
    """For each column that leads to a choice, the values that no choice is called by, and what they stand for."""
    declared, fmt = declared_import(actor, resource), format_of(actor)
    own = {normalised(column): found for column, found in options.words.items()}
    groups = []
    for at, field in enumerate(chosen):
        if not isinstance(field, Choice) or isinstance(field, Choices):
            continue
        words = {normalised(word): code for word, code in declared.words.get(field.name, {}).items()}
        mine = own.get(normalised(known.header[at]), {})
        offered = [{"value": code, "label": label} for code, label in field.offered(fmt).items()]
        lines = []
        for number, text in enumerate(known.samples[at]):
            if not _means(field, text, words) or text in mine:
                value = _code(field, mine.get(text, ""))
                lines.append(
                    {
                        "name": f"w{at}_{number}",
                        "label": text,
                        "editor": "choice",
                        "folded": True,
                        "none": str(_("Leave empty") if text in mine else _("Not mapped: a fault")),
                        "options": offered,
                        "value": value,
                    }
                )
        if lines:
            groups.append(_group(f"{known.header[at]} → {field.label}", lines))
    return groups


def _group(label: str, lines: list[dict[str, Any]]) -> dict[str, Any]:
    """What is not mapped yet stands first; where there is more than a page holds, it says so."""
    lines.sort(key=lambda line: bool(line["value"]))
    more = len(lines) - MOST_VALUES
    said = _("{n} more values are offered when these are mapped and checked.").format(n=more)
    return {"label": label, "fields": lines[:MOST_VALUES], "help": str(said) if more > 0 else ""}


def _means(field: Choice, text: str, words: Mapping[str, str]) -> bool:
    return normalised(text) in words or bool(_code(field, text))


def _code(field: Choice, text: str) -> str:
    try:
        return field.code(text) or ""
    except Invalid:
        return ""


def _words(known: Run, form: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """What values of columns stand for: as sent, and as chosen before for values that the form did not show."""
    found = {column: dict(pairs_) for column, pairs_ in known.options.words.items()}
    for key, code in form.items():
        at, _underscore, number = key[1:].partition("_")
        if not key.startswith("w") or not (at.isdecimal() and number.isdecimal()):
            continue
        if int(at) < len(known.header) and int(number) < len(known.samples[int(at)]):
            column, text = known.header[int(at)], known.samples[int(at)][int(number)]
            if code:
                found.setdefault(column, {})[text] = code
            else:
                found.get(column, {}).pop(text, None)
    return {column: pairs_ for column, pairs_ in found.items() if pairs_}


def _matching(actor: Actor, resource: Resource, options: Options) -> list[dict[str, Any]]:
    """By which field rows find records that exist, and what becomes of these."""
    keys = [{"value": field.name, "label": str(field.label)} for field in key_fields(actor, resource)]
    existing = [
        {"value": SKIP, "label": str(_("Skip the row"))},
        {"value": UPDATE, "label": str(_("Update them"))},
        {"value": CREATE, "label": str(_("Create another one"))},
    ]
    number = {"value": NUMBER, "label": str(_("Number of the record, in the column #"))}
    made = [str(each.label) for each in compared(actor, resource)]
    doubles = [{"value": DUPLICATE, "label": str(_("Any of these: {fields}").format(fields=listed(made)))}]
    return [
        {
            "name": "match",
            "label": str(_("Find existing records by")),
            "help": str(_("Left empty: every row makes a new record")),
            "editor": "choice",
            "folded": True,
            "options": [*keys, *(doubles if made else []), number],
            "value": options.match,
        },
        {
            "name": "existing",
            "label": str(_("Existing records")),
            "editor": "choice",
            "required": True,
            "options": existing,
            "value": options.existing,
        },
    ]


def _more(fields: Sequence[Field], options: Options) -> list[dict[str, Any]]:
    """What files with other names or units need."""
    rest = [{"value": f.name, "label": str(f.label)} for f in fields if isinstance(f, LongText)]
    fixed = [f"{name}={text}" for name, text in options.fixed.items()]
    units = [
        f"{column}={unit.factor.normalize():f} {unit.currency}".strip()
        for column, unit in options.units.items()
    ]
    names = listed(f"{field.name} ({field.label})" for field in fields)
    fixed_help = _("One a line, field=text; {row}, {line} and {column} are filled in")
    fields_help = _("Fields: {names}").format(names=names)
    return [
        {
            "name": "rest",
            "label": str(_("Columns that are not imported go to")),
            "editor": "choice",
            "folded": True,
            "none": str(_("Nowhere")),
            "options": rest,
            "value": options.rest,
        },
        _text_lines("fixed", _("The same for every row"), f"{fixed_help}. {fields_help}", fixed),
        _text_lines(
            "units",
            _("Units"),
            str(_("One a line, column=factor currency, as in revenue=1000000 USD")),
            units,
        ),
    ]


def _text_lines(name: str, label: object, help_text: str, value: Sequence[str]) -> dict[str, Any]:
    return {
        "name": name,
        "label": str(label),
        "help": help_text,
        "editor": "longtext",
        "rows": 3,
        "value": "\n".join(value),
    }


def _lines(form: Mapping[str, str], name: str) -> list[str]:
    return [line for line in form.get(name, "").splitlines() if line.strip()]
