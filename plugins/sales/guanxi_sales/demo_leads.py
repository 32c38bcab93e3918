"""Demo leads: an inbox of various sources, some parked until a day, some that led nowhere, some converted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from random import Random
from typing import Any

from guanxi.api import Actor
from guanxi_contacts.api import SOURCES
from guanxi_sales.converting import convert, drop, park, take_on
from guanxi_sales.demo_words import DROPPED_BECAUSE, ENQUIRIES, PARKED_BECAUSE
from guanxi_sales.demo_writing import BATCH, then, written, yuan
from guanxi_sales.leads import leads

BECAME = ("new", "working", "new", "parked", "converted", "new", "working", "parked", "new", "invalid")
"""What becomes of the leads, by turns."""
MOBILE, OLDEST = 15_480_010_000, 45
NO_SALES = ("推销电话，不是客户", "重复来电，已有商机")


def write_leads(
    staff: Sequence[Actor], chance: Random, products: Sequence[tuple[int, int]], count: Counter[str]
) -> None:
    """Write the enquiries of the last weeks, each with one of `staff`."""
    for number, enquiry in enumerate(ENQUIRIES):
        owner = staff[number % len(staff)]
        age = chance.randint(0, 3) if BECAME[number % len(BECAME)] == "new" else chance.randint(7, OLDEST)
        values = _values(number, enquiry, chance, products)
        moment = owner.host.clock() - timedelta(days=age, minutes=chance.randint(0, 240))
        lead = written(count, owner, leads, moment, values)
        became = "invalid" if enquiry[0] in NO_SALES else BECAME[number % len(BECAME)]
        later = then(owner, moment + timedelta(days=min(age, 2)))
        _go_on(later, lead, became, chance)
        count["sales.deal"] += became == "converted"


def _values(
    number: int, enquiry: tuple[str, str, str, str], chance: Random, products: Sequence[tuple[int, int]]
) -> Mapping[str, Any]:
    name, company, person, position = enquiry
    product, price = chance.choice(products)
    sources = [source for source in SOURCES if source != "unknown"]
    found: dict[str, Any] = {
        "name": name,
        "company_name": company,
        "person_name": person,
        "position": position,
        "phone": str(MOBILE + number * 37),
        "email": f"lead{number + 1}@demo.example",
        "source": sources[number % len(sources)],
        "product": product,
        "amount": yuan(price) if number % 2 else None,
    }
    if number % 3 == 0:
        found |= {"consent": "given", "consent_channel": "email", "consent_proof": "官网表单"}
    return {field: value for field, value in found.items() if value is not None}


def _go_on(owner: Actor, lead: int, became: str, chance: Random) -> None:
    if became == "parked":
        day = owner.host.clock().date() + timedelta(days=chance.randint(50, 120))
        park(owner, lead, values={"wake_up_on": day, "reason": chance.choice(PARKED_BECAUSE)}, batch=BATCH)
    elif became == "invalid":
        drop(owner, lead, values={"reason": chance.choice(DROPPED_BECAUSE)}, batch=BATCH)
    elif became == "converted":
        convert(owner, lead, values={}, batch=BATCH)
    elif became == "working":
        take_on(owner, lead, values={}, batch=BATCH)
