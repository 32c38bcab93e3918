"""guanxi plugin …: list plugins, say how they are, switch them on and off."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from guanxi.cli.opening import Unusable, opened_database
from guanxi.config import Config
from guanxi.data.database import database
from guanxi.plugins import incidents, lifecycle
from guanxi.plugins.assembly import PluginSet
from guanxi.plugins.discovery import HOST, installed
from guanxi.plugins.incidents import Incident
from guanxi.records.host import now

Options = argparse.Namespace
MOST = 50


def register(subparsers: Any) -> None:
    """Add the command ``plugin`` with its sub-commands."""
    parser = subparsers.add_parser("plugin", help="list, enable, disable plugins, and see how they are")
    commands = parser.add_subparsers(dest="plugin_command", required=True, metavar="what")
    _add(commands, "list", list_plugins, "all installed plugins")
    status = _add(
        commands,
        "status",
        show_status,
        "what runs, what does not, and why; exit code 1 when anything is wrong",
    )
    status.add_argument("name", nargs="?", help="only this plugin")
    status.add_argument("--traceback", action="store_true", help="with the tracebacks of failures")
    enable = _add(
        commands, "enable", enable_plugins, "let plugins run; their tables are migrated first", "names"
    )
    enable.add_argument("--with-needs", action="store_true", help="also what they need")
    disable = _add(commands, "disable", disable_plugin, "stop a plugin; its data stay", "name")
    disable.add_argument("--with-dependants", action="store_true", help="also those that need it")
    disable.add_argument("--preview", action="store_true", help="only say what would stop")
    pause = _add(commands, "pause", pause_plugin, "stop a plugin for now; those that need it wait", "name")
    pause.add_argument("--reason", default="paused by hand", help="shown on the health page")
    _add(commands, "resume", resume_plugin, "let a paused plugin run again", "name")
    _add(commands, "forget", forget_incidents, "delete the recorded failures of a plugin", "name")


def list_plugins(options: Options, config: Config) -> int:
    """Print one line a plugin."""
    states = lifecycle.states()
    known = installed()
    lines = [
        (
            m.name,
            m.version,
            states.get(m.name, lifecycle.State(m.name)).state,
            " ".join(m.needs) or "-",
            m.summary,
        )
        for m in known
    ]
    gone = [
        s
        for name, s in states.items()
        if name not in {m.name for m in known} and s.state != lifecycle.DISABLED
    ]
    lines += [(s.name, s.version or "-", f"{s.state}, not installed", "-", "-") for s in gone]
    _table(["name", "version", "state", "needs", "summary"], lines)
    return 0


def show_status(options: Options, config: Config) -> int:
    """Print how each plugin is that should run, and the failures recorded by all processes."""
    found = _assembled(config)
    states = lifecycle.states()
    wanted = [
        name for name, s in states.items() if s.state != lifecycle.DISABLED and options.name in (None, name)
    ]
    if options.name and options.name not in wanted:
        raise Unusable(f"Plugin {options.name!r} is not enabled. See: guanxi plugin list")
    troubles = [_status_of(name, states[name], found) for name in wanted]
    recorded = _print_incidents(options)
    if not wanted:
        print("No plugin is enabled. See: guanxi plugin list")
    return 1 if any(troubles) or recorded else 0


def enable_plugins(options: Options, config: Config) -> int:
    """Migrate and enable, then say whether each starts."""
    from guanxi.installation import index_enabled, prepare_plugins

    for name in options.names:
        changed = lifecycle.enable(name, now=now(), with_needs=options.with_needs, prepare=prepare_plugins)
        print(f"Enabled: {', '.join(changed)}" if changed else f"Plugin {name!r} is enabled already.")
    index_enabled(lambda failure: _keep(failure, options.names))
    found = _assembled(config)
    failed = [str(f) for f in found.failures if f.plugin in options.names]
    for line in failed:
        print(f"{line}\nThe others run without it. See: guanxi plugin status --traceback", file=sys.stderr)
    return 1 if failed else 0


def disable_plugin(options: Options, config: Config) -> int:
    """Disable, or say what that would stop."""
    if options.preview:
        stopping = [*lifecycle.running_dependants(options.name), options.name]
        print(f"Would stop: {', '.join(stopping)}. All data stay.")
        return 0
    changed = lifecycle.disable(options.name, now=now(), with_dependants=options.with_dependants)
    print(
        f"Disabled: {', '.join(changed)}. All data stay."
        if changed
        else f"Plugin {options.name!r} is disabled already."
    )
    return 0


def pause_plugin(options: Options, config: Config) -> int:
    """Pause, and say who waits."""
    waiting = lifecycle.running_dependants(options.name)
    lifecycle.pause(options.name, reason=options.reason, now=now())
    print(f"Paused: {options.name}." + (f" It is waited for by: {', '.join(waiting)}." if waiting else ""))
    return 0


def resume_plugin(options: Options, config: Config) -> int:
    """Let a paused plugin run."""
    lifecycle.resume(options.name, now=now())
    print(f"Resumed: {options.name}.")
    return 0


def forget_incidents(options: Options, config: Config) -> int:
    """Delete the recorded failures of a plugin."""
    count = incidents.forget(options.name)
    print(f"Forgot {count} {'failure' if count == 1 else 'failures'} of {options.name!r}.")
    return 0


def _add(
    commands: Any, name: str, work: Callable[[Options, Config], int], text: str, target: str = ""
) -> Any:
    parser = commands.add_parser(name, help=text)
    if target:
        many = {"nargs": "+"} if target == "names" else {}
        parser.add_argument(target, metavar="NAME", **many)
    parser.set_defaults(run=_on_database(work), needs_host=False)
    return parser


def _on_database(work: Callable[[Options, Config], int]) -> Callable[[Options, object], int]:
    def run(options: Options, host: object = None) -> int:
        with opened_database() as config:
            if not database.table_exists("plugin"):
                raise Unusable("The database has no tables yet. Run: guanxi migrate")
            return work(options, config)

    return run


def _assembled(config: Config) -> PluginSet:
    """The enabled plugins as an app of this process has them; failures are shown, not recorded."""
    from guanxi.app import HOUSE, create_app
    from guanxi.composition import House, put_together
    from guanxi.installation import waiting
    from guanxi.sparing import sparing

    if steps := waiting():
        raise Unusable(f"The database waits for {len(steps)} migrations. Run: guanxi migrate")
    config = replace(config, safe=False, strict=False)
    made = sparing(
        lambda failed: create_app(put_together(config, failed=failed, report=_ignore)), report=_ignore
    )
    house: House = made.extensions[HOUSE]
    return house.plugins


def _keep(failure: Incident, told: Sequence[str]) -> None:
    """Record a failure; one of the plugins `told` is printed by the command itself and needs no line of the log."""
    incidents.keep(failure) if failure.plugin in told else incidents.record(failure)


def _ignore(incident: Incident) -> None:
    """What is wrong stands in what was put together."""


def _status_of(name: str, state: lifecycle.State, found: PluginSet) -> bool:
    """Print one plugin; tell whether anything is wrong with it."""
    reasons = [str(f) for f in found.failures if f.plugin == name] + [
        str(p) for p in found.problems if p.plugin == name
    ]
    reasons += [f"Resume it with: guanxi plugin resume {name}"] if state.state == lifecycle.PAUSED else []
    word = "runs" if name in found.names and name != HOST else state.state
    if state.state == lifecycle.ENABLED and name not in found.names:
        word = "waits" if name in found.waiting() else "does not run"
    print(f"{name}: {word}" + (f" ({state.reason})" if state.reason else ""))
    for reason in reasons:
        print(f"  {reason}")
    return word != "runs"


def _print_incidents(options: Options) -> int:
    found = [each for each in incidents.newest(MOST) if options.name in (None, each.incident.plugin)]
    if found:
        print("\nRecorded failures, newest first (delete them with: guanxi plugin forget NAME):")
    for each in found:
        failure, often = each.incident, "once" if each.times == 1 else f"{each.times} times"
        print(f"  {failure.plugin}: {failure.place}, {often}: {failure.message}")
        if options.traceback and failure.traceback:
            print("    " + failure.traceback.strip().replace("\n", "\n    "))
    if not options.traceback and any(each.incident.traceback for each in found):
        name = f" {options.name}" if options.name else ""
        print(f"See where in the code: guanxi plugin status{name} --traceback")
    return len(found)


def _table(titles: Sequence[str], lines: Sequence[Sequence[str]]) -> None:
    if not lines:
        print("No plugin is installed. Install one with pip, then: guanxi plugin list")
        return
    widths = [max(len(str(line[column])) for line in [titles, *lines]) for column in range(len(titles))]
    for line in [titles, *lines]:
        print("  ".join(str(cell).ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
