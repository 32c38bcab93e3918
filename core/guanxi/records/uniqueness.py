"""From a database's word about a doubled value to a sentence at the field."""

from __future__ import annotations

import re

from peewee import IntegrityError

from guanxi.data.errors import InvalidValues, Problem, Refused
from guanxi.data.fields import Field
from guanxi.data.messages import translator
from guanxi.records.host import Host
from guanxi.records.indexes import Index
from guanxi.records.listing_sort import own_place
from guanxi.records.resource import Resource

_ = translator("guanxi")
_NAMES = re.compile(r"[\w.]+")


def explain(error: IntegrityError, host: Host) -> Problem:
    """The refusal to show for a broken uniqueness or reference; it names the field, never the other record."""
    named = set(_NAMES.findall(str(error)))
    for resource in host.resources.values():
        for field in resource.by_name.values():
            if field.unique and named & _names_of(resource, field):
                return InvalidValues(
                    {field.name: _("This value is already used. Each record needs its own.")}
                )
    return Refused(_("This does not fit the data already stored. Read it again and retry."))


def _names_of(resource: Resource, field: Field) -> set[str]:
    """How SQLite (table and column) and PostgreSQL (index) name the uniqueness of a field."""
    [column, *_others] = field.columns
    index = Index(own_place(resource), (column,), unique=True)
    return {f"{resource.model._meta.table_name}.{column}", index.name}
