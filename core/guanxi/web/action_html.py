"""The markup of buttons, links and menus that come as action objects: made here and not by macros, because every page holds many.

What an action object holds says the head of components/actions.html.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from markupsafe import Markup

from guanxi.web.button_html import button_attributes, button_inside
from guanxi.web.escaping import as_markup, escaped
from guanxi.web.icon_html import icon_html

Token = Callable[[], str]
"""Gives the token of the session's forms."""
Action = Mapping[str, Any]


def actions_html(token: Token, items: Iterable[Action], kind: str = "") -> Markup:
    """The buttons and links of some actions; `kind` is that of those which name none."""
    return as_markup("".join(_action(token, each, kind) for each in items))  # each is markup


def menu_items_html(token: Token, items: Iterable[Action | None]) -> Markup:
    """The entries of a menu; None is a line between groups."""
    return as_markup(
        "".join("<hr>" if each is None else _menu_item(token, each) for each in items)
    )  # as above


def post_html(
    token: Token,
    label: object,
    action: object,
    glyph: str = "",
    kind: str = "",
    key: str = "",
    hidden: Mapping[str, object] | None = None,
    confirm: object = "",
    bare: object = False,  # noqa: FBT002 - as a template calls it
    disabled: object = False,  # noqa: FBT002 - as above
    why: object = "",
) -> Markup:
    """A small form with one button; asks first where `confirm` is given."""
    asks = f' data-confirm="{escaped(confirm)}" data-confirm-yes="{escaped(label)}"' if confirm else ""
    sent = "".join(
        f'<input type="hidden" name="{escaped(name)}" value="{escaped(value)}">'
        for name, value in (hidden or {}).items()
    )
    state = (" disabled" if disabled else "") + (f' title="{escaped(why)}"' if why else "")
    return as_markup(  # every part is markup or escaped
        f'<form method="post" action="{escaped(action)}" class="inline"{asks}>\n'
        f'<input type="hidden" name="csrf_token" value="{escaped(token())}">{sent}'
        f'<button type="submit"{button_attributes(label, kind, key, bool(bare))}{state}>'
        f"{button_inside(label, glyph, key, bool(bare))}</button></form>"
    )


def link_html(
    label: object,
    href: object,
    glyph: str = "",
    kind: str = "",
    key: str = "",
    bare: object = False,  # noqa: FBT002 - as above
) -> Markup:
    """A link that looks like a button."""
    attributes, inside = (
        button_attributes(label, kind, key, bool(bare)),
        button_inside(label, glyph, key, bool(bare)),
    )
    return as_markup(f'<a href="{escaped(href)}"{attributes}>{inside}</a>')  # every part is markup or escaped


def _action(token: Token, a: Action, kind: str) -> str:
    of, kind = a.get, a.get("kind") or kind
    if not of("post"):
        return link_html(of("label", ""), of("href", ""), of("icon", ""), kind, of("key", ""))
    return post_html(
        token,
        of("label", ""),
        of("post"),
        of("icon", ""),
        kind,
        of("key", ""),
        of("hidden"),
        of("confirm", ""),
        disabled=of("disabled", False),
        why=of("why", ""),
    )


def _menu_item(token: Token, a: Action) -> str:
    of, danger = a.get, " danger" if a.get("kind") == "danger" else ""
    if of("post"):
        kind = f"menu-item{danger}"
        return post_html(
            token,
            of("label", ""),
            of("post"),
            of("icon", ""),
            kind,
            of("key", ""),
            of("hidden"),
            of("confirm", ""),
        )
    glyph = icon_html(str(of("icon"))) if of("icon") else ""
    current, tick = (' aria-current="true"', icon_html("check", "end")) if of("current") else ("", "")
    return (
        f'<a class="menu-item{danger}" href="{escaped(of("href", ""))}"{current}>{glyph}'
        f"<span>{escaped(of('label', ''))}</span>{tick}</a>"
    )
