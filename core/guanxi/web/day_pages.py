"""My day: a page of its own, the first thing of the home page, and the parts of plugins that are fetched after it."""

from __future__ import annotations

from typing import Any

from werkzeug.wrappers import Response

from guanxi.data.messages import translator
from guanxi.plugins.mount import Route
from guanxi.records.actor import Actor
from guanxi.records.rowset import remembering_rows
from guanxi.records.titles import format_of
from guanxi.web import activity_view
from guanxi.web.activity_pages import DUE
from guanxi.web.activity_view import today_of
from guanxi.web.day_view import planned_parts, told_parts
from guanxi.web.help_view import notes_in_words
from guanxi.web.maturity_pages import maturing_lines
from guanxi.web.rendering import fragment, page
from guanxi.work.activities.resource import activities
from guanxi.work.team.help_notes import to_answer

_ = translator("guanxi")
DAY, PARTS = "/my-day", "/my-day/parts"
MOST, MOST_AT_HOME, MOST_TOLD = 30, 5, 5


def day_page(actor: Actor) -> Response:
    """Everything that the actor should turn to today."""
    return page("day.html", actor, title=str(_("My day")), lead=_date(actor), day=_day(actor, MOST))


def day_parts(actor: Actor) -> Response:
    """What plugins add, as a fragment: a slow one holds up nothing but itself."""
    with remembering_rows(actor):
        return fragment("components/day.html", "told", told_parts(actor, MOST_TOLD))


def day_at_home(actor: Actor) -> dict[str, Any] | None:
    """The beginning of my day for the home page; None for who sees no activities."""
    if not actor.may(activities.permission("view")):
        return None
    return _day(actor, MOST_AT_HOME) | {"all": DAY, "date": _date(actor)}


def _day(actor: Actor, most: int) -> dict[str, Any]:
    with remembering_rows(actor):
        return {
            "parts": planned_parts(actor, most),
            "maturing": [each for each in maturing_lines(actor, today_of(actor)) if each["late"]][:most],
            "helping": notes_in_words(actor, to_answer(actor, most)),
            "later": PARTS,
            "quick": activity_view.quick(actor),
            "due": DUE,
        }


def _date(actor: Actor) -> str:
    return format_of(actor).long_date(today_of(actor))


ROUTES = (
    Route(DAY, "host.day", ("GET",), activities.permission("view"), "host", day_page),
    Route(PARTS, "host.day_parts", ("GET",), activities.permission("view"), "host", day_parts),
)
