"""Groups of companies: parents and their subsidiaries never make a circle."""

from __future__ import annotations

from typing import Any

from guanxi.api import InvalidValues, RecordTable, Transaction, translator
from guanxi_contacts.models import Company

_ = translator("guanxi_contacts")
DEEPEST = 100


def no_circle(tx: Transaction, verb: str, record: RecordTable | None, columns: dict[str, Any]) -> None:
    """Refuse a parent that is the company itself or lies below it, whoever may see the companies between."""
    above, steps = columns.get("subsidiary_of_id"), 0
    while above is not None and record is not None and steps < DEEPEST:
        if above == record.id:
            raise InvalidValues(
                {"subsidiary_of": _("This company would be its own parent; choose another one.")}
            )
        found = Company.select(Company.subsidiary_of_id).where(Company.id == above).tuples().first()
        above, steps = found[0] if found else None, steps + 1
