"""Puts enabled plugins together: imports them, collects what they mount and their hooks, and leaves out what fails.

The result is one frozen value. Nothing here is global and nothing is bound to an app, so that each app has its own.
"""

from __future__ import annotations

import importlib
import importlib.util
import inspect
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import ModuleType
from typing import Any, TypeVar

from pluggy import HookCaller, HookImpl, PluginManager

from guanxi.plugins.discovery import HOST, Manifest, Problem, in_order, installed, problems
from guanxi.plugins.guard import Guard, PluginFailed
from guanxi.plugins.hooks import Hooks, collect, specified
from guanxi.plugins.incidents import Incident
from guanxi.plugins.markers import PROJECT, hookspec
from guanxi.plugins.mount import PUBLIC, Checked, Pages, Permission, Route, Slot, Telling

T = TypeVar("T")
Misfits = Callable[[str, Sequence[object], Mapping[str, Sequence[object]]], Iterable[str]]


@dataclass(frozen=True)
class PluginSet:
    """The plugins that run: their order, what each mounts, their hooks; and those that do not run, with the reason.

    `names` begins with ``host``. `failures` are plugins that failed while they were put together, `problems` everything
    else that keeps a plugin from starting, with whom it waits for.
    """

    names: tuple[str, ...]
    items: Mapping[str, tuple[object, ...]]
    manifests: Mapping[str, Manifest]
    hooks: Hooks
    guard: Guard
    modules: Mapping[str, ModuleType]
    failures: tuple[Incident, ...] = ()
    problems: tuple[Problem, ...] = ()

    def all(self, kind: type[T]) -> list[tuple[str, T]]:
        """Every mounted item of a class, with the plugin that mounts it, in order."""
        return [(name, item) for name in self.names for item in self.items[name] if isinstance(item, kind)]

    @cached_property
    def _slots(self) -> dict[str, list[tuple[str, Slot]]]:
        found: dict[str, list[tuple[str, Slot]]] = {}
        for plugin, slot in self.all(Slot):
            found.setdefault(slot.name, []).append((plugin, slot))
        return found

    def routes(self) -> list[Route]:
        """The addresses of all `Pages`; the web room mounts them."""
        return [
            Route(
                f"/{plugin}{view.path}",
                f"{plugin}.{view.name}",
                view.methods,
                view.needs,
                plugin,
                view.function,
            )
            for plugin, pages in self.all(Pages)
            for view in pages.views
        ]

    def slots(self, name: str) -> list[tuple[str, Slot]]:
        """Who takes part in a place, in order."""
        return self._slots.get(name, [])

    def permissions(self) -> dict[str, Permission]:
        """Declared permissions and those that pages and slots need, by name."""
        found = {p.name: p for _, p in self.all(Permission)}
        needed = [route.needs for route in self.routes()] + [slot.needs for _, slot in self.all(Slot)]
        for name in needed:
            if name is not PUBLIC and isinstance(name, str):
                found.setdefault(name, Permission(name))
        return found

    def waiting(self) -> dict[str, tuple[str, ...]]:
        """Plugins that do not run because others do not, and these others."""
        return {p.plugin: p.waits_for for p in self.problems if p.waits_for}


@dataclass
class _Assembly:
    manifests: Mapping[str, Manifest]
    guard: Guard
    kinds: tuple[type, ...]
    also: Misfits
    manager: PluginManager = field(default_factory=lambda: PluginManager(PROJECT))
    specs: dict[str, ModuleType] = field(default_factory=dict)
    told: dict[str, ModuleType] = field(default_factory=dict)
    modules: dict[str, ModuleType] = field(default_factory=dict)
    items: dict[str, tuple[object, ...]] = field(default_factory=dict)
    failures: list[Incident] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def assemble(
    names: Collection[str],
    *,
    specs: ModuleType | None = None,
    host: ModuleType | None = None,
    guard: Guard | None = None,
    manifests: Collection[Manifest] | None = None,
    failed: Mapping[str, Incident] | None = None,
    states: Mapping[str, str] | None = None,
    kinds: tuple[type, ...] = (),
    also: Misfits = lambda plugin, items, others: (),
) -> PluginSet:
    """Put the plugins `names` together.

    `specs` is the module of the host's hooks (guanxi.hookspecs), `host` the module of what the host mounts itself. `kinds`
    are the classes an item may have (none given: any object but plain ones), `also(plugin, items, mounted before)` yields what
    else keeps a plugin's items from being mounted. `failed` are plugins that failed later, with
    their incident: they are left out, and who needs them waits. `states` says in messages why others do not run.
    """
    known = {m.name: m for m in (installed() if manifests is None else manifests)}
    work = _Assembly(known, guard or Guard(), kinds, also)
    specs = specs or importlib.import_module("guanxi.hookspecs")
    work.manager.add_hookspecs(specs)
    work.specs[HOST] = specs
    if host is not None:
        _start(work, HOST, host)
    work.items.setdefault(HOST, ())
    work.problems += problems(names, known, states or {})
    barred = {p.plugin for p in work.problems} | {
        name for p in work.problems if p.circle for name in p.waits_for
    }
    work.failures += (failed or {}).values()
    _start_all(work, [m for m in in_order(known.values()) if m.name in names], barred | set(failed or ()))
    return _finished(work)


def enabled_problems(plugin_set: PluginSet) -> list[str]:
    """All that is wrong with a set, one line each, for a start's report."""
    return [str(incident) for incident in plugin_set.failures] + [
        str(problem) for problem in plugin_set.problems
    ]


def _start_all(work: _Assembly, wanted: list[Manifest], barred: set[str]) -> None:
    for manifest in wanted:
        missing = tuple(need for need in manifest.needs if need not in work.items)
        if manifest.name in barred:
            continue
        if missing:
            work.problems.append(_waits(manifest.name, missing))
            continue
        try:
            module = work.guard.call(manifest.name, "import", manifest.entry.load, passing=())
            _start(work, manifest.name, module)
        except PluginFailed as failure:
            work.failures.append(failure.incident)
            _forget(work, manifest.name)


def _waits(name: str, missing: tuple[str, ...]) -> Problem:
    whom = ", ".join(repr(need) for need in missing)
    return Problem(name, f"it waits for {whom}, which did not start", "See: guanxi plugin status", missing)


def _start(work: _Assembly, name: str, module: Any) -> None:
    work.modules[name] = module
    offered = None if name == HOST else work.guard.call(name, "import", _hookspecs_of, module, passing=())
    if offered is not None:
        work.guard.call(name, "set-up", _add_specs, work, name, offered, passing=())
    work.guard.call(name, "set-up", _register, work, name, module, passing=())
    mount = next((i.function for i in work.manager.hook.mount.get_hookimpls() if i.plugin_name == name), None)
    found = (
        [] if mount is None else work.guard.call(name, "mount", mount, hook="mount", returns=list, passing=())
    )
    work.guard.call(name, "mount", _check_items, work, name, found, hook="mount", passing=())
    work.guard.call(name, "set-up", _add_told, work, name, found, passing=())
    work.guard.call(name, "set-up", _check_offered, work, name, module, passing=())
    work.items[name] = tuple(found)


def _hookspecs_of(module: ModuleType) -> ModuleType | None:
    package = getattr(module, "__package__", "") or ""
    name = f"{package}.hookspecs"
    if not package or importlib.util.find_spec(name) is None:
        return None
    return importlib.import_module(name)


def _add_specs(work: _Assembly, name: str, offered: ModuleType) -> None:
    taken = {hook for module in work.specs.values() for hook, _, _ in specified(work.manager, module)}
    for hook, _, _ in specified(work.manager, offered):
        if not hook.startswith((f"{name}_", f"check_{name}_")) or hook in taken:
            raise ValueError(
                f"its hook {hook!r} must be called '{name}_…' or 'check_{name}_…' and be the only one"
            )
    work.manager.add_hookspecs(offered)
    work.specs[name] = offered


def _add_told(work: _Assembly, name: str, items: list[object]) -> None:
    """Specify the hooks by which the plugin's items tell what happened to them, but those that it specifies itself."""
    told = [pair for item in items if isinstance(item, Telling) for pair in item.told().items()]
    own = vars(work.specs[name]) if name in work.specs else {}
    derived = ModuleType(f"{name}.told")
    vars(derived).update({hook: hookspec(function) for hook, function in told if hook not in own})
    if told:
        work.manager.add_hookspecs(derived)
        work.told[name] = derived


def _register(work: _Assembly, name: str, module: Any) -> None:
    work.manager.register(module, name)
    _check_marked(work, module, work.specs.values())
    for hook, part in _parts(work, name, module):
        if part.wrapper or part.hookwrapper:
            raise TypeError(f"its hook {hook.name!r} wraps those of others, which is not possible here")


def _check_offered(work: _Assembly, name: str, module: Any) -> None:
    """Refuse parts of hooks that nobody offers, now that it is known what the plugin's own items tell."""
    _check_marked(work, module, work.told.values())
    for hook, part in _parts(work, name, module):
        if not hook.has_spec() and not part.optionalhook:
            raise LookupError(
                f"it takes part in a hook {hook.name!r} that nobody offers: correct the name, or write"
                " @hookimpl(optionalhook=True) if the plugin that offers it need not be there"
            )


def _check_marked(work: _Assembly, module: Any, specs: Iterable[ModuleType]) -> None:
    for hook in [hook for spec in specs for hook, _, _ in specified(work.manager, spec)]:
        function = getattr(module, hook, None)
        if inspect.isfunction(function) and work.manager.parse_hookimpl_opts(module, hook) is None:
            raise TypeError(
                f"its function {hook!r} has the name of a hook but is not marked: write @hookimpl above it"
            )


def _parts(work: _Assembly, name: str, module: Any) -> Iterator[tuple[HookCaller, HookImpl]]:
    for hook in work.manager.get_hookcallers(module) or ():
        yield from ((hook, part) for part in hook.get_hookimpls() if part.plugin_name == name)


def _check_items(work: _Assembly, name: str, items: list[object]) -> None:
    wrong = []
    for item in items:
        if (work.kinds and not isinstance(item, work.kinds)) or isinstance(item, _PLAIN):
            wrong.append(f"mount() lists {repr(item)[:80]}, which cannot be mounted")
        elif isinstance(item, Checked):
            wrong += item.problems(name)
    if name != HOST:
        wrong += work.also(name, items, work.items)
    if wrong and name != HOST:
        raise ValueError("; ".join(wrong))


_PLAIN = (str, bytes, int, float, dict, list, tuple, set, type(None), ModuleType)


def _forget(work: _Assembly, name: str) -> None:
    module = work.modules.pop(name, None)
    work.items.pop(name, None)
    if module is not None and work.manager.is_registered(module):
        work.manager.unregister(module)


def _finished(work: _Assembly) -> PluginSet:
    order = [name for name in work.items if name != HOST]
    names = (HOST, *order)
    offered = [*work.specs.values(), *work.told.values()]
    hooks = Hooks(collect(work.manager, offered, list(names)), work.guard)
    return PluginSet(
        names=names,
        items=dict(work.items),
        manifests=dict(work.manifests),
        hooks=hooks,
        guard=work.guard,
        modules=dict(work.modules),
        failures=tuple(work.failures),
        problems=tuple(work.problems),
    )
