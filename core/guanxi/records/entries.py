"""What a kind of entry declares about its place in timelines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from guanxi.records.resource import Resource


@dataclass(frozen=True, eq=False)
class Entries:
    """Shows the records of `resource` in the timelines of the records they are about, by `Rows(about=…)`.

    `at` names the field that says when it was (a DateTime or Date; without it, or where it is empty, when it was created),
    `text` the field whose text is shown, `kinds` a Choice that sorts them, by which the timeline can be filtered. `icon` is
    a name of the icon set, or one for each code of `kinds`. `more` names further fields that are shown small beside.
    `template` (``<plugin>/<name>.html``) draws an entry in its own way.
    """

    resource: Resource
    at: str = ""
    text: str = ""
    kinds: str = ""
    icon: str | Mapping[str, str] = ""
    more: str = ""
    template: str = ""

    def problems(self, plugin: str) -> Iterator[str]:
        """A resource without `Rows(about=…)`, or a field that it does not have."""
        name, fields = self.resource.name, self.resource.by_name
        if self.resource.rows.about is None:
            yield f"the entries of {name} are about nothing; give it an About field and Rows(about=…)"
        for named in (self.at, self.text, self.kinds, *self.more.split()):
            if named and named not in fields:
                yield f"the entries of {name} name the field {named!r}, which {name} does not have"

    def icon_of(self, code: str | None) -> str:
        """The icon of an entry of this sort."""
        if isinstance(self.icon, str):
            return self.icon or self.resource.icon
        return self.icon.get(code or "", self.resource.icon)
