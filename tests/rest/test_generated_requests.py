"""Requests generated from the OpenAPI document, fitting and not: each is answered as the document says, and none fails.

On one database an operation gets fitting ones, on the other those that do not fit; ``LONG=1``: both on both.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from guanxi.testing.house import ADDRESS
from guanxi.testing.plugin import ENGINES

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
LONG = bool(os.environ.get("LONG"))
EXAMPLES = int(os.environ.get("API_EXAMPLES", "4"))
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
NAMES = ("admin", "seller.shanghai")
QUIET = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@dataclass
class Asking:
    """Somebody who sends requests: his token, the operations of his own document, and what was answered to him."""

    headers: dict[str, str]
    operations: dict[str, Any]
    statuses: Counter[int] = field(default_factory=Counter)


@pytest.mark.long
def test_generated_requests_are_answered_as_described(
    app: Flask, token_of: Callable[..., str], customer: Callable[..., int], engine: str
) -> None:
    """To make a request takes longer than to answer it: each is sent by everybody, and each engine gets others."""
    for n in range(3):
        customer(name=f"Company {n}", city="Wuxi", employees=n)
    people = [asking(app, token_of(name)) for name in NAMES]
    operations = people[0].operations
    turn = ENGINES.index(engine)
    for number, label in enumerate(operations, turn):
        for mode in MODES if LONG else [MODES[number % 2]]:
            _try(label, mode, turn, people)
    for name, each in zip(NAMES, people, strict=True):
        number = sum(each.statuses.values())
        print(f"{name}: {number} requests to {len(each.operations)} operations, {dict(each.statuses)}")
        assert set(each.operations) <= set(operations)
        assert max(each.statuses) < 500
        assert number > EXAMPLES * len(each.operations) * (1 if LONG else 0.5)


def asking(app: Flask, token: str) -> Asking:
    """Who has this token, with the document that is answered to him."""
    headers = {"Authorization": f"Bearer {token}"}
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app, base_url=ADDRESS, headers=headers)
    return Asking(headers, {each.label: each for each in (op.ok() for op in schema.get_all_operations())})


def _try(label: str, mode: GenerationMode, turn: int, people: list[Asking]) -> None:
    @seed(turn)
    @QUIET
    @given(case=people[0].operations[label].as_strategy(generation_mode=mode))
    def send(case: Any) -> None:
        number = sum(people[0].statuses.values())
        if "id" in case.path_parameters and number % 2:
            case.path_parameters["id"] = 1 + number % 4
        for each in people:
            if label not in each.operations:
                continue
            case.operation = each.operations[label]
            answer = case.call(headers=each.headers)
            each.statuses[answer.status_code] += 1
            case.validate_response(answer, checks=CHECKS)

    send()
