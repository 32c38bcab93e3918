"""Activities as pages draw them: lines of the due list, of my day, and of the panel beside a record."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from flask import current_app
from markupsafe import Markup

from guanxi.data.fields.about import refs_in
from guanxi.data.formats import Format
from guanxi.data.messages import Message, language, translator
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.ref import Ref
from guanxi.records.resource import Resource
from guanxi.records.rowset import has_timeline
from guanxi.records.titles import format_of, title_seen, titles_for
from guanxi.web.kept import Kept
from guanxi.web.todo_html import Todo
from guanxi.web.ways import before_records
from guanxi.work.activities import due
from guanxi.work.activities.resource import ICONS, KINDS
from guanxi.work.activities.tables import Activity

_ = translator("guanxi")
USER = "people.user"
BESIDE_RECORD = 3
SNOOZES: dict[int, Message] = {1: _("Tomorrow"), 3: _("In 3 days"), 7: _("In a week")}


def today_of(actor: Actor) -> date:
    """The actor's date."""
    return actor.host.clock().astimezone(ZoneInfo(actor.zone)).date()


def lines(
    actor: Actor, found: Iterable[Activity], *, owners: bool = False, here: Ref | None = None
) -> list[Todo]:
    """Activities that the actor sees, as lines.

    `owners`: with whom they are assigned to; `here`: the record on whose page they stand, which they need not name.
    """
    records, resource = list(found), due.activities_of(actor)
    if resource is None or not records:
        return []
    named = titles_for(actor, _wanted(records, owners=owners) - ({(here.kind, here.id)} if here else set()))
    ids, own = [record.id for record in records], [each.id for each in records if each.owner_id == actor.id]
    reach = {
        action: gate.may_do_among(actor, resource, ids, action, own)
        if actor.may(resource.permission(action))
        else frozenset()
        for action in ("done", "edit")
    }
    seen = _Seen(
        actor,
        resource,
        title_seen(actor, resource),
        frozenset(field.name for field in gate.fields_for(actor, resource)),
        today_of(actor),
        format_of(actor),
        {
            kind: before_records(actor, actor.host.resources[kind])
            for kind in {kind for kind, _id in named} | {resource.name}
        },
        tuple((days, str(label)) for days, label in SNOOZES.items()),
    )
    return [_line(seen, record, named, reach) for record in records]


def quick(
    actor: Actor, about: Ref | None = None, *, subject: str = "", days: int = 0
) -> dict[str, Any] | None:
    """The short form that plans one, filled as far as is known; None for who may not."""
    resource = due.activities_of(actor)
    if resource is None or not actor.may(resource.permission("create")):
        return None
    return {
        "subject": subject,
        "due_on": (today_of(actor) + timedelta(days=days)).isoformat(),
        "kinds": _kinds(language()),
        "about": about.text if about else "",
    }


@lru_cache(maxsize=8)
def _kinds(_language: str) -> Kept:
    """The kinds to choose from, in the words of the language in force."""
    return Kept({"value": code, "label": str(label)} for code, label in KINDS.items())


def panel_of(actor: Actor, resource: Resource, record_id: int, *, deleted: bool) -> list[Markup]:
    """The next activities about a record and the short form for one more, beside the record."""
    if deleted or not has_timeline(resource) or due.activities_of(actor) is None:
        return []
    this = Ref(resource.name, record_id)
    found = due.about(actor, this, BESIDE_RECORD + 1)
    items = lines(actor, found[:BESIDE_RECORD], owners=True, here=this)
    module: Any = current_app.jinja_env.get_template("components/activities.html").module
    return [module.beside(items, len(found) > BESIDE_RECORD, quick(actor, this, days=1))]


def _wanted(records: list[Activity], *, owners: bool) -> set[tuple[str, int]]:
    wanted = {(ref.kind, ref.id) for record in records for ref in refs_in(record.about) or ()}
    if owners:
        wanted |= {(USER, record.owner_id) for record in records if record.owner_id}
    return wanted


class _Seen(NamedTuple):
    """What is the same for all lines: the reader, whether he sees titles, which fields, his date and format, what stands before the
    number in addresses of each kind, how long one may be put off.
    """

    actor: Actor
    resource: Resource
    titled: bool
    fields: frozenset[str]
    today: date
    format: Format
    before: dict[str, str]
    snoozes: tuple[tuple[int, str], ...]


def _line(
    shared: _Seen,
    record: Activity,
    named: dict[tuple[str, int], str],
    reach: dict[str, frozenset[int]],
) -> Todo:
    seen, resource = shared.fields, shared.resource
    about = refs_in(record.about) or () if "about" in seen else ()
    return Todo(
        id=record.id,
        subject=record.subject if shared.titled else f"{resource.label_one} {record.id}",
        href=_address(shared, resource.name, record.id),
        icon=ICONS.get(record.kind, resource.icon) if "kind" in seen else resource.icon,
        kind=str(KINDS.get(record.kind, record.kind)) if "kind" in seen else "",
        about=tuple(
            [
                (label, _address(shared, ref.kind, ref.id))
                for ref in about
                if (label := named.get((ref.kind, ref.id))) is not None
            ]
        ),
        day=shared.format.day(record.due_on, shared.today) if "due_on" in seen else "",
        time=record.due_time or "" if "due_time" in seen else "",
        late=record.due_on < shared.today and "due_on" in seen,
        high=record.priority == "high" and "priority" in seen,
        owner=named.get((USER, record.owner_id or 0), ""),
        may_finish=record.id in reach["done"],
        snoozes=shared.snoozes if record.id in reach["edit"] else (),
    )


def _address(shared: _Seen, kind: str, key: int) -> str:
    before = shared.before[kind]
    return f"{before}{key}" if before else ""
