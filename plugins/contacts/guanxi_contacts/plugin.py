"""The table of contents of contacts: what it mounts and which hooks it takes part in."""

from __future__ import annotations

from guanxi.api import Actor, DayPart, DemoData, Permission, hookimpl, translator
from guanxi_contacts import (
    contacted,
    first_steps,
    first_words,
    habits,
    interactions,
    knowing,
    methods,
    metrics,
    purchases,
    referrals,
    relations,
    resources,
    written_to,
)
from guanxi_contacts.day import numbers_to_call, quiet_parts
from guanxi_contacts.demo_writing import write_customers
from guanxi_contacts.pages import pages

_ = translator("guanxi_contacts")


@hookimpl
def mount() -> list[object]:
    """Its resources with their faces, the pages that split pasted blocks, and the permission to see masked numbers."""
    return [
        resources.companies,
        *resources.duplicates,
        *resources.companies_views,
        resources.companies_page,
        resources.companies_import,
        resources.persons,
        resources.persons_list,
        resources.persons_page,
        resources.persons_import,
        pages,
        resources.contact_persons,
        *first_steps.STEPS,
        *interactions.ITEMS,
        methods.contact_methods,
        *knowing.METHOD_LINES,
        methods.methods_import,
        knowing.needs,
        knowing.touches,
        knowing.consents,
        *knowing.LINES,
        purchases.purchases,
        *purchases.LINES,
        purchases.purchases_menu,
        purchases.purchase_entries,
        purchases.purchases_import,
        *first_words.PARTS,
        *habits.PANELS,
        relations.relations,
        relations.of_company,
        relations.of_person,
        *referrals.SHOWN_IN,
        *contacted.SETTINGS,
        *metrics.METRICS,
        *written_to.ITEMS,
        Permission("contacts.person.reveal", _("See mobile and identity numbers in full")),
    ]


@hookimpl
def demo_data() -> DemoData:
    """Companies, persons and who is whose contact person."""
    return DemoData(write_customers)


@hookimpl
def day_parts(actor: Actor, most: int) -> list[DayPart]:
    """Customers long without contact: one's own, and for managers those of their teams."""
    return quiet_parts(actor, most)


@hookimpl
def record_phones(actor: Actor, resource: str, ids: list[int]) -> dict[int, str] | None:
    """The numbers of companies and persons that may be called."""
    return numbers_to_call(actor, resource, ids)
