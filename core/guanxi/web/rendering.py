"""The Jinja environment: translation in the domain of a template's folder, addresses of built assets, the frame of every page."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, MutableMapping
from typing import Any

from flask import Flask, Response, flash, get_flashed_messages, request, session
from flask.templating import Environment as FlaskEnvironment
from flask_wtf.csrf import generate_csrf
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from guanxi.data.columns import to_ms
from guanxi.data.messages import LANGUAGES, language, translate, translator
from guanxi.people.settings import WATERMARK
from guanxi.records.actor import Actor
from guanxi.resources.display import format_of
from guanxi.web.action_html import actions_html, link_html, menu_items_html, post_html
from guanxi.web.bundle import serve_bundle
from guanxi.web.button_html import button_attributes, button_inside
from guanxi.web.compiled_templates import COMPILED
from guanxi.web.escaping import QuickTemplate
from guanxi.web.field_html import field_html
from guanxi.web.icon_html import icon_html
from guanxi.web.line_html import line_html
from guanxi.web.menu import Menu
from guanxi.web.pins import with_pins
from guanxi.web.requests import here
from guanxi.web.template_calls import QuickContext
from guanxi.web.todo_html import todos_html

_ = translator("guanxi")
HOST_DOMAIN = "guanxi"
MENU = "guanxi.menu"
MOST_DRAWN = 4096
CSRF, FLASHES = "csrf_token", "_flashes"
MOST_TOASTS = 3
_OF_DICT = frozenset(dir(dict))
PRINTED = _("Printed by {who}, as of {moment}")


class Environment(FlaskEnvironment):
    """All templates share one dictionary of globals, so that a page asks for its macros without comparing globals first."""

    template_class = QuickTemplate
    context_class = QuickContext

    def getattr(self, obj: Any, attribute: str) -> Any:
        """As Jinja does it, but for a dictionary without trying in vain what is no attribute of one."""
        if type(obj) is dict and attribute not in _OF_DICT:
            try:
                return obj[attribute]
            except KeyError:
                return self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals


def prepare_templates(app: Flask, domains: Mapping[str, str], stylesheets: list[str]) -> None:
    """Give the app's templates `_`, `asset` and `csrf_token`; `domains` maps a template folder to its catalogue's package."""
    environment, csrf_token = app.jinja_env, _csrf_token()
    app.context_processor(
        lambda: {"csrf_token": csrf_token}
    )  # after flask-wtf's own, which signs for each page
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.add_extension("jinja2.ext.do")
    environment.bytecode_cache = COMPILED
    environment.globals.update(
        _=_translator(dict(domains)),
        actions_html=actions_html,
        asset=serve_bundle(app),
        button_attributes=button_attributes,
        button_inside=button_inside,
        csrf_token=csrf_token,
        field_html=field_html,
        icon_html=icon_html,
        line_html=line_html,
        link_html=link_html,
        menu_items_html=menu_items_html,
        todos_html=todos_html,
        post_html=post_html,
        still=_still(),
        stylesheets=stylesheets,
        languages=tuple(LANGUAGES.items()),
    )


def page(template: str, actor: Actor | None, *, status: int = 200, **values: Any) -> Response:
    """A whole page in the frame that `actor` sees."""
    return Response(drawn(template, {**frame(actor), **values}), status)


def drawn(template: str, values: Mapping[str, Any]) -> str:
    """A template with these values. What Flask would add for each page, the globals of the environment hold anyway."""
    from flask import current_app

    return current_app.jinja_env.get_template(template).render(values)


def face_page(face: Any, actor: Actor, *subject: Any, status: int = 200, **values: Any) -> Response:
    """The page of a face, in its own template and with its own values where it declares them; `subject` is the record."""
    shown = face.prepare(actor, *subject, values) if face.prepare else values
    return page(face.template, actor, status=status, **shown)


def fragment(template: str, macro: str, *arguments: Any, status: int = 200, **values: Any) -> Response:
    """One macro of a template as the answer to a request for a part of a page."""
    from flask import current_app

    module = current_app.jinja_env.get_template(template).module
    return Response(str(getattr(module, macro)(*arguments, **values)), status)


def frame(actor: Actor | None) -> dict[str, Any]:
    """What the layout draws around a page; see the head of templates/layout.html."""
    from flask import current_app

    menu: Menu = current_app.extensions[MENU]
    return {
        "actor": {"name": actor.name, "detail": ""} if actor else None,
        "language": language(),
        "theme": request.cookies.get("theme", "auto"),
        "sidebar": request.cookies.get("sidebar", "open"),
        "menu": with_pins(actor, menu.shown(actor, language(), request.path)) if actor else (),
        "here": here(),
        "watermark": _watermark(actor),
        "profile_url": "/account",
        "search_url": "/search",
        "bell_url": "/notifications",
        "printed": _printed(actor) if actor else "",
        "toasts": [json.loads(str(text)) for text in get_flashed_messages()],
    }


def _watermark(actor: Actor | None) -> str:
    """Who looks, and when, where the house wants that on every page."""
    if actor is None or not actor.host.settings.get(WATERMARK.name):
        return ""
    return f"{actor.name} {format_of(actor).datetime(to_ms(actor.host.clock()))}"


def _printed(actor: Actor) -> str:
    """What stands above a page on paper."""
    company, moment = actor.host.settings.get("host.company", ""), to_ms(actor.host.clock())
    told = PRINTED.format(who=actor.name, moment=format_of(actor).datetime(moment))
    return f"{company} · {told}" if company else str(told)


def toast(
    text: object, *, undo: int = 0, back: str = "", tone: str = "good", href: str = "", link: object = ""
) -> None:
    """Show `text` on the next page; `link` are the words of the way to `href`.

    Its button takes the change `undo` back, or posts to the address `back`.

    Where no page comes between many changes, the last few are told: they travel in the session's cookie.
    """
    session[FLASHES] = session.get(FLASHES, [])[1 - MOST_TOASTS :]
    told = {"text": str(text), "tone": tone, "undo": f"/undo/{undo}" if undo else back}
    flash(json.dumps(told | {"href": href, "link": str(link)}))


def _translator(domains: dict[str, str]) -> Callable[..., str]:
    @pass_context
    def gettext(context: Context, text: str, plural: str | None = None, /, **places: Any) -> str:
        folder, slash, _rest = (context.name or "").partition("/")
        domain = domains.get(folder, HOST_DOMAIN) if slash else HOST_DOMAIN
        found = translate(domain, text, plural=plural, n=places.get("n"))
        if domain != HOST_DOMAIN and found in (text, plural):
            # a block of the host's own template, which a plugin's extends
            found = translate(HOST_DOMAIN, text, plural=plural, n=places.get("n"))
        return found.format(**places) if places else found

    return gettext


def _csrf_token() -> Callable[[], str]:
    """The token of a session's forms: signed once for each session that this process has lately seen."""
    signed: dict[str, str] = {}

    def csrf_token() -> str:
        raw = session.get(CSRF)
        found = signed.get(raw) if raw else None
        if found is None:
            if len(signed) >= MOST_DRAWN:
                signed.clear()
            found = str(generate_csrf())
            signed[session[CSRF]] = found
        return found

    return csrf_token


def _still() -> Callable[..., Markup]:
    """Draws a macro that depends on its few arguments and the language alone, and keeps what was drawn."""
    drawn: dict[Any, Markup] = {}

    def still(macro: Any, *arguments: Any) -> Markup:
        key = (macro, language(), *arguments)
        found = drawn.get(key)
        if found is None:
            if len(drawn) >= MOST_DRAWN:
                drawn.clear()
            found = drawn[key] = macro(*arguments)
        return found

    return still
