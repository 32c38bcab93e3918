"""Companies of every kind for exports: who owns them, what stands in them, and what a spreadsheet would do to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from guanxi.records.standard import create

FORMULAS = (
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    "'=1",
    "''s",
    "'t Hooft",
    '"=1"',
)


@pytest.fixture
def firms(actor_of: Callable[[str], Any]) -> dict[str, int]:
    """Companies of the team lead of the East, and one of a seller in the North."""
    lead, north = actor_of("lead.east"), actor_of("seller.north")
    companies = lead.host.resources["contacts.company"]
    made = {
        "Alder": {
            "customer_type": "company",
            "industry": "manufacturing",
            "employees": 30,
            "turnover": "1234.5",
        },
        "白鹭": {
            "customer_type": "company",
            "phone": "13800138000",
            "turnover": "USD 300",
            "note": 'two\nlines, one "quoted"',
        },
        "Cedar": {"customer_type": "retail", "city": "上海", "founded": 1998, "email": "a@cedar.example"},
    }
    found = {name: create(lead, companies, {"name": name, **more}).ref.id for name, more in made.items()}
    found["Birch of the North"] = create(
        north, companies, {"name": "Birch of the North", "customer_type": "company"}
    ).ref.id
    return found


@pytest.fixture
def formulas(actor_of: Callable[[str], Any]) -> tuple[str, ...]:
    """Names of companies that a spreadsheet would calculate with, all there."""
    lead = actor_of("lead.east")
    companies = lead.host.resources["contacts.company"]
    for name in FORMULAS:
        create(lead, companies, {"name": name, "note": f"{name}\n{name}"})
    return FORMULAS
