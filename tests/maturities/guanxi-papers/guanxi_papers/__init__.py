"""Quotes, contracts, certificates and loans: four kinds of papers that run out."""
