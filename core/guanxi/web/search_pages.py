"""The search over everything: a page of hits by kind, the hits under the box while one types, and what the palette offers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import current_app, request
from werkzeug.wrappers import Response

from guanxi.data.chinese.pinyin import search_readings
from guanxi.data.fields import LongText
from guanxi.data.messages import translator
from guanxi.plugins.mount import SIGNED_IN, Route
from guanxi.records.actor import Actor
from guanxi.records.search.finding import MOST
from guanxi.records.search.folding import fold
from guanxi.records.search.question import LONGEST, Question, asked
from guanxi.resources.searching import Answer, Group, search
from guanxi.web.headings import briefly, in_words
from guanxi.web.menu import Entry
from guanxi.web.rendering import fragment, page
from guanxi.web.star_pages import starred_of
from guanxi.web.tagged import tagged
from guanxi.web.view_pages import palette_entries

_ = translator("guanxi")
PALETTE = "guanxi.palette"
NEW = _("New {kind}")
TOO_SHORT = _("Type one Chinese character, or two letters or digits.")
INCOMPLETE = _("Some records are still being indexed; they are not found yet.")
MORE = _("More than {n} hits: these are among the newest. Type more to narrow the search.")
NEAR = _("Nothing found for “{q}”. This differs by one character:")
ON_PAGE = 50


def search_page(actor: Actor) -> Response:
    """All hits of what was typed (``?q=``), some of each kind; ``?kind=`` shows one kind alone."""
    question, kind = _asked(), request.args.get("kind", "")
    found = search(actor, question, kinds=[kind] if kind else (), shown=MOST if kind else ON_PAGE)
    return page(
        "search.html",
        actor,
        title=str(_("Search")),
        typed=question.text,
        groups=[_group(actor, group, question.text) for group in found.groups],
        note=_note(question, found),
        tags=[] if question.short else tagged(actor, question.text, kind),
        kind=kind,
    )


def hits(actor: Actor) -> Response:
    """The first hits of each kind while somebody types; ``?kind=`` asks for one kind."""
    question, kinds = _asked(), request.args.getlist("kind")
    found = search(actor, question, kinds=kinds)
    groups = [_group(actor, group, question.text) for group in found.groups]
    return fragment("components/palette.html", "hits", groups, question.text, _note(question, found))


def entries(actor: Actor) -> Response:
    """What the palette offers whatever page is open: creating records, and commands that plugins mount."""
    known: Sequence[Entry] = current_app.extensions[PALETTE]
    seen = [entry for entry in known if entry.needs is None or actor.may(entry.needs)]
    items = [
        {"label": str(e.label), "href": e.href, "icon": e.icon, "words": words(str(e.label))} for e in seen
    ]
    items += [
        {"label": label, "href": href, "icon": icon, "words": words(label)}
        for label, href, icon in palette_entries(actor)
    ]
    items += [
        {"label": each["label"], "href": each["href"], "icon": "star", "words": words(each["label"])}
        for each in starred_of(actor)
    ]
    return fragment("components/palette.html", "entries", items)


def words(label: str) -> str:
    """What a label is found by in the palette: itself, its pinyin and initials."""
    return " ".join(sorted({fold(label), *search_readings(label)} - {""}))


def _asked() -> Question:
    return asked(request.args.get("q", "")[:LONGEST])


def _note(question: Question, found: Answer) -> str:
    if question.text and question.short:
        return str(TOO_SHORT)
    if not found.complete:
        return str(INCOMPLETE)
    if found.near:
        return str(NEAR.format(q=question.text))
    return str(MORE.format(n=MOST)) if any(group.more for group in found.groups) else ""


def _group(actor: Actor, group: Group, typed: str) -> dict[str, Any]:
    resource = group.resource
    titles = [hit.title for hit in group.hits]
    if isinstance(resource.by_name[resource.title], LongText):
        titles = [briefly(text, typed) for text in in_words(actor, titles)]
    return {
        "name": resource.name,
        "label": str(resource.label),
        "icon": resource.icon,
        "count": f"{group.count}+" if group.more else str(group.count),
        "rest": group.count > len(group.hits),
        "items": [
            {
                "href": "/{}/{}".format(*(hit.of or (resource.path, hit.id))),
                "title": title,
                "detail": hit.detail,
            }
            for hit, title in zip(group.hits, titles, strict=True)
        ],
    }


ROUTES = (
    Route("/search", "host.search", ("GET",), SIGNED_IN, "host", search_page),
    Route("/search/hits", "host.search_hits", ("GET",), SIGNED_IN, "host", hits),
    Route("/search/entries", "host.search_entries", ("GET",), SIGNED_IN, "host", entries),
)
