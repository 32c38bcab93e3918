"""What goes wrong, answered: a page with words and the request's id for people, a toast for scripts, JSON for programs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask, current_app, jsonify, make_response, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from guanxi.data import database as db
from guanxi.data.errors import Forbidden, Problem
from guanxi.data.messages import translator
from guanxi.plugins.assembly import PluginSet
from guanxi.plugins.blame import on_page
from guanxi.web.expired import answer_expired
from guanxi.web.rendering import fragment, page
from guanxi.web.requests import actor, request_id, wants_fragment, wants_json
from guanxi.web.security import loggable
from guanxi.web.slots import PLUGINS

_ = translator("guanxi")


def answer_problems(app: Flask) -> None:
    """Let every problem, refusal and failure of the app be answered in the asker's form and language."""
    app.register_error_handler(Problem, _problem)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _failure)


def _problem(error: Exception) -> Response:
    assert isinstance(error, Problem)
    if not wants_json():
        missing = error.permission if isinstance(error, Forbidden) else ""
        return _answer(error.status, str(error), missing)
    field = getattr(error, "field", "")
    return _json(
        error.status, str(error), error.errors or ({field: error.message} if field else {}), error.details
    )


def _http(error: Exception) -> Any:
    assert isinstance(error, HTTPException)
    if isinstance(error, CSRFError) and not wants_json():
        return answer_expired()
    if error.code is None or error.code < 400:
        return error
    answer = _answer(error.code, _too_large() if error.code == 413 else "")
    for name, value in error.get_headers():
        if name.lower() in ("allow", "retry-after", "www-authenticate"):
            answer.headers[name] = value
    return answer


def _too_large() -> str:
    """How much may be sent at once, to who sends files."""
    most = current_app.config["MAX_CONTENT_LENGTH"]
    if request.mimetype != "multipart/form-data" or not most:
        return ""
    return str(_("At most {n} MB can be sent at once.").format(n=most // 1024 // 1024))


def _failure(error: Exception) -> Response:
    """Our own mistake or a plugin's: logged with the request's id and path, shown as an id only."""
    path = loggable(request.path)
    current_app.logger.error("%s %s failed", request.method, path, exc_info=error)
    plugins: PluginSet = current_app.extensions[PLUGINS]
    if (incident := on_page(error, plugins.modules, request.endpoint or "")) is not None:
        plugins.guard.report(incident)
    if not db.in_transaction():
        db.close()
    return _answer(500, "")


def _answer(status: int, text: str, missing: str = "") -> Response:
    if wants_json():
        return _json(status, text, {}, {})
    if wants_fragment():
        told = text or _short(status)
        return fragment(
            "components/feedback.html", "toast_fragment", {"text": told, "tone": "bad"}, status=status
        )
    try:
        return page(
            "error.html",
            actor(),
            status=status,
            code=status,
            request_id=request_id(),
            detail="" if missing else text,
            missing=missing,
            home=actor() is not None,
        )
    except Exception:
        current_app.logger.exception("the error page failed")
        return make_response(
            f"{status} · {request_id()}", status, {"Content-Type": "text/plain; charset=utf-8"}
        )


def _json(status: int, text: str, fields: Mapping[str, Any], details: Mapping[str, Any]) -> Response:
    found: dict[str, Any] = {"status": status, "title": text or _short(status), "request_id": request_id()}
    found |= details
    if fields:
        found["errors"] = {name: str(message) for name, message in fields.items()}
    answer = jsonify(found)
    answer.status_code, answer.content_type = status, "application/problem+json"
    return answer


def _short(status: int) -> str:
    known = {
        400: _("This request is not understood."),
        401: _("Please sign in."),
        403: _("You are not permitted to do this."),
        404: _("There is nothing at this address for you."),
        405: _("This address does not do that."),
        413: _("This is larger than allowed."),
        415: _("This kind of content is not accepted here."),
        429: _("Too many requests. Please wait a moment."),
    }
    return str(known.get(status, _("This failed. The number of the request helps to find out why.")))
