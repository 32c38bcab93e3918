"""New tags that a form names: made together with what is written, so that a refusal leaves none behind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from guanxi.data.database import write_transaction
from guanxi.data.errors import Forbidden, InvalidValues
from guanxi.data.fields import Invalid
from guanxi.data.fields.tags import TAG
from guanxi.data.messages import Message, translator
from guanxi.records.actor import Actor
from guanxi.resources.forms import Input, inputs_of
from guanxi.work.tags.changes import tag_called

_ = translator("guanxi")


@contextmanager
def with_new_tags(actor: Actor, form: Any, values: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Within the block: the values of a form with the tags that it names anew; they stay if the block ends well.

    Raises InvalidValues at the field of a tag that is refused, whose name then stands in the field's box.
    """
    naming = {name: bound for name, bound in inputs_of(form).items() if bound.new_tags and name in values}
    if not naming:
        yield dict(values)
        return
    with write_transaction():
        made = {name: _made(actor, bound, values[name]) for name, bound in naming.items()}
        yield {**values, **made}


def _made(actor: Actor, bound: Input, chosen: Any) -> Any:
    """What was chosen in a field together with its new tags."""
    found = [ref.text for ref in chosen or ()]
    for name in bound.new_tags:
        try:
            found.append(f"{TAG}/{tag_called(actor, name)}")
        except (Forbidden, InvalidValues) as refused:
            bound.new_tags = tuple(each for each in bound.new_tags if each != name)
            bound.typed_text = name
            raise InvalidValues({bound.name: _why(refused)}) from refused
    try:
        return bound.field.parse(", ".join(found))
    except Invalid as refused:
        raise InvalidValues({bound.name: refused.message}) from refused


def _why(refused: Forbidden | InvalidValues) -> Message:
    if isinstance(refused, InvalidValues):
        return next(iter(refused.errors.values()))
    return _("You may not name new tags.")
