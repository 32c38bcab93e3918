"""The door of every request: hardened settings, request id, session or token to actor, CSRF, headers that close the rest."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any, cast
from urllib.parse import unquote, urlsplit

from flask import Flask, current_app, g, request, session
from flask.sessions import SecureCookieSessionInterface
from flask_wtf.csrf import CSRFProtect
from itsdangerous import URLSafeTimedSerializer
from werkzeug.datastructures import LanguageAccept
from werkzeug.exceptions import (
    BadRequest,
    RequestEntityTooLarge,
    Unauthorized,
    UnsupportedMediaType,
)
from werkzeug.http import parse_accept_header
from werkzeug.wrappers import Response

from guanxi import logs
from guanxi.data.errors import Problem
from guanxi.data.messages import LANGUAGES, translator, use_language
from guanxi.people import sessions, tokens
from guanxi.people.actors import actor_of
from guanxi.people.passwords import Passwords
from guanxi.people.rights import RightsKeeper
from guanxi.people.sessions import SignedIn
from guanxi.records.host import Host

_ = translator("guanxi")
EXTENSION = "guanxi.door"
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
LARGEST_FORM = 512 * 1024
LARGEST_JSON = 1024 * 1024
MOST_PARTS = 1000
MOST_ARGUMENTS = 8192
LONGEST_ACCEPT = 200
TOKEN_NAMES = frozenset({"access_token", "api_key", "apikey", "token", "authorization"})
VARIES = ("Cookie", "Accept-Language", "HX-Request")
LONGEST_LOGGED = 200
REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


@dataclass(frozen=True)
class Door:
    """What the door needs: the host, the rights of its users, the hashing of passwords, and how many proxies stand before it."""

    host: Host
    keeper: RightsKeeper
    passwords: Passwords
    trusted_proxies: int = 0
    language: str = "en"


class TokenInAddress(Problem):
    """A secret that stands where histories and logs of others would keep it."""

    status = 400


class SignedCookies(SecureCookieSessionInterface):
    """Flask's own sessions; the serializer, which depends on the app's key alone, is made once."""

    _made: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        if self._made is None:
            self._made = super().get_signing_serializer(app)
        return self._made


FIXED: dict[str, Any] = {
    "SECRET_KEY_FALLBACKS": None,
    "DEBUG": False,
    "TESTING": False,
    "PROPAGATE_EXCEPTIONS": False,
    "TRAP_HTTP_EXCEPTIONS": False,
    "TRAP_BAD_REQUEST_ERRORS": False,
    "EXPLAIN_TEMPLATE_LOADING": False,
    "TEMPLATES_AUTO_RELOAD": False,
    "SERVER_NAME": None,
    "APPLICATION_ROOT": "/",
    "SESSION_COOKIE_DOMAIN": None,
    "SESSION_COOKIE_PATH": "/",
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "SESSION_COOKIE_PARTITIONED": False,
    "SESSION_REFRESH_EACH_REQUEST": False,
    "PERMANENT_SESSION_LIFETIME": timedelta(days=30),
    "MAX_COOKIE_SIZE": 4093,
    "MAX_FORM_MEMORY_SIZE": LARGEST_FORM,
    "MAX_FORM_PARTS": MOST_PARTS,
    "SEND_FILE_MAX_AGE_DEFAULT": None,
    "USE_X_SENDFILE": False,
    "PROVIDE_AUTOMATIC_OPTIONS": True,
    "WTF_CSRF_ENABLED": True,
    "WTF_CSRF_CHECK_DEFAULT": False,  # the door asks for it itself, see _refuse_forged
    "WTF_CSRF_METHODS": UNSAFE,
    "WTF_CSRF_FIELD_NAME": "csrf_token",
    "WTF_CSRF_HEADERS": ("X-CSRFToken", "X-CSRF-Token"),
    "WTF_CSRF_TIME_LIMIT": None,  # as long as the session
    "WTF_CSRF_SSL_STRICT": True,
}


def hardened(
    *,
    secret_key: str,
    base_url: str,
    allowed_hosts: Iterable[str] = (),
    cookie_secure: bool,
    upload_mb: int = 25,
) -> dict[str, Any]:
    """Every setting of Flask and flask-wtf that decides about safety, none left to its default."""
    address = urlsplit(base_url)
    own = {address.hostname or "localhost", "localhost", "127.0.0.1", "[::1]"}
    return FIXED | {
        "SECRET_KEY": secret_key,
        "PREFERRED_URL_SCHEME": address.scheme,
        "TRUSTED_HOSTS": sorted(own | set(allowed_hosts)),
        "SESSION_COOKIE_NAME": "__Host-guanxi" if cookie_secure else "guanxi",
        "SESSION_COOKIE_SECURE": cookie_secure,
        "MAX_CONTENT_LENGTH": upload_mb * 1024 * 1024,
    }


def stand_at_door(app: Flask, door: Door) -> None:
    """Let every request of the app pass the door; `app.config` comes from `hardened`."""
    app.extensions[EXTENSION] = door
    app.session_interface = SignedCookies()
    csrf = CSRFProtect()
    csrf.init_app(app)
    app.before_request(_name_request)
    app.before_request(_refuse_oversized)
    app.before_request(_identify)
    app.before_request(lambda: _refuse_forged(csrf))
    app.after_request(_close)
    app.teardown_request(_leave)


def door() -> Door:
    """The door of the app that answers this request."""
    return cast(Door, current_app.extensions[EXTENSION])


def signed_in() -> SignedIn | None:
    """Who signed in, with the generations that his request found; None for strangers."""
    return cast("SignedIn | None", g.get("signed"))


def client_address() -> str:
    """The address of the browser: forwarded ones are believed only as far as our own proxies wrote them."""
    hops = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    trusted = door().trusted_proxies
    if trusted and len(hops) >= trusted:
        return hops[-trusted][:64]
    return request.remote_addr or ""


# guard: local-address
def local_address(text: str | None, otherwise: str = "/") -> str:
    """`text` if it is an address within this site and nothing else, as browsers read addresses; else `otherwise`."""
    if not text or len(text) > 2000 or not text.startswith("/"):
        return otherwise
    for form in (text, unquote(text), unquote(unquote(text))):
        path = form.partition("?")[0].partition("#")[0]
        if "\\" in form or "//" in path or any(sign <= " " or "\x7f" <= sign <= "\xa0" for sign in form):
            return otherwise
    try:
        parts = urlsplit(text)
    except ValueError:
        return otherwise
    return otherwise if parts.scheme or parts.netloc else text


def loggable(path: str) -> str:
    """A path as it may stand in a log: without the secret of a link or of a kept file, and not too long."""
    return re.sub(r"(?s)^(/invitation/|.*/import/errors/).+", r"\1…", path)[:LONGEST_LOGGED]


def _name_request() -> None:
    """Give the request its id; HEAD is GET whose answer has no body, so that no view takes it for a form sent."""
    if request.method == "HEAD":
        request.method = "GET"
    given = request.headers.get("X-Request-Id", "")
    believed = door().trusted_proxies and REQUEST_ID.fullmatch(given)
    g.request_id = given if believed else door().host.new_id()
    g.log_lines = ExitStack()
    g.log_lines.enter_context(logs.use_request_id(g.request_id))


def _refuse_oversized() -> None:
    if problem := _oversized():
        raise _in_words(problem)


def _in_words(problem: Exception) -> Exception:
    """A problem found before anybody is known, to be told in the language that the browser or program asks for."""
    g.language_stack = ExitStack()
    g.language_stack.enter_context(use_language(_language(None)))
    return problem


def _oversized() -> Exception | None:
    if request.headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity"):
        return UnsupportedMediaType()
    if len(request.query_string) > MOST_ARGUMENTS or b"%00" in request.query_string or "\0" in request.path:
        return BadRequest()
    if request.mimetype != "multipart/form-data" and request.method in UNSAFE:
        limit = LARGEST_FORM if request.mimetype == "application/x-www-form-urlencoded" else LARGEST_JSON
        if (request.content_length or 0) > limit:
            return RequestEntityTooLarge()
        request.max_content_length = limit
    if _is_program() and any(name.lower() in TOKEN_NAMES for name in request.args):
        return TokenInAddress(_("A token is never sent in an address. Send it as: Authorization: Bearer …"))
    return None


def _identify() -> None:
    """Set `g.actor`: by token on addresses for programs, else by session; and the language of the answer."""
    g.actor = g.signed = None
    if request.endpoint == "static":
        return
    now = door().host.clock()
    if _is_program() and "Authorization" in request.headers:
        g.signed = _by_token()
        if g.signed is None:
            raise _in_words(Unauthorized())
    elif token := session.get("token"):
        g.signed = sessions.find(str(token), now)
        if g.signed is not None:
            sessions.seen(g.signed, now)
    language = _language(g.signed)
    stack = g.language_stack = ExitStack()
    stack.enter_context(use_language(language))
    if g.signed is not None:
        reads = request.method not in UNSAFE
        g.actor = actor_of(g.signed, door().host, door().keeper, language=language, reads=reads)


def _by_token() -> SignedIn | None:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return tokens.find(token.strip(), door().host.clock()) if kind.lower() == "bearer" else None


# guard: csrf
def _refuse_forged(csrf: CSRFProtect) -> None:
    """A request that changes something carries our token, unless it is a program's own token that let it in."""
    if request.method not in UNSAFE:
        return
    signed = signed_in()
    if signed is not None and signed.scopes is not None:
        return
    if signed is None and _is_program():
        raise Unauthorized
    csrf.protect()


def _language(signed: SignedIn | None) -> str:
    chosen = signed.language if signed is not None else None
    chosen = chosen or str(session.get("language") or "")
    if chosen in LANGUAGES:
        return chosen
    return _accepted(request.headers.get("Accept-Language", "")[:LONGEST_ACCEPT], door().language)


@lru_cache(maxsize=1024)
def _accepted(header: str, otherwise: str) -> str:
    """The language that a browser asks for, as far as there is one."""
    return parse_accept_header(header, LanguageAccept).best_match(list(LANGUAGES), otherwise) or otherwise


def _close(response: Response) -> Response:
    headers, there = response.headers, {name.lower() for name, _value in response.headers}
    added = HEADERS | {"X-Request-Id": str(g.get("request_id", ""))}
    if current_app.config["SESSION_COOKIE_SECURE"]:
        added["Strict-Transport-Security"] = "max-age=31536000"
    if request.endpoint != "static" or response.status_code >= 400:
        added |= {"Cache-Control": "no-store", "Vary": ", ".join(VARIES)}
        if "vary" in there:
            response.vary.update(VARIES)
    headers.extend((name, value) for name, value in added.items() if name.lower() not in there)
    if response.status_code == 401 and _is_program():
        response.headers["WWW-Authenticate"] = 'Bearer realm="guanxi"'
    return response


def _leave(error: BaseException | None) -> None:
    for name in ("language_stack", "log_lines"):
        stack: ExitStack | None = g.pop(name, None)
        if stack is not None:
            stack.close()


def _is_program() -> bool:
    return request.path.startswith("/api/")
