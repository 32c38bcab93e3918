"""Who is written to on the page of a deal: its persons, those with a role in it, and its company."""

from __future__ import annotations

from collections.abc import Sequence

from guanxi.api import Actor, Recipients, Ref, fields_for, get, linked_rows
from guanxi_sales.deals import deal_persons, deals

MOST = 50


def _of_deal(actor: Actor, deal: int) -> Sequence[Ref]:
    """Those whom the actor may know to be concerned by the deal."""
    record = get(actor, deals, deal)
    seen = {field.name for field in fields_for(actor, deals)}
    found = [Ref("contacts.person", record.person_id)] if record.person_id and "person" in seen else []
    if "person" in {field.name for field in fields_for(actor, deal_persons)}:
        link = deal_persons.by_name["deal"]
        roles = linked_rows(actor, deal_persons, link, deal, ("person_id",), MOST)
        found += [Ref("contacts.person", person) for _id, person in roles]
    if record.company_id and "company" in seen:
        found.append(Ref("contacts.company", record.company_id))
    return found


deal_recipients = Recipients(deals, _of_deal)
