"""Makes something of the enabled plugins; a plugin that keeps it from being made is found by trying, and left out."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Collection, Mapping
from typing import TypeVar

import psycopg
from peewee import InterfaceError, OperationalError

from guanxi.data.columns import to_ms
from guanxi.plugins import incidents, lifecycle
from guanxi.plugins.discovery import HOST, installed
from guanxi.plugins.guard import Report
from guanxi.plugins.incidents import Incident

T = TypeVar("T")
Make = Callable[[Mapping[str, Incident]], T]
STAGE = "set-up"
UNTRIED = "it waits until it is known which plugin keeps the others from starting"
DATABASE_AWAY = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)


def sparing(
    make: Make[T], *, without: Collection[str] = (), report: Report = incidents.record, strict: bool = False
) -> T:
    """What `make(failed)` makes, where need be without the plugins that keep it from being made.

    `failed` are plugins to leave out, each with its incident; at first there is none. When that fails, the host is made
    alone, then one plugin after the other is added, those that were switched on last at the end; whoever makes it fail is
    reported and left out. `without` are plugins that `make` leaves out in any case. Raises the first error where the host
    fails alone, too, where the database is away, and always if `strict`.
    """
    try:
        return make({})
    except DATABASE_AWAY:
        raise
    except (Exception, SystemExit) as error:
        if strict:
            raise
        return _one_by_one(make, _newest_last(set(lifecycle.enabled()) - set(without)), error, report)


def _one_by_one(make: Make[T], names: list[str], first: BaseException, report: Report) -> T:
    untried = {name: Incident(name, STAGE, "", "problem", UNTRIED) for name in names}
    guilty: dict[str, Incident] = {}
    made, error = _tried(make, untried)
    if made is None:
        raise first
    for name in names:
        del untried[name]
        found, error = _tried(make, {**guilty, **untried})
        if error is not None:
            guilty[name] = _incident(name, error)
        made = found or made
    if error is not None:
        made = _tried(make, guilty)[0] or made
    for incident in guilty.values() or [_incident(HOST, first)]:
        report(incident)
    return made


def _tried(make: Make[T], failed: Mapping[str, Incident]) -> tuple[T | None, BaseException | None]:
    try:
        return make(failed), None
    except DATABASE_AWAY:
        raise
    except (Exception, SystemExit) as error:  # noqa: BLE001 - as above
        return None, error


def _incident(name: str, error: BaseException) -> Incident:
    kind = "exited" if isinstance(error, SystemExit) else "raised"
    message = " ".join(f"{type(error).__name__}: {error}".split())[:500]
    return Incident(name, STAGE, "", kind, message, "".join(traceback.format_exception(error)))


def _newest_last(names: Collection[str]) -> list[str]:
    """In the order in which they were switched on, each after those it needs."""
    states, known = lifecycle.states(), {manifest.name: manifest for manifest in installed()}
    found: list[str] = []

    def add(name: str, above: tuple[str, ...] = ()) -> None:
        for need in known[name].needs if name in known else ():
            if need in names and need not in (*found, *above):
                add(need, (*above, name))
        if name not in found:
            found.append(name)

    for name in sorted(names, key=lambda name: (_since(states[name]), name)):
        add(name)
    return found


def _since(state: lifecycle.State) -> int:
    return to_ms(state.changed_at) if state.changed_at else 0
