"""What other plugins may use of contacts: its resources, to link to, to extend, and to call changes on; and who may be written to."""

from __future__ import annotations

from guanxi_contacts.knowing import consents, may_contact, needs, touches
from guanxi_contacts.methods import contact_methods
from guanxi_contacts.relations import relations
from guanxi_contacts.resources import companies, contact_persons, persons

__all__ = [
    "companies",
    "consents",
    "contact_methods",
    "contact_persons",
    "may_contact",
    "needs",
    "persons",
    "relations",
    "touches",
]
