"""When an activity is due: a day with or without a time, in the zone of whom it is assigned to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MORNING = time(9)


@dataclass(frozen=True, slots=True)
class Due:
    """When something is due in a zone: a day, with or without a time."""

    day: date
    clock: str | None
    zone: str

    @property
    def moment(self) -> datetime:
        """The point in time (UTC); without a time of day, 9 o'clock. A time that a clock change leaves out is read as before it."""
        at = time.fromisoformat(self.clock) if self.clock else MORNING
        return datetime.combine(self.day, at, ZoneInfo(self.zone)).astimezone(UTC)

    def before(self, minutes: int) -> datetime:
        """So many minutes before; whole days before are the same time of day in the zone, also over a clock change."""
        days, rest = divmod(minutes, 1440)
        return Due(self.day - timedelta(days=days), self.clock, self.zone).moment - timedelta(minutes=rest)
