"""The own account: name, language, zone, password, open sessions, API tokens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import abort, redirect, request
from werkzeug.wrappers import Response

from guanxi.data.columns import to_ms
from guanxi.data.errors import InvalidValues
from guanxi.data.fields import Invalid, clean_text
from guanxi.data.formats import Format
from guanxi.data.messages import LANGUAGES, Message, translator
from guanxi.people import changes, sessions, tokens
from guanxi.people.tables import User
from guanxi.people.zones import ZONES
from guanxi.plugins.mount import Route
from guanxi.records.actor import Actor
from guanxi.web.browser_names import browser_name
from guanxi.web.rendering import page, toast
from guanxi.web.routing import SIGNED_IN
from guanxi.web.security import door, signed_in
from guanxi.web.sign_in import password_fields

_ = translator("guanxi")

LONGEST_NAME, LONGEST_SHOWN = 100, 1000
DAYS = (7, 30, 90, 366)


def account_page(actor: Actor) -> Response:
    """Everything about the own account on one page."""
    return _page(actor)


def save_details(actor: Actor) -> Response:
    """Save name, language and zone."""
    values = {name: request.form.get(name) or None for name in ("name", "language", "zone")}
    try:
        changes.edit_account(actor, values=values)
    except InvalidValues as wrong:
        return _page(actor, "details", dict(wrong.errors))
    toast(_("Saved"))
    return redirect("/account", 303)


def save_password(actor: Actor) -> Response:
    """Set the own password, knowing the present one; other sessions end."""
    new = request.form.get("password", "")
    if new != request.form.get("again", ""):
        return _page(actor, "password", {"again": _("The two passwords differ. Type the same one twice.")})
    signed = signed_in()
    session_id = signed.session_id if signed else None
    wrong = changes.change_own_password(
        actor, door().passwords, request.form.get("old", ""), new, session_id=session_id
    )
    if wrong is not None:
        return _page(actor, "password", {"old" if wrong == changes.WRONG_PASSWORD else "password": wrong})
    toast(_("The password is changed. Other sessions have ended."))
    return redirect("/account", 303)


def end_session(actor: Actor, id: int) -> Response:
    """End one of the own sessions."""
    if not sessions.end_one(actor.id, id):
        abort(404)
    return redirect("/account", 303)


def end_other_sessions(actor: Actor) -> Response:
    """End all own sessions but this one."""
    signed = signed_in()
    sessions.end_all(actor.id, but=signed.session_id if signed else None)
    return redirect("/account", 303)


def make_token(actor: Actor) -> Response:
    """Make an API token and show it, this once."""
    name, days = request.form.get("name", "").strip(), request.form.get("days", "90")
    scopes = request.form.get("scopes", "").split()
    errors: dict[str, Message] = {}
    try:
        name = clean_text(name, LONGEST_NAME)
    except Invalid as refused:
        errors["name"] = refused.message
    if not name:
        errors["name"] = _("This is required; enter a value.")
    if not scopes or len(scopes) > 50 or any(len(scope) > 100 or not _is_scope(scope) for scope in scopes):
        errors["scopes"] = _("Write read, write, or permissions such as contacts.*.view.")
    if days not in map(str, DAYS):
        errors["days"] = _("Please choose.")
    if errors:
        return _page(actor, "token", errors)
    token = tokens.make_token(actor.host, actor.id, name, scopes, days=int(days))
    return _page(actor, fresh_token=token)


def revoke_token(actor: Actor, id: int) -> Response:
    """End one of the own tokens at once."""
    if not tokens.revoke(actor.host, actor.id, id):
        abort(404)
    return redirect("/account", 303)


def _is_scope(scope: str) -> bool:
    return scope.isascii() and all(sign.isalnum() or sign in "._*" for sign in scope)


def _page(
    actor: Actor, sent: str = "", errors: Mapping[str, Message] | None = None, *, fresh_token: str = ""
) -> Response:
    """The page; `sent` names the form that is refused with `errors`, and shows again what was typed."""
    user, now, signed = User.get_by_id(actor.id), actor.host.clock(), signed_in()
    shown = Format.of(actor.locale, actor.zone)
    forms = {"details": _details(user), "password": _password(), "token": _token_form()}
    if errors:
        _refuse(forms[sent], errors)
    return page(
        "account.html",
        actor,
        status=422 if errors else 200,
        title=str(_("Profile and password")),
        mail=user.mail,
        forms={name: [{"label": "", "fields": fields}] for name, fields in forms.items()},
        errors={sent: [_summed(field) for field in forms[sent] if field.get("error")]} if errors else {},
        sessions=[
            {
                "session": each,
                "browser": browser_name(each.agent),
                "here": signed is not None and each.id == signed.session_id,
            }
            for each in sessions.open_sessions(actor.id, now)
        ],
        tokens=tokens.own_tokens(actor.id, now),
        fresh_token=fresh_token,
        moment=lambda at: shown.datetime(to_ms(at)),
    )


def _refuse(fields: list[dict[str, Any]], errors: Mapping[str, Message]) -> None:
    """Put the errors and what was typed into the fields; passwords are typed anew."""
    for field in fields:
        field["error"] = str(errors.get(field["name"], ""))
        if field.get("editor") != "password":
            field["value"] = request.form.get(field["name"], "")[:LONGEST_SHOWN]


def _summed(field: dict[str, Any]) -> dict[str, str]:
    """One field in error as the summary above its form shows it."""
    key = str(field.get("id", "")).removeprefix("f-") or field["name"]
    return {"name": key, "label": field["label"], "text": field["error"]}


def _details(user: User) -> list[dict[str, Any]]:
    languages = [{"value": code, "label": name} for code, name in LANGUAGES.items()]
    zones = [{"value": zone, "label": zone} for zone in ZONES]
    return [
        {
            "name": "name",
            "label": str(_("Full name")),
            "value": user.name,
            "required": True,
            "max": 100,
            "autocomplete": "name",
        },
        {
            "name": "language",
            "label": str(_("Language")),
            "editor": "choice",
            "value": user.language,
            "options": languages,
            "none": str(_("As in the browser")),
        },
        {
            "name": "zone",
            "label": str(_("Time zone")),
            "editor": "choice",
            "value": user.zone,
            "options": zones,
            "none": str(_("As the company")),
        },
    ]


def _password() -> list[dict[str, Any]]:
    old = {
        "name": "old",
        "label": str(_("Present password")),
        "editor": "password",
        "autocomplete": "current-password",
    }
    return [{**old, "required": True}, *password_fields()]


def _token_form() -> list[dict[str, Any]]:
    days = [{"value": str(each), "label": str(_("{n} days").format(n=each))} for each in DAYS]
    hint = str(_("Write read, write, or permissions such as contacts.*.view."))
    return [
        {
            "name": "name",
            "id": "f-token_name",
            "label": str(_("What is it for?")),
            "required": True,
            "max": 100,
        },
        {
            "name": "scopes",
            "label": str(_("Rights")),
            "value": "read",
            "help": hint,
            "required": True,
            "max": 500,
        },
        {
            "name": "days",
            "label": str(_("Good for")),
            "editor": "choice",
            "value": "90",
            "options": days,
            "required": True,
        },
    ]


def _route(rule: str, name: str, method: str, function: object) -> Route:
    return Route(rule, f"host.{name}", (method,), SIGNED_IN, "host", function)  # type: ignore[arg-type]


ROUTES = (
    _route("/account", "account", "GET", account_page),
    _route("/account/details", "save_details", "POST", save_details),
    _route("/account/password", "save_password", "POST", save_password),
    _route("/account/sessions/<int:id>/end", "end_session", "POST", end_session),
    _route("/account/sessions/end-others", "end_other_sessions", "POST", end_other_sessions),
    _route("/account/tokens", "make_token", "POST", make_token),
    _route("/account/tokens/<int:id>/revoke", "revoke_token", "POST", revoke_token),
)
