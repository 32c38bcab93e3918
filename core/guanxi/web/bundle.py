"""The built front end: its files bear the hash of what they hold, so browsers keep them and ask once; sent packed to who takes that."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from flask import Flask, request
from werkzeug.wrappers import Response

KEEPS = "public, max-age=31536000, immutable"
"""What may be kept for a year without asking, as its address changes with it."""
FOLDER = Path(__file__).parent / "static" / "dist"
KINDS = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml; charset=utf-8",
}
PACKED = "gzip"


def serve_bundle(app: Flask) -> Callable[[str], str]:
    """Serve what was built, and give the address of each file by its plain name (``app.css``)."""
    manifest = FOLDER / "manifest.json"
    built: dict[str, Any] = json.loads(manifest.read_text()) if manifest.is_file() else {}
    if not built:
        app.logger.warning("the front end is not built; pages have no style: run python3 dev.py assets")
    names = [each for each in built.values() if isinstance(each, str)] + built.get("former", [])
    app.view_functions["static"] = partial(_static, app, frozenset(f"dist/{each}" for each in names))

    def asset(name: str) -> str:
        return f"/static/dist/{built.get(name, name)}"

    return asset


def _static(app: Flask, built: frozenset[str], filename: str) -> Response:
    """One file: a built one out of memory, any other as Flask sends it."""
    ending = filename.rpartition(".")[2]
    if filename not in built or ending not in KINDS:
        return app.send_static_file(filename)
    packed = bool(request.accept_encodings[PACKED])
    response = Response(
        _bytes(FOLDER / filename.rpartition("/")[2], packed=packed), content_type=KINDS[ending]
    )
    if packed:
        response.headers["Content-Encoding"] = PACKED
    response.headers["Cache-Control"] = KEEPS
    response.vary.add("Accept-Encoding")
    response.set_etag(f"{filename}{'-packed' * packed}")
    return response.make_conditional(request)


@lru_cache(maxsize=64)
def _bytes(path: Path, *, packed: bool) -> bytes:
    body = path.read_bytes()
    return gzip.compress(body, mtime=0) if packed else body
