"""The small stylesheet that a plugin may bring: read once, served at an address that changes with it, its rules in `@layer plugin`."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from importlib.resources import files

from flask import Flask, abort, current_app
from werkzeug.wrappers import Response

from guanxi.plugins.mount import PUBLIC, Route
from guanxi.records.actor import Actor
from guanxi.web.bundle import KEEPS

STYLES = "guanxi.styles"
LARGEST = 20_000


def prepare_styles(app: Flask, packages: Mapping[str, str]) -> list[str]:
    """The addresses of the stylesheets of plugins, in their order; `packages` maps a plugin to its package."""
    kept: dict[str, bytes] = {}
    for name, package in packages.items():
        text = _text(package, name)
        if len(text.encode()) > LARGEST:
            app.logger.warning(
                "the stylesheet of plugin %r has %d bytes and is left out: at most %d are sent with every page",
                name,
                len(text.encode()),
                LARGEST,
            )
        elif text.strip():
            body = f"@layer plugin {{\n{text}\n}}\n".encode()
            kept[f"{name}-{sha256(body).hexdigest()[:10]}.css"] = body
    app.extensions[STYLES] = kept
    return [f"/style/{name}" for name in kept]


def _text(package: str, name: str) -> str:
    """What ``static/<name>.css`` of the package holds; empty where there is none."""
    try:
        return (files(package) / "static" / f"{name}.css").read_text(encoding="utf-8")
    except (OSError, TypeError, UnicodeDecodeError):
        return ""


def plugin_style(actor: Actor | None, name: str) -> Response:
    """The stylesheet of a plugin that is enabled."""
    styles: dict[str, bytes] = current_app.extensions[STYLES]
    body = styles.get(name)
    if body is None:
        abort(404)
    return Response(body, content_type="text/css; charset=utf-8", headers={"Cache-Control": KEEPS})


ROUTES = (Route("/style/<name>", "host.plugin_style", ("GET",), PUBLIC, "host", plugin_style),)
