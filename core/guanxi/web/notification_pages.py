"""The bell: how much is unread, the newest under it, everything on a page, and by which way one wants to be told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import abort, redirect, request
from werkzeug.wrappers import Response

from guanxi.data.messages import translator
from guanxi.plugins.mount import SIGNED_IN, Route
from guanxi.records.actor import Actor
from guanxi.records.gate import record_key
from guanxi.records.ref import Ref
from guanxi.records.titles import format_of
from guanxi.web.rendering import fragment, page, toast
from guanxi.web.requests import wants_fragment
from guanxi.work.notifications import choices, digest, reading
from guanxi.work.notifications.choices import Ways
from guanxi.work.notifications.reading import MOST_COUNTED, Told

_ = translator("guanxi")
ON_PAGE, IN_PANEL = 50, 20
LIST, CHOICES = "/notifications", "/account/notifications"
COMPONENT = "components/notifications.html"
BY_HAND, TO_KNOW = _("Needs my action"), _("For information")


def notifications_page(actor: Actor) -> Response:
    """Everything that the actor was told and may still see, the newest first; ``?unread`` alone what he has not read."""
    before, unread = record_key(request.args.get("before", "")), "unread" in request.args
    found = reading.told(actor, ON_PAGE + 1, before=before, unread=unread)
    shown, query = found[:ON_PAGE], "unread=1&" if unread else ""
    return page(
        "notifications.html",
        actor,
        title=str(_("Notifications")),
        parts=_parts(actor, shown),
        newest=shown[0].id if shown else 0,
        some_unread=any(not each.read for each in shown),
        older=f"{LIST}?{query}before={shown[-1].id}" if len(found) > ON_PAGE else "",
        tabs=[
            {"label": str(_("All")), "href": LIST, "current": not unread},
            {"label": str(_("Unread")), "href": f"{LIST}?unread=1", "current": unread},
        ],
        choices_url=CHOICES,
    )


def panel(actor: Actor) -> Response:
    """The newest under the bell: what is unread first of all, else what was read."""
    found = reading.told(actor, IN_PANEL, unread=True)
    fresh = bool(found)
    found = found or reading.told(actor, IN_PANEL // 4)
    return fragment(COMPONENT, "panel_list", _parts(actor, found), found[0].id if fresh else 0, LIST, CHOICES)


def count(actor: Actor) -> Response:
    """How many are unread, as the mark at the bell."""
    unread = reading.count_unread(actor)
    return fragment(COMPONENT, "count", unread, f"{MOST_COUNTED}+" if unread > MOST_COUNTED else str(unread))


def read_one(actor: Actor, id: int) -> Response:
    """Mark one as read."""
    if not reading.mark_read(actor, id):
        abort(404)
    return _done()


def read_about(actor: Actor) -> Response:
    """Mark what was told about one record (``record=contacts.company/7``) as read."""
    kind, _slash, key = request.form.get("record", "").rpartition("/")
    found = record_key(key)
    if not kind or found is None:
        abort(404)
    reading.mark_about(actor, Ref(kind, found))
    return _done()


def read_all(actor: Actor) -> Response:
    """Mark everything up to the newest one that was shown as read."""
    newest = record_key(request.form.get("newest", ""))
    if newest is None:
        abort(404)
    reading.mark_all_read(actor, newest)
    return _done()


def choices_page(actor: Actor) -> Response:
    """By which way the actor wants to be told of each kind."""
    kinds = [
        {
            "name": kind.name,
            "label": str(kind.label),
            "bell": ways.bell,
            "mail": ways.mail,
            "action": kind.action,
        }
        for kind, ways in choices.chosen(actor)
    ]
    hour = digest.hour_of(actor)
    return page(
        "notification_choices.html",
        actor,
        title=str(_("Choose notifications")),
        kinds=kinds,
        mails=bool(actor.host.settings.get("host.mail")),
        hours=[{"value": str(each), "label": f"{each:02}:00"} for each in digest.HOURS],
        digest="" if hour is None else str(hour),
        action=CHOICES,
    )


def save_choices(actor: Actor) -> Response:
    """Save them; without a mail server what was chosen for mail stays as it was."""
    mails, bell, mail = (
        bool(actor.host.settings.get("host.mail")),
        set(request.form.getlist("bell")),
        set(request.form.getlist("mail")),
    )
    wanted = {
        kind.name: Ways(kind.name in bell, kind.name in mail if mails else before.mail)
        for kind, before in choices.chosen(actor)
    }
    choices.choose(actor, wanted)
    if mails and "digest" in request.form:
        hour = request.form.get("digest", type=int)
        digest.choose_hour(actor, hour if hour in digest.HOURS else None)
    toast(_("Saved"))
    return redirect(CHOICES, 303)


def _done() -> Response:
    return Response("", 204) if wants_fragment() else redirect(LIST, 303)


def _parts(actor: Actor, found: Sequence[Told]) -> list[dict[str, Any]]:
    """What has to be done first, then what is for information; several about one record stand together."""
    sides = [
        (BY_HAND, [each for each in found if each.action]),
        (TO_KNOW, [each for each in found if not each.action]),
    ]
    return [{"label": str(label), "groups": _groups(actor, part)} for label, part in sides if part]


def _groups(actor: Actor, found: Sequence[Told]) -> list[dict[str, Any]]:
    groups: dict[Any, list[Told]] = {}
    for each in found:
        groups.setdefault(each.about or each.id, []).append(each)
    return [
        {
            "title": first.title,
            "href": first.href,
            "record": f"{first.about.kind}/{first.about.id}" if first.about else "",
            "unread": any(not each.read for each in group),
            "items": [_item(actor, each) for each in group],
        }
        for group in groups.values()
        if (first := group[0])
    ]


def _item(actor: Actor, told: Told) -> dict[str, Any]:
    fmt = format_of(actor)
    return {
        "id": told.id,
        "text": told.text,
        "at": fmt.relative(told.at, actor.host.clock()),
        "at_exact": fmt.datetime(told.at),
        "read": told.read,
        "href": told.href,
    }


def _route(rule: str, name: str, method: str, function: Any) -> Route:
    return Route(rule, f"host.{name}", (method,), SIGNED_IN, "host", function)


ROUTES = (
    _route(LIST, "notifications", "GET", notifications_page),
    _route(f"{LIST}/panel", "notification_panel", "GET", panel),
    _route(f"{LIST}/count", "notification_count", "GET", count),
    _route(f"{LIST}/<int:id>/read", "read_notification", "POST", read_one),
    _route(f"{LIST}/read-record", "read_notifications_of_record", "POST", read_about),
    _route(f"{LIST}/read-all", "read_notifications", "POST", read_all),
    _route(CHOICES, "notification_choices", "GET", choices_page),
    _route(CHOICES, "save_notification_choices", "POST", save_choices),
)
