"""The guarded caller of hooks: each plugin's part is called alone, in the order of the plugins, and named when it fails."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, get_type_hints

from pluggy import PluginManager

from guanxi.data.errors import Refused
from guanxi.data.messages import translator
from guanxi.plugins.guard import Guard, PluginFailed

_ = translator("guanxi")


@dataclass(frozen=True)
class Part:
    """One plugin's implementation of a hook and the arguments that it wants."""

    plugin: str
    function: Callable[..., Any]
    wants: tuple[str, ...]


@dataclass(frozen=True)
class Hook:
    """A specified hook: its arguments, the type that each part returns, and the parts in the order of the plugins.

    `types` are the annotations of arguments and return, `means` is the docstring.
    """

    name: str
    arguments: tuple[str, ...]
    returns: Any
    parts: tuple[Part, ...] = ()
    types: Mapping[str, Any] = field(default_factory=dict)
    means: str | None = ""


class Hooks:
    """Asks, checks and tells; the only way in which host and plugins call hooks."""

    def __init__(self, hooks: Mapping[str, Hook], guard: Guard):
        self._hooks, self._guard = dict(hooks), guard

    def ask(self, name: str, **arguments: Any) -> list[tuple[str, Any]]:
        """What each plugin answers, with its name; None is no answer, and a part that fails is left out."""
        found = []
        for part in self._parts(name, arguments):
            try:
                value = self._call(part, "ask", name, arguments, self._hooks[name].returns, ())
            except PluginFailed:
                if self._guard.strict:
                    raise
                continue
            if value is not None:
                found.append((part.plugin, value))
        return found

    # guard: hook-check
    def check(self, name: str, **arguments: Any) -> None:
        """Ask everybody for permission; raises the first Refused, also when a part fails or returns anything (fails closed)."""
        for part in self._parts(name, arguments):
            try:
                self._call(part, "check", name, arguments, None, (Refused,))
            except PluginFailed as failure:
                if self._guard.strict:
                    raise
                raise Refused(
                    _(
                        "This cannot be done now: a check of the plugin {plugin} failed. An administrator can see why."
                    ),
                    plugin=part.plugin,
                ) from failure

    def offers(self, name: str) -> bool:
        """Tell whether anybody specifies a hook of this name."""
        return name in self._hooks

    def listeners(self, name: str) -> list[str]:
        """The plugins that want to be told of `name`, in order."""
        return [part.plugin for part in self._hook(name).parts]

    def tell(self, plugin: str, name: str, **arguments: Any) -> None:
        """Tell one listener; raises PluginFailed, so that the job that does it tries again."""
        for part in self._parts(name, arguments):
            if part.plugin == plugin:
                self._call(part, "listener", name, arguments, Any, ())

    def names(self) -> list[str]:
        """All specified hooks."""
        return sorted(self._hooks)

    def hook(self, name: str) -> Hook:
        """The specification of a hook with its parts."""
        return self._hook(name)

    def _parts(self, name: str, arguments: Mapping[str, Any]) -> tuple[Part, ...]:
        hook = self._hook(name)
        if set(arguments) != set(hook.arguments):
            raise TypeError(
                f"hook {name!r} takes {list(hook.arguments)}, but was called with {sorted(arguments)}"
            )
        return hook.parts

    def _hook(self, name: str) -> Hook:
        try:
            return self._hooks[name]
        except KeyError:
            raise LookupError(
                f"there is no hook {name!r}; specify it in hookspecs.py with @hookspec"
            ) from None

    def _call(
        self,
        part: Part,
        stage: str,
        name: str,
        arguments: Mapping[str, Any],
        returns: Any,
        passing: tuple[type[BaseException], ...],
    ) -> Any:
        wanted = {want: arguments[want] for want in part.wants}
        return self._guard.call(
            part.plugin, stage, part.function, hook=name, returns=returns, passing=passing, **wanted
        )


def collect(manager: PluginManager, specs: Iterable[ModuleType], order: list[str]) -> dict[str, Hook]:
    """All hooks that the modules `specs` specify, with the parts of the registered plugins."""
    place = {name: at for at, name in enumerate(order)}
    found: dict[str, Hook] = {}
    for module in specs:
        for name, returns, arguments in specified(manager, module):
            implementations = getattr(manager.hook, name).get_hookimpls()
            parts = [Part(i.plugin_name, i.function, tuple(i.argnames)) for i in implementations]
            parts.sort(key=lambda part: place.get(part.plugin, -1))
            function = getattr(module, name)
            found[name] = Hook(
                name, arguments, returns, tuple(parts), get_type_hints(function), inspect.getdoc(function)
            )
    return found


def specified(manager: PluginManager, module: ModuleType) -> Iterator[tuple[str, Any, tuple[str, ...]]]:
    """Name, return annotation and arguments of each hook that a module specifies."""
    for name, function in vars(module).items():
        if inspect.isfunction(function) and manager.parse_hookspec_opts(module, name) is not None:
            returns = get_type_hints(function).get("return", Any)
            yield name, returns, tuple(inspect.signature(function).parameters)
