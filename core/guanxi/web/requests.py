"""What a view knows of its request: the actor, the request's id, whether a fragment or JSON is wanted."""

from __future__ import annotations

import re
from typing import cast

from flask import g, request
from markupsafe import Markup
from werkzeug.exceptions import BadRequest

from guanxi.data.messages import translator
from guanxi.records.actor import Actor

_ = translator("guanxi")
NO_VERSION = _(
    "This form does not say which version of the record it changes, so it could overwrite what others saved. "
    "Check what you typed, then save again."
)

VERSION = re.compile(r"[0-9]{1,18}")
ONCE = re.compile(r"[\x21-\x7e]{1,64}")


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


def sent_version() -> int | None:
    """The version of a record that the form sent was based on; None where it names none, BadRequest where it is no version."""
    text = request.form.get("version", "").strip()
    if text and not VERSION.fullmatch(text):
        raise BadRequest
    return int(text) if text else None


def sent_once() -> str | None:
    """The key that the form carries so that sending it twice creates once; None without one."""
    text = request.form.get("once", "")
    if text and not ONCE.fullmatch(text):
        raise BadRequest
    return text or None


def no_markup() -> Markup:
    """Nothing, as markup."""
    return Markup("")
