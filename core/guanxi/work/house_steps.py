"""What the house itself has to try in the first ten minutes."""

from __future__ import annotations

from guanxi.data.messages import translator
from guanxi.work.activities.resource import activities
from guanxi.work.first_steps import FirstStep

_ = translator("guanxi")
HOUSE_STEPS = (
    FirstStep(
        "host.palette",
        _(
            "Press Ctrl K on any page and type the first letters of what you look for: a page, a record, something to do."
        ),
        "/search",
        order=10,
    ),
    FirstStep(
        "host.plan",
        _("Plan something for today in one line; it stands in your day."),
        "/work/due",
        needs=activities.permission("create"),
        done_by="work.activity.create",
        order=60,
    ),
    FirstStep(
        "host.finish",
        _("Open your day and finish one thing: you are asked for the next step."),
        "/my-day",
        needs=activities.permission("done"),
        done_by="work.activity.done",
        order=70,
    ),
    FirstStep(
        "host.numbers",
        _("Choose the numbers that stand on your home page. Point at one, and it says how it is counted."),
        "/metrics/tiles",
        order=80,
    ),
    FirstStep("host.keys", _("Press ? on a page: it tells all its shortcuts."), "/my-day", order=90),
)
