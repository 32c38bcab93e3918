"""Addresses that a request names to go on to: only local ones are followed."""

from __future__ import annotations

from urllib.parse import urlsplit

from guanxi.web.security import local_address as within


# guard: way-back
def local_address(address: str | None, host: str) -> str:
    """The path and query of `address` where it lies on this `host`, else an empty text.

    Refused: other hosts, other schemes, ``//`` and backslash forms, control characters.
    """
    if not address or any(ord(sign) < 33 or sign == "\\" for sign in address):
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.scheme not in ("", "http", "https") or (parts.netloc and parts.netloc != host):
        return ""
    if not parts.path.startswith("/") or parts.path.startswith("//") or (parts.scheme and not parts.netloc):
        return ""
    return within(parts.path + (f"?{parts.query}" if parts.query else ""), "")
