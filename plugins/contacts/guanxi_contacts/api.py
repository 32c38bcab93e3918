"""What other plugins may use of contacts: its resources, to link to, to extend, and to call changes on; who may be written to,
and what was bought."""

from __future__ import annotations

from guanxi_contacts.card import customer_card
from guanxi_contacts.choices import CHANNELS, SOURCES
from guanxi_contacts.habits import Habits, habits
from guanxi_contacts.interactions import interactions
from guanxi_contacts.knowing import consents, may_contact, needs, touches
from guanxi_contacts.methods import contact_methods
from guanxi_contacts.purchases import purchases, record_purchase
from guanxi_contacts.relations import relations
from guanxi_contacts.resources import companies, contact_persons, persons

__all__ = [
    "CHANNELS",
    "SOURCES",
    "Habits",
    "companies",
    "consents",
    "contact_methods",
    "contact_persons",
    "customer_card",
    "habits",
    "interactions",
    "may_contact",
    "needs",
    "persons",
    "purchases",
    "record_purchase",
    "relations",
    "touches",
]
