"""What the log of revealed values shows beside its own fields: the record and the field in words, as far as the reader sees them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from guanxi.data.messages import translator
from guanxi.people.privacy_tables import Reveal
from guanxi.people.revealing import reveals
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.resources.display import titles_for
from guanxi.resources.faces import Computed

_ = translator("guanxi")


def _lines(actor: Actor, ids: Sequence[int]) -> list[Reveal]:
    return list(gate.visible(actor, reveals).where(Reveal.id.in_(list(ids)))) if ids else []


def _records(actor: Actor, ids: Sequence[int]) -> Mapping[int, str]:
    lines, known = _lines(actor, ids), actor.host.resources
    seen = titles_for(actor, {(line.kind, line.record_id) for line in lines if line.kind in known})
    found = {}
    for line in lines:
        kind = known[line.kind].label_one if line.kind in known else line.kind
        title = seen.get((line.kind, line.record_id)) or f"#{line.record_id}"
        found[line.id] = str(_("{kind} {title}").format(kind=kind, title=title))
    return found


def _fields(actor: Actor, ids: Sequence[int]) -> Mapping[int, str]:
    found = {}
    for line in _lines(actor, ids):
        resource = actor.host.resources.get(line.kind)
        field = resource.by_name.get(line.field) if resource else None
        found[line.id] = str(field.label) if field else line.field
    return found


revealed_record = Computed("record", _("Record"), _records)
revealed_field = Computed("field_name", _("Field"), _fields)
