"""Requests generated from the OpenAPI document, fitting and not: each is answered as the document says, and none fails."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from guanxi.testing.house import ADDRESS

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
EXAMPLES = int(os.environ.get("API_EXAMPLES", "6"))
QUIET = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("name", ["admin", "seller.shanghai"])
def test_generated_requests_are_answered_as_described(
    app: Flask, token_of: Callable[..., str], customer: Callable[..., int], name: str
) -> None:
    for n in range(3):
        customer(name=f"Company {n}", city="Wuxi", employees=n)
    headers = {"Authorization": f"Bearer {token_of(name)}"}
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app, base_url=ADDRESS, headers=headers)
    operations = [found.ok() for found in schema.get_all_operations()]
    statuses: Counter[int] = Counter()
    for operation in operations:
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            _try(operation, mode, headers, statuses)
    print(f"{name}: {sum(statuses.values())} requests to {len(operations)} operations, {dict(statuses)}")
    assert max(statuses) < 500
    assert sum(statuses.values()) > 5 * len(operations)


def _try(operation: Any, mode: GenerationMode, headers: dict[str, str], statuses: Counter[int]) -> None:
    @QUIET
    @given(case=operation.as_strategy(generation_mode=mode))
    def send(case: Any) -> None:
        if "id" in case.path_parameters and sum(statuses.values()) % 2:
            case.path_parameters["id"] = 1 + sum(statuses.values()) % 4
        answer = case.call(headers=headers)
        statuses[answer.status_code] += 1
        case.validate_response(answer, checks=CHECKS)

    send()
