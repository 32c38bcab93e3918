"""One activity as a line with its buttons: made here and not by a macro, because the due list holds some hundred of them.

Most lines of a list are the same when it is opened again: what was drawn of one is kept, but for the token of its forms.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from markupsafe import Markup, escape

from guanxi.data.messages import language, translator
from guanxi.web.action_html import Token
from guanxi.web.button_html import button_attributes, button_inside
from guanxi.web.escaping import as_markup, escaped
from guanxi.web.icon_html import icon_html

_ = translator("guanxi")
MOST_KEPT = 4096
TOKEN = "<token>"  # noqa: S105 - a mark, no secret
"""Stands for the token of a form; no text of a record can be it, as all are escaped."""


class Todo(NamedTuple):
    """What a line shows. `about`: label and address of each record, which may be empty; `snoozes`: days and label of each.

    In my day `why` says what put it where it stands, `call` is a number, `ask` the address where a result is entered.
    """

    id: int
    subject: str
    href: str
    icon: str
    kind: str
    about: tuple[tuple[str, str], ...]
    day: str
    time: str
    late: bool
    high: bool
    owner: str
    may_finish: bool
    snoozes: tuple[tuple[int, str], ...]
    why: tuple[str, ...] = ()
    call: str = ""
    ask: str = ""


def todos_html(token: Token, items: Iterable[Todo], pick: bool = False) -> Markup:  # noqa: FBT001, FBT002 - as a template calls it
    """Lines one below the other; `pick`: with a box each that chooses it for the form `several`."""
    words = _words(language())
    csrf = f'<input type="hidden" name="csrf_token" value="{escaped(token())}">'
    return as_markup(
        "".join([csrf.join(_pieces(each, words, pick)) for each in items])
    )  # each line is markup


@lru_cache(maxsize=MOST_KEPT)
def _pieces(item: Todo, words: _Words, pick: bool) -> tuple[str, ...]:  # noqa: FBT001 - a part of the key
    """The line, cut where the tokens stand."""
    return tuple(_line(item, words, pick=pick).split(TOKEN))


def _line(item: Todo, words: _Words, *, pick: bool) -> str:
    subject = escaped(item.subject)
    parts = [f'<li class="todo{" late" if item.late else ""}">']
    if pick:
        parts.append(_box(item, words, subject))
    if item.may_finish:
        parts.append(
            f'<form method="post" action="/work/activities/{item.id}/done" class="inline">{TOKEN}<button type="submit" '
            f'class="button ghost bare todo-done" aria-label="{words.done}{words.colon}{subject}" title="{words.done}">'
            f"{icon_html('circle')}</button></form>"
        )
    parts.append(f'<span class="todo-text">{_title(item, words, subject)}{_foot(item, words)}</span>')
    if item.ask:
        parts.append(f'<a class="button small" href="{escaped(item.ask)}">{words.ask}</a>')
    if item.call:
        parts.append(
            f'<a class="button ghost bare todo-call" href="tel:{escaped(item.call)}" '
            f'aria-label="{words.call}{words.colon}{subject}" title="{words.call}">{icon_html("phone")}</a>'
        )
    if item.snoozes:
        parts.append(_put_off(item, words))
    parts.append("</li>")
    return "\n".join(parts)  # every part is markup or escaped


class _Words(NamedTuple):
    """The words of all lines in one language, escaped."""

    colon: Markup
    select: Markup
    done: Markup
    high: Markup
    overdue: Markup
    ask: Markup
    call: Markup
    put_off: Markup


@lru_cache(maxsize=8)
def _words(_language: str) -> _Words:
    said = (
        _(": "),
        _("Select"),
        _("Mark as done"),
        _("High"),
        _("Overdue"),
        _("Enter result"),
        _("Call"),
        _("Put off"),
    )
    return _Words(*(escape(str(each)) for each in said))


def _box(item: Todo, words: _Words, subject: str) -> str:
    off = "" if item.may_finish or item.snoozes else " disabled"
    return (
        f'<label class="check-cell"><input type="checkbox" name="id" value="{item.id}" form="several"{off}>'
        f'<span class="sr">{words.select}{words.colon}{subject}</span></label>'
    )


def _title(item: Todo, words: _Words, subject: str) -> str:
    kind, named = escaped(item.kind), subject
    if item.href:
        named = f'<a href="{escaped(item.href)}">{subject}</a>'
    high = f' <span class="badge amber">{words.high}</span>' if item.high else ""
    return (
        f'<span class="todo-title"><span title="{kind}">{icon_html(item.icon, "quiet")}<span class="sr">{kind}</span></span>'
        f"{named}{high}</span>\n"
    )


def _foot(item: Todo, words: _Words) -> str:
    day = escaped(item.day)
    if item.late:
        told = f'<span class="badge red">{day}</span><span class="sr">{words.overdue}</span>'
    else:
        told = f'<span class="num">{day}</span>'
    if item.time:
        told += f' <span class="num">{escaped(item.time)}</span>'
    for text, href in item.about:
        label = escaped(text)
        told += f' · <a href="{escaped(href)}">{label}</a>' if href else f" · {label}"
    if item.owner:
        told += f" · {escaped(item.owner)}"
    for why in item.why:
        told += f' · <span class="num">{escaped(why)}</span>'
    return f'<span class="todo-foot quiet">{told}</span>'


def _put_off(item: Todo, words: _Words) -> str:
    """The menu of days, as the macro `menu` of components/actions.html draws it."""
    clock = button_inside(words.put_off, "clock", "", True)
    before, after = _put_off_around(words, item.snoozes, clock)
    return f'{before}{item.id}/snooze" class="snooze">{TOKEN}{after}'


@lru_cache(maxsize=64)
def _put_off_around(words: _Words, snoozes: tuple[tuple[int, str], ...], clock: Markup) -> tuple[str, str]:
    """What stands before the number of the activity and behind its token: the same in all lines."""
    buttons = "".join(
        f'<button type="submit" name="act" value="{days}" class="button menu-item">{escaped(label)}</button>'
        for days, label in snoozes
    )
    names = button_attributes(words.put_off, "ghost", "", True)
    before = (
        f'<details class="menu" data-menu>\n<summary{names}>{clock}</summary>\n'
        f'<div class="menu-panel end" role="group" aria-label="{words.put_off}"><form method="post" action="/work/activities/'
    )
    return before, f"{buttons}</form></div>\n</details>"
