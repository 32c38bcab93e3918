"""The rows and cards of the week board: made here and not by macros, because a week of forty people has three hundred cells."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from guanxi.data.messages import language, translator
from guanxi.web.escaping import as_markup, escaped
from guanxi.web.icon_html import icon_html

_ = translator("guanxi")
HOW = ' aria-describedby="board-how"'


def row_html(person: Mapping[str, Any], cards: Mapping[int, Mapping[str, Any]]) -> Markup:
    """Somebody with the cells of a week; `person` and `cards` as components/week.html says."""
    words, name = _words(language()), escaped(person["name"])
    cells = "\n".join([_cell(each, name, words, cards) for each in person["cells"]])
    head = f'<p class="week-name"><a href="{escaped(person["href"])}">{name}</a></p>'
    return as_markup(f'<div class="week-row">{head}{cells}</div>\n')  # every part is markup or escaped


def card_html(card: Mapping[str, Any]) -> Markup:
    """One card alone, as it answers a move."""
    return as_markup(_card(card, _words(language())))  # markup


class _Words(NamedTuple):
    """The words of all cells and cards in one language, escaped; `move` and `minutes` are what stands around their place."""

    off: str
    high: str
    move: tuple[str, str]
    minutes: tuple[str, str]


@lru_cache(maxsize=8)
def _words(_language: str) -> _Words:
    off, high, move, minutes = (
        str(escape(str(each))) for each in (_("Day off"), _("High"), _("Move {name} to …"), _("{n} min"))
    )
    return _Words(off, high, _around(move, "{name}"), _around(minutes, "{n}"))


def _around(text: str, place: str) -> tuple[str, str]:
    before, _place, after = text.partition(place)
    return before, after


def _cell(cell: Mapping[str, Any], person: str, words: _Words, cards: Mapping[int, Mapping[str, Any]]) -> str:
    day, number, ids = cell["day"], cell["number"], cell["ids"]
    classes = (
        f"column{' off' if day['off'] else ''}{' today' if day['today'] else ''}{'' if ids else ' free'}"
    )
    off = f'<span class="sr">{words.off}</span>' if day["off"] else ""
    return (
        f'<section class="{classes}" data-column="{escaped(cell["key"])}" aria-labelledby="column-{number}">\n'
        f'<header class="column-head"><h2 id="column-{number}"><span class="week-who">{person}, </span>{escaped(day["label"])}</h2>'
        f'{off}<span class="column-count" id="count-{number}"><span class="count">{escaped(cell["load"])}</span></span></header>\n'
        f'<ol class="cards" id="cards-{number}" aria-labelledby="column-{number}">'
        f"{''.join([_card(cards[each], words) for each in ids])}</ol></section>"
    )


def _card(card: Mapping[str, Any], words: _Words) -> str:
    title, key, movable = escaped(card["title"]), card["id"], card["movable"]
    name = f'<span class="card-title" title="{title}">{title}</span>'
    if card["href"]:
        how = HOW if movable else ""
        name = f'<a class="card-title" href="{escaped(card["href"])}" draggable="false" title="{title}"{how}>{title}</a>'
    return (
        f'<li class="card" id="card-{key}" data-card="{key}" data-version="{card["version"]}"{" data-movable" if movable else ""}>'
        f"{name}\n{_facts(card, words)}{_move(card, title, words) if movable else ''}</li>"
    )


def _facts(card: Mapping[str, Any], words: _Words) -> str:
    told = f'{icon_html(card["icon"], "quiet")}<span class="sr">{escaped(card["kind"])}</span>'
    if card["time"]:
        told += f'<span class="num">{escaped(card["time"])}</span>'
    if card["minutes"]:
        told += f'<span class="num">{words.minutes[0]}{card["minutes"]}{words.minutes[1]}</span>'
    if card["high"]:
        told += f'<span class="badge amber">{words.high}</span>'
    return f'<span class="week-fact quiet">{told}</span>'


def _move(card: Mapping[str, Any], title: str, words: _Words) -> str:
    says = f"{words.move[0]}{title}{words.move[1]}"
    return (
        f'<a class="card-move" href="{escaped(card["move"])}" draggable="false" aria-label="{says}" title="{says}">'
        f"{icon_html('arrow-right-left')}</a>"
    )
