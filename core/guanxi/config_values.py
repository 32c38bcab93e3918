"""How the text of a setting is read: each function returns the value or raises ValueError saying what it must be."""

from __future__ import annotations

import re
from collections.abc import Callable
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones


def text(raw: Any) -> str:
    """Text that is not empty."""
    if not isinstance(raw, str) or not raw.strip():
        raise ValueError("must be text that is not empty")
    return raw.strip()


def path(raw: Any) -> Path:
    """A file or folder."""
    return Path(text(raw)).expanduser()


def boolean(raw: Any) -> bool:
    """True or false, in the usual words."""
    words = {
        "true": True,
        "1": True,
        "yes": True,
        "on": True,
        "false": False,
        "0": False,
        "no": False,
        "off": False,
    }
    found = raw if isinstance(raw, bool) else words.get(str(raw).strip().lower())
    if found is None:
        raise ValueError("must be true or false")
    return found


def integer(low: int, high: int) -> Callable[[Any], int]:
    """A whole number from `low` to `high`."""

    def parse(raw: Any) -> int:
        digits = str(raw).strip()
        if isinstance(raw, bool) or not re.fullmatch(r"[0-9]{1,9}", digits) or not low <= int(digits) <= high:
            raise ValueError(f"must be a whole number from {low} to {high}")
        return int(digits)

    return parse


def one_of(*words: str) -> Callable[[Any], str]:
    """One of these words."""

    def parse(raw: Any) -> str:
        if raw not in words:
            raise ValueError(f"must be one of {', '.join(words)}")
        return str(raw)

    return parse


def url(*schemes: str) -> Callable[[Any], str]:
    """An address with one of these schemes."""

    def parse(raw: Any) -> str:
        found = text(raw)
        if urlsplit(found).scheme not in schemes or "://" not in found:
            raise ValueError(f"must begin with {' or '.join(f'{scheme}://' for scheme in schemes)}")
        return found

    return parse


def base_url(raw: Any) -> str:
    """The address of a site, without the slash at its end."""
    parts = urlsplit(url("http", "https")(raw))
    if not parts.hostname or parts.query or parts.fragment:
        raise ValueError("must be an address such as https://crm.example.com")
    return parts.geturl().rstrip("/")


def zone(raw: Any) -> str:
    """An IANA time zone."""
    if raw not in available_timezones():
        raise ValueError("must be a time zone such as Asia/Shanghai")
    return ZoneInfo(str(raw)).key


def currency(raw: Any) -> str:
    """A currency code (ISO 4217)."""
    if not isinstance(raw, str) or not re.fullmatch(r"[A-Z]{3}", raw):
        raise ValueError("must be a currency code such as CNY")
    return raw


def words(raw: Any) -> tuple[str, ...]:
    """Names, as a list or separated by commas."""
    found = raw.split(",") if isinstance(raw, str) else raw
    if not isinstance(found, list) or not all(isinstance(word, str) and word.strip() for word in found):
        raise ValueError("must be names, separated by commas")
    return tuple(word.strip() for word in found)


def secret(raw: Any) -> str:
    """At least 32 characters."""
    if not isinstance(raw, str) or len(raw) < 32:
        raise ValueError(
            "must be at least 32 characters; leave it out and Guanxi makes one for this installation"
        )
    return raw


def sender(raw: Any) -> str:
    """A mail address, with or without a name before it."""
    found = raw.strip() if isinstance(raw, str) else ""
    _name, address = parseaddr(found)
    if not found.isprintable() or not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", address):
        raise ValueError("must be a mail address such as Guanxi <crm@example.com>")
    return found
