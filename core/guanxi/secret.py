"""The secret of an installation: made at its first start, kept in a file that only its owner can read."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

NAME = "secret-key"


class SecretProblem(Exception):
    """A secret cannot be made, or others could read it; the text says what to type."""


def secret_of(data: Path) -> str:
    """The secret key kept in the data folder; made there when the folder has none."""
    path = data / NAME
    try:
        if not path.exists():
            _make(path)
        check_private(path)
        found = path.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError) as wrong:
        raise SecretProblem(f"{path} cannot be used: {wrong}.") from wrong
    if len(found) < 32:
        raise SecretProblem(
            f"{path} does not hold a key of at least 32 characters. Put the old key back, or delete the file."
        )
    return found


def check_private(path: Path) -> None:
    """Refuse a file with a secret in it that others than its owner may read or write."""
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise SecretProblem(f"{path} holds a secret and others can read it. Type: chmod 600 {path}")


def _make(path: Path) -> None:
    """Write a new key whole or not at all, also when several processes start at the same moment."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{NAME}-{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w") as out:
            out.write(secrets.token_urlsafe(48) + "\n")
            out.flush()
            os.fsync(out.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return
    finally:
        draft.unlink()
