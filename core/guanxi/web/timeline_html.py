"""The markup of entries in a timeline: made here and not by macros, because a page holds thirty of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from guanxi.data.messages import translator
from guanxi.web.escaping import as_markup, escaped
from guanxi.web.icon_html import icon_html

_ = translator("guanxi")


def entry_html(item: Mapping[str, Any], *, above: bool = False) -> Markup:
    """One entry; `item` as `timeline_view` makes it, `above`: it is pinned and stands over all others."""
    what = escaped(item["what"])
    if item["href"]:
        what = f'<a href="{item["href"]}">{what}</a>'
    head = f"<strong>{what}</strong>" + (f"<span>{escaped(item['who'])}</span>" if item["who"] else "")
    head += _when(item)
    if item["pinned"] and not above:
        head += f'{icon_html("pin", "quiet")}<span class="sr">{escaped(_("Pinned"))}</span>'
    text = f'<p class="moment-text">{item["text"]}</p>' if item["text"] else ""
    mark = "" if above or "id" not in item else f' id="{item["id"]}"'
    return as_markup(  # every part is markup or escaped above
        f'<article class="moment{" pinned" if above else ""}"{mark}><span class="moment-icon">'
        f'{icon_html("pin" if above else item["icon"])}</span><div class="moment-body"><p class="moment-head">{head}</p>'
        f"{text}{_more(item['more'])}{_files(item)}{_about(item['about'])}{item.get('sending') or ''}"
        f"{item.get('replies') or ''}{_acts(item)}</div></article>"
    )


def _acts(item: Mapping[str, Any]) -> str:
    """What may be done with an entry, in one line, and the place for the form of a reply."""
    reply = item.get("reply")
    found = f"{reply or ''}{item['task'] or ''}{item.get('pin') or ''}"
    box = '<div class="reply-box"></div>' if reply else ""
    return f'<div class="moment-acts">{found}</div>{box}' if found else ""


def changes_html(item: Mapping[str, Any]) -> Markup:
    """Field changes folded, or what else was done to the record itself."""
    who, what = f"<strong>{escaped(item['who'])}</strong>", f"<span>{escaped(item['what'])}</span>"
    end = _when(item) + (f'<span class="quiet">{escaped(item["reason"])}</span>' if item["reason"] else "")
    body = f'<p class="moment-head">{who}{what}{end}</p>'
    if item["changes"]:
        lines = "".join(_change(line) for line in item["changes"])
        body = (
            f'<details class="moment-changes"><summary class="moment-head">{who}{what}{end}</summary>'
            f'<dl class="diff">{lines}</dl></details>'
        )
    return as_markup(
        f'<article class="moment small"><span class="moment-icon">{icon_html(item["icon"])}</span>'
        f'<div class="moment-body">{body}</div></article>'
    )


def _when(item: Mapping[str, Any]) -> str:
    """The time of day; nothing for what is of a whole day, which stands under that day."""
    if not item["at"]:
        return ""
    told = escaped(f"{item['at_exact']} · {item['ago']}")
    return f'<time class="quiet num" title="{told}">{escaped(item["at"])}</time>'


def _more(pairs: Sequence[tuple[str, str]]) -> str:
    found = "".join(f"<div><dt>{escaped(label)}</dt><dd>{escaped(text)}</dd></div>" for label, text in pairs)
    return f'<dl class="moment-more">{found}</dl>' if found else ""


def _files(item: Mapping[str, Any]) -> str:
    """The files of an entry, and the way to the others where it has many."""
    filed = item["files"]
    if filed is None:
        return ""
    found = "".join(map(_file, filed.files))
    if filed.more and item["href"]:
        found += f'<a class="button ghost small" href="{item["href"]}#attachments">{escaped(_("All attachments"))}</a>'
    return f'<p class="moment-files">{found}</p>' if found else ""


def _file(f: Mapping[str, str]) -> str:
    """One file; of a picture a small one."""
    name, size = escaped(f["name"]), escaped(f["size"])
    told = f'href="{f["href"]}" title="{name} · {size}"{f["saved"]}'
    if f["picture"]:
        return f'<a class="moment-picture" {told}><img src="{f["picture"]}" alt="{name}" loading="lazy"></a>'
    end = f'<span class="clip">{name}</span><span class="quiet num">{size}</span>'
    return f'<a class="chip" {told}>{icon_html(f["icon"])}{end}</a>'


def _about(chips: Sequence[Mapping[str, str]]) -> str:
    found = ""
    for chip in chips:
        inner = f"{icon_html(chip['icon'])}<span>{escaped(chip['label'])}</span>"
        found += (
            f'<a class="chip" href="{chip["href"]}">{inner}</a>'
            if chip["href"]
            else f'<span class="chip">{inner}</span>'
        )
    return f'<p class="moment-about">{found}</p>' if found else ""


def _change(line: Mapping[str, str]) -> str:
    old = f"<del>{escaped(line['old'])}</del>{icon_html('arrow-right', 'quiet')}" if line["old"] else ""
    new = escaped(line["new"] or _("emptied"))
    return f"<div><dt>{escaped(line['field'])}</dt><dd>{old}<ins>{new}</ins></dd></div>"
