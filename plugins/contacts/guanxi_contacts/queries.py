"""Reads worth a name: who belongs to a company, to which companies a person belongs, what a company owns."""

from __future__ import annotations

from dataclasses import dataclass

from guanxi.api import Actor, visible
from guanxi_contacts.models import Company, ContactPerson, Person
from guanxi_contacts.resources import companies, contact_persons, persons

MOST = 20


@dataclass(frozen=True)
class Related:
    """One line of a related list: the record's name, its address, what it is to the one that is shown."""

    label: str
    href: str
    detail: str = ""


def people_of(actor: Actor, company_id: int) -> list[Related]:
    """The contact persons of a company that the actor may see, by name, with the position held there; at most 20."""
    relations = visible(actor, contact_persons).where(ContactPerson.company_id == company_id).limit(MOST)
    positions = {relation.person_id: relation.position or "" for relation in relations}
    found = visible(actor, persons).where(Person.id.in_(list(positions))).order_by(Person.sort_name)
    return [Related(each.name, f"/{persons.path}/{each.id}", positions[each.id]) for each in found]


def companies_of(actor: Actor, person_id: int) -> list[Related]:
    """The companies where a person is contact person, as far as the actor may see them, by name; at most 20."""
    relations = visible(actor, contact_persons).where(ContactPerson.person_id == person_id).limit(MOST)
    positions = {relation.company_id: relation.position or "" for relation in relations}
    found = visible(actor, companies).where(Company.id.in_(list(positions))).order_by(Company.sort_name)
    return [Related(each.name, f"/{companies.path}/{each.id}", positions[each.id]) for each in found]


def subsidiaries_of(actor: Actor, company_id: int) -> list[Related]:
    """The companies whose parent company it is, as far as the actor may see them, by name; at most 20."""
    found = visible(actor, companies).where(Company.subsidiary_of_id == company_id)
    found = found.order_by(Company.sort_name).limit(MOST)
    return [Related(each.name, f"/{companies.path}/{each.id}", each.city or "") for each in found]
