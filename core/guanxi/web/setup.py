"""The first visit: the code that the server printed, then the administrator and the own company; afterwards there is no such page."""

from __future__ import annotations

from typing import Any

from flask import abort, request
from werkzeug.wrappers import Response

from guanxi.data.errors import InvalidValues
from guanxi.data.messages import Message, language, translator
from guanxi.people import first_visit, sessions
from guanxi.people.sign_in import LIMITED, Opened
from guanxi.plugins.mount import PUBLIC, Route
from guanxi.records.actor import Actor
from guanxi.web.rendering import page
from guanxi.web.security import client_address, door
from guanxi.web.sign_in import enter, password_fields

_ = translator("guanxi")


def setup_page(actor: Actor | None) -> Response:
    """GET: the form. POST: set the installation up and sign its first administrator in."""
    if not first_visit.is_open():
        abort(404)
    if request.method in ("GET", "HEAD"):
        return _form({})
    typed = {
        name: request.form.get(name, "") for name in ("code", "company", "name", "mail", "password", "again")
    }
    errors = _missing(typed)
    if errors:
        return _form(errors)
    try:
        found = first_visit.set_up(door().host, door().passwords, language=language(), **_for_set_up(typed))
    except InvalidValues as wrong:
        return _form(dict(wrong.errors))
    if isinstance(found, Message):
        return _form({"code" if found in (first_visit.WRONG_CODE, LIMITED) else "password": found})
    agent = request.headers.get("User-Agent", "")
    token = sessions.start(door().host, found, agent=agent, address=client_address(), language=language())
    return enter(Opened(token, found))


def _missing(typed: dict[str, str]) -> dict[str, Message]:
    found = {name: _("This is required; enter a value.") for name, text in typed.items() if not text.strip()}
    if not found and typed["password"] != typed["again"]:
        found["again"] = _("The two passwords differ. Type the same one twice.")
    return found


def _for_set_up(typed: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in typed.items() if name != "again"}


def _form(errors: dict[str, Message]) -> Response:
    sections: list[dict[str, Any]] = [
        {
            "label": "",
            "fields": [_field("code", _("Code"), help=_("The server printed it when it started."))],
        },
        {"label": str(_("Own company")), "fields": [_field("company", _("Name of the company"))]},
        {
            "label": str(_("Administrator")),
            "fields": [
                _field("name", _("Your name"), autocomplete="name"),
                _field("mail", _("Mail address"), editor="email", autocomplete="username"),
                *password_fields(errors.get("password")),
            ],
        },
    ]
    fields = [field for section in sections for field in section["fields"]]
    for field in fields:
        field["error"] = str(errors.get(field["name"], ""))
    labels = {field["name"]: field["label"] for field in fields}
    return page(
        "setup.html",
        None,
        status=422 if errors else 200,
        title=str(_("Set up Guanxi")),
        lead=str(_("Nobody has used this installation yet.")),
        action="/setup",
        save=str(_("Set up")),
        sections=sections,
        errors=[{"name": n, "label": labels.get(n, ""), "text": str(e)} for n, e in errors.items()],
    )


def _field(name: str, label: Message, *, help: Message | None = None, **more: Any) -> dict[str, Any]:
    value = request.form.get(name, "")[:254]
    return {
        "name": name,
        "label": str(label),
        "help": str(help or ""),
        "required": True,
        "value": value,
        **more,
    }


ROUTES = (Route("/setup", "host.setup", ("GET", "POST"), PUBLIC, "host", setup_page),)
