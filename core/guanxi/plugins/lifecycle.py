"""The life of a plugin: enable, disable, pause, resume; each refuses with every reason, and previews whom it touches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from guanxi.data import database as db
from guanxi.data.columns import from_ms, to_ms
from guanxi.plugins import generation
from guanxi.plugins.discovery import Manifest, dependants, in_order, installed, problems

ENABLED, DISABLED, PAUSED, REMOVED = "enabled", "disabled", "paused", "removed"


@dataclass(frozen=True)
class State:
    """What was decided about a plugin, when, in which version of it, and for what reason."""

    name: str
    state: str = DISABLED
    version: str = ""
    reason: str = ""
    changed_at: datetime | None = None


class NotPossible(Exception):
    """The state of a plugin was not changed; `reasons` says why and what to type, one line each."""

    def __init__(self, *reasons: str):
        super().__init__("\n".join(reasons))
        self.reasons = reasons


def states() -> dict[str, State]:
    """The states of all plugins that anything was ever decided about."""
    found = db.rows("SELECT name, state, version, reason, changed_at FROM plugin ORDER BY name")
    return {r[0]: State(r[0], r[1], r[2], r[3], from_ms(r[4])) for r in found}


def enabled() -> list[str]:
    """The names of the plugins that should run."""
    return [r[0] for r in db.rows("SELECT name FROM plugin WHERE state = ? ORDER BY name", [ENABLED])]


def needed_by(name: str, manifests: Sequence[Manifest] | None = None) -> list[str]:
    """The plugins that must be enabled with `name` and are not, in the order of their start; without `name` itself."""
    known = {m.name: m for m in (installed() if manifests is None else manifests)}
    running = set(enabled())
    todo, found = [name], set[str]()
    while todo:
        manifest = known.get(todo.pop())
        fresh = [need for need in (manifest.needs if manifest else ()) if need not in running | found]
        found.update(fresh)
        todo += fresh
    return [m.name for m in in_order(known[n] for n in found - {name} if n in known)]


def running_dependants(name: str, manifests: Sequence[Manifest] | None = None) -> list[str]:
    """The enabled plugins that would wait if `name` were not there, in the order in which they stop."""
    running = set(enabled())
    return [n for n in dependants(name, installed() if manifests is None else manifests) if n in running]


def enable(
    name: str,
    *,
    now: datetime,
    with_needs: bool = False,
    prepare: Callable[[list[Manifest]], object] = lambda manifests: None,
) -> list[str]:
    """Let a plugin run, with `with_needs` also those it needs; return the names that were enabled now.

    `prepare` gets their manifests in order before anything is decided (it migrates them).
    """
    known = {m.name: m for m in installed()}
    if name not in known:
        raise NotPossible(
            f"Plugin {name!r} was not enabled: it is not installed. Install its distribution with pip; see what is there"
            " with: guanxi plugin list"
        )
    needs = needed_by(name, list(known.values()))
    names = [*(needs if with_needs else []), name]
    wrong = problems(set(names) | set(enabled()), known, {n: s.state for n, s in states().items()})
    hindered = [p for p in wrong if p.plugin in names]
    if hindered:
        raise NotPossible(
            *(_not_enabled(str(p)) for p in hindered), *_advice(name, needs, with_needs=with_needs)
        )
    prepare([known[n] for n in names])
    with db.write_transaction():
        return [n for n in names if _set(n, ENABLED, now, version=known[n].version)]


def disable(name: str, *, now: datetime, with_dependants: bool = False) -> list[str]:
    """Stop a plugin and keep its data, with `with_dependants` also those that need it; return the names."""
    with db.write_transaction():
        if name not in states():
            raise NotPossible(f"Plugin {name!r} was not disabled: it is not enabled. See: guanxi plugin list")
        waiting = running_dependants(name)
        if waiting and not with_dependants:
            raise NotPossible(
                f"Plugin {name!r} was not disabled: {_list(waiting)} {_need(waiting)} it. Disable all of them with:"
                f" guanxi plugin disable {name} --with-dependants"
            )
        return [n for n in [*waiting, name] if _set(n, DISABLED, now)]


def pause(name: str, *, reason: str, now: datetime) -> None:
    """Stop an enabled plugin until somebody has looked at it; the plugins that need it wait."""
    with db.write_transaction():
        if name not in enabled():
            raise NotPossible(f"Plugin {name!r} was not paused: it is not enabled. See: guanxi plugin list")
        _set(name, PAUSED, now, reason=reason)


def resume(name: str, *, now: datetime) -> None:
    """Let a paused plugin run again."""
    with db.write_transaction():
        state = states().get(name)
        if state is None or state.state != PAUSED:
            raise NotPossible(f"Plugin {name!r} was not resumed: it is not paused. See: guanxi plugin list")
        _set(name, ENABLED, now, version=state.version)


def _set(name: str, state: str, now: datetime, *, version: str = "", reason: str = "") -> bool:
    touched = db.run(
        "INSERT INTO plugin (name, state, version, reason, changed_at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (name) DO UPDATE SET state = excluded.state, reason = excluded.reason,"
        " changed_at = excluded.changed_at,"
        " version = CASE WHEN excluded.version = '' THEN plugin.version ELSE excluded.version END"
        " WHERE plugin.state <> excluded.state",
        [name, state, version, reason, to_ms(now)],
    )
    if touched:
        generation.bump(generation.PLUGINS)
    return bool(touched)


def _not_enabled(problem: str) -> str:
    return problem.replace("was not started", "was not enabled", 1)


def _advice(name: str, needs: list[str], *, with_needs: bool) -> list[str]:
    if with_needs or not needs:
        return []
    return [f"Enable it together with {_list(needs)} by: guanxi plugin enable {name} --with-needs"]


def _list(names: Sequence[str]) -> str:
    return ", ".join(repr(name) for name in names)


def _need(names: Sequence[str]) -> str:
    return "needs" if len(names) == 1 else "need"
