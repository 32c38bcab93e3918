"""What is done with notifications: read, done, snoozed, back again; of a record one mutes, no more comes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import abort, redirect, request
from werkzeug.wrappers import Response

from guanxi.data.errors import InvalidValues
from guanxi.data.messages import Message, translator
from guanxi.plugins.mount import SIGNED_IN, Route
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.ref import Ref
from guanxi.records.titles import format_of
from guanxi.web.addresses import local_address
from guanxi.web.rendering import fragment, toast
from guanxi.web.requests import wants_fragment
from guanxi.work.notifications import muting, putting_away, reading

_ = translator("guanxi")
LIST = "/notifications"
THESE, MUTE = f"{LIST}/these", f"{LIST}/mute"
MOST_AT_ONCE = 200
TIMES: dict[str, Message] = {
    "hour": _("In an hour"),
    "evening": _("This evening"),
    "tomorrow": _("Tomorrow morning"),
    "monday": _("On Monday"),
}


def snooze_times(actor: Actor) -> list[dict[str, str]]:
    """The usual moments to snooze to: the word that is sent, and its words."""
    return [
        {"act": name, "label": str(TIMES[name])}
        for name in putting_away.times(actor.host.clock(), actor.zone)
    ]


def with_these(actor: Actor) -> Response:
    """Do `act` with the notifications `these` (``7,8,9``) of the actor; those of others are none."""
    ids = _ids(request.values.get("these", ""))
    act = request.values.get("act", "")
    doing = {"read": _read, "done": _done, "back": _back, "at": _snooze_at}.get(act)
    if doing is None and act not in TIMES:
        abort(404)
    try:
        return doing(actor, ids) if doing else _snooze(actor, ids, act)
    except InvalidValues as wrong:
        return _refused(next(iter(wrong.errors.values())))


def mute(actor: Actor) -> Response:
    """Mute a record that the actor sees (``record=contacts.company/7``), or end it (``on=0``)."""
    ref = Ref.read(request.values.get("record", ""))
    resource = actor.host.resources.get(ref.kind) if ref else None
    if ref is None or resource is None:
        abort(404)
    key = gate.record_key(str(ref.id))
    this = Ref(resource.name, gate.get(actor, resource, key if key is not None else abort(404)).id)
    if request.values.get("on") == "0":
        muting.unmute(actor, this)
        return _answer(_("It tells you everything again."))
    muting.mute(actor, this)
    told = _("Muted. Only what you have to do, and what is said to you by name, still comes.")
    return _answer(told, back=f"{MUTE}?record={this.text}&on=0")


def _ids(text: str) -> list[int]:
    found = [gate.record_key(each) for each in text.split(",", MOST_AT_ONCE)[:MOST_AT_ONCE]]
    ids = [each for each in found if each is not None]
    return ids or abort(404)


def _read(actor: Actor, ids: list[int]) -> Response:
    return _answer() if reading.mark_read(actor, ids) else abort(404)


def _done(actor: Actor, ids: list[int]) -> Response:
    return _put(actor, ids, putting_away.done, _("Done"))


def _back(actor: Actor, ids: list[int]) -> Response:
    return _answer(_("It is under the bell again.")) if putting_away.back(actor, ids) else abort(404)


def _snooze(actor: Actor, ids: list[int], act: str) -> Response:
    until = putting_away.times(actor.host.clock(), actor.zone).get(act)
    if until is None:
        raise InvalidValues({"until": _("This time has passed. Choose another.")})
    return _snoozed(actor, ids, until)


def _snooze_at(actor: Actor, ids: list[int]) -> Response:
    try:
        until = datetime.fromisoformat(request.values.get("until", ""))
    except ValueError:
        raise InvalidValues({"until": _("Choose a time within the next twelve months.")}) from None
    return _snoozed(actor, ids, until if until.tzinfo else until.replace(tzinfo=ZoneInfo(actor.zone)))


def _snoozed(actor: Actor, ids: list[int], until: datetime) -> Response:
    told = _("Comes back {at}").format(at=format_of(actor).datetime(until))
    return _put(actor, ids, lambda who, these: putting_away.snooze(who, these, until), told)


def _put(
    actor: Actor, ids: list[int], doing: Callable[[Actor, Iterable[int]], Any], told: Message
) -> Response:
    if not doing(actor, ids):
        abort(404)
    return _answer(told, back=f"{THESE}?act=back&these={','.join(map(str, ids))}")


def _refused(why: Message) -> Response:
    if wants_fragment():
        drawn = {"text": str(why), "tone": "bad"}
        return fragment("components/feedback.html", "toast_fragment", drawn, status=422)
    toast(why, tone="bad")
    return redirect(local_address(request.referrer, request.host) or LIST, 303)


def _answer(told: Message | None = None, back: str = "") -> Response:
    """For the bell its toast alone; for a page the way back to it, where the toast then stands."""
    if wants_fragment():
        drawn = {"text": str(told), "tone": "good", "undo": back}
        return fragment("components/feedback.html", "toast_fragment", drawn) if told else Response("", 204)
    if told:
        toast(told, back=back)
    return redirect(local_address(request.referrer, request.host) or LIST, 303)


ROUTES = (
    Route(THESE, "host.with_notifications", ("POST",), SIGNED_IN, "host", with_these),
    Route(MUTE, "host.mute", ("POST",), SIGNED_IN, "host", mute),
)
