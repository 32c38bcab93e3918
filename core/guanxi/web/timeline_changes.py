"""What was done to a record itself, in its timeline: steps of its journal, folded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from guanxi.data.fields import About, Tags
from guanxi.data.formats import Format
from guanxi.data.messages import translator
from guanxi.records import journal
from guanxi.records.actor import Actor
from guanxi.records.history import Step, steps_of
from guanxi.records.journal import Line
from guanxi.records.resource import Resource
from guanxi.resources.display import shown
from guanxi.web.histories import WORDS, let_in
from guanxi.web.reasons import told
from guanxi.web.record_view import USER

_ = translator("guanxi")
LINES_READ = 120
FOLDED_MS = 120_000


def groups_of(actor: Actor, resource: Resource, lines: Sequence[Line]) -> tuple[list[list[Step]], int | None]:
    """The steps of a record, several by one person within two minutes together; the line where older ones begin."""
    lines = list(lines)[-LINES_READ:]
    oldest = lines[0].id if len(lines) == LINES_READ else None
    groups: list[list[Step]] = []
    for step in steps_of(actor, resource, lines):
        if groups and _together(groups[-1][-1], step):
            groups[-1].append(step)
        else:
            groups.append([step])
    return groups, oldest


def drawn(
    actor: Actor, steps: Sequence[Step], fmt: Format, titles: Mapping[tuple[str, int], str]
) -> dict[str, Any]:
    """Steps that are told as one, as `timeline_html.changes_html` takes them."""
    first = steps[0].line
    lines = [
        {
            "field": str(part.field.label),
            "old": shown(actor, part.field, part.old, fmt, titles).text,
            "new": shown(actor, part.field, part.new, fmt, titles).text,
        }
        for step in steps
        if step.line.verb == journal.SET
        for part in step.fields
        if isinstance(part.field, Tags) or not isinstance(part.field, About)
    ]
    lines += [each for step in steps for each in let_in(actor, step, titles)]
    verb = next((s.line.verb for s in steps if s.line.verb != journal.SET), journal.SET)
    n = len({line["field"] for line in lines})
    what = _("{n} field changed", "{n} fields changed", n=n) if verb == journal.SET else WORDS[verb]
    return {
        "at_ms": first.at,
        "changes": lines,
        "icon": "plus" if verb == journal.ADD else "history",
        "what": str(what),
        "who": titles.get((USER, first.actor_id), str(_("System"))),
        "reason": told(first.reason),
    }


def _together(later: Step, earlier: Step) -> bool:
    """Tell whether two steps are told as one: edits by one person within two minutes."""
    same = later.line.actor_id == earlier.line.actor_id and later.line.reason == earlier.line.reason
    edits = later.line.verb == earlier.line.verb == journal.SET
    return same and edits and later.line.at - earlier.line.at <= FOLDED_MS
