"""The page on which the house is set: every setting that host and plugins declare and the actor may change."""

from __future__ import annotations

from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response

from guanxi.data.errors import InvalidValues
from guanxi.data.messages import translator
from guanxi.people.escalation import ADMINISTER
from guanxi.people.settings import declared, save_settings
from guanxi.plugins.mount import Route, Setting
from guanxi.plugins.naming import plugin_label
from guanxi.records.actor import Actor
from guanxi.web.rendering import page, toast

_ = translator("guanxi")
LONGEST_NUMBER = 12


def settings_page(actor: Actor) -> Response:
    """GET: what can be set, as it is. POST: set it."""
    own = [each for each in declared(actor) if actor.may(each.needs)]
    values = {each.name: actor.host.settings.get(each.name, each.default) for each in own}
    if request.method == "GET":
        return _page(actor, own, values, {})
    given = {each.name: _sent(each) for each in own if each.kind is bool or each.name in request.form}
    try:
        done = save_settings(actor, given)
    except InvalidValues as wrong:
        return _page(
            actor, own, values | given, {name: str(text) for name, text in wrong.errors.items()}, 422
        )
    toast(_("Saved. It holds everywhere within two seconds."), undo=done.change)
    return redirect("/settings/rules", 303)


def _sent(setting: Setting) -> Any:
    """The value that the form sent; a text that is no such value is kept and refused by the change."""
    text = request.form.get(setting.name, "").strip()
    if setting.kind is bool:
        return text == "1"
    if setting.kind is int:
        return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else text
    return text


def _page(
    actor: Actor, own: list[Setting], values: dict[str, Any], errors: dict[str, str], status: int = 200
) -> Response:
    groups: dict[str, list[dict[str, Any]]] = {}
    for each in own:
        plugin = each.name.partition(".")[0]
        label = str(_("Guanxi itself")) if plugin == "host" else plugin_label(plugin)
        groups.setdefault(label, []).append(_row(each, values[each.name], errors.get(each.name, "")))
    return page(
        "settings.html",
        actor,
        title=str(_("House rules")),
        status=status,
        sections=[{"label": label, "fields": fields, "wide": True} for label, fields in groups.items()],
        errors=[
            {"name": each.name, "label": str(each.label), "text": errors[each.name]}
            for each in own
            if each.name in errors
        ],
    )


def _row(setting: Setting, value: Any, error: str) -> dict[str, Any]:
    row = {
        "name": setting.name,
        "label": str(setting.label),
        "value": value,
        "error": error,
        "required": setting.kind is not str,
    }
    if setting.kind is bool:
        return {**row, "editor": "boolean"}
    if setting.kind is int:
        return {**row, "editor": "number"}
    if isinstance(setting.kind, tuple):
        words = setting.words or {}
        options = [{"value": code, "label": str(words.get(code, code))} for code in setting.kind]
        return {**row, "editor": "choice", "options": options}
    return {**row, "editor": "text"}


ROUTES = (Route("/settings/rules", "host.settings", ("GET", "POST"), ADMINISTER, "host", settings_page),)
