"""What the app in force keeps, asked some hundred times a page: a proxy of Flask would cost each time as much as what is done with it."""

from __future__ import annotations

from typing import Any

from flask.globals import _cv_app


def extensions() -> dict[str, Any]:
    """The dictionary `extensions` of the app that answers; outside of an app a LookupError."""
    return _cv_app.get().app.extensions
