"""Activities as a resource: lists, pages, REST, import and export, the timeline, like any other record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from guanxi.data.columns import RecordTable
from guanxi.data.errors import InvalidValues
from guanxi.data.fields import About, Choice, Date, DateTime, Integer, Link, LongText, Text
from guanxi.data.fields.time_of_day import TimeOfDay
from guanxi.data.messages import Message, translator
from guanxi.records.entries import Entries
from guanxi.records.journal import ADD
from guanxi.records.resource import Resource, Rows
from guanxi.work.activities import reminders
from guanxi.work.activities.tables import CANCELLED, DONE, OPEN, Activity

if TYPE_CHECKING:
    from guanxi.records.transaction import Transaction

_ = translator("guanxi")

KINDS: dict[str, Message | str] = {
    "task": _("Task"),
    "call": _("Call"),
    "meeting": _("Meeting"),
    "visit": _("Visit"),
}
ICONS = {"task": "square-check", "call": "phone", "meeting": "users", "visit": "map-pin"}
STATES: dict[str, Message | str] = {
    OPEN: _("Not done"),
    DONE: _("Done"),
    CANCELLED: _("Cancelled"),
}
PRIORITIES: dict[str, Message | str] = {"high": _("High"), "normal": _("Normal"), "low": _("Low")}
AHEAD: dict[str, Message | str] = {
    "0": _("At the time"),
    "10": _("10 minutes before"),
    "30": _("30 minutes before"),
    "60": _("1 hour before"),
    "1440": _("1 day before"),
    "10080": _("1 week before"),
}


def _day(tx: Transaction, verb: str, record: RecordTable | None, columns: dict[str, Any]) -> None:
    """A new activity without a day is due today; a day is never taken away."""
    if verb == ADD and columns.get("due_on") is None:
        columns["due_on"] = tx.today.isoformat()
    elif "due_on" in columns and columns["due_on"] is None:
        raise InvalidValues({"due_on": _("This is required; enter a value.")})


activities = Resource(
    Activity,
    label=_("Activities"),
    label_one=_("Activity"),
    title="subject",
    order=["due_on", "changed_at"],
    icon="calendar-check",
    fields=[
        Text("subject", label=_("Subject"), required=True, max=200, search=True, reading="sentence"),
        Choice("kind", KINDS, label=_("Kind"), required=True, default="task", filter=True),
        Date("due_on", label=_("Due on"), help=_("Without a day, today."), sort=True, filter=True),
        TimeOfDay(
            "due_time", label=_("Time"), help=_("Such as 14:30; in the time zone of whom it is assigned to.")
        ),
        Integer("minutes", label=_("Planned minutes"), min=0, max=10_000),
        Choice("remind", AHEAD, label=_("Remind"), help=_("Without a time of day, 9 o'clock counts.")),
        Choice("priority", PRIORITIES, label=_("Priority"), required=True, default="normal", filter=True),
        Link("owner", "people.user", label=_("Owner"), filter=True),
        Link("team", "people.team", label=_("Team"), read_only=True, filter=True),
        About("about", label=_("About")),
        LongText("details", label=_("Details"), max=4000),
        Choice("state", STATES, label=_("State"), default=OPEN, read_only=True, filter=True),
        DateTime("done_at", label=_("Done at"), read_only=True),
        Text("outcome", label=_("Outcome"), max=500),
    ],
    rows=Rows(own="owner", team="team", about="about"),
    on_write=_day,
    on_written=reminders.follow,
)
activity_entries = Entries(
    activities,
    at="due_on",
    text="subject",
    kinds="state",
    head="kind",
    more="due_time outcome",
    words={OPEN: _("Planned"), DONE: _("Activities done"), CANCELLED: _("Activities cancelled")},
    heads={OPEN: _("{kind} planned"), DONE: _("{kind} done"), CANCELLED: _("{kind} cancelled")},
)
