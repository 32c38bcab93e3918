"""What the page of components shows: every part of the interface in its states, with invented data."""

from __future__ import annotations

from typing import Any

from guanxi.data.messages import translator
from guanxi.web.board_sample import board
from guanxi.web.chart_samples import chart_samples
from guanxi.web.field_html import FieldView

_ = translator("guanxi")

LONG = (
    "栖云恒润精密机械制造（集团）有限公司 · "
    "Qiyun Hengrun Precision Machinery Manufacturing (Holding) Company Limited, Second Plant"
)
TONES = ("", "blue", "green", "amber", "red", "violet")


def samples() -> dict[str, Any]:
    """The samples of ``components.html``, made anew for every request: one entry a component."""
    return {
        "editors": editors(),
        "wrong": wrong(),
        "fields": fields(),
        "columns": columns(),
        "rows": rows(),
        "board": board(LONG),
        "quick": quick(),
        "chips": chips(),
        "filter_group": filter_group(),
        "history": history(),
        "related": related(),
        "actions": actions(),
        "toasts": toasts(),
        "versus": versus(),
        "charts": chart_samples(),
        "tones": [(tone, word) for tone, word in zip(TONES, words(), strict=True)],
        "long": LONG,
        "errors": (400, 403, 404, 409, 413, 429, 500, 503),
    }


def words() -> list[Any]:
    """A state for each tone."""
    return [_("Draft"), _("New"), _("Active"), _("Waiting"), _("Overdue"), _("VIP")]


def options() -> list[dict[str, Any]]:
    """Five options, too many for radios."""
    names = [_("Potential"), _("Existing"), _("Loyal"), _("Lost"), _("Dormant")]
    return [{"value": str(n), "label": name} for n, name in enumerate(names)]


def editors() -> list[dict[str, Any]]:
    """One field of each kind, filled."""
    few = options()[:3]
    return [
        {"name": "title", "label": _("Name"), "editor": "text", "value": "恒润机械", "required": True},
        {
            "name": "stage",
            "label": _("Life-cycle stage"),
            "editor": "choice",
            "options": options(),
            "value": "1",
        },
        {
            "name": "tier",
            "label": _("Tier"),
            "editor": "choice",
            "options": few,
            "value": "1",
            "required": True,
        },
        {
            "name": "people",
            "label": _("Employees"),
            "editor": "number",
            "value": "1,200",
            "unit": _("people"),
        },
        {
            "name": "capital",
            "label": _("Registered capital"),
            "editor": "money",
            "value": ("5,000,000.00", "CNY"),
            "currencies": ["CNY", "USD", "EUR"],
        },
        {"name": "founded", "label": _("Founded"), "editor": "date", "value": "2009-03-05"},
        {"name": "next", "label": _("Next follow-up"), "editor": "datetime", "value": "2026-03-05T14:30"},
        {
            "name": "owner",
            "label": _("Owner"),
            "editor": "link",
            "value": "3",
            "text": "欧阳文",
            "url": "/demo/options",
        },
        {"name": "phone", "label": _("Phone"), "editor": "phone", "value": "138 0013 8000"},
        {"name": "email", "label": _("Mail"), "editor": "email", "value": "li.min@example.com"},
        {"name": "website", "label": _("Website"), "editor": "url", "value": "https://example.com"},
        {"name": "listed", "label": _("Listed"), "editor": "boolean", "value": None},
        {"name": "active", "label": _("Active"), "editor": "boolean", "value": True, "required": True},
        {
            "name": "channels",
            "label": _("Contact methods"),
            "editor": "choices",
            "options": options(),
            "value": ["0", "2"],
        },
        {
            "name": "note",
            "label": _("Notes"),
            "editor": "longtext",
            "value": "",
            "help": _("Stays in the house."),
            "placeholder": _("What should colleagues know?"),
        },
        {
            "name": "code",
            "label": _("Customer number"),
            "editor": "text",
            "value": "K-00017",
            "read_only": True,
        },
    ]


def wrong() -> list[dict[str, Any]]:
    """Fields that were refused."""
    return [
        {
            "name": "phone2",
            "label": _("Phone"),
            "editor": "phone",
            "value": "1380013800",
            "error": _("The mobile number has one digit too few; please check it."),
            "help": _("With area code."),
        },
        {
            "name": "stage2",
            "label": _("Life-cycle stage"),
            "editor": "choice",
            "options": options()[:3],
            "required": True,
            "error": _("Please choose."),
        },
        {"name": "name2", "label": LONG[:40], "editor": "text", "value": LONG, "error": _("Please fill in.")},
    ]


def fields() -> dict[str, FieldView]:
    """Fields as a record shows them."""
    url = "/demo/field"
    text = "3月5日拜访，王总确认二季度扩产。\nAsks for a quote before the end of the month."
    city = FieldView("city", _("City"), "栖云市", history_url="#history", edit_url=url)
    city.changed_by, city.changed_at = "李敏", "2026-03-05 14:30"
    return {
        "plain": city,
        "empty": FieldView("industry", _("Industry"), edit_url=url),
        "state": FieldView("stage", _("Life-cycle stage"), _("Existing"), tone="green", edit_url=url),
        "link": FieldView("parent", _("Parent company"), "云帆集团", href="#", edit_url=url),
        "money": FieldView("capital", _("Registered capital"), "¥5,000,000.00", "money", edit_url=url),
        "read_only": FieldView("number", _("Customer number"), "K-00017"),
        "withheld": FieldView("rating", _("Credit rating"), withheld=True, edit_url=url),
        "long": FieldView("legal", _("Legal name"), LONG, edit_url=url),
        "text": FieldView("note", _("Notes"), text, "longtext", edit_url=url),
    }


def columns() -> list[dict[str, Any]]:
    """Columns of the sample list."""
    return [
        {"label": _("Name"), "sort_href": "?sort=-name", "sorted": "ascending"},
        {"label": _("Life-cycle stage")},
        {"label": _("Employees"), "kind": "num", "sort_href": "?sort=employees"},
        {"label": _("Registered capital"), "kind": "num", "sort_href": "?sort=capital"},
        {"label": _("Owner")},
        {"label": _("City")},
        {"label": _("Changed"), "kind": "date", "sort_href": "?sort=changed_at"},
    ]


def rows(count: int = 6) -> list[dict[str, Any]]:
    """Rows of the sample list; the second has a long name, the fifth is nearly empty."""
    names = [
        "恒润机械",
        LONG,
        "Acme Instruments",
        "云帆物流",
        "Betasoloin",
        "阿依古丽食品",
        "Yunfan Trading",
        "望溪水务",
    ]
    cities = ["栖云市", "望溪区", "Springfield", "", "", "文澜路"]
    owners = ["欧阳文", "李敏", "John Smith", "王芳", "", "阿依古丽·买买提"]
    return [
        {
            "id": n + 1,
            "href": f"/demo/record?{n + 1}",
            "cells": [
                names[n % len(names)],
                words()[n % 6],
                f"{(n * 37 + 12) * 11:,}" if n % 5 != 4 else None,
                f"¥{(n * 7919 + 500) * 1000:,.2f}" if n % 5 != 4 else None,
                owners[n % 6],
                cities[n % 6],
                f"2026-03-{n % 28 + 1:02} 14:3{n % 10}",
            ],
        }
        for n in range(count)
    ]


def quick() -> list[dict[str, Any]]:
    """Quick filters."""
    return [
        {"label": _("All"), "href": "#", "current": True},
        {"label": _("Mine"), "href": "#"},
        {"label": _("My team"), "href": "#"},
        {"label": _("Overdue"), "href": "#", "count": 12, "tone": "amber"},
        {"label": _("Recently changed"), "href": "#"},
    ]


def chips() -> list[dict[str, Any]]:
    """What is filtered."""
    return [
        {"label": _("Owner"), "text": "欧阳文", "remove": "#"},
        {"label": _("Employees"), "text": "≥ 100", "remove": "#"},
    ]


def filter_group() -> dict[str, Any]:
    """Two conditions of the filter builder, one of them in a group of its own."""
    fields = [("", [("name", _("Name")), ("stage", _("Life-cycle stage"))])]
    texts = [("has", _("contains")), ("is", _("is")), ("empty", _("is empty"))]
    name = {"name": "v", "id": "v-name", "value": "恒润", "label": _("Value")}
    stage = {"name": "v", "id": "v-stage", "label": _("Value"), "editor": "choice", "options": options()}
    rows: list[dict[str, Any]] = [
        {"field": "name", "op": "has", "fields": fields, "operators": texts, "value": name},
        {
            "word": "or",
            "rows": [
                {"field": "stage", "op": "is", "fields": fields, "operators": texts[1:2], "value": stage}
            ],
        },
    ]
    return {"word": "and", "rows": rows}


def history() -> list[dict[str, Any]]:
    """Three entries: an edit that can be undone, one undone, the creation."""
    return [
        {
            "who": "李敏",
            "at": "14:30",
            "at_exact": "2026-03-05 14:30:12",
            "what": _("changed two fields"),
            "undo": "#",
            "lines": [
                {"field": _("City"), "old": "望溪区", "new": "栖云市", "restore": "#"},
                {"field": _("Credit rating"), "withheld": True},
            ],
        },
        {
            "who": "John Smith",
            "at": "09:12",
            "at_exact": "2026-03-04 09:12:44",
            "what": _("changed one field"),
            "undone": True,
            "lines": [{"field": _("Legal name"), "old": "恒润", "new": LONG}],
        },
        {
            "who": "欧阳文",
            "at": "2026-02-11",
            "at_exact": "2026-02-11 16:02:00",
            "what": _("created the record"),
            "lines": [],
        },
    ]


def related() -> list[dict[str, Any]]:
    """Related lists: filled, empty."""
    return [
        {
            "title": _("Contact persons"),
            "count": 3,
            "all_href": "#",
            "add": {"label": _("Add"), "href": "#", "icon": "plus", "kind": "ghost small"},
            "entries": [
                {
                    "label": "王建国",
                    "detail": _("Purchasing manager"),
                    "href": "#",
                    "side": _("decides"),
                    "tone": "violet",
                },
                {"label": "Li Min", "detail": "li.min@example.com", "href": "#"},
                {"label": LONG, "detail": LONG, "href": "#", "side": "12"},
            ],
        },
        {
            "title": _("Subsidiaries"),
            "count": 0,
            "entries": [],
            "add": {"label": _("Add"), "href": "#", "icon": "plus", "kind": "ghost small"},
        },
    ]


def actions() -> list[Any]:
    """A menu with a line and a dangerous entry."""
    return [
        {"label": _("Edit"), "href": "#", "icon": "pencil"},
        {"label": _("Whole history"), "href": "#", "icon": "history"},
        None,
        {
            "label": _("Delete"),
            "post": "/demo/delete",
            "icon": "trash-2",
            "kind": "danger",
            "confirm": _("Two persons depend on this company. Delete it?"),
        },
    ]


def toasts() -> list[dict[str, Any]]:
    """One toast of each tone."""
    return [
        {"text": _("City saved"), "undo": "/demo/undo"},
        {"text": _("Import runs in the background"), "tone": "info", "href": "#"},
        {"text": _("120 rows written, 3 refused"), "tone": "warn"},
        {"text": _("That did not work. Nothing was saved; try again in a moment."), "tone": "bad"},
    ]


def versus() -> list[dict[str, Any]]:
    """A field that two people changed."""
    return [
        {
            "name": "city",
            "label": _("City"),
            "yours": "栖云市",
            "theirs": "望溪区",
            "yours_input": "栖云市",
            "theirs_input": "望溪区",
        }
    ]
