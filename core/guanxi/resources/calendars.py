"""What a plugin declares about the calendar of a resource: the day, or the time, at which its records stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from guanxi.data.fields import Date, DateTime, Integer
from guanxi.data.fields.time_of_day import TimeOfDay
from guanxi.records.resource import Resource

ENTRIES, MOST_ENTRIES = 4, 20


@dataclass(frozen=True, eq=False)
class Calendar:
    """The records of a resource on the days of a month and the hours of a week, each where its field `on` says.

    `on` is a Date, or a DateTime, which stands on its day in the zone of whoever looks. `time` is a TimeOfDay beside a Date.
    `end` is a DateTime beside a DateTime, `length` an Integer of minutes: until when a record lasts; without them it stands at
    a point of time. `limit` is how many of them a day of a month shows; the others are one click away, in the list.
    """

    resource: Resource
    on: str
    limit: int = ENTRIES
    time: str = ""
    end: str = ""
    length: str = ""

    def problems(self, plugin: str) -> Iterator[str]:
        """A field that the resource has not, or of another kind than the calendar needs; a limit that no day has room for."""
        kind = type(self.resource.by_name.get(self.on))
        for name, kinds, wanted in (
            (self.on, (Date, DateTime), "a date or a point in time"),
            (self.time, (TimeOfDay,) if kind is not DateTime else (), "a time of day beside a date"),
            (self.end, (DateTime,) if kind is not Date else (), "a point in time beside another"),
            (self.length, (Integer,), "a number of minutes"),
        ):
            found = self.resource.by_name.get(name)
            if name and found is None:
                yield f"calendar of {self.resource.name} names the field {name!r}, which {self.resource.name} does not have"
            elif found is not None and not isinstance(found, kinds):
                yield f"calendar of {self.resource.name}: {name!r} is not {wanted}"
        if not 0 < self.limit <= MOST_ENTRIES:
            yield f"calendar of {self.resource.name}: show 1 to {MOST_ENTRIES} entries a day"

    @property
    def timed(self) -> bool:
        """Tell whether its records stand at an hour as well as on a day."""
        return bool(self.time) or isinstance(self.resource.by_name.get(self.on), DateTime)
