"""Passwords: which are good enough, how they are hashed, and the same work for a user who does not exist."""

from __future__ import annotations

from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from guanxi.data.messages import Message, translator

_ = translator("guanxi")

MIN_CHARACTERS = 10
MAX_CHARACTERS = 200


@dataclass(frozen=True)
class Profile:
    """How much work one hash is: `memory` in KiB, `time` in passes, `threads` in lanes."""

    memory: int
    time: int
    threads: int


STRONG = Profile(memory=19 * 1024, time=2, threads=1)
SMALL = Profile(memory=8, time=1, threads=1)
PROFILES = {"strong": STRONG, "small": SMALL}


class Passwords:
    """Hashes and checks passwords with one profile; `calls` counts the hashes computed."""

    def __init__(self, profile: Profile = STRONG) -> None:
        self._hasher = PasswordHasher(
            time_cost=profile.time, memory_cost=profile.memory, parallelism=profile.threads
        )
        self._nobody = self._hasher.hash("nobody has this password")
        self.calls = 0

    def hash(self, password: str) -> str:
        """The hash to keep of a password that `fault` found nothing against."""
        self.calls += 1
        return self._hasher.hash(_bytes(password))

    def matches(self, kept: str | None, password: str) -> bool:
        """Tell whether `password` belongs to the `kept` hash; without one the same work is done for nothing."""
        if too_long(password):
            return False
        self.calls += 1
        try:
            self._hasher.verify(kept or self._nobody, _bytes(password))
        except (VerificationError, InvalidHashError):
            return False
        return kept is not None

    def is_outdated(self, kept: str) -> bool:
        """Tell whether the `kept` hash was made with another profile and should be made anew."""
        return self._hasher.check_needs_rehash(kept)


def too_long(password: str) -> bool:
    """Tell whether a password is beyond what is ever hashed."""
    return len(password) > MAX_CHARACTERS


def fault(password: str, *own_words: str) -> Message | None:
    """What is wrong with a new password, or None; it must not be one of the user's `own_words` (name, mail)."""
    if len(password) < MIN_CHARACTERS:
        return _("Use at least {n} characters.").format(n=MIN_CHARACTERS)
    if too_long(password):
        return _("Use at most {n} characters.").format(n=MAX_CHARACTERS)
    if len(set(password)) < 4 or password.casefold() in {word.casefold() for word in own_words if word}:
        return _("This password is too easy to guess.")
    return None


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "replace")
