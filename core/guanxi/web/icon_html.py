"""Icons in markup that is put together in Python."""

from __future__ import annotations

from typing import Any

from flask import current_app
from markupsafe import Markup

from guanxi.web.current import extensions

ICONS = "guanxi.icons"


def icon_html(name: str, kind: str = "") -> Markup:
    """An icon as its macro draws it, once for each app; `kind` as there."""
    drawn: dict[tuple[str, str], Markup] = extensions().setdefault(ICONS, {})
    found = drawn.get((name, kind))
    if found is None:
        module: Any = current_app.jinja_env.get_template("components/icon.html").module
        found = drawn[name, kind] = module.drawn(name, kind)
    return found
