"""Forms made of fields: WTForms fields that hold no rule of their own, and the views that the editors' templates draw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from wtforms import Field as FormField
from wtforms import Form
from wtforms.fields.core import UnboundField
from wtforms.utils import unset_value

from guanxi.data.fields import About, Choice, DateTime, Field, Invalid, Link, MoneyField, Tags
from guanxi.data.fields.tags import TAG
from guanxi.data.formats import Format
from guanxi.data.messages import Message, translator
from guanxi.records.actor import Actor
from guanxi.records.tagging.words import called, folded

_ = translator("guanxi")
NEW_TAG = "new:"  # before the name of a tag that is to be named by this form
PARTS = ("", "_currency", "_text")  # the inputs of one field: money has two, a combobox sends what was typed
Titles = Mapping[tuple[str, int], str]
NO_TITLES: Titles = {}
COMMON_CURRENCIES = ("CNY", "USD", "EUR", "GBP", "JPY", "HKD")


class Input(FormField):
    """One field of a resource in a form: keeps what was typed, and lets the field itself parse it.

    An editor of one's own subclasses it: `template` draws it with what `drawn` returns, its parts are named
    ``<field>:<part>``, and `raw_from` puts them together into what the field parses. The name of the field alone carries
    a whole value as text, as the choice after a conflict sends it.
    """

    template = ""

    def __init__(self, field: Field, **options: Any) -> None:
        super().__init__(label=str(field.label), **options)
        self.field = field
        self.raw: Any = None
        self.typed_text = ""
        self.new_tags: tuple[str, ...] = ()

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Take the value of the record, or what was typed where the form was sent."""
        self.process_errors = []
        self.data = None if data is unset_value else data
        if formdata is None or not self.field_was_sent(formdata):
            return
        try:
            self.raw = self.raw_from(formdata)
            before, self.data = self.data, self.field.parse(self.raw, self.meta.fmt)
            if isinstance(self.field, DateTime) and before is not None and self._reads_as(before):
                self.data = before
            self._refuse_unchosen()
        except Invalid as refused:
            self.process_errors = [str(refused.message)]

    def field_was_sent(self, formdata: Any) -> bool:
        """Tell whether the form carries this field; boxes that are not ticked are not sent, but their form is."""
        return any(f"{self.name}{part}" in formdata for part in PARTS) or self.field.editor in (
            "choices",
            "boolean",
        )

    def raw_from(self, formdata: Any) -> Any:
        """What was typed, in the shape that the field parses."""
        if self.field.editor == "choices":
            return formdata.getlist(self.name)
        if self.field.editor == "money":
            amount = formdata.get(self.name, "")
            return (
                {"amount": amount, "currency": formdata.get(f"{self.name}_currency", "")}
                if _plain(amount)
                else amount
            )
        if self.field.editor == "boolean" and self.field.required:
            return formdata.get(self.name, "0") or "0"
        if self.field.editor in ("link", "about"):
            self.typed_text = formdata.get(f"{self.name}_text", "")
        if self.field.editor == "about":
            return ", ".join(self._without_new_tags(formdata.getlist(self.name)))
        return formdata.get(self.name, "")

    def drawn(self) -> dict[str, Any]:
        """What the `template` gets beside the common view of a field; `self.meta.actor` is who is asking."""
        return {}

    def _without_new_tags(self, sent: list[str]) -> list[str]:
        """What was sent but for `new_tags`, which are named when the form is written; see `with_new_tags`."""
        names = [part.removeprefix(NEW_TAG) for part in sent if part.startswith(NEW_TAG)]
        if not names or not isinstance(self.field, Tags):
            return sent
        known = called(names)
        found = [part for part in sent if not part.startswith(NEW_TAG)]
        found += [f"{TAG}/{known[folded(name)]}" for name in names if folded(name) in known]
        new = tuple(dict.fromkeys(name.strip() for name in names if folded(name) not in known))
        actor: Actor | None = self.meta.actor
        if new and not (actor and actor.may(f"{TAG}.create")):
            self._keep_refused(found, new[0])
            raise Invalid(_("You may not name new tags."))
        self.new_tags = new
        return found

    def _keep_refused(self, chosen: list[str], name: str) -> None:
        """Show again what was chosen before a new tag was refused, and its name in the box."""
        self.data, self.typed_text = self.field.parse(", ".join(chosen), self.meta.fmt), name

    def _reads_as(self, before: Any) -> bool:
        """Tell whether a point in time is entered as it was shown: one hour of each autumn is there twice."""
        fmt = self.meta.fmt
        return self.data is not None and self.field.input_text(self.data, fmt) == self.field.input_text(
            before, fmt
        )

    def _refuse_unchosen(self) -> None:
        if self.typed_text.strip() and (self.data is None or self._left_open()):
            raise Invalid(_("Choose an entry from the list that appears while you type."))

    def _left_open(self) -> bool:
        """Tell whether something was typed and nothing chosen beside records that were chosen before."""
        return self.field.editor == "about" and self.raw.endswith(", ")


class RecordForm(Form):
    """What one's own form of a resource subclasses: inputs named as fields stand for those, validators are asked too.

    Fields that it does not name are added, fields that the actor may not write are taken away. Other fields of WTForms are
    its own affair: its template draws them, and what they hold is not written.
    """


def form_of(
    fields: Iterable[Field],
    fmt: Format,
    *,
    sent: Any = None,
    values: Mapping[str, Any] | None = None,
    own: type[RecordForm] | None = None,
    actor: Actor | None = None,
) -> Form:
    """A form for `fields`, filled from `values` (typed) and, where it was `sent`, from what was typed.

    `own` is the form that somebody wrote himself; its inputs find the `actor` in their meta.
    """
    made = _form_class(tuple(fields), own or RecordForm)
    return made(sent, data=dict(values or {}), meta={"fmt": fmt, "actor": actor})


@lru_cache(maxsize=512)
def _form_class(fields: tuple[Field, ...], own: type[RecordForm]) -> type[Form]:
    written = {name for name in dir(own) if _is_input(getattr(own, name))}
    inputs: dict[str, Any] = {field.name: Input(field) for field in fields if field.name not in written}
    closed = written - {field.name for field in fields}
    return type("ResourceForm", (own,), inputs | dict.fromkeys(closed))


def _is_input(found: Any) -> bool:
    return isinstance(found, UnboundField) and issubclass(found.field_class, Input)


def inputs_of(form: Any) -> dict[str, Input]:
    """The inputs of a form that stand for fields of the resource, by name."""
    return {name: bound for name, bound in form._fields.items() if isinstance(bound, Input)}


def refused(form: Form, errors: Mapping[str, Message]) -> None:
    """Put what a change refused at the fields it concerns."""
    for name, message in errors.items():
        if name in form._fields:
            form._fields[name].errors = [*form._fields[name].errors, str(message)]


def errors_of(form: Any, others: Iterable[str] = ()) -> list[dict[str, str]]:
    """The summary above a form: one entry a field in error, then sentences that belong to no field."""
    found = [
        {"name": name, "label": _label(bound), "text": str(bound.errors[0])}
        for name, bound in form._fields.items()
        if bound.errors
    ]
    return found + [{"name": "", "label": "", "text": text} for text in others]


def _label(bound: Any) -> str:
    return str(bound.field.label) if isinstance(bound, Input) else str(bound.label.text)


def view(
    bound: Any, fmt: Format, *, text: str = "", lookup: str = "", titles: Titles = NO_TITLES
) -> dict[str, Any]:
    """What an editor's template draws: see templates/components/editors.html; `titles` are those of records it leads to."""
    field: Field = bound.field
    found: dict[str, Any] = {
        "name": field.name,
        "label": field.label,
        "editor": field.editor,
        "help": field.help,
        "required": field.required,
        "error": bound.errors[0] if bound.errors else "",
        "max": getattr(field, "max", None) if field.editor in ("text", "longtext") else None,
        "value": _shown_value(bound, fmt),
    }
    if isinstance(field, Choice):
        found["options"] = [
            {"value": code, "label": label} for code, label in field.offered(fmt, bound.data).items()
        ]
    if isinstance(field, MoneyField):
        found["currencies"] = field.currencies or _currencies(fmt.currency, found["value"][1])
    if bound.template:
        found |= {"template": bound.template, **bound.drawn()}
    if isinstance(field, About):
        found["options"] = [
            {"value": ref.text, "label": titles[ref] or ref.text} for ref in bound.data or () if ref in titles
        ] + [{"value": f"{NEW_TAG}{name}", "label": name} for name in bound.new_tags]
    if isinstance(field, Link | About):
        found |= {"text": bound.typed_text or text, "url": lookup}
    if isinstance(field, Tags):
        found["placeholder"] = _("Type to add a tag")
    return found


def _shown_value(bound: Any, fmt: Format) -> Any:
    """What was typed while it is refused, else the value as text for its input."""
    field, value = bound.field, bound.data
    if bound.process_errors and bound.raw is not None:
        if field.editor == "money":
            raw = (
                bound.raw if isinstance(bound.raw, dict) else {"amount": bound.raw, "currency": fmt.currency}
            )
            return raw["amount"], raw["currency"]
        return bound.raw
    if field.editor == "choices":
        return list(value or ())
    if field.editor == "money":
        return (f"{value.amount:f}", value.currency) if value is not None else ("", fmt.currency)
    if field.editor == "boolean":
        return value
    return field.input_text(value, fmt)


def _currencies(base: str, present: str) -> list[str]:
    return list(dict.fromkeys([base, present or base, *COMMON_CURRENCIES]))


def _plain(amount: str) -> bool:
    """A bare figure takes the currency chosen beside it; one that names its own currency keeps it."""
    return not any(sign.isalpha() or sign in "¥$€£￥" for sign in amount)
