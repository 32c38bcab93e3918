"""Where the contents of attachments lie: below the data folder, each under its own SHA-256, private, never under a user's name."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, BinaryIO

GRACE = timedelta(days=1)
"""So long a content that no row names is left alone: its row may still be on the way."""
PREFIXES = 256
_PIECE = 1 << 16
_DIGEST = re.compile(r"[0-9a-f]{64}")


class TooLarge(Exception):
    """A stream is longer than allowed."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A content that was received and is not kept yet: where it lies, its SHA-256 and its size in bytes."""

    path: Path
    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class Storage:
    """The folder of all contents; a draft has a name with a dot before it and is gone unless it is kept."""

    folder: Path

    @contextlib.contextmanager
    def receive(self, stream: IO[bytes], most: int) -> Iterator[Draft]:
        """Write a stream to a draft, piece by piece; raises TooLarge above `most` bytes. The draft is gone after the block."""
        path = self.draft_path()
        try:
            with _private(path) as out:
                size = 0
                while piece := stream.read(_PIECE):
                    size += len(piece)
                    if size > most:
                        raise TooLarge
                    out.write(piece)
            yield measured(path)
        finally:
            path.unlink(missing_ok=True)

    def draft_path(self) -> Path:
        """A new name for a draft, in the folder that is made for it."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self.folder / f".{secrets.token_hex(16)}"

    def keep(self, draft: Draft) -> None:
        """Put a draft in its place, safely on the disk; the same content twice is kept once, with the newer date."""
        place = self.place(draft.digest)
        place.parent.mkdir(mode=0o700, exist_ok=True)
        with draft.path.open("rb+") as opened:
            os.fsync(opened.fileno())
        os.utime(draft.path)
        os.replace(draft.path, place)

    def place(self, digest: str) -> Path:
        """Where the content with this SHA-256 lies; ValueError for what is none."""
        if not _DIGEST.fullmatch(digest):
            raise ValueError(digest)
        return self.folder / digest[:2] / digest

    def pieces(self, digest: str) -> Iterator[bytes]:
        """The content piece by piece; OSError where it is missing. A link in its place is never followed."""
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(self.place(digest), flags), "rb") as opened:
            while piece := opened.read(_PIECE):
                yield piece

    def kept(self, prefix: int) -> list[str]:
        """The contents whose SHA-256 begins with this byte."""
        folder = self.folder / f"{prefix:02x}"
        names = os.listdir(folder) if folder.is_dir() else []
        return sorted(name for name in names if _DIGEST.fullmatch(name))

    def is_plain(self, digest: str) -> bool:
        """Tell whether the content is there as a file, and no link to one."""
        if not _DIGEST.fullmatch(digest):
            return False
        place = self.place(digest)
        return place.is_file() and not place.is_symlink()

    def is_old(self, digest: str, now: datetime) -> bool:
        """Tell whether a content lies there for more than a day."""
        return _age(self.place(digest), now) > GRACE.total_seconds()

    def drop(self, digest: str, now: datetime) -> bool:
        """Take a content away unless it is younger than a day; it is back at once where somebody sent it anew meanwhile."""
        place = self.place(digest)
        aside = self.draft_path()
        try:
            os.rename(place, aside)
        except OSError:
            return False
        if now.timestamp() - aside.stat().st_mtime < GRACE.total_seconds():
            os.replace(aside, place)
            return False
        aside.unlink()
        return True

    def drop_drafts(self, now: datetime) -> int:
        """Take away what uploads that broke off have left; return how many."""
        found = self.folder.glob(".*") if self.folder.is_dir() else ()
        old = [each for each in found if each.is_file() and _age(each, now) > GRACE.total_seconds()]
        for each in old:
            each.unlink(missing_ok=True)
        return len(old)


def measured(path: Path) -> Draft:
    """A file with its SHA-256 and size, read piece by piece."""
    found, size = hashlib.sha256(), 0
    with path.open("rb") as opened:
        while piece := opened.read(_PIECE):
            found.update(piece)
            size += len(piece)
    return Draft(path, found.hexdigest(), size)


def _age(path: Path, now: datetime) -> float:
    try:
        return now.timestamp() - path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _private(path: Path) -> BinaryIO:
    return os.fdopen(
        os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600), "wb"
    )
