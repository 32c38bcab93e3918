"""The bell: how much is unread, the newest under it, everything on a page, and by which way one wants to be told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import abort, redirect, request
from werkzeug.wrappers import Response

from guanxi.data.messages import Message, translator
from guanxi.plugins.mount import SIGNED_IN, Route
from guanxi.records.actor import Actor
from guanxi.records.gate import record_key
from guanxi.records.titles import format_of, titles_for
from guanxi.web.notification_actions import LIST, snooze_times
from guanxi.web.rendering import fragment, page, toast
from guanxi.web.requests import wants_fragment
from guanxi.work.notifications import choices, digest, muting, reading
from guanxi.work.notifications.choices import Ways
from guanxi.work.notifications.reading import MOST_COUNTED, Told, Which

_ = translator("guanxi")
ON_PAGE, IN_PANEL = 50, 20
CHOICES = "/account/notifications"
COMPONENT = "components/notifications.html"
BY_HAND, TO_KNOW = _("Needs my action"), _("For information")
TABS: dict[str, Message] = {
    Which.OPEN: _("All"),
    Which.UNREAD: _("Unread"),
    Which.SNOOZED: _("Snoozed"),
    Which.DONE: _("Done"),
}
_NOTHING_NEW = (
    _("Nothing new"),
    _("Nothing new. What others ask of you and what your reminders say appears here."),
)
NOTHING: dict[str, tuple[Message, Message]] = {
    Which.OPEN: _NOTHING_NEW,
    Which.UNREAD: _NOTHING_NEW,
    Which.SNOOZED: (_("Nothing snoozed"), _("What you snooze waits here and comes back unread at its time.")),
    Which.DONE: (_("Nothing done yet"), _("What you mark as done is kept here for 90 days.")),
}


def notifications_page(actor: Actor) -> Response:
    """What the actor was told and may still see, the newest first; ``?which=`` only what is unread, snoozed or done."""
    before, asked = record_key(request.args.get("before", "")), request.args.get("which", "")
    which = Which(asked) if asked in TABS else Which.OPEN
    found = reading.told(actor, ON_PAGE + 1, before=before, which=which)
    shown, query = found[:ON_PAGE], f"which={which}&" if which != Which.OPEN else ""
    some = which in (Which.OPEN, Which.UNREAD) and any(not each.read for each in shown)
    return page(
        "notifications.html",
        actor,
        title=str(_("Notifications")),
        parts=_parts(actor, shown),
        times=snooze_times(actor),
        away=which in (Which.SNOOZED, Which.DONE),
        nothing=[str(text) for text in NOTHING[which]],
        newest=shown[0].id if shown else 0,
        some_unread=some,
        older=f"{LIST}?{query}before={shown[-1].id}" if len(found) > ON_PAGE else "",
        tabs=[
            {
                "label": str(label),
                "href": f"{LIST}?which={name}" if name != Which.OPEN else LIST,
                "current": name == which,
            }
            for name, label in TABS.items()
        ],
        choices_url=CHOICES,
    )


def panel(actor: Actor) -> Response:
    """The newest under the bell: what is unread first of all, else what was read."""
    found = reading.told(actor, IN_PANEL, which=Which.UNREAD)
    fresh = bool(found)
    found = found or reading.told(actor, IN_PANEL // 4)
    newest = found[0].id if fresh else 0
    return fragment(COMPONENT, "panel_list", _parts(actor, found), newest, LIST, CHOICES, snooze_times(actor))


def count(actor: Actor) -> Response:
    """How many are unread, as the mark at the bell."""
    unread = reading.count_unread(actor)
    return fragment(COMPONENT, "count", unread, f"{MOST_COUNTED}+" if unread > MOST_COUNTED else str(unread))


def read_all(actor: Actor) -> Response:
    """Mark everything up to the newest one that was shown as read."""
    newest = record_key(request.form.get("newest", ""))
    if newest is None:
        abort(404)
    reading.mark_all_read(actor, newest)
    return Response("", 204) if wants_fragment() else redirect(LIST, 303)


def choices_page(actor: Actor) -> Response:
    """By which way the actor wants to be told of each kind."""
    kinds = [
        {
            "name": kind.name,
            "label": str(kind.label),
            "bell": ways.bell,
            "mail": ways.mail,
            "digest": ways.digest,
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
        muted=_muted(actor),
        action=CHOICES,
    )


def _muted(actor: Actor) -> list[dict[str, str]]:
    """What the actor has muted and sees."""
    refs = muting.muted(actor.id)
    titles, known = titles_for(actor, {(ref.kind, ref.id) for ref in refs}), actor.host.resources
    return [
        {
            "label": titles[ref.kind, ref.id],
            "href": f"/{known[ref.kind].path}/{ref.id}",
            "record": ref.text,
            "icon": known[ref.kind].icon,
        }
        for ref in refs
        if (ref.kind, ref.id) in titles and ref.kind in known
    ]


def save_choices(actor: Actor) -> Response:
    """Save them; without a mail server what was chosen for mail stays as it was."""
    mails = bool(actor.host.settings.get("host.mail"))
    bell, mail, daily = (set(request.form.getlist(name)) for name in ("bell", "mail", "daily"))
    wanted = {
        kind.name: Ways(
            kind.name in bell,
            kind.name in mail if mails else before.mail,
            kind.name in daily if mails else before.digest,
        )
        for kind, before in choices.chosen(actor)
    }
    choices.choose(actor, wanted)
    if mails and "digest" in request.form:
        hour = request.form.get("digest", type=int)
        digest.choose_hour(actor, hour if hour in digest.HOURS else None)
    toast(_("Saved"))
    return redirect(CHOICES, 303)


def _parts(actor: Actor, found: Sequence[Told]) -> list[dict[str, Any]]:
    """What has to be done first, then what is for information; several about one record stand together."""
    sides = [
        (BY_HAND, [each for each in found if each.action]),
        (TO_KNOW, [each for each in found if not each.action]),
    ]
    return [
        {"label": str(label), "groups": _groups(actor, part), "these": _numbers(part)}
        for label, part in sides
        if part
    ]


def _groups(actor: Actor, found: Sequence[Told]) -> list[dict[str, Any]]:
    groups: dict[Any, list[Told]] = {}
    for each in found:
        groups.setdefault(each.record or each.id, []).append(each)
    silent = set(muting.muted(actor.id)) if found else set()
    return [
        {
            "title": first.title,
            "href": first.record_href,
            "record": first.record.text if first.record else "",
            "muted": first.record in silent,
            "these": _numbers(group),
            "unread": any(not each.read for each in group),
            "items": [_item(actor, each) for each in group],
        }
        for group in groups.values()
        if (first := group[0])
    ]


def _numbers(found: Sequence[Told]) -> str:
    return ",".join(str(each.id) for each in found)


def _item(actor: Actor, told: Told) -> dict[str, Any]:
    fmt = format_of(actor)
    return {
        "id": told.id,
        "text": told.text,
        "at": fmt.relative(told.at, actor.host.clock()),
        "at_exact": fmt.datetime(told.at),
        "read": told.read,
        "href": told.href,
        "until": fmt.datetime(told.until) if told.until else "",
    }


def _route(rule: str, name: str, method: str, function: Any) -> Route:
    return Route(rule, f"host.{name}", (method,), SIGNED_IN, "host", function)


ROUTES = (
    _route(LIST, "notifications", "GET", notifications_page),
    _route(f"{LIST}/panel", "notification_panel", "GET", panel),
    _route(f"{LIST}/count", "notification_count", "GET", count),
    _route(f"{LIST}/read-all", "read_notifications", "POST", read_all),
    _route(CHOICES, "notification_choices", "GET", choices_page),
    _route(CHOICES, "save_notification_choices", "POST", save_choices),
)
