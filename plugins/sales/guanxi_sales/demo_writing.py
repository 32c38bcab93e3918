"""Writing a demo record as its owner did, days ago."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from guanxi.api import Actor, MoneyValue, create

BATCH = "demo:sales"


def written(
    count: Counter[str], actor: Actor, resource: Any, moment: datetime, values: Mapping[str, Any]
) -> int:
    """Create a record at a moment, count it by its kind, and return its id."""
    done = create(then(actor, moment), resource, values, batch=BATCH)
    assert done.ref is not None
    count[resource.name] += 1
    return done.ref.id


def then(actor: Actor, moment: datetime) -> Actor:
    """The actor as he was at a moment."""
    return replace(actor, host=replace(actor.host, clock=lambda: moment))


def yuan(amount: int) -> MoneyValue:
    """So many yuan."""
    return MoneyValue(Decimal(amount), "CNY")
