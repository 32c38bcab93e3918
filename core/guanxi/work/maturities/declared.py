"""Which dates of which records are declared to mature, and the rows that do: read through the gate, by the date's own index."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from guanxi.data.fields import Date
from guanxi.data.fields.maturity import AFTER, SAME, Maturity
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.extension import Extension
from guanxi.records.host import Host
from guanxi.records.resource import Resource
from guanxi.work.calendar.working_days import WorkingDays

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, eq=False)
class Maturing:
    """One date field of a resource that matures; `side` is the side table that holds it, if one does."""

    resource: Resource
    field: Date
    rule: Maturity
    side: Extension | None = None

    @property
    def name(self) -> str:
        """``contacts.consent.until``."""
        return f"{self.resource.name}.{self.field.name}"

    @property
    def column(self) -> Any:
        """The model's column of the date."""
        return (self.side or self.resource).model._meta.columns[self.field.name]

    def rows(self, actor: Actor) -> Any:
        """A select over the living records that the actor sees and whose date counts, with the date as `matures_on`."""
        model = self.resource.model
        found = gate.visible(actor, self.resource)
        if self.side:
            found = found.join(self.side.model, on=(self.side.model.record_id == model.id))
        if self.rule.when:
            asked = self.resource.by_name[self.rule.when.field]
            kept = [asked.to_row(value)[0] for value in self.rule.when.values]
            found = found.where(model._meta.columns[asked.columns[0]].in_(kept))
        return found.select_extend(self.column.alias("matures_on")).objects()

    def meant(self, actor: Actor, records: Sequence[Any]) -> list[Any]:
        """Those of the records whose date still means something."""
        if self.rule.still is None or not records:
            return list(records)
        kept = set(self.rule.still(actor, [each.id for each in records]))
        return [each for each in records if each.id in kept]

    def days_of(self, actor: Actor, ids: Iterable[int]) -> dict[int, date]:
        """The dates of those of `ids` that the actor sees and that still count."""
        found = list(self.rows(actor).where(self.resource.model.id.in_(sorted(set(ids)))))
        return {each.id: day_of(each) for each in self.meant(actor, found) if each.matures_on}


def maturing(host: Host) -> list[Maturing]:
    """Every date that matures among the resources of the house, in the order of their names; none of plugins that are disabled."""
    found = []
    for resource in host.resources.values():
        sides = {each: side for side in resource.extensions for each in side.fields}
        for each in resource.every_field:
            if isinstance(each, Date) and each.matures:
                found.append(Maturing(resource, each, each.matures, sides.get(each)))
    return sorted(found, key=lambda each: each.name)


def day_of(record: Any) -> date:
    """The date with which a record was read by `Maturing.rows`."""
    kept = record.matures_on
    return kept if isinstance(kept, date) else date.fromisoformat(kept)


def told_on(rule: Maturity, day: date, calendar: WorkingDays) -> date:
    """The day on which somebody is to be reminded of `day`."""
    ahead = day - timedelta(days=rule.days)
    if rule.weekends == SAME or calendar.works(ahead):
        return ahead
    after = calendar.first_from(ahead)
    return after if rule.weekends == AFTER and after <= day else calendar.last_until(ahead)


def last_day(rule: Maturity, today: date, calendar: WorkingDays) -> date:
    """A date after all those of which somebody is to be reminded by `today`, whatever the rule for weekends."""
    return calendar.first_from(today + ONE_DAY) + timedelta(days=rule.days)
