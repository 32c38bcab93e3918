"""Finds installed plugins without importing them: their distribution's metadata is their manifest."""

from __future__ import annotations

import importlib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import Distribution, EntryPoint, PackageNotFoundError, distributions, version

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

GROUP = "guanxi.plugins"
HOST = "host"

RESERVED = frozenset(
    [
        "api",
        "change",
        "data",
        "generation",
        "guanxi",
        "host",
        "incident",
        "job",
        "jobs",
        "live",
        "migration",
        "people",
    ]
    + [
        "plugin",
        "plugins",
        "ready",
        "records",
        "resources",
        "rest",
        "search",
        "settings",
        "setup",
        "sign_in",
        "sign_out",
    ]
    + ["static", "user", "web", "work"]
)
_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Manifest:
    """What is known of a plugin before it is imported; `needs` are names of plugins, `requires` all its requirements."""

    name: str
    version: str
    distribution: str
    summary: str
    entry: EntryPoint = field(repr=False, compare=False)
    needs: tuple[str, ...] = ()
    requires: tuple[str, ...] = field(default=(), repr=False)

    @property
    def package(self) -> str:
        """The importable package that holds the plugin: ``guanxi_contacts``."""
        return self.entry.module.partition(".")[0] if "." in self.entry.module else self.entry.module


@dataclass(frozen=True)
class Problem:
    """Why a plugin is not started: what happened and what to type.

    `waits_for` names the plugins it waits for; in a `circle` these are all its members.
    """

    plugin: str
    why: str
    remedy: str = ""
    waits_for: tuple[str, ...] = ()
    circle: bool = False

    def __str__(self) -> str:
        return f"Plugin {self.plugin!r} was not started: {self.why}." + (
            f" {self.remedy}" if self.remedy else ""
        )


def installed() -> list[Manifest]:
    """The manifests of all installed plugins in the order of their start; the first of two with one name wins."""
    return in_order(_read().values())


def in_order(manifests: Iterable[Manifest]) -> list[Manifest]:
    """Dependency first, then name; members of a cycle come last, by name."""
    left = {m.name: m for m in sorted(manifests, key=lambda m: m.name)}
    done: list[Manifest] = []
    while left:
        ready = [m for m in left.values() if not any(need in left for need in m.needs)]
        done += ready[:1] or left.values()
        left = {} if not ready else {name: m for name, m in left.items() if m is not ready[0]}
    return done


def problems(
    wanted: Collection[str], manifests: Mapping[str, Manifest], states: Mapping[str, str] | None = None
) -> list[Problem]:
    """Everything that stands in the way of starting the plugins `wanted`, in one list.

    `states` (name to state) says of a plugin that is not wanted whether it is disabled or paused.
    """
    found: list[Problem] = []
    for name in sorted(wanted):
        manifest = manifests.get(name)
        if manifest is None:
            found.append(Problem(name, "it is enabled but not installed", _not_installed(name)))
        else:
            found += _own_problems(manifest, wanted, states or {})
    return found + [_in_cycle(cycle) for cycle in _cycles(wanted, manifests)]


def cycle_of(name: str, manifests: Mapping[str, Manifest]) -> tuple[str, ...]:
    """The plugins that need `name` and are needed by it; empty when there is no cycle."""
    below = _reach(name, manifests)
    return tuple(sorted(n for n in below if name in _reach(n, manifests))) if name in below else ()


def dependants(name: str, manifests: Iterable[Manifest]) -> list[str]:
    """The plugins that need `name`, also over others, in the order in which they would have to stop."""
    known = {m.name: m for m in manifests}
    return [
        m.name for m in reversed(in_order(known.values())) if m.name != name and name in _reach(m.name, known)
    ]


def _read() -> dict[str, Manifest]:
    importlib.invalidate_caches()
    found: dict[str, tuple[EntryPoint, Distribution]] = {}
    for distribution in distributions():
        for entry in distribution.entry_points.select(group=GROUP):
            found.setdefault(entry.name, (entry, distribution))
    owners = {str(canonicalize_name(d.name)): name for name, (_, d) in found.items()}
    return {name: _manifest(entry, d, owners) for name, (entry, d) in found.items()}


def _manifest(entry: EntryPoint, distribution: Distribution, owners: Mapping[str, str]) -> Manifest:
    requires = tuple(line for line in distribution.requires or () if _applies(line))
    needs = {owners.get(canonicalize_name(Requirement(line).name)) for line in requires}
    return Manifest(
        name=entry.name,
        version=distribution.version,
        distribution=distribution.name,
        summary=distribution.metadata["Summary"] or "",
        entry=entry,
        needs=tuple(sorted(need for need in needs if need and need != entry.name)),
        requires=requires,
    )


def _applies(line: str) -> bool:
    try:
        marker = Requirement(line).marker
    except InvalidRequirement:
        return False
    return marker is None or marker.evaluate({"extra": ""})


def _own_problems(manifest: Manifest, wanted: Collection[str], states: Mapping[str, str]) -> list[Problem]:
    name = manifest.name
    if not _NAME.fullmatch(name) or name in RESERVED:
        why = f"{name!r} cannot be a plugin's name (small letters, digits, '_'; not a word of the host)"
        return [
            Problem(name, why, f"Rename the entry point in the group {GROUP} of {manifest.distribution}.")
        ]
    found = [
        _missing(name, need, states.get(need, "disabled")) for need in manifest.needs if need not in wanted
    ]
    for line in manifest.requires:
        found += _requirement_problem(name, Requirement(line))
    return found


def _missing(name: str, need: str, state: str) -> Problem:
    verb = "resume" if state == "paused" else "enable"
    return Problem(
        name, f"it needs {need!r}, which is {state}", f"Let it run with: guanxi plugin {verb} {need}", (need,)
    )


def _requirement_problem(name: str, requirement: Requirement) -> list[Problem]:
    wanted = f"{requirement.name}{requirement.specifier}"
    try:
        have = version(requirement.name)
    except PackageNotFoundError:
        why = f"it needs the distribution {wanted!r}, which is not installed"
        return [Problem(name, why, f"Install it with: pip install '{wanted}'")]
    if requirement.specifier.contains(have, prereleases=True):
        return []
    why = f"it needs the distribution {wanted!r}, but {have} is installed"
    return [Problem(name, why, f"Install the right one with: pip install '{wanted}'")]


def _not_installed(name: str) -> str:
    return f"Install its distribution with pip, or forget it with: guanxi plugin disable {name}"


def _cycles(wanted: Collection[str], manifests: Mapping[str, Manifest]) -> list[tuple[str, ...]]:
    found = {cycle_of(name, manifests) for name in wanted if name in manifests}
    return sorted(cycle for cycle in found if cycle)


def _in_cycle(cycle: tuple[str, ...]) -> Problem:
    names = ", ".join(repr(name) for name in cycle)
    return Problem(
        cycle[0],
        f"{names} need each other in a circle",
        "Take one requirement out of a setup.cfg.",
        cycle,
        True,
    )


def _reach(name: str, manifests: Mapping[str, Manifest]) -> set[str]:
    seen: set[str] = set()
    todo = [name]
    while todo:
        for need in manifests[todo.pop()].needs:
            if need in manifests and need not in seen:
                seen.add(need)
                todo.append(need)
    return seen
