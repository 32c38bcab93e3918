"""What changed last of each kind of record, below the day on the home page: a part of its own that holds up nothing."""

from __future__ import annotations

from typing import Any

from werkzeug.wrappers import Response

from guanxi.plugins.mount import SIGNED_IN, Route
from guanxi.records.actor import Actor
from guanxi.records.listing import ListQuery, page
from guanxi.records.resource import Resource
from guanxi.records.rowset import remembering_rows
from guanxi.resources.display import format_of
from guanxi.web.rendering import fragment
from guanxi.web.ways import to_list, to_record

RECENT = "/recent"
MOST = 6
OWN_WORK = ("people", "work")


def kinds_at_home(actor: Actor) -> list[Resource]:
    """What plugins bring and the actor may see, without the people of the house and their own work."""
    known = actor.host.resources.values()
    return [each for each in known if each.plugin not in OWN_WORK and actor.may(each.permission("view"))]


def recent_kinds(actor: Actor) -> list[Resource]:
    """Those of them that can be listed by when they changed; what is said and written about records stands in their timelines."""
    known, by_change = kinds_at_home(actor), {"-changed_at", "changed_at"}
    return [each for each in known if by_change & set(each.order) and not each.rows.about]


def recent(actor: Actor) -> Response:
    """The last changed of each kind, as a fragment."""
    with remembering_rows(actor):
        lists = [_recent(actor, each) for each in recent_kinds(actor)]
    return fragment("components/record.html", "recent", lists)


def _recent(actor: Actor, resource: Resource) -> dict[str, Any]:
    columns = (resource.title, "changed_at")
    found = page(actor, ListQuery(resource, columns=columns, sort="-changed_at", limit=MOST))
    fmt, now = format_of(actor), actor.host.clock()
    title, changed = found.columns[0], found.columns[-1]
    items = [
        {
            "label": row[title.at] or f"#{row[0]}",
            "href": to_record(actor, resource, row[0]),
            "side": fmt.relative(row[changed.at], now),
        }
        for row in found.rows
    ]
    return {"title": resource.label, "entries": items, "all_href": to_list(actor, resource)}


ROUTES = (Route(RECENT, "host.recent", ("GET",), SIGNED_IN, "host", recent),)
