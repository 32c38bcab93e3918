"""What is planned next about records, as a coloured word with its day: a column of a list, a badge in a head."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from guanxi.data.messages import Message, translator
from guanxi.records.actor import Actor
from guanxi.records.ref import Ref
from guanxi.records.resource import Resource
from guanxi.resources.display import format_of
from guanxi.resources.faces import Computed
from guanxi.resources.lines import Badge
from guanxi.work.activities.next_due import NextDue, due_so, is_told, next_days

_ = translator("guanxi")
LABEL = _("Next activity")
NEXT: dict[NextDue, Message] = {
    NextDue.OVERDUE: _("Overdue"),
    NextDue.TODAY: _("Due today"),
    NextDue.PLANNED: _("Planned"),
    NextDue.NONE: _("Nothing planned"),
}
TONES = {NextDue.OVERDUE: "red", NextDue.TODAY: "amber", NextDue.PLANNED: "green", NextDue.NONE: ""}


def next_activity(resource: Resource) -> Computed:
    """The column of a list with the first open activity about each record; empty where nothing is planned."""

    def texts(actor: Actor, ids: Sequence[int]) -> Mapping[int, Badge]:
        return {key: _badge(actor, day) for key, day in next_days(actor, resource, ids).items()}

    return Computed("next_activity", LABEL, texts)


def next_badge(actor: Actor, record: Ref) -> Badge | None:
    """The badge that tells when the next activity about a record is due, or that nothing is planned; None where he may not know it."""
    resource = actor.host.resources[record.kind]
    if not is_told(actor, resource):
        return None
    text, tone = _badge(actor, next_days(actor, resource, (record.id,)).get(record.id))
    return str(_("Next activity: {when}").format(when=text)), tone


def _badge(actor: Actor, day: date | None) -> Badge:
    state = due_so(day, actor.host.clock().astimezone(ZoneInfo(actor.zone)).date())
    told = f"{NEXT[state]} · {format_of(actor).date(day.isoformat())}" if day else str(NEXT[state])
    return told, TONES[state]
