"""What a resource declares about its import: other words for its columns and for the codes of its choices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from guanxi.records.resource import Resource


@dataclass(frozen=True, eq=False)
class Import:
    """The import of a resource; every resource has one, this adds words.

    `columns` gives for a field the headers that mean it besides its name and labels (blank between, ``_`` for a blank in
    a header); `words` gives for a Choice field other words for its codes.
    """

    resource: Resource
    columns: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def problems(self, plugin: str) -> Iterator[str]:
        """A field that the resource has not."""
        for name in {*self.columns, *self.words} - set(self.resource.by_name):
            yield f"import of {self.resource.name} names the field {name!r}, which {self.resource.name} does not have"
