"""The board on the page of components: an ordinary column, one with stale and long cards, an empty and a folded one."""

from __future__ import annotations

from typing import Any

from guanxi.data.fields import MoneyField, Text
from guanxi.data.formats import Format
from guanxi.data.messages import language, translator
from guanxi.records.listing_columns import Column
from guanxi.resources.cards import Deck
from guanxi.web.icon_html import icon_html

_ = translator("guanxi")
FIELDS = (
    Column("name", Text("name", label=_("Name")), 1, 1),
    Column("owner", Text("owner", label=_("Owner")), 2, 1),
    Column("capital", MoneyField("capital", label=_("Registered capital")), 3, 2),
    Column("version", None, 5, 1),
)
STALE = {3: (15, 14), 4: (41, 14)}


def board(long: str) -> list[dict[str, Any]]:
    """The columns as components/board.html draws them; `long` is the longest name there can be."""
    rows: tuple[list[tuple[Any, ...]], ...] = (
        [
            (1, "恒润机械", "欧阳文", 500_000_000, "CNY", 1),
            (2, "Acme Instruments", "John Smith", None, None, 1),
        ],
        [(3, long, "阿依古丽·买买提", 12_800_000, "CNY", 1), (4, "云帆物流", "李敏", 980_000, "CNY", 1)],
        [],
        [],
    )
    deck = Deck("", "#", "", FIELDS, "name", frozenset({1, 2, 3, 4}), icon_html("arrow-right-left"))
    cards = deck.cards(rows, Format.of(language(), "UTC", "CNY"), STALE)
    labels = (_("Potential"), _("Existing"), _("Loyal"), _("Lost"))
    return [
        {
            "key": str(number),
            "number": number,
            "label": str(label),
            "cards": drawn,
            "folded": number == len(labels) - 1,
            "later": False,
            "cards_url": "#",
            "more_url": "",
            "more_href": "",
            "new_url": "#",
        }
        for number, (label, drawn) in enumerate(zip(labels, cards, strict=True))
    ]
