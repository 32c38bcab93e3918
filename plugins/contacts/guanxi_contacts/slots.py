"""What contacts shows beside its own records: contact persons, companies, subsidiaries."""

from __future__ import annotations

from typing import Any

from guanxi.api import Actor, Message, Ref, slot, translator
from guanxi_contacts.queries import MOST, Related, companies_of, people_of, subsidiaries_of
from guanxi_contacts.resources import contact_persons

_ = translator("guanxi_contacts")
TEMPLATE = "contacts/related.html"
Drawn = tuple[str, dict[str, Any]]


@slot("contacts.company.side", needs="contacts.contact_person.view")
def contact_persons_of_company(actor: Actor, record: Ref) -> Drawn:
    """Who is contact person of the company."""
    return TEMPLATE, _list(actor, _("Contact persons"), people_of(actor, record.id), f"company={record.id}")


@slot("contacts.person.side", needs="contacts.contact_person.view")
def companies_of_person(actor: Actor, record: Ref) -> Drawn:
    """Where the person is contact person."""
    return TEMPLATE, _list(actor, _("Companies"), companies_of(actor, record.id), f"person={record.id}")


@slot("contacts.company.side", needs="contacts.company.view")
def subsidiaries(actor: Actor, record: Ref) -> Drawn | None:
    """The company's subsidiaries, where it has any."""
    found = subsidiaries_of(actor, record.id)
    return (TEMPLATE, _list(actor, _("Subsidiaries"), found)) if found else None


def _list(actor: Actor, title: Message, entries: list[Related], given: str = "") -> dict[str, Any]:
    """The values of the template; `given` fills the form of a new relation, where the actor may make one."""
    may_add = given and actor.may(contact_persons.permission("create"))
    add = {
        "label": str(_("Add")),
        "href": f"/{contact_persons.path}/new?{given}",
        "icon": "plus",
        "kind": "ghost",
    }
    count = f"{MOST}+" if len(entries) == MOST else str(len(entries))
    return {"related": {"title": title, "count": count, "entries": entries, "add": add if may_add else None}}
