"""How a maturity is told: the record with what it hangs on, the name of the date, the day; each reader in his own language."""

from __future__ import annotations

from datetime import date

from guanxi.data.messages import Message, translator
from guanxi.records.ref import Ref
from guanxi.records.resource import Resource

_ = translator("guanxi")


def name_of(resource: Resource, record_id: int, whole: Ref | None, *, titled: bool) -> Message:
    """What the record is called: by what it hangs on, else by its title, else by its number."""
    kind = resource.label_one
    if whole is not None:
        return _("{kind} of {whole}").format(kind=kind, whole=whole)
    if titled:
        return _("{kind} {record}").format(kind=kind, record=Ref(resource.name, record_id))
    return _("{kind} {number}").format(kind=kind, number=record_id)


def sentence(name: Message, label: Message | str, day: date) -> Message:
    """``Contract Oil for 2026: Ends on 2026-03-13.``"""
    return _("{name}: {field} {day}.").format(name=name, field=label, day=day)
