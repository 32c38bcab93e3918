"""From a database's word about a doubled value to a sentence at the field."""

from __future__ import annotations

from peewee import IntegrityError

from guanxi.data.errors import InvalidValues, Problem, Refused
from guanxi.data.messages import translator
from guanxi.records.host import Host

_ = translator("guanxi")


def explain(error: IntegrityError, host: Host) -> Problem:
    """The refusal to show for a broken uniqueness or reference; it names the field, never the other record."""
    text = str(error)
    for resource in host.resources.values():
        table = resource.model._meta.table_name
        for field in resource.by_name.values():
            if field.unique and any(
                f"{table}.{c}" in text or f"{table}_{c}_unique" in text for c in field.columns
            ):
                return InvalidValues(
                    {field.name: _("This value is already used. Each record needs its own.")}
                )
    return Refused(_("This does not fit the data already stored. Reload the page and try again."))
