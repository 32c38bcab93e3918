"""The card of the customer beside a deal, and who is written to from there."""

from __future__ import annotations

from typing import Any

from guanxi.api import Actor, Ref, fields_for, get, slot
from guanxi_contacts.api import customer_card
from guanxi_sales.deals import deals
from guanxi_sales.written_to import deal_recipients


@slot("sales.deal.side", needs="sales.deal.view")
def card(actor: Actor, deal: Ref) -> tuple[str, dict[str, Any]] | None:
    """What is known of the company, or else of the person; nothing where the reader may not know who that is."""
    record = get(actor, deals, deal.id, include_bin=True)
    seen = {field.name for field in fields_for(actor, deals)}
    for name, key in (("company", record.company_id), ("person", record.person_id)):
        if key and name in seen and (found := customer_card(actor, Ref(f"contacts.{name}", key))):
            return found
    return None


ITEMS = (card, deal_recipients)
