"""The pages on what an author calls: guanxi.api, kinds of fields, what is mounted, fixtures; from signatures and docstrings."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import json
import re
from collections.abc import Callable, Iterator
from enum import Enum
from types import ModuleType
from typing import Any

import guanxi.testing.plugin
from guanxi import api
from guanxi.data.fields import Field
from guanxi.plugins.shapes import describe
from guanxi.records.change import Change
from guanxi.records.fitting import columns_for
from guanxi.records.resource import Extension, Resource
from guanxi.resources.faces import Without

ADDRESS = re.compile(r" at 0x[0-9a-f]+")
ROOMS = (
    ("guanxi.records", "Records"),
    ("guanxi.resources", "Faces"),
    ("guanxi.plugins", "What a plugin mounts"),
    ("guanxi.jobs", "Jobs"),
    ("guanxi.web", "Pages"),
    ("guanxi.work", "Work"),
    ("guanxi.data.fields", "Fields"),
    ("guanxi.data.columns", "Tables and columns"),
    ("guanxi.data.database", "Tables and columns"),
    ("peewee", "Tables and columns"),
    ("guanxi.data.errors", "What can be wrong"),
    ("guanxi.data.messages", "Texts and values"),
    ("guanxi.data.money", "Texts and values"),
    ("guanxi.data.chinese", "Chinese data"),
)
VERBS = {
    "Actor": ("may", "scope"),
    "Transaction": ("set", "add", "remove", "restore", "later", "tell", "notify", "call", "attempt", "today"),
    "Step": ("again", "outside", "progress", "key"),
}
SAMPLES: dict[str, dict[str, Any]] = {
    "Choice": {"choices": {"a": "A", "b": "B"}},
    "Choices": {"choices": {"a": "A", "b": "B"}},
    "Link": {"to": "contacts.company"},
}


def api_page() -> str:
    """guanxi.api by subject, each name with its signature and its first sentence."""
    by_room: dict[str, list[str]] = {title: [] for _room, title in ROOMS} | {"Texts and values": []}
    for name in api.__all__:
        thing = getattr(api, name)
        title = next((t for room, t in ROOMS if _module(thing).startswith(room)), "Texts and values")
        by_room[title].append(name)
    lines = ["# guanxi.api", "", "What plugins import of Guanxi, and nothing else."]
    for title, names in by_room.items():
        if names:
            lines += ["", f"## {title}", ""]
            lines += [line for name in names for line in _entry(name)]
    return "\n".join(lines)


def fields_page() -> str:
    """The kinds of fields: parameters, columns, operators, schema."""
    kinds = [getattr(api, name) for name in api.__all__]
    found = {name: kind for name, kind in zip(api.__all__, kinds, strict=True) if _is_kind(kind)}
    shared = _parameters(Field)
    lines = ["# Kinds of fields", "", "Every kind takes a name and, by keyword:", ""]
    lines += [f"- `{each}`" for each in shared]
    lines += ["", " ".join((inspect.getdoc(Field) or "").split())]
    for name, kind in found.items():
        lines += ["", f"## {name}", "", " ".join((inspect.getdoc(kind) or "").split()), ""]
        lines += [f"- {each}" for each in _about(name, kind)]
    return "\n".join(lines)


def mount_page() -> str:
    """What mount() may return."""
    lines = ["# What a plugin mounts", "", "`mount()` returns a list of these, in any order.", ""]
    for name in api.__all__:
        thing = getattr(api, name)
        if inspect.isclass(thing) and (
            hasattr(thing, "problems") or thing in (Resource, Extension, Change, Without)
        ):
            lines += [f"## {name}", "", f"`{_signature(name)}`", "", inspect.getdoc(thing) or "", ""]
            lines += _checked(thing)
    return "\n".join(lines)


def fixtures_page() -> str:
    """What tests are given, and what they inherit."""
    lines = ["# Fixtures", "", "What pytest gives to a test that names it, wherever guanxi is installed."]
    modules = [guanxi.testing.plugin, *map(importlib.import_module, guanxi.testing.plugin.pytest_plugins)]
    found = [pair for module in modules for pair in _fixtures_of(module)]
    lines += ["", "| fixture | what it is |", "|---|---|"]
    lines += [f"| `{name}` | {' '.join(text.split())} |" for name, text in sorted(found)]
    text = inspect.getdoc(importlib.import_module("guanxi.testing.conformance").PluginTests) or ""
    lines += ["", "## guanxi.testing.conformance.PluginTests", "", text, ""]
    tests = vars(importlib.import_module("guanxi.testing.conformance").PluginTests).items()
    lines += [f"- `{name}` – {inspect.getdoc(test)}" for name, test in tests if name.startswith("test_")]
    return "\n".join(lines)


def bare(text: str) -> str:
    """A type without the modules that its names come from."""
    return re.sub(r"\b(?:[a-z_]\w*\.)+(?=[A-Z])", "", text).replace("NoneType", "None")


def _entry(name: str) -> Iterator[str]:
    thing = getattr(api, name)
    yield f"- `{_signature(name)}` – {_first_line(thing)}"
    if inspect.isclass(thing) and issubclass(thing, Enum):
        yield f"  - {', '.join(f'`{each.name}`' for each in thing)}"
    for verb in VERBS.get(name, ()):
        method = inspect.getattr_static(thing, verb)
        shown = verb if isinstance(method, property) else _call(verb, inspect.unwrap(getattr(thing, verb)))
        yield f"  - `{shown}` – {_first_line(method)}"


def _module(thing: object) -> str:
    owner = thing if inspect.isclass(thing) or inspect.isroutine(thing) else type(thing)
    return str(getattr(owner, "__module__", ""))


def _signature(name: str) -> str:
    thing = getattr(api, name)
    plain = not callable(thing) or _module(thing).startswith(("peewee", "pluggy")) or _is_column(thing)
    if plain or (inspect.isclass(thing) and issubclass(thing, Enum)):
        return name
    if _is_kind(thing):
        return f"{name}({', '.join(['name', *_own(thing)])}, …)"
    return _call(name, thing)


def _call(name: str, thing: Callable[..., Any]) -> str:
    try:
        signature = inspect.signature(thing)
    except (TypeError, ValueError):
        return name
    parts, starred = [], False
    for part in signature.parameters.values():
        if part.kind is part.KEYWORD_ONLY and not starred:
            parts.append("*")
        starred = starred or part.kind in (part.KEYWORD_ONLY, part.VAR_POSITIONAL)
        parts.append(_parameter(part))
    returns = _annotation(signature.return_annotation)
    return f"{name}({', '.join(p for p in parts if p != 'self')})" + (
        f" -> {returns}" if returns not in ("", "None") else ""
    )


def _parameter(part: inspect.Parameter) -> str:
    star = {part.VAR_POSITIONAL: "*", part.VAR_KEYWORD: "**"}.get(part.kind, "")
    kind = _annotation(part.annotation)
    default = (
        ""
        if part.default is part.empty
        else f" = {ADDRESS.sub('', repr(part.default))}".replace("<factory>", "…")
    )
    return f"{star}{part.name}{f': {kind}' if kind else ''}{default}"


def _annotation(kind: Any) -> str:
    if kind is inspect.Parameter.empty or kind is None:
        return ""
    text = kind if isinstance(kind, str) else getattr(kind, "__forward_arg__", None) or describe(kind)
    return bare(text)


def _is_column(thing: object) -> bool:
    return inspect.isclass(thing) and any(each.__module__ == "peewee" for each in thing.__mro__)


def _first_line(thing: object) -> str:
    if _module(thing).startswith("peewee"):
        return f"`{thing.__name__}` of peewee."  # type: ignore[attr-defined]
    if _module(thing).startswith("pluggy"):
        return "the mark of pluggy, see [hooks](hooks.md)."
    text = inspect.getdoc(thing) or ""
    return " ".join(text.partition("\n\n")[0].split()).replace("|", "\\|").replace("``", "`")


def _is_kind(thing: object) -> bool:
    return inspect.isclass(thing) and issubclass(thing, Field) and thing is not Field


def _parameters(kind: type[Field]) -> list[str]:
    found = [f for f in dataclasses.fields(kind) if f.init and f.name != "name"]
    return [f"{f.name}: {f.type}{_default(f)}" for f in found if not f.name.startswith("_")]


def _default(field: dataclasses.Field[Any]) -> str:
    return "" if field.default is dataclasses.MISSING else f" = {ADDRESS.sub('', repr(field.default))}"


def _own(kind: type[Field]) -> list[str]:
    shared = _parameters(Field)
    return [each for each in _parameters(kind) if each not in shared]


def _about(name: str, kind: type[Field]) -> Iterator[str]:
    if own := _own(kind):
        yield "of its own: " + ", ".join(f"`{each}`" for each in own)
    sample = kind("value", label="Value", **SAMPLES.get(name, {}))
    kept = zip(sample.columns, columns_for(kind), strict=True)
    yield "kept in " + ", ".join(f"`{column} = {type_}(null=True)`" for column, type_ in kept)
    yield "filtered by " + ", ".join(f"`{operator}`" for operator in kind.operators)
    schema = {key: part for key, part in sample.schema().items() if key != "title"}
    yield f"as JSON `{json.dumps(schema, ensure_ascii=False)}`"


def _fixtures_of(module: ModuleType) -> Iterator[tuple[str, str]]:
    for name, thing in vars(module).items():
        function = getattr(thing, "_fixture_function", None) or getattr(thing, "__wrapped__", None)
        if type(thing).__name__ == "FixtureFunctionDefinition" and function is not None:
            yield name, (inspect.getdoc(function) or "").replace("|", "\\|").replace("``", "`")


def _checked(thing: Any) -> list[str]:
    rule = inspect.getdoc(getattr(thing, "problems", None)) if hasattr(thing, "problems") else ""
    return [f"The plugin is not started where there is: {rule[:1].lower()}{rule[1:]}", ""] if rule else []
