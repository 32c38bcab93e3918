"""A column for lists of entries: the titles of the records that each is about, as far as the reader may see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from guanxi.data.fields import About
from guanxi.data.messages import Message
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.resource import Resource
from guanxi.resources.display import format_of, shown, titles_for
from guanxi.resources.faces import Computed


def concerns(resource: Resource, label: Message) -> Computed:
    """The column, for ``List(…, computed=(concerns(repairs, _("About")),))``; `resource` has Rows(about=…)."""

    def texts(actor: Actor, ids: Sequence[int]) -> Mapping[int, str]:
        field = next((f for f in gate.fields_for(actor, resource) if f.name == resource.rows.about), None)
        if not isinstance(field, About):
            return {}
        kept = dict(gate.columns_among(actor, resource, ids, field.columns))
        known = titles_for(actor, {ref for value in kept.values() for ref in field.from_row((value,)) or ()})
        fmt = format_of(actor)
        return {key: shown(actor, field, (value,), fmt, known).text for key, value in kept.items()}

    return Computed("concerns", label, texts)
