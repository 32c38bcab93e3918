"""What a plugin can mount from this room: pages, menu items, slots, permissions, settings; small values and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Protocol, TypeVar, runtime_checkable

from werkzeug.routing import Map, Rule

from guanxi.data.messages import Message

F = TypeVar("F", bound=Callable[..., Any])
Text = Message | str

_DOTTED = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
_KEY = re.compile("[a-z]?")


class Public(Enum):
    """The answer *everybody, also who has not signed in* to the question who may see something."""

    PUBLIC = "public"


PUBLIC = Public.PUBLIC
SIGNED_IN = "host.page.view"
"""What pages need that every signed-in user may open; a token opens them whatever its scopes."""
Needs = str | Public


@runtime_checkable
class Checked(Protocol):
    """A mount item that knows rules of its own; the assembly asks it before the plugin is started."""

    def problems(self, plugin: str) -> Iterator[str]:
        """One sentence for each rule that the item breaks when `plugin` mounts it."""
        ...


@runtime_checkable
class Telling(Protocol):
    """A mount item that tells what happened to it by hooks that nobody need specify."""

    def told(self) -> Mapping[str, Callable[..., None]]:
        """The specification of each such hook by its name: a function with annotations and a docstring."""
        ...


@dataclass(frozen=True)
class View:
    """One page: the function behind a path, its methods and who may open it."""

    name: str
    path: str
    methods: tuple[str, ...]
    needs: Needs
    function: Callable[..., Any]


@dataclass(frozen=True)
class Pages:
    """The pages of a plugin; they live under ``/<plugin>`` with the endpoints ``<plugin>.<function name>``.

    A view takes the actor first, then what stands in the angle brackets of its path, by name.
    """

    name: str
    views: list[View] = field(default_factory=list, compare=False)

    def get(self, path: str, *, needs: Needs) -> Callable[[F], F]:
        """Show a page at `path` to whoever holds the permission `needs` (`PUBLIC`: to everybody)."""
        return self._record(path, ("GET",), needs)

    def post(self, path: str, *, needs: Needs) -> Callable[[F], F]:
        """Receive a form at `path` from whoever holds the permission `needs` (`PUBLIC`: from everybody)."""
        return self._record(path, ("POST",), needs)

    def problems(self, plugin: str) -> Iterator[str]:
        """A foreign name, a path without its slash, two views of one name, a permission without the plugin's name."""
        if self.name != plugin:
            yield f"its pages are called {self.name!r}; write Pages({plugin!r})"
        names = [view.name for view in self.views]
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield f"two of its views are called {name!r}; give one another name"
        for view in self.views:
            if not view.path.startswith("/"):
                yield f"the path {view.path!r} of view {view.name!r} does not begin with '/'"
            yield from _rule_problems(view)
            yield from _permission_problems(view.needs, f"view {view.name!r}")

    def _record(self, path: str, methods: tuple[str, ...], needs: Needs) -> Callable[[F], F]:
        def mark(function: F) -> F:
            self.views.append(View(function.__name__, path, methods, needs, function))
            return function

        return mark


@dataclass(frozen=True)
class MenuItem:
    """An entry of the main menu that leads to the endpoint `to`; without `needs` it is shown to whoever may open `to`.

    `key` is a small letter: after `g` it opens the entry. Of two entries with the same letter the upper one has it.
    """

    label: Text
    to: str
    needs: str | None = None
    icon: str = "square"
    order: int = 100
    key: str = ""

    def problems(self, plugin: str) -> Iterator[str]:
        """An endpoint without a plugin's name, a permission that is not a dotted name, a key that is no letter."""
        if not _DOTTED.fullmatch(self.to):
            yield f"menu item {str(self.label)!r} leads to {self.to!r}, which is no endpoint such as '{plugin}.index'"
        if self.needs is not None:
            yield from _permission_problems(self.needs, f"menu item {str(self.label)!r}")
        yield from key_problems(self.key, f"menu item {str(self.label)!r}")


@dataclass(frozen=True)
class Command:
    """An entry of the palette (Ctrl K) that leads to the endpoint `to`; menu items and *New …* stand in it by themselves.

    Without `needs` it is offered to whoever may open `to`.
    """

    label: Text
    to: str
    needs: str | None = None
    icon: str = "zap"
    order: int = 100

    def problems(self, plugin: str) -> Iterator[str]:
        """An endpoint without a plugin's name, a permission that is not a dotted name."""
        for problem in MenuItem(self.label, self.to, self.needs).problems(plugin):
            yield problem.replace("menu item", "command", 1)


@dataclass(frozen=True)
class Slot:
    """Takes part in the place `name` of somebody else's page; `function(actor, record…)` returns template and values."""

    name: str
    needs: Needs
    function: Callable[..., tuple[str, dict[str, Any]] | None]

    def __call__(self, *arguments: Any) -> tuple[str, dict[str, Any]] | None:
        return self.function(*arguments)

    def problems(self, plugin: str) -> Iterator[str]:
        """A name or a permission that is not dotted."""
        if not _DOTTED.fullmatch(self.name):
            yield f"slot {self.name!r} is no dotted name such as 'contacts.company.side'"
        yield from _permission_problems(self.needs, f"slot {self.name!r}")


def slot(name: str, *, needs: Needs) -> Callable[[Callable[..., tuple[str, dict[str, Any]] | None]], Slot]:
    """Make a function take part in the place `name`; list the result in `mount`."""

    def mark(function: Callable[..., tuple[str, dict[str, Any]] | None]) -> Slot:
        return Slot(name, needs, function)

    return mark


@dataclass(frozen=True)
class Permission:
    """A permission with its label for the page of roles; one that pages or slots merely name needs no declaration."""

    name: str
    label: Text = ""

    def problems(self, plugin: str) -> Iterator[str]:
        """A name that does not begin with the plugin's."""
        if not self.name.startswith(f"{plugin}.") or not _DOTTED.fullmatch(self.name):
            yield f"permission {self.name!r} is not called '{plugin}.<thing>.<action>'"


@dataclass(frozen=True)
class Setting:
    """Something that can be set: `name` is ``<plugin>.<setting>``, `kind` str, int, bool or a tuple of choices.

    `words` are the labels of the choices; `check` returns what is wrong with a value, or None. Whoever holds `needs` sets it on
    the page *House rules*. Read it where it is used: ``actor.host.settings["<plugin>.<setting>"]``.
    """

    name: str
    kind: type[str | int | bool] | tuple[str, ...]
    default: str | int | bool
    label: Text
    needs: str
    words: Mapping[str, Text] | None = field(default=None, hash=False, compare=False)
    check: Callable[[Any], Message | None] | None = field(default=None, hash=False, compare=False)

    def problems(self, plugin: str) -> Iterator[str]:
        """A foreign name, a default of another kind."""
        if not self.name.startswith(f"{plugin}."):
            yield f"setting {self.name!r} is not called '{plugin}.<setting>'"
        if not self.fits(self.default):
            yield f"the default {self.default!r} of setting {self.name!r} is not of its kind"
        yield from _permission_problems(self.needs, f"setting {self.name!r}")

    def fits(self, value: object) -> bool:
        """Tell whether `value` can be set."""
        return value in self.kind if isinstance(self.kind, tuple) else type(value) is self.kind


@dataclass(frozen=True)
class Route:
    """One address as the web mounts it: rule, endpoint ``<plugin>.<view>``, methods, who may open it, and what answers."""

    rule: str
    endpoint: str
    methods: tuple[str, ...]
    needs: Needs
    plugin: str
    function: Callable[..., Any]


def _rule_problems(view: View) -> Iterator[str]:
    try:
        Map([Rule(f"/{view.path.lstrip('/')}")])
    except (ValueError, LookupError) as error:
        yield f"the path {view.path!r} of view {view.name!r} cannot be read: {error}"


def key_problems(key: str, where: str) -> Iterator[str]:
    """The letter that opens an entry of the menu after `g` is none."""
    if not _KEY.fullmatch(key):
        yield f"the key {key!r} of {where} is no small letter"


def _permission_problems(needs: object, where: str) -> Iterator[str]:
    if needs is not PUBLIC and not (isinstance(needs, str) and _DOTTED.fullmatch(needs)):
        yield f"{where} needs {needs!r}, which is no permission such as 'hello.page.view' (everybody is PUBLIC)"
