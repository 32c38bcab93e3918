"""Escaping as markupsafe does it, without an object for each text: a page escapes many hundred, and hardly one needs it."""

from __future__ import annotations

import re
from collections.abc import Callable, MutableMapping
from types import CodeType
from typing import Any

from jinja2 import Environment, Template
from markupsafe import Markup, escape

from guanxi.data.messages import Message

_new = str.__new__
_special = re.compile("[&<>\"']").search


def escaped(value: object) -> str:
    """A value as it may stand in markup and in quoted attributes; what is markup already stays as it is."""
    if type(value) is str:
        return str(escape(value)) if _special(value) else value
    if type(value) is Markup:
        return value
    return value.__html__() if type(value) is Message else escape(value)


def as_markup(text: str) -> Markup:
    """Text that is markup, every part of it markup or escaped: as `Markup(text)`, without its asking what the text is."""
    return _new(Markup, text)


class QuickTemplate(Template):
    """A template whose code escapes what it puts out by `escaped`."""

    @classmethod
    def from_code(
        cls,
        environment: Environment,
        code: CodeType,
        globals: MutableMapping[str, Any],
        uptodate: Callable[[], bool] | None = None,
    ) -> Template:
        found = super().from_code(environment, code, globals, uptodate)
        found.root_render_func.__globals__["escape"] = escaped
        return found
