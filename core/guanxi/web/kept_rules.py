"""Addresses are compiled once in a process: most of what a new app costs is code that its predecessor has had compiled already."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

_Builder = Callable[..., tuple[str, str]]
_builders: dict[tuple[Any, ...], _Builder] = {}


class KeptRule(Rule):
    """A rule of the route map; the function that builds its addresses knows nothing of map and app, and so is shared."""

    def _compile_builder(self, append_unknown: bool = True) -> _Builder:  # noqa: FBT001, FBT002 - as in the parent class
        if self.defaults:
            return super()._compile_builder(append_unknown)
        key = (self.rule, tuple(self._trace), append_unknown)
        if key not in _builders:
            _builders[key] = super()._compile_builder(append_unknown)
        return _builders[key]
