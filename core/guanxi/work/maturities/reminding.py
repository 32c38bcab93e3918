"""The walk over what matures: each hour a job reads what falls due by its index, and tells who answers for it in his morning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from peewee import Value, fn

from guanxi.data.columns import to_ms
from guanxi.data.database import row, rows, run
from guanxi.data.messages import translator
from guanxi.jobs.declaration import Again, Step, job
from guanxi.jobs.schedule import Schedule
from guanxi.people.actors import DEFAULT_ZONE, system_actor
from guanxi.records.host import Host, ToTell
from guanxi.records.ref import Ref
from guanxi.work.activities.moments import MORNING
from guanxi.work.calendar.working_days import ONE_DAY, WorkingDays, working_days
from guanxi.work.maturities.answering import Answering, Answers
from guanxi.work.maturities.declared import Maturing, day_of, last_day, maturing, told_on
from guanxi.work.maturities.tables import ToldMaturity
from guanxi.work.maturities.words import name_of, sentence
from guanxi.work.notifications.kinds import NoticeKind

_ = translator("guanxi")
AT_ONCE = 100
LONGEST_PAUSE, KEPT = timedelta(days=30), timedelta(days=400)
MATURITY = NoticeKind("work.maturity", _("Maturities"), action=True)
_TOLD = """INSERT INTO work_maturity (kind, record_id, field, day, whole_kind, whole_id, told_at)
           VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id"""
_ITEM = "INSERT INTO work_maturity_item (maturity_id, user_id, day) VALUES (?, ?, ?)"
_WALKED = """INSERT INTO work_maturity_walk (name, since, walked) VALUES (?, ?, ?)
             ON CONFLICT (name) DO UPDATE SET walked = excluded.walked"""


@job("work.remind_of_maturities", example={})
def remind_of_maturities(step: Step) -> Again | None:
    """Tell of a hundred records a step, one declared date after the other; the position is its name, a day and an id."""
    host: Host = step.actor.host
    at, day, last = step.position or ("", None, 0)
    waiting = [each for each in maturing(host) if each.name >= at]
    if not waiting:
        return None
    this = waiting[0]
    position = (date.fromisoformat(day), int(last)) if day and this.name == at else None
    walk = Walk(host, step.now, working_days(host))
    found = walk.part(this, position)
    walk.tell(this, found)
    if len(found) == AT_ONCE:
        return step.again([this.name, day_of(found[-1]).isoformat(), found[-1].id])
    walk.finish(this)
    return step.again([waiting[1].name, None, 0]) if len(waiting) > 1 else None


@dataclass(frozen=True)
class Walk:
    """One step of the walk, at the moment `now`."""

    host: Host
    now: datetime
    calendar: WorkingDays

    @property
    def today(self) -> date:
        """The date of the house."""
        zone = ZoneInfo(str(self.host.settings.get("zone") or DEFAULT_ZONE))
        return self.now.astimezone(zone).date()

    def part(self, this: Maturing, position: tuple[date, int] | None) -> list[Any]:
        """The next records of which nobody was reminded yet, after `position` (day and id), in the order of their days."""
        column, key = this.column, this.resource.model.id
        first = position[0] if position else self._first_day(this)
        told = ToldMaturity.select(Value(1)).where(
            ToldMaturity.kind == this.resource.name,
            ToldMaturity.record_id == key,
            ToldMaturity.field == this.field.name,
            ToldMaturity.day == column,
        )
        found = this.rows(system_actor(self.host)).where(
            column >= first,
            column < last_day(this.rule, self.today + ONE_DAY, self.calendar),
            ~fn.EXISTS(told),
        )
        if position:
            found = found.where((column > position[0]) | (key > position[1]))
        return list(found.order_by(column, key).limit(AT_ONCE))

    def tell(self, this: Maturing, records: Sequence[Any]) -> None:
        """Remind those who answer for the records, where it is their morning of a day that fits; the rest waits for the next hour."""
        system = system_actor(self.host)
        answers, resource, name = Answers(system), this.resource, this.field.name
        meant = this.meant(system, records)
        answering = {each.id: answers.of(resource, each) for each in meant}
        seeing = answers.seeing(resource, name, [(key, each.users) for key, each in answering.items()])
        left = [(key, answers.leads(each.led)) for key, each in answering.items() if key not in seeing]
        seeing |= answers.seeing(resource, name, left)
        for record in meant:
            users = seeing.get(record.id, ())
            if users and all(self._is_time(this, day_of(record), answers.actor(user)) for user in users):
                self._tell_once(this, record, answering[record.id], users)

    def finish(self, this: Maturing) -> None:
        """Note that the dates up to today were walked."""
        today, kept = self.today.isoformat(), _walked(this)
        if kept is None or kept[1] < today:
            run(_WALKED, (this.name, today, today))

    def _first_day(self, this: Maturing) -> date:
        """The earliest date of which somebody may still be to be told: what came due since the last working day that was walked."""
        kept = _walked(this)
        if kept is None:
            return self.today
        since, walked = map(date.fromisoformat, kept)
        return max(since, self.calendar.last_until(walked - ONE_DAY), self.today - LONGEST_PAUSE)

    def _is_time(self, this: Maturing, day: date, reader: Any) -> bool:
        """Tell whether it is nine o'clock or later on a day on which this reader is to be reminded of `day`."""
        local = self.now.astimezone(ZoneInfo(reader.zone))
        wanted = told_on(this.rule, day, self.calendar)
        fits = local.date() == wanted or self.calendar.works(local.date())
        return fits and local.date() >= wanted and local.time() >= MORNING

    def _tell_once(self, this: Maturing, record: Any, answering: Answering, users: Sequence[int]) -> None:
        resource, whole, day = this.resource, answering.whole, day_of(record)
        key = (resource.name, record.id, this.field.name, day.isoformat())
        kept = rows(_TOLD, (*key, *(whole or (None, None)), to_ms(self.now)))
        if not kept:
            return
        titled = bool(getattr(record, resource.by_name[resource.title].columns[0], None))
        name = name_of(resource, record.id, whole, titled=titled)
        told = ToTell(sentence(name, this.field.label, day), Ref(resource.name, record.id), MATURITY.name)
        for user in users:
            run(_ITEM, (kept[0][0], user, day.isoformat()))
            self.host.notify(self.host, user, told, self.now, None)


def forget_older(now: datetime) -> None:
    """Drop what was told of dates that are long past."""
    limit = (now - KEPT).date().isoformat()
    run("DELETE FROM work_maturity_item WHERE day < ?", (limit,))
    run("DELETE FROM work_maturity WHERE day < ?", (limit,))


def _walked(this: Maturing) -> tuple[str, str] | None:
    found = row("SELECT since, walked FROM work_maturity_walk WHERE name = ?", (this.name,))
    return (found[0], found[1]) if found else None


JOBS = (
    remind_of_maturities,
    Schedule("host.maturities_hourly", remind_of_maturities, every=timedelta(hours=1)),
)
