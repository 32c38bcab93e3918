"""Values that pages draw and that are made once, so that their drawing can be kept too (`still` in templates)."""

from __future__ import annotations

from typing import Any


class Kept(tuple[dict[str, Any], ...]):
    """Menu groups or actions, made once: whoever keeps what is drawn of them keeps it under their identity."""

    __slots__ = ()
    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other
