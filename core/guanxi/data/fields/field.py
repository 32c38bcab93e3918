"""A field: one frozen value that says what a column of a record is and that alone parses, checks and shows
it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass
from typing import Any, ClassVar

from guanxi.data.formats import PLAIN, Format
from guanxi.data.messages import Message, translator

_ = translator("guanxi")

COMPARE = ("eq", "ne", "in", "lt", "lte", "gt", "gte", "between", "empty")
TEXTUAL = ("eq", "ne", "in", "contains", "starts", "empty")
CHOSEN = ("eq", "ne", "in", "empty")
HIDDEN = "****"


class Invalid(ValueError):
    """A value that a field refuses; `message` says what is wrong and how to mend it, the caller knows the
    field and the line.
    """

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


@dataclass(frozen=True)
class When:
    """A field is asked for only while another field of the record has one of some values; hidden values are
    kept.
    """

    field: str
    values: tuple[Any, ...]

    def holds(self, record: Mapping[str, Any]) -> bool:
        """Tell whether the record (parsed values by name) shows the field."""
        value = record.get(self.field)
        return not set(value).isdisjoint(self.values) if isinstance(value, tuple) else value in self.values


def when(field: str, *values: Any) -> When:
    """The condition *shown while `field` is one of `values`*: ``Text("tax_number", when=when("kind",
    "company"))``.
    """
    return When(field, values)


@dataclass(frozen=True, eq=False)
class Field:
    """What all kinds share. A kind sets `editor` and `operators` and overrides `read`, `accept` and what
    differs.

    `label` (by default made of the name), `help` (a sentence under the input), `required` (checked on the
    record), `search` (its text enters the search), `sort` and `filter` (offered in lists; the model carries
    the indexes; a `sort` that is a text names the column that holds the sort key), `unique` (among living
    rows), `mask` (permission without which it is shown masked), `read_only` (set by changes only), `default`
    (a value, or a callable without arguments), `when` (shown only then).

    Values: None is empty. `parse` takes what forms, CSV, REST or code give and is idempotent;
    `to_row`/`from_row` translate between the value and the `columns` of the database; `show` takes database
    values directly, for lists.
    """

    name: str
    _: KW_ONLY
    label: Message | str = ""
    help: Message | str = ""
    required: bool = False
    search: bool = False
    sort: bool | str = False
    filter: bool = False
    unique: bool = False
    mask: str = ""
    read_only: bool = False
    default: Any = None
    when: When | None = None

    editor: ClassVar[str] = "text"
    operators: ClassVar[tuple[str, ...]] = TEXTUAL
    summed: ClassVar[bool] = False  # a number or an amount, of which lists tell totals
    align: ClassVar[str] = "start"
    worded: ClassVar[bool] = False  # a text that is shown in other words than it is kept in

    def __post_init__(self) -> None:
        if not self.name.isidentifier() or self.name.startswith("_"):
            raise ValueError(f"{self.name!r} is no name of a field: use letters, digits and _")
        if not self.label:
            object.__setattr__(self, "label", Message("guanxi", self.name.replace("_", " ").capitalize()))

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the database that hold the value."""
        return (self.name,)

    def parse(self, raw: Any, fmt: Format = PLAIN) -> Any:
        """The checked value of what a form, file, program or piece of code gave; None if empty. Raises
        Invalid, nothing else.
        """
        if raw is None:
            return None
        return self.read(raw, fmt) if isinstance(raw, str) else self.accept(raw, fmt)

    def read(self, text: str, fmt: Format) -> Any:
        """The checked value of a text in the user's habits; None if it is blank. Raises Invalid."""
        raise NotImplementedError

    def accept(self, raw: Any, fmt: Format) -> Any:
        """The checked value of something that is no text: a JSON type or a value of this kind. Raises
        Invalid.
        """
        raise wrong_type(raw, _("a text"))

    @property
    def worded_by(self) -> str:
        """The name of another field of the record on which the words of this one depend; empty for most."""
        return ""

    def worded_for(self, code: Any) -> Field:
        """The same field in the words for this value of the one that `worded_by` names."""
        return self

    def part(self, raw: Any) -> str:
        """The checked operand of `contains` and `starts`: a piece of a value, not a whole one."""
        from guanxi.data.fields.characters import clean_text

        if not isinstance(raw, str):
            raise wrong_type(raw, _("a text"))
        return clean_text(raw, 200)

    def meant(self, part: str) -> tuple[str, ...]:
        """Values that are shown with `part` in them though they are kept in other words."""
        return ()

    def to_row(self, value: Any) -> tuple[Any, ...]:
        """The value as kept in `columns`."""
        return (value,)

    def from_row(self, row: tuple[Any, ...]) -> Any:
        """The value of what is kept in `columns`."""
        return row[0]

    def show(self, raw: Any, fmt: Format) -> str:
        """What is kept (the value of the one column, or a tuple of several) as text for people; empty if
        there is none.
        """
        return "" if raw is None else str(raw)

    def href(self, raw: Any) -> str:
        """Where what is kept leads when it is tapped: a number to be called, an address to be written to; empty for most."""
        return ""

    def show_change(self, old: Any, new: Any, fmt: Format) -> tuple[str, str]:
        """What was kept and what is kept now, as the history tells them; a kind of many parts shows those that differ."""
        return self.show(old, fmt), self.show(new, fmt)

    def show_masked(self, raw: Any, fmt: Format) -> str:
        """What is kept, for readers who may not see it in full."""
        return HIDDEN if self.show(raw, fmt) else ""

    def input_text(self, value: Any, fmt: Format = PLAIN) -> str:
        """A value as text for an input or a file; `parse` reads the same value back."""
        return "" if value is None else str(value)

    def to_json(self, value: Any) -> Any:
        """A value as JSON; `parse` reads the same value back."""
        return value

    def from_json(self, raw: Any) -> Any:
        """The value of what `to_json` gave."""
        return self.parse(raw, PLAIN)

    def schema(self) -> dict[str, Any]:
        """JSON schema (2020-12) of `to_json`; empty values are null unless the field is required."""
        return described(self, {"type": "string"})

    def initial(self) -> Any:
        """The default of a new record."""
        default: Callable[[], Any] | Any = self.default
        return default() if callable(default) else default


def described(field: Field, schema: dict[str, Any]) -> dict[str, Any]:
    """`schema` with title, description and, unless the field is required, null."""
    found = dict(schema)
    if not field.required and isinstance(found.get("type"), str):
        found["type"] = [found["type"], "null"]
        if "enum" in found:
            found["enum"] = [*found["enum"], None]
    found["title"] = str(field.label)
    if field.help:
        found["description"] = str(field.help)
    if field.read_only:
        found["readOnly"] = True
    return found


def wrong_type(raw: Any, expected: Message) -> Invalid:
    """The refusal of a value whose type is not meant here."""
    given = {
        bool: _("true or false"),
        int: _("a number"),
        float: _("a number"),
        list: _("a list"),
        dict: _("an object"),
    }
    kind = given.get(type(raw), type(raw).__name__)
    return Invalid(_("This is {given}, but {expected} is meant; send that.", given=kind, expected=expected))
