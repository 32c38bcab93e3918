"""The short form below an entry of a timeline that makes a task of it: its first line, a day, and it is planned."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import current_app
from markupsafe import Markup

from guanxi.data.messages import translator
from guanxi.records.actor import Actor
from guanxi.records.ref import Ref
from guanxi.web.activity_view import quick
from guanxi.web.escaping import as_markup, escaped
from guanxi.web.icon_html import icon_html

_ = translator("guanxi")
LONGEST = 200


@dataclass(frozen=True, slots=True)
class TaskForms:
    """What is the same in all forms of a page: before the subject, between it and the records, and the end."""

    before: str
    between: str
    end: str

    def form(self, text: str, about: Iterable[Ref]) -> Markup:
        """The form of one entry: `text` proposes the subject by its first line, `about` are the records concerned."""
        subject = next(iter(text.strip().splitlines()), "")[:LONGEST]
        records = ", ".join(ref.text for ref in about)
        return as_markup(
            f"{self.before}{escaped(subject)}{self.between}{escaped(records)}{self.end}"
        )  # escaped here


def task_forms(actor: Actor) -> TaskForms | None:
    """The forms of a page; None for who may plan nothing."""
    known = quick(actor, days=1)
    if known is None:
        return None
    csrf_token: Any = current_app.jinja_env.globals["csrf_token"]
    return TaskForms(
        f'<details class="moment-task"><summary>{icon_html("square-check")}<span>{escaped(_("Make it a task"))}</span></summary>'
        '<form method="post" action="/work/activities/quick" class="todo-quick">'
        f'<input type="hidden" name="csrf_token" value="{escaped(csrf_token())}"><input type="hidden" name="kind" value="task">'
        f'<input class="input todo-subject" name="subject" maxlength="{LONGEST}" required autocomplete="off"'
        f' aria-label="{escaped(_("Subject"))}" value="',
        '"><input type="hidden" name="about" value="',
        f'"><input class="input" type="date" name="due_on" required aria-label="{escaped(_("Due on"))}" value="{known["due_on"]}">'
        f'<button type="submit" class="button">{icon_html("plus")}<span>{escaped(_("Plan"))}</span></button></form></details>',
    )
