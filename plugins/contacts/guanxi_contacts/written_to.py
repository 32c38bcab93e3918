"""Who is written to on the pages of companies and persons, and who is not because the consent was withdrawn."""

from __future__ import annotations

from collections.abc import Sequence

from guanxi.api import Actor, Addressee, Recipients, Ref, Resource
from guanxi_contacts.interactions import persons_in_companies
from guanxi_contacts.knowing import consents, mail_withdrawn
from guanxi_contacts.resources import companies, persons


def _of_company(actor: Actor, company: int) -> Sequence[Ref]:
    """The persons of a company, and the company itself."""
    return [*persons_in_companies.records(actor, company), Ref("contacts.company", company)]


def _of_person(actor: Actor, person: int) -> Sequence[Ref]:
    return [Ref("contacts.person", person)]


def _closed(resource: Resource, actor: Actor, ids: Sequence[int]) -> set[int]:
    """Those who do not want to be written to; for who may not see consents, all: he cannot know."""
    if not actor.may(consents.permission("view")):
        return set(ids)
    return {each for each in ids if mail_withdrawn(actor, Ref(resource.name, each))}


ITEMS = (
    Addressee(companies, closed=lambda actor, ids: _closed(companies, actor, ids)),
    Addressee(persons, closed=lambda actor, ids: _closed(persons, actor, ids)),
    Recipients(companies, _of_company),
    Recipients(persons, _of_person),
)
