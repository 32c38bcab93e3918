"""A reference to a record: its kind and id, as it travels to jobs, hooks and addresses."""

from __future__ import annotations

import re
from typing import NamedTuple

_WRITTEN = re.compile(r"([a-z][a-z0-9_]*\.[a-z][a-z0-9_]*)/([1-9][0-9]{0,18})")
LARGEST_ID = 2**63 - 1


class Ref(NamedTuple):
    """The record `id` of the resource named `kind`, for example ``Ref("contacts.company", 7)``."""

    kind: str
    id: int

    @property
    def text(self) -> str:
        """The one notation for forms, files and programs: ``contacts.company/7``."""
        return f"{self.kind}/{self.id}"

    @classmethod
    def read(cls, text: str) -> Ref | None:
        """The reference written so; None where the text is none."""
        found = _WRITTEN.fullmatch(text)
        if not found or int(found[2]) > LARGEST_ID:
            return None
        return cls(found[1], int(found[2]))
