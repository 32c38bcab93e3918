"""Values that do not change between runs: a clock that stands still until it is moved, ids and secrets that count."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

START = datetime(2026, 3, 5, 10, 0, tzinfo=UTC)


class FixedClock:
    """A clock for `Host.clock`: calling it gives the same aware UTC moment until `move` or `set` is called."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, **duration: float) -> datetime:
        """Go on by a duration, in the words of timedelta (``move(days=3)``); return the new moment."""
        self.now += timedelta(**duration)
        return self.now

    def set(self, moment: datetime) -> None:
        """Stand at the aware `moment` from now on."""
        if moment.tzinfo is None:
            raise ValueError("The clock needs a moment with a time zone.")
        self.now = moment.astimezone(UTC)


class Counted:
    """A source for `Host.new_id` and `Host.nonce`: 32 characters that count up and so differ and stay the same in each run."""

    def __init__(self, prefix: str = "") -> None:
        self.prefix, self.given = prefix, 0

    def __call__(self) -> str:
        self.given += 1
        return self.prefix + f"{self.given:0{32 - len(self.prefix)}x}"
