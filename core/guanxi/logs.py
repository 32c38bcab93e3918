"""Logging: one event is one line, with the id of its request or job, without control characters and without secrets."""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit

HIDDEN = "[hidden]"
_request: ContextVar[str] = ContextVar("request_id", default="-")

_CONTROL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_CREDENTIALS = re.compile(r"(?<=://)([^/\s:@]*):([^/\s]*)(?=@)")
_NAMED = re.compile(
    r"""(?ix) ( ["']? [\w-]* (?: password | passwd | passphrase | secret | token | api[_-]?key | authorization | cookie | session )
        [\w-]* ["']? \s* [=:] \s* ) ( (?:bearer|basic|token) \s+ )? ( "[^"]*" | '[^']*' | [^\s,;&)}\]]+ )"""
)
_BEARER = re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{8,}")


def request_id() -> str:
    """The id of the request or job that this thread works for; ``-`` outside of any."""
    return _request.get()


@contextmanager
def use_request_id(name: str) -> Iterator[None]:
    """Mark every line logged within the block with `name`."""
    token = _request.set(name)
    try:
        yield
    finally:
        _request.reset(token)


def configure(level: str = "info", form: str = "plain", secrets: Iterable[str] = ()) -> None:
    """Log to standard error: `level` and `form` (plain or json) as in the configuration; `secrets` never appear.

    Of an address with a password the password is the secret.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter((JsonLines if form == "json" else PlainLines)(secrets))
    root = logging.getLogger()
    for old in list(root.handlers):
        if isinstance(old.formatter, Lines):
            root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level.upper())
    for noisy in ("celery", "kombu", "amqp", "granian", "waitress", "asyncio"):
        logging.getLogger(noisy).setLevel(max(logging.WARNING, root.level))


def escaped(text: str) -> str:
    r"""The text in one line: control characters, line ends and marks that turn the writing direction become ``\x0a``, ``\u2028``."""
    return _CONTROL.sub(_as_code, text)


def _as_code(found: re.Match[str]) -> str:
    code = ord(found.group())
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"


class Lines(logging.Formatter):
    """What both forms share: the parts of an event, with secrets hidden."""

    def __init__(self, secrets: Iterable[str] = ()):
        super().__init__()
        found = {part for secret in secrets for part in _parts(secret) if len(part) >= 6}
        ordered = sorted(found, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, ordered))) if ordered else None

    def hide(self, text: str) -> str:
        """The text without known secrets and without what looks like one."""
        if self._known is not None:
            text = self._known.sub(HIDDEN, text)
        text = _CREDENTIALS.sub(rf"\1:{HIDDEN}", text)
        return _BEARER.sub(rf"\1 {HIDDEN}", _NAMED.sub(rf"\1{HIDDEN}", text))

    def parts(self, record: logging.LogRecord) -> dict[str, str]:
        """Moment (UTC), level, logger, request, text, and the traceback if there is one."""
        at = (
            datetime.fromtimestamp(record.created, UTC)
            .isoformat(timespec="milliseconds")
            .replace("+00:00", "Z")
        )
        found = {"at": at, "level": record.levelname.lower(), "logger": record.name, "request": request_id()}
        found["text"] = self.hide(_message(record))
        if record.exc_info and record.exc_info[0] is not None:
            found["error"] = self.hide("".join(traceback.format_exception(*record.exc_info)).rstrip())
        return found


class PlainLines(Lines):
    """``2026-03-05T10:00:00.000Z warning guanxi.jobs 4f1c… text``; a traceback follows in the same line."""

    def format(self, record: logging.LogRecord) -> str:
        return escaped(" ".join(self.parts(record).values()))


class JsonLines(Lines):
    """One JSON object a line, in ASCII."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(self.parts(record), ensure_ascii=True)


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError, KeyError):
        return f"{record.msg} {record.args}"


def _parts(secret: str) -> list[str]:
    password = urlsplit(secret).password if "://" in secret else None
    return [password, unquote(password)] if password else [] if "://" in secret else [secret]
