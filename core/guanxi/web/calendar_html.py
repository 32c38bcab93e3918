"""The markup of days and of entries on them: made here and not by macros, because a month holds dozens of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from markupsafe import Markup, escape

from guanxi.data.messages import language, translator
from guanxi.web.escaping import as_markup, escaped
from guanxi.web.icon_html import icon_html

_ = translator("guanxi")
HOW = "board-how"


@dataclass(frozen=True, slots=True)
class Day:
    """A day as it stands in a calendar: `note` says that it is worked or off against the week, `new_url` leads to a new record on it."""

    date: str
    number: int
    label: str
    weekday: str
    outside: bool
    today: bool
    off: bool
    note: str
    new_url: str


class Drawn(NamedTuple):
    """What an entry shows: its `time`, where its title leads (`href`), where it is moved to another day (`move`, or empty)."""

    id: int
    version: int
    label: str
    time: str
    href: str
    move: str


def week_html(cells: Iterable[str]) -> Markup:
    """Seven days of a month, as `cell_html` draws them."""
    return as_markup("".join(cells))  # every part is markup or escaped


def cards_html(entries: Iterable[Drawn]) -> Markup:
    """What stands on a day or at an hour."""
    return as_markup("".join(map(entry_html, entries)))  # as above


def cell_html(day: Day, cards: str, more: str) -> str:
    """A day of a month with what stands on it."""
    return f"{_cell(language(), day, vacant=not cards)}{cards}</ul>{more}</td>"


def head_html(day: Day) -> Markup:
    """Above a day: its number, its name, and the way to something new."""
    return as_markup(_head(language(), day))  # every part is markup or escaped


def more_html(count: str, url: str) -> Markup:
    """The way to what a day has no room for."""
    more = escaped(str(_("{n} more").format(n=count)))
    return as_markup(f'<a class="day-more" href="{escaped(url)}">{more}</a>')  # as above


def entry_html(entry: Drawn) -> Markup:
    """One entry, a card that the script of boards moves where it may be moved."""
    key, label, move, how, flag = entry.id, escaped(entry.label), "", "", ""
    time = f'<span class="entry-time num">{entry.time}</span> ' if entry.time else ""
    if entry.move:
        before, after = _move(language())
        how, flag, says = f' aria-describedby="{HOW}"', " data-movable", f"{before}{label}{after}"
        move = (
            f'<a class="card-move" href="{escaped(entry.move)}" draggable="false" aria-label="{says}" title="{says}">'
            f"{icon_html('arrow-right-left')}</a>"
        )
    title = f'<span class="card-title" title="{label}">{label}</span>'
    if entry.href:
        title = f'<a class="card-title" href="{escaped(entry.href)}" draggable="false" title="{label}"{how}>{label}</a>'
    return as_markup(  # every part is markup or escaped
        f'<li class="card" id="card-{key}" data-card="{key}" data-version="{entry.version}"{flag}>{time}{title}{move}</li>'
    )


@lru_cache(maxsize=8)
def _move(_language: str) -> tuple[str, str]:
    """What is said before and after the name of what is moved."""
    before, _name, after = str(escape(_("Move {name} to …"))).partition("{name}")
    return before, after


@lru_cache(maxsize=4096)
def _cell(code: str, day: Day, *, vacant: bool) -> str:
    """The beginning of a day's cell, the same for whoever reads this language and may enter as much."""
    marks = (("outside", day.outside), ("off", day.off), ("today", day.today), ("vacant", vacant))
    kind = " ".join(["day", *(name for name, so in marks if so)])
    current = ' aria-current="date"' if day.today else ""
    return (
        f'<td class="{kind}" data-date="{day.date}" data-column="{day.date}" '
        f'data-label="{escaped(day.label)} {escaped(day.weekday)}"{current}>\n{_head(code, day)}<ul class="cards">'
    )


@lru_cache(maxsize=4096)
def _head(_language: str, day: Day) -> str:
    label, note, new = escaped(day.label), "", ""
    if day.note:
        note = f'<span class="day-off">{escaped(day.note)}</span>'
    if day.new_url:
        says = escaped(str(_("New on {day}").format(day=day.label)))
        new = f'<a class="day-new" href="{escaped(day.new_url)}" aria-label="{says}" title="{says}">{icon_html("plus")}</a>'
    return (
        f'<div class="day-head"><time datetime="{day.date}"><span class="day-number">{day.number}</span>'
        f'<span class="day-name">{label} {escaped(day.weekday)}</span></time>{note}{new}</div>'
    )
