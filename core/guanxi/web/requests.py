"""What a view knows of its request: the actor, the request's id, whether a fragment or JSON is wanted."""

from __future__ import annotations

from typing import cast

from flask import g, request
from markupsafe import Markup

from guanxi.records.actor import Actor


def actor() -> Actor | None:
    """Who is signed in, or None."""
    return cast("Actor | None", g.get("actor"))


def request_id() -> str:
    """The id of this request, as it stands on error pages and in the log."""
    return cast(str, g.get("request_id", ""))


def wants_fragment() -> bool:
    """Tell whether the page's own script asks for a part of it."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"


def wants_json() -> bool:
    """Tell whether a program asks."""
    return request.path.startswith("/api/")


def here() -> str:
    """The local address of the page that somebody is on, to come back to it."""
    return request.full_path.removesuffix("?") if request.method == "GET" else (request.path or "/")


def no_markup() -> Markup:
    """Nothing, as markup."""
    return Markup("")
