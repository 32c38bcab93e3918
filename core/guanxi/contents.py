"""What a plugin brings, in words; a plugin that does not run is looked at in a process of its own, where it can do no harm."""

from __future__ import annotations

import json
import subprocess
import sys

from guanxi import host_plugin
from guanxi.composition import ACTIONS
from guanxi.data.messages import Message, listed, translator, use_language
from guanxi.jobs.declaration import Job
from guanxi.plugins.assembly import PluginSet, assemble
from guanxi.plugins.discovery import Manifest, installed
from guanxi.plugins.guard import Guard
from guanxi.plugins.mount import Command, MenuItem, Pages, Permission, Slot
from guanxi.records.change import Change
from guanxi.records.resource import Extension, Resource
from guanxi.resources.metrics import Metric

_ = translator("guanxi")
LIMIT_S = 30
Contents = list[tuple[str, str]]


def brings(plugins: PluginSet, name: str) -> Contents:
    """What a running plugin brings: records, pages, menu entries, permissions, fields, places, jobs; each as label and words."""
    items = plugins.items.get(name, ())
    found: list[tuple[Message, list[str]]] = [
        (_("Records"), [str(i.label) for i in items if isinstance(i, Resource)]),
        (
            _("Pages of its own"),
            [f"/{name}{view.path}" for i in items if isinstance(i, Pages) for view in i.views],
        ),
        (_("Menu entries"), [str(i.label) for i in items if isinstance(i, MenuItem)]),
        (_("Commands in the palette"), [str(i.label) for i in items if isinstance(i, Command)]),
        (_("Permissions"), _permissions(plugins, name)),
        (
            _("Fields for other records"),
            [f"{i.resource}: {f.label}" for i in items if isinstance(i, Extension) for f in i.fields],
        ),
        (_("Places it fills"), [i.name for i in items if isinstance(i, Slot)]),
        (_("Metrics"), [str(i.label) for i in items if isinstance(i, Metric)]),
        (_("Jobs"), [i.name for i in items if isinstance(i, Job)]),
    ]
    return [(str(label), listed(words)) for label, words in found if words]


def _permissions(plugins: PluginSet, name: str) -> list[str]:
    """What one can hold of it beside the usual actions on its records: declared, or needed by a page, a slot or a change."""
    items = plugins.items.get(name, ())
    usual = {i.permission(action) for i in items if isinstance(i, Resource) for action in ACTIONS}
    needed = {each for each in plugins.permissions() if each.startswith(f"{name}.")}
    return sorted(({i.name for i in items if isinstance(i, Permission | Change)} | needed) - usual)


def preview(name: str, language: str) -> Contents:
    """What an installed plugin would bring, enabled or not; where it fails or hangs, one line that says so."""
    command = [sys.executable, "-m", "guanxi.contents", name, language]
    try:
        done = subprocess.run(command, capture_output=True, timeout=LIMIT_S, check=True)
        return [(label, words) for label, words in json.loads(done.stdout)]
    except subprocess.TimeoutExpired:
        return [
            (str(_("Problem")), str(_("It does not finish mounting within {n} seconds.").format(n=LIMIT_S)))
        ]
    except (subprocess.CalledProcessError, ValueError) as failure:
        told = getattr(failure, "stderr", b"") or b""
        return [
            (str(_("Problem")), told.decode(errors="replace").strip().rpartition("\n")[2] or str(failure))
        ]


def _main(name: str, language: str) -> int:
    """What the process of its own does; standard output carries nothing but the answer."""
    answer, sys.stdout = sys.stdout, sys.stderr
    known = {manifest.name: manifest for manifest in installed()}
    plugins = assemble(_with_needs(name, known), host=host_plugin, guard=Guard(report=lambda incident: None))
    for failure in plugins.failures:
        print(failure, file=sys.stderr)
    if name not in plugins.names:
        return 1
    with use_language(language):
        print(json.dumps(brings(plugins, name)), file=answer)
    return 0


def _with_needs(name: str, known: dict[str, Manifest]) -> set[str]:
    found, waiting = set[str](), [name]
    while waiting:
        each = waiting.pop()
        if each in known and each not in found:
            found.add(each)
            waiting += known[each].needs
    return found


if __name__ == "__main__":
    raise SystemExit(_main(*sys.argv[1:3]))
