"""Writes docs/reference from the code: ``python3 dev.py docs``. A test compares, so that the reference cannot lie."""

from __future__ import annotations

import argparse
import importlib.util
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from authors_pages import api_page, bare, fields_page, fixtures_page, mount_page

from guanxi import api, config, host_plugin
from guanxi.cli.main import parser
from guanxi.composition import ACTIONS
from guanxi.data.messages import use_language
from guanxi.misfits import misfits
from guanxi.people.resources import PERMISSIONS
from guanxi.plugins.assembly import PluginSet, assemble
from guanxi.plugins.hooks import Hook
from guanxi.plugins.shapes import describe
from guanxi.records.resource import Resource
from guanxi.records.telling import TOLD
from guanxi.resources.faces import Without
from guanxi.web.slots import places_of

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "reference"
MADE = "<!-- Made from the code by `python3 dev.py docs`; do not edit. -->"


def pages() -> dict[str, str]:
    """The text of every page by its file name."""
    plugins = house()
    made = {
        "README.md": _index(),
        "api.md": api_page(),
        "commands.md": _commands(),
        "fields.md": fields_page(),
        "fixtures.md": fixtures_page(),
        "hooks.md": _hooks(plugins),
        "make.md": _targets(),
        "mount.md": mount_page(),
        "permissions.md": _permissions(plugins),
        "slots.md": _slots(plugins),
    }
    return {name: f"{MADE}\n\n{text.rstrip()}\n" for name, text in made.items()}


def house() -> PluginSet:
    """The host with the plugins of this repository, put together without any database."""
    names = sorted(path.parent.name for path in (ROOT / "plugins").glob("*/setup.cfg"))
    found = assemble(names, host=host_plugin, also=misfits)
    if found.failures or found.problems:
        raise SystemExit("\n".join(str(each) for each in (*found.failures, *found.problems)))
    return found


def write() -> None:
    """Bring docs/reference and the page of the configuration up to the code."""
    FOLDER.mkdir(exist_ok=True)
    made = pages()
    for stale in set(FOLDER.glob("*.md")) - {FOLDER / name for name in made}:
        stale.unlink()
    for name, text in made.items():
        (FOLDER / name).write_text(text, "utf-8")
    (ROOT / "docs" / "integrators" / "configuration.md").write_text(config.documentation(), "utf-8")


def _index() -> str:
    lines = [
        "# Reference",
        "",
        "Made from the code, and compared with it by a test.",
        "",
        "| page | what it lists |",
        "|---|---|",
        "| [api](api.md) | every name of `guanxi.api` |",
        "| [mount](mount.md) | what `mount` may return |",
        "| [hooks](hooks.md) | what plugins are asked, what they may refuse, what they are told |",
        "| [slots](slots.md) | places on pages in which plugins take part |",
        "| [fields](fields.md) | the kinds of fields with parameters, columns, operators, schema |",
        "| [permissions](permissions.md) | every permission, by plugin |",
        "| [fixtures](fixtures.md) | what tests of plugins are given |",
        "| [commands](commands.md) | the command `guanxi` |",
        "| [make](make.md) | the targets of the Makefile |",
        "| [configuration](../integrators/configuration.md) | the settings of an installation |",
    ]
    return "\n".join(lines)


def _commands() -> str:
    lines = ["# Commands", "", "`guanxi --help` and `guanxi COMMAND --help` say the same."]
    for name, command, text in _subcommands(parser()):
        lines += ["", f"## {name}", "", f"{_sentence(text)}", ""]
        rows = [_option(action) for action in command._actions if action.help != argparse.SUPPRESS]
        rows = [row for row in rows if row]
        if rows:
            lines += ["| | |", "|---|---|", *rows]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def _subcommands(made: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser, str]]:
    for action in made._actions:
        if isinstance(action, argparse._SubParsersAction):
            helps = {choice.dest: choice.help or "" for choice in action._choices_actions}
            for name, command in action.choices.items():
                yield command.prog, command, helps.get(name, "")
                yield from _subcommands(command)


def _option(action: argparse.Action) -> str:
    if isinstance(action, argparse._HelpAction | argparse._SubParsersAction):
        return ""
    names = ", ".join(action.option_strings)
    value = action.metavar or (action.dest.upper() if action.option_strings else action.dest)
    word = value if isinstance(value, str) else " ".join(value)
    shown = names if names and action.nargs == 0 else f"{names} {word}".strip()
    optional = " (may be left out)" if not names and action.nargs == "?" else ""
    return f"| `{shown}` | {(action.help or '').replace('%%', '%')}{optional} |"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."


def _hooks(plugins: PluginSet) -> str:
    lines = [
        "# Hooks",
        "",
        "A plugin takes part in a hook by a function of this name in the module of its entry point, marked with `@hookimpl`. It takes",
        "those of the arguments that it names. The host calls the parts one by one, in the order of the plugins; one that fails is named",
        "on the health page. A hook of a plugin that need not be installed is marked `@hookimpl(optionalhook=True)`.",
    ]
    told = {name for resource in _resources(plugins) for name in resource.told()}
    for plugin in plugins.names:
        own = [plugins.hooks.hook(name) for name in plugins.hooks.names() if name not in told]
        own = [hook for hook in own if _offered_by(plugins, hook) == plugin]
        if own:
            lines += ["", f"## {plugin}"]
            lines += [line for hook in own for line in _hook(hook)]
    return "\n".join([*lines, *_told(plugins)])


def _offered_by(plugins: PluginSet, hook: Hook) -> str:
    owners = (name for name in plugins.names if hook.name.startswith((f"{name}_", f"check_{name}_")))
    return next(owners, "host")


def _hook(hook: Hook) -> Iterator[str]:
    types = {name: describe(kind) for name, kind in hook.types.items()}
    arguments = ", ".join(f"{name}: {bare(types.get(name, 'Any'))}" for name in hook.arguments)
    yield from ("", f"### {hook.name}({', '.join(hook.arguments)})", "")
    returns = bare(types.get("return", "None"))
    yield from (
        f"`{hook.name}({arguments})" + (f" -> {returns}`" if returns != "None" else "`"),
        "",
        hook.means or "",
    )


def _told(plugins: PluginSet) -> Iterator[str]:
    resources = _resources(plugins)
    hook = plugins.hooks.hook(next(iter(resources[-1].told())))
    yield from ("", "## What every resource tells", "", (hook.means or "").partition("\n\n")[2], "")
    yield from (f"Each takes `({', '.join(f'{n}: {describe(hook.types[n])}' for n in hook.arguments)})`.", "")
    yield from ("| resource | hooks |", "|---|---|")
    for resource in resources:
        yield f"| `{resource.name}` | {', '.join(f'`{name}`' for name in resource.told())} |"
    yield ""
    for verb, means in TOLD.items():
        yield f"- `…_{verb}`: {means.replace('`{kind}`', 'the resource')}"


def _resources(plugins: PluginSet) -> list[Resource]:
    return [resource for _plugin, resource in plugins.all(Resource)]


def _targets() -> str:
    spec = importlib.util.spec_from_file_location("dev", ROOT / "dev.py")
    assert spec is not None
    assert spec.loader is not None
    dev = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(dev)
    lines = ["# Targets", "", "`make TARGET`, or `python3 dev.py TARGET` (Windows: `py dev.py TARGET`).", ""]
    lines += ["| target | what it does |", "|---|---|"]
    return "\n".join(
        [*lines, *(f"| `{n}` | {(t.__doc__ or '').splitlines()[0]} |" for n, t in dev.TARGETS.items())]
    )


def _permissions(plugins: PluginSet) -> str:
    lines = [
        "# Permissions",
        "",
        "A role grants them by name or by pattern, each with a scope; see [Rights](../authors/rights.md).",
    ]
    for plugin in plugins.names:
        resources = [item for item in plugins.items[plugin] if isinstance(item, Resource)]
        derived = {r.permission(action) for r in resources for action in ACTIONS}
        named = {
            n: p
            for n, p in plugins.permissions().items()
            if n.partition(".")[0] == plugin and n not in derived
        }
        if plugin == "host":
            named |= {n: api.Permission(n) for n in PERMISSIONS - derived} | {
                n: p for n, p in plugins.permissions().items() if n.partition(".")[0] not in plugins.names
            }
        lines += ["", f"## {plugin}", ""]
        lines += [f"- {resource.label}: {_derived(resource)}" for resource in resources]
        lines += [f"- `{name}`{f' – {p.label}' if str(p.label) else ''}" for name, p in sorted(named.items())]
    return "\n".join(lines)


def _derived(resource: Resource) -> str:
    return ", ".join(f"`{resource.permission(action)}`" for action in ACTIONS)


def _slots(plugins: PluginSet) -> str:
    lines = [
        "# Slots",
        "",
        "Places on pages, filled by `@slot(name, needs=…)`; the function takes the actor and the record (`Ref`), and returns a",
        "template with its values, or None. The page of every resource's records offers its places by itself.",
    ]
    for plugin in plugins.names:
        places = [
            place
            for item in plugins.items[plugin]
            if isinstance(item, Resource) and not _pageless(plugins, item)
            for place in places_of(item.name).items()
        ]
        if places:
            lines += ["", f"## {plugin}"]
            lines += [line for name, where in places for line in ("", f"### {name}", "", _sentence(where))]
    return "\n".join(lines)


def _pageless(plugins: PluginSet, resource: Resource) -> bool:
    return any(
        item.resource.name == resource.name and api.Record in item.faces
        for _plugin, item in plugins.all(Without)
    )


if __name__ == "__main__":
    with use_language("en"):
        write()
    sys.exit(0)
