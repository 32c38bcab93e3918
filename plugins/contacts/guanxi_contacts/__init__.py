"""Customers: companies, persons, and the relations between them."""
