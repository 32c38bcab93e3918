"""My day as pages draw it: its parts, each line with why it stands there, in the order of due date, worth and urgency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from guanxi.data.fields.about import refs_in
from guanxi.data.messages import Message, translator
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.ref import Ref
from guanxi.records.titles import format_of, titles_for
from guanxi.web import activity_view
from guanxi.web.activity_view import today_of
from guanxi.web.day_actions import actions_beside
from guanxi.web.ways import to_list, to_record
from guanxi.work.activities import due
from guanxi.work.activities.due import WITH_RESULT, Part
from guanxi.work.activities.resource import activities
from guanxi.work.activities.tables import DONE, Activity
from guanxi.work.day.declared import DayPart
from guanxi.work.day.worth import Worths, phones, worths

_ = translator("guanxi")
URGENCY = {"high": 0, "low": 2}
RESULT, OVERDUE, MEETINGS, TODAY = "result", "overdue", "meetings", "today"
LABELS: dict[str, Message] = {
    MEETINGS: _("Meetings today"),
    RESULT: _("Result missing"),
    OVERDUE: _("Overdue"),
    TODAY: _("Due today"),
}


@dataclass(frozen=True)
class _Sorted:
    """The activities of the day by part, those of each in their order; `more` names the parts that go on, `about` the records of each."""

    parts: dict[str, list[Activity]]
    more: frozenset[str]
    about: dict[int, Sequence[Ref]]
    known: Worths


def planned_parts(actor: Actor, most: int) -> list[dict[str, Any]]:
    """What the actor has planned: meetings of today, results that are missing, what is overdue, what is due; none that is empty."""
    found = _sorted(actor)
    shown = [each for name in LABELS for each in found.parts[name][:most]]
    numbers = phones(actor, {ref for each in shown for ref in found.about[each.id]})
    drawn = {
        line.id: line._replace(**_beside(actor, record, found, numbers))
        for record, line in zip(shown, activity_view.lines(actor, shown), strict=True)
    }
    everything = to_list(actor, activities)
    return [
        {
            "name": name,
            "label": str(label),
            "items": [drawn[each.id] for each in found.parts[name][:most]],
            "count": f"{len(found.parts[name])}{'+' if name in found.more else ''}",
            "bad": name in (OVERDUE, RESULT),
            "all": everything if name in found.more else "",
        }
        for name, label in LABELS.items()
        if found.parts[name]
    ]


def told_parts(actor: Actor, most: int) -> list[dict[str, Any]]:
    """What plugins add to the actor's day; entries that he may not see are left out."""
    answers: list[DayPart] = [
        part for _plugin, found in actor.host.hooks.ask("day_parts", actor=actor, most=most) for part in found
    ]
    refs = {entry.record for part in answers for entry in part.entries[:most]}
    titles, numbers = titles_for(actor, {(ref.kind, ref.id) for ref in refs}), phones(actor, refs)
    beside = actions_beside(actor, [entry for part in answers for entry in part.entries[:most]])
    return [drawn for part in answers if (drawn := _told(actor, part, most, titles, numbers, beside))]


def _told(
    actor: Actor,
    part: DayPart,
    most: int,
    titles: dict[tuple[str, int], str],
    numbers: dict[Ref, str],
    beside: dict[Ref, list[dict[str, Any]]],
) -> dict[str, Any] | None:
    fmt, items = format_of(actor), []
    for entry in part.entries[:most]:
        ref = entry.record
        if (ref.kind, ref.id) in titles:
            resource = actor.host.resources[ref.kind]
            items.append(
                {
                    "name": titles[ref.kind, ref.id],
                    "href": to_record(actor, resource, ref.id),
                    "icon": resource.icon,
                    "kind": str(resource.label_one),
                    "why": [fmt.text(why) if isinstance(why, Message) else why for why in entry.why],
                    "call": numbers.get(ref, ""),
                    "plan": ref.text,
                    "actions": beside.get(ref, []) if entry.actions else [],
                }
            )
    return {"label": str(part.label), "records": items, "all": part.all} if items else None


def _sorted(actor: Actor) -> _Sorted:
    today = today_of(actor)
    late, now = (due.stretch(actor, today, part) for part in (Part.OVERDUE, Part.TODAY))
    results = due.without_result(actor, today, due.AT_ONCE)
    every = [*late.activities, *now.activities, *results]
    about = _about(actor, every)
    known = worths(actor, {ref for refs in about.values() for ref in refs})
    parts: dict[str, list[Activity]] = {name: [] for name in LABELS}
    for each in every:
        parts[_part_of(actor, each, today)].append(each)
    for name, held in parts.items():
        held.sort(
            key=lambda each: (
                (each.due_time or "~", each.id) if name == MEETINGS else _rank(each, known.of(about[each.id]))
            )
        )
    more = {OVERDUE: late.more, TODAY: now.more}
    return _Sorted(parts, frozenset(name for name, goes_on in more.items() if goes_on), about, known)


def _part_of(actor: Actor, activity: Activity, today: date) -> str:
    if activity.state == DONE or due.lacks_result(activity, actor):
        return RESULT
    if activity.due_on < today:
        return OVERDUE
    return MEETINGS if activity.kind in WITH_RESULT else TODAY


def _rank(activity: Activity, worth: int) -> tuple[Any, ...]:
    """Due date, then what is worth more, then what is more urgent, then the time of day."""
    urgency = URGENCY.get(activity.priority, 1)
    return activity.due_on, -worth, urgency, activity.due_time or "~", activity.id


def _about(actor: Actor, found: Sequence[Activity]) -> dict[int, Sequence[Ref]]:
    """What each activity is about, as far as the reader may know that."""
    seen = any(field.name == "about" for field in gate.fields_for(actor, activities))
    return {each.id: refs_in(each.about) or () if seen else () for each in found}


def _beside(actor: Actor, activity: Activity, day: _Sorted, numbers: dict[Ref, str]) -> dict[str, Any]:
    """What my day adds to a line: the worth that put it where it stands, the number to call, the way to enter a result."""
    refs, fmt = day.about[activity.id], format_of(actor)
    found: dict[str, Any] = {
        "why": tuple(
            str(_("Worth {amount}").format(amount=fmt.amount(each))) for each in day.known.shown(refs)
        ),
        "call": next((numbers[ref] for ref in refs if ref in numbers), ""),
    }
    if activity.state != DONE:
        return found
    ask = (
        f"/{activities.path}/{activity.id}/next?back=/my-day"
        if actor.may(activities.permission("create"))
        else ""
    )
    return found | {"may_finish": False, "snoozes": (), "ask": ask}
