"""Mounting routes: no address without an answer to who may open it, and every view gets the actor as its first argument."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from flask import Flask, redirect, request, url_for
from werkzeug.exceptions import Unauthorized
from werkzeug.routing import IntegerConverter
from werkzeug.wrappers import Response

from guanxi.data.errors import Forbidden
from guanxi.plugins.mount import PUBLIC, Needs, Route
from guanxi.plugins.mount import SIGNED_IN as SIGNED_IN
from guanxi.records.actor import Actor
from guanxi.web.current import extensions
from guanxi.web.requests import actor as current_actor
from guanxi.web.requests import here, wants_fragment, wants_json

EXTENSION = "guanxi.routes"
RULES = "guanxi.rules"


class Exited(Exception):
    """A page of a plugin asked the program to exit; the page fails, and the server goes on."""


class WholeNumber(IntegerConverter):
    """The number in an address, ``<int:id>``: digits of an id that both databases can hold; anything else is no such address."""

    regex = "[0-9]{1,18}"


def mount_routes(app: Flask, routes: Iterable[Route]) -> None:
    """Add every route to the app behind its permission, and keep the route map for the menu and the generated tests."""
    app.url_map.converters["int"] = WholeNumber
    kept: dict[str, Route] = app.extensions.setdefault(EXTENSION, {})
    rules: dict[tuple[str, str], Needs] = app.extensions.setdefault(RULES, {})
    for route in routes:
        if route.endpoint in kept:
            raise ValueError(f"two routes are called {route.endpoint!r}")
        kept[route.endpoint] = route
        rules.update({(route.rule, method): route.needs for method in route.methods})
        app.add_url_rule(route.rule, route.endpoint, _guarded(route), methods=list(route.methods))


def route_map(app: Flask) -> dict[str, Route]:
    """All routes of the app by endpoint, as mounted."""
    found: dict[str, Route] = app.extensions[EXTENSION]
    return found


def is_page(rule: str) -> bool:
    """Tell whether there is a page at `rule`, written as in the route map, whoever may open it."""
    return (rule, "GET") in extensions()[RULES]


def may_open(actor: Actor, rule: str, method: str = "GET") -> bool:
    """Tell whether there is a page at `rule`, written as in the route map, and the actor holds what it needs."""
    rules: dict[tuple[str, str], Needs] = extensions()[RULES]
    needs = rules.get((rule, method))
    return needs is not None and (needs is PUBLIC or needs == SIGNED_IN or actor.may(str(needs)))


def _guarded(route: Route) -> Callable[..., Any]:
    @wraps(route.function)
    def view(**places: Any) -> Any:
        who = current_actor()
        if route.needs is not PUBLIC:
            if who is None:
                return _sign_in()
            if route.needs != SIGNED_IN and not who.may(str(route.needs)):
                raise Forbidden(str(route.needs))
        try:
            return route.function(who, **places)
        except SystemExit as left:
            raise Exited(f"SystemExit: {left}") from left

    return view


def _sign_in() -> Response:
    """People are led to the sign-in page and back; programs and fragments get 401."""
    if wants_json() or wants_fragment() or request.method not in ("GET", "HEAD"):
        raise Unauthorized
    return redirect(url_for("host.sign_in", next=here()))
