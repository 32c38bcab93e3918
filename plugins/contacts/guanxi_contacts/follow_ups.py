"""The next follow-up of an interaction as an activity: planned with the date, moved with it, taken away with it."""

from __future__ import annotations

from datetime import date
from typing import Any

from guanxi.api import (
    About,
    Forbidden,
    InvalidValues,
    Transaction,
    plan_activity,
    replan_activity,
    translator,
)

_ = translator("guanxi_contacts")
ABOUT = About("about", label=_("About"), required=True)
SUBJECT = 200
PLANNED_ALIKE = ("call", "meeting", "visit")


def plan_next(tx: Transaction, verb: str, record: Any, columns: dict[str, Any]) -> None:
    """Keep the planned activity in step with the date of the next follow-up that is about to be written.

    A date that has passed, as interactions of former years bring, plans nothing, and moves what was planned. Undoing
    a change brings back the activity by itself.
    """
    if verb not in ("add", "set") or tx.undoes is not None or "next_on" not in columns:
        return
    wanted = date.fromisoformat(columns["next_on"]) if columns["next_on"] else None
    planned = record.planned_id if record is not None else None
    moved = planned is not None and replan_activity(tx, planned, wanted)
    if wanted is None:
        columns["planned_id"] = None
    elif not moved and wanted >= tx.today:
        columns["planned_id"] = _planned(tx, record, columns, wanted)


def _planned(tx: Transaction, record: Any, columns: dict[str, Any], wanted: date) -> int | None:
    """The id of a new activity for the owner; who may plan nothing keeps the date alone."""
    now = {
        name: columns.get(name) or getattr(record, name, None)
        for name in ("summary", "kind", "owner_id", "about")
    }
    subject = str(_("Follow-up: {what}", what=" ".join(str(now["summary"]).split())))
    try:
        with tx.attempt():
            activity = plan_activity(
                tx,
                subject=subject if len(subject) <= SUBJECT else f"{subject[: SUBJECT - 1]}…",
                kind=now["kind"] if now["kind"] in PLANNED_ALIKE else "task",
                due_on=wanted,
                owner=now["owner_id"],
                about=ABOUT.from_row((now["about"],)),
            )
            return int(activity.id)
    except (Forbidden, InvalidValues):
        return None
