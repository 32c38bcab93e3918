"""The markup of one field of a record as it is read: made here and not by macros, because a page holds dozens of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from guanxi.data.messages import Message, language, translator
from guanxi.web.current import extensions
from guanxi.web.escaping import as_markup, escaped
from guanxi.web.icon_html import icon_html

_ = translator("guanxi")
DRAWN, MOST_DRAWN = "guanxi.fields", 4096
CLIPPED = ("url", "email")
CALLED = ("tel:", "mailto:")
"""How the addresses begin that are called or written to, whose text is also copied."""
WHO_AND_WHEN = _("{who}, {at}")


@dataclass(slots=True)
class FieldView:
    """One field as a record shows it: `shown` is the text, `kind` its editor.

    `href`: the value is a link. `tone`: the value is a state. `chips` (text, tone, href) stand in place of `shown`, of tags also none.
    `marked` is the long text with its addresses as links, where it has any; `map_url` the page of a map with the address that the value is.
    `edit_url` gives the editor; empty where it is only read. `badges` (text, tone) stand beside the value.
    """

    name: str
    label: Message | str
    shown: Message | str = ""
    kind: str = ""
    href: str = ""
    withheld: bool = False
    edit_url: str = ""
    history_url: str = ""
    changed_by: str = ""
    changed_at: str = ""
    tone: str = ""
    wide: bool = False
    unmask_url: str = ""
    revealed: bool = False
    chips: tuple[dict[str, str], ...] | None = None
    badges: tuple[tuple[str, str], ...] = ()
    marked: Markup | None = None
    map_url: str = ""


def field_html(f: FieldView) -> Markup:
    """The field; the whole value is a button to its editor."""
    label = str(f.label)
    told = WHO_AND_WHEN.format(who=f.changed_by, at=f.changed_at) if f.changed_by else ""
    title = f' title="{escaped(told)}" data-told="{escaped(told)}"' if told else ""
    text = f.kind == "longtext"
    kind = " text" if text else " num" if f.kind in ("number", "money") else ""
    return as_markup(  # every part is markup or escaped
        f'<div class="prop{" wide" if text or f.wide else ""}"{drawn_once(_head, label, f.name)}'
        f'<div class="prop-value{kind}"{title}>'
        f'<span class="prop-text{" unbroken" if f.unmask_url else ""}">{_shown(f)}{_map(f, label)}</span>{_badges(f)}'
        f"{_buttons(f, label)}</div>\n</div>"
    )


def _shown(f: FieldView) -> str:
    if f.withheld:
        return drawn_once(withheld)
    if f.chips:
        return " ".join(map(_chip, f.chips))
    if f.marked:
        return f.marked
    if not (shown := str(f.shown)):
        return drawn_once(_no_tags if f.chips is not None and f.edit_url else nothing)
    text = escaped(shown)
    if f.tone:
        return f'<span class="badge {escaped(f.tone)}">{text}</span>'
    if not f.href:
        return text
    clip = f' class="clip" title="{text}"' if f.kind in CLIPPED else ""
    away = ' target="_blank" rel="noopener noreferrer"' if f.kind == "url" else ""
    return f'<a href="{escaped(f.href)}"{clip}{away}>{text}</a>'


def _badges(f: FieldView) -> str:
    return "".join(f' <span class="badge {escaped(tone)}">{escaped(text)}</span>' for text, tone in f.badges)


def _chip(chip: dict[str, str]) -> str:
    name = f'class="badge {escaped(chip["tone"])}"'
    text, href = escaped(chip["text"]), escaped(chip["href"])
    return f'<a {name} href="{href}">{text}</a>' if href else f"<span {name}>{text}</span>"


def _map(f: FieldView, label: str) -> str:
    return (
        f' <a class="prop-map" href="{escaped(f.map_url)}"{drawn_once(_map_end, label)}' if f.map_url else ""
    )


def _buttons(f: FieldView, label: str) -> str:
    found = ""
    if f.edit_url and not f.withheld:
        found = f'<button type="button" class="prop-edit" hx-get="{escaped(f.edit_url)}"{drawn_once(_edit_end, label)}'
    if f.unmask_url:
        start = f'<button type="button" class="button ghost small unmask" hx-get="{escaped(f.unmask_url)}"'
        found += start + drawn_once(unmask_end, label)
    if f.revealed:
        told = escaped(_("Until you leave this page"))
        found += f'<span class="quiet revealed">{icon_html("eye")}{told}</span>'
    if f.history_url and f.changed_by:
        locked = "" if f.edit_url else " locked"
        found += f'<a class="prop-history{locked}" href="{escaped(f.history_url)}"{drawn_once(_history_end, label)}'
    return found + copy_html(f.href, f.shown, label)


def copy_html(href: str, shown: object, label: str) -> str:
    """The button that copies a number or a mail address as it is read, without the gaps; none of what is masked or leads elsewhere."""
    if not href.startswith(CALLED):
        return ""
    text = "".join(str(shown).split())
    return (
        f'<button type="button" class="prop-copy" data-copy="{escaped(text)}"{drawn_once(_copy_end, label)}'
    )


def drawn_once(make: Callable[..., str], label: str = "", *more: str) -> str:
    """What `make` draws of the label (and of `more`) in the language in force, once for each app."""
    drawn: dict[tuple[Any, ...], str] = extensions().setdefault(DRAWN, {})
    key = (make, language(), label, *more)
    found = drawn.get(key)
    if found is None:
        if len(drawn) >= MOST_DRAWN:
            drawn.clear()
        found = drawn[key] = make(label, *more)
    return found


def _head(label: str, field: str) -> str:
    name = escaped(field)
    return f' id="p-{name}" data-field="{name}">\n<span class="prop-label" id="l-{name}">{escaped(label)}</span>\n'


_TARGET = ' hx-target="closest .prop" hx-swap="outerHTML"'


def _edit_end(label: str) -> str:
    return edit_end(label, _TARGET, "button")


def edit_end(label: str, target: str, tag: str) -> str:
    """The end of a `tag` that opens an editor; `target` is where."""
    says = escaped(_("Edit {field}").format(field=label))
    return f'{target} aria-label="{says}">{icon_html("pencil")}</{tag}>'


def unmask_end(label: str) -> str:
    says = escaped(_("Show {field} in full").format(field=label))
    return f'{_TARGET} aria-label="{says}">{icon_html("eye")}<span>{escaped(_("Show"))}</span></button>'


def _history_end(label: str) -> str:
    says = escaped(_("History of {field}").format(field=label))
    asks = 'data-field-history aria-haspopup="dialog"'
    return f' {asks} aria-label="{says}" title="{escaped(_("History"))}">{icon_html("history")}</a>'


def _copy_end(label: str) -> str:
    says, done = escaped(_("Copy {field}").format(field=label)), escaped(_("Copied"))
    return f' data-done="{done}" aria-label="{says}" title="{says}">{icon_html("copy")}{icon_html("check")}</button>'


def _map_end(label: str) -> str:
    """It leads out of the house: to a tab of its own, which learns nothing of the page one came from."""
    says = escaped(_("{field} on the map, in a new tab").format(field=label))
    away = 'target="_blank" rel="noopener noreferrer"'
    return f' {away} title="{says}" aria-label="{says}">{icon_html("map-pin")}<span>{escaped(_("Map"))}</span></a>'


def withheld(_label: str) -> str:
    """Rights: what the reader may not see is said, never blank."""
    title, said = escaped(_("You are not permitted to see this field.")), escaped(_("Not permitted"))
    return f'<span class="withheld" title="{title}">{icon_html("lock")}{said}</span>'


def _no_tags(_label: str) -> str:
    """Tags stand below the title without a label, so an empty place says what it is for."""
    return f'<span class="no-tags">{icon_html("tags")}{escaped(_("Add tags"))}</span>'


def nothing(_label: str) -> str:
    """An empty value."""
    return f'<span class="nothing" aria-label="{escaped(_("empty"))}">–</span>'
