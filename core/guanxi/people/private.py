"""Secrets that leave the house once (sessions, links, tokens), of which only a hash is kept, and files for the owner alone."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

MAX_TOKEN = 200
CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def token_hash(token: str) -> str:
    """What is kept of a random token; a token has 256 bits, so a plain hash is enough."""
    return hashlib.sha256(token[:MAX_TOKEN].encode("utf-8", "replace")).hexdigest()


def typed_code(nonce: str) -> str:
    """A code that people can type, made of a secret `nonce`: three groups of four letters and digits, 60 bits."""
    digest = hashlib.sha256(nonce.encode()).digest()
    letters = "".join(CODE_LETTERS[byte % 32] for byte in digest[:12])
    return "-".join(letters[at : at + 4] for at in (0, 4, 8))


def as_typed(code: str) -> str:
    """A typed code as it was made, whatever case, spaces or hyphens came in."""
    letters = "".join(sign for sign in code.upper() if sign in CODE_LETTERS)[:12]
    return "-".join(letters[at : at + 4] for at in (0, 4, 8))


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, replacing an older one whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    _create_private(fresh, text)
    os.replace(fresh, path)


def _create_private(path: Path, text: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
