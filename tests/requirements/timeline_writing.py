"""A company and what tests write into its timeline and read from it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from guanxi.testing.house import Program


@pytest.fixture
def company(program_of: Callable[..., Program]) -> int:
    made = program_of("seller.shanghai").post("/contacts/companies", {"name": "恒润机械"})
    return int(made.get_json()["id"])


def person(program: Program, company: int, name: str) -> int:
    made = int(program.post("/contacts/persons", {"name": name}).get_json()["id"])
    assert program.post("/contacts/contact_persons", {"company": company, "person": made}).status_code == 201
    return made


def interaction(program: Program, about: str, **values: object) -> int:
    made = program.post("/contacts/interactions", {"about": [about], "summary": "x", **values})
    assert made.status_code == 201, made.text
    return int(made.get_json()["id"])


def texts(page: str) -> list[str]:
    return re.findall(r'<p class="moment-text">(.*?)</p>', page, re.S)
