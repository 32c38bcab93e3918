"""The markup of one line of a small table on a record's page: made here and not by macros, because a page holds dozens of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from guanxi.web.escaping import as_markup, escaped
from guanxi.web.field_html import copy_html, drawn_once, edit_end, nothing, unmask_end, withheld

_TARGET = ' hx-target="closest .lines" hx-swap="outerHTML"'


def line_html(line: Mapping[str, Any]) -> Markup:
    """The line, see components/lines.html."""
    label = str(line["label"])
    copied = copy_html(line["href"], line["text"], label)
    return as_markup(  # every part is markup or escaped
        f'<div class="prop record-line" id="line-{line["id"]}"><span class="prop-label">{escaped(label)}</span>\n'
        f'<div class="prop-value"><span class="prop-text">{_text(line)}{_badges(line)}{_beside(line)}</span>'
        f"{_unmask(line, label)}{_edit(line, label)}{copied}</div></div>\n"
    )


def _text(line: Mapping[str, Any]) -> str:
    if line["withheld"]:
        return drawn_once(withheld)
    if not line["text"]:
        return drawn_once(nothing)
    text = escaped(line["text"])
    return f'<a href="{escaped(line["href"])}">{text}</a>' if line["href"] else text


def _badges(line: Mapping[str, Any]) -> str:
    found = ""
    for text, tone in line["badges"]:
        found += f' <span class="badge{f" {escaped(tone)}" if tone else ""}">{escaped(str(text))}</span>'
    return found


def _beside(line: Mapping[str, Any]) -> str:
    found = " · ".join(f"<span>{escaped(str(text))}</span>" for text in line["beside"])
    return f'<span class="line-beside">{found}</span>' if found else ""


def _unmask(line: Mapping[str, Any], label: str) -> str:
    url = escaped(line.get("unmask_url", ""))
    start = f'<button type="button" class="button ghost small unmask" hx-get="{url}"'
    return start + drawn_once(unmask_end, label) if url else ""


def _edit(line: Mapping[str, Any], label: str) -> str:
    url = escaped(line["edit_url"])
    return f'<a class="prop-edit" href="{url}" hx-get="{url}"{drawn_once(_edit_end, label)}' if url else ""


def _edit_end(label: str) -> str:
    return edit_end(label, _TARGET, "a")
