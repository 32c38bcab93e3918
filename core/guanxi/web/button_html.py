"""What buttons, links that look like them and menus have in common: made here and not by macros, because a page holds dozens."""

from __future__ import annotations

from markupsafe import Markup

from guanxi.web.escaping import as_markup, escaped
from guanxi.web.icon_html import icon_html


def button_attributes(label: object, kind: str, key: str, bare: bool) -> Markup:  # noqa: FBT001 - as a template calls it
    """Class and names of a button; `kind`, `key` and `bare` (an icon without text) as in components/actions.html."""
    found = f' class="button{f" {escaped(kind)}" if kind else ""}{" bare" if bare else ""}"'
    if key:
        found += f' data-key="{escaped(key)}" data-key-label="{escaped(label)}"'
    if bare:
        found += f' aria-label="{escaped(label)}" title="{escaped(label)}"'
    return as_markup(found)  # every part is markup or escaped


def button_inside(label: object, glyph: str, key: str, bare: bool) -> Markup:  # noqa: FBT001 - as a template calls it
    """Icon, text and key of a button."""
    found = str(icon_html(glyph)) if glyph else ""
    if not bare:
        found += f"<span>{escaped(label)}</span>"
    if key:
        found += f'<kbd class="hint">{escaped(key)}</kbd>'
    return as_markup(found)  # every part is markup or escaped
