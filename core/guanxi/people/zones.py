"""The time zones that people can choose: places, not offsets and not the names of olden days."""

from __future__ import annotations

from zoneinfo import available_timezones

_REGIONS = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
FIRST = ("Asia/Shanghai", "Asia/Urumqi", "Asia/Hong_Kong", "Asia/Macau", "Asia/Taipei")

ZONES: tuple[str, ...] = (
    *FIRST,
    *sorted(name for name in available_timezones() if name.startswith(_REGIONS) and name not in FIRST),
    "UTC",
)
