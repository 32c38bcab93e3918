"""What other plugins may use of contacts: its resources, to link to, to extend, and to call changes on."""

from __future__ import annotations

from guanxi_contacts.interactions import interactions
from guanxi_contacts.resources import companies, contact_persons, persons

__all__ = ["companies", "contact_persons", "interactions", "persons"]
