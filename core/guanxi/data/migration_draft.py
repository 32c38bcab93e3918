"""Writes a first migration file from models: their tables as they are now, frozen, in words of peewee and of our columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import peewee
from peewee import Index
from playhouse.migrations import template
from playhouse.schema_diff import SchemaDiff, diff_models, sort_models

from guanxi.data.database import Table, database
from guanxi.data.migrations import Owner


def draft(
    owner: Owner,
    models: Sequence[type[Table]],
    name: str = "first",
    *,
    derived: Callable[[str], bool] = lambda index: False,
) -> Path | None:
    """Write the file that brings the bound database to the models; return its path, or None when nothing differs.

    Indexes of which `derived` holds are made elsewhere and left alone.
    """
    diff = diff_models(database.obj, list(models))
    kept = [index for index in diff.drop_indexes if not derived(index.name)]
    text = body(diff._replace(drop_indexes=kept), name)
    if text is None:
        return None
    if owner.package != "guanxi":
        text = text.replace("from guanxi.data.columns import", "from guanxi.api import")
    owner.folder.mkdir(exist_ok=True)
    number = 1 + max((int(p.name[:4]) for p in owner.folder.glob("[0-9][0-9][0-9][0-9]_*.py")), default=0)
    path = owner.folder / f"{number:04d}_{re.sub('[^a-z0-9]+', '_', name.lower()).strip('_') or 'change'}.py"
    path.write_text(text, encoding="utf-8")
    return path


def first_body(models: Sequence[type[Table]], name: str = "first") -> str | None:
    """The text of a file that creates all tables of the models in an empty database."""
    return body(SchemaDiff(sort_models(list(models)), [], [], [], []), name)


def body(diff: SchemaDiff, name: str) -> str | None:
    """The text of the file for a difference of schema; None when there is none."""
    if not diff:
        return None
    text = template(diff)
    text = _without_comment(text)
    text = _with_partial_indexes(text, diff.create_tables)
    title = name.replace("_", " ").capitalize().rstrip(".")
    return f'"""{title}."""\n\n{_explicit_imports(text).strip()}\n'


def _without_comment(text: str) -> str:
    text = re.sub(r"^# Generated from a schema diff on .*\n", "", text)
    return re.sub(r"^# TODO: .*: index .* must be added by hand\n", "", text, flags=re.MULTILINE)


def _explicit_imports(text: str) -> str:
    """Name what is imported from peewee, and gather imports of one module in one line."""
    code = re.sub(r"^(from|import) .*\n", "", text, flags=re.MULTILINE)
    wanted: dict[str, set[str]] = {}
    for module, names in re.findall(r"^from (\S+) import (.*)$", text, flags=re.MULTILINE):
        if module != "peewee":
            wanted.setdefault(module, set()).update(n.strip() for n in names.split(","))
    used = {
        word for word in re.findall(r"\b[A-Z]\w+\b", code) if hasattr(peewee, word) and not word.isupper()
    }
    taken = {name for names in wanted.values() for name in names}
    defined = set(re.findall(r"^\s*class (\w+)\(", code, flags=re.MULTILINE))
    blocks = [sorted(re.findall(r"^import .*$", text, flags=re.MULTILINE))]
    blocks.append(_import_line("peewee", used - taken - defined))
    blocks.append([line for module in sorted(wanted) for line in _import_line(module, wanted[module])])
    head = "\n\n".join("\n".join(block) for block in blocks if block)
    return f"{head}\n\n\n{code.strip()}\n"


def _import_line(module: str, names: set[str]) -> list[str]:
    return [f"from {module} import {', '.join(sorted(names))}"] if names else []


def _with_partial_indexes(text: str, models: Sequence[type[Table]]) -> str:
    """Add the indexes that a model declares as peewee Index objects, as SQL, at the end of `up`."""
    lines = [
        f"    db.execute_sql({_sql(model, index)!r})"
        for model in models
        for index in model._meta.indexes or ()
        if isinstance(index, Index)
    ]
    if not lines:
        return text
    return text.replace("\n\n\ndef down(", "\n" + "\n".join(lines) + "\n\n\ndef down(", 1)


def _sql(model: Any, index: Any) -> str:
    sql, params = model._schema._create_index(index, safe=False).query()
    if params:
        raise ValueError(
            f"the index {index._name!r} of {model._meta.table_name} holds values: write its SQL by hand"
        )
    return str(sql)
