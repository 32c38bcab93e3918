"""Guanxi (关系): a small host that loads independent plugins for customers, sales, service, training and reports."""

__version__ = "0.1.0"
