"""What contacts offers to other plugins: its kinds of records."""

from guanxi_contacts.resources import companies, contact_persons, persons

__all__ = ["companies", "contact_persons", "persons"]
