"""What a plugin declares about the calendar of a resource: the date on which its records stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from guanxi.data.fields import Date
from guanxi.records.resource import Resource

ENTRIES, MOST_ENTRIES = 4, 20


@dataclass(frozen=True, eq=False)
class Calendar:
    """The records of a resource on the days of a month, each on that of its Date field `on`.

    `limit` is how many of them a day shows; the others are one click away, in the list.
    """

    resource: Resource
    on: str
    limit: int = ENTRIES

    def problems(self, plugin: str) -> Iterator[str]:
        """A field that the resource has not, or that is no date; a limit that no day has room for."""
        if self.on not in self.resource.by_name:
            yield f"calendar of {self.resource.name} names the field {self.on!r}, which {self.resource.name} does not have"
        found = self.resource.by_name.get(self.on)
        if found is not None and not isinstance(found, Date):
            yield f"calendar of {self.resource.name}: {self.on!r} is not a date"
        if not 0 < self.limit <= MOST_ENTRIES:
            yield f"calendar of {self.resource.name}: show 1 to {MOST_ENTRIES} entries a day"
