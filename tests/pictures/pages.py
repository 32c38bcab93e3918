"""The pages that are looked at: their names in pictures, who looks, and where."""

from __future__ import annotations

PAGES = {
    "components": ("admin", "/settings/components"),
    "list": ("director", "/contacts/companies/"),
    "board": ("director", "/sales/deals/board"),
    "record": ("director", "/contacts/companies/1"),
    "deal": ("director", "/sales/deals/1"),
    "my-day": ("seller.shanghai", "/my-day"),
}
