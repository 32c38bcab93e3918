"""What of the milestones of other records an actor may be shown in the timeline of a record."""

from __future__ import annotations

from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.milestones import Milestones
from guanxi.records.timeline import Stream


# guard: milestone-fields
def streams(actor: Actor, declared: Milestones, find: str = "") -> list[Stream]:
    """The steps of which no field that tells of them is hidden from the actor; of those that were indexed with `find` alone."""
    name, seen = declared.resource.name, {field.name for field in gate.fields_for(actor, declared.resource)}
    codes = [step.code for step in declared.steps if {step.field, step.on} - {""} <= seen]
    if len(codes) == len(declared.steps):
        return [Stream(name, None, find)]
    return [Stream(name, code, find) for code in codes]


def leads_to(actor: Actor, declared: Milestones, kind: str) -> bool:
    """Tell whether the records lead to those of a kind, and the actor may see by which links they do."""
    to = {link.name for link in declared.links if link.to == kind}
    return bool(to) and to <= {field.name for field in gate.fields_for(actor, declared.resource)}
