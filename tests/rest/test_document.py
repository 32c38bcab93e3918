"""The examples of docs/integrators/rest.md are sent in their order, and answered as it says."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from werkzeug.test import TestResponse

from guanxi.testing.house import Program

PAGE = Path(__file__).parents[2] / "docs" / "integrators" / "rest.md"


def test_the_examples_of_the_document_are_true(seller: Program) -> None:
    examples = re.findall(r"^```http\n(.*?)^```", PAGE.read_text("utf-8"), re.M | re.S)
    assert len(examples) >= 9
    for example in examples:
        _assert_answered(example, _sent(seller, example))


def _sent(program: Program, example: str) -> TestResponse:
    (first, *rest) = [line.removeprefix("> ") for line in example.splitlines() if line.startswith("> ")]
    method, _, address = first.partition(" ")
    body = next((json.loads(line) for line in rest if line.startswith("{")), None)
    headers = dict(line.split(": ", 1) for line in rest if not line.startswith("{") and "…" not in line)
    return program.send(method, address, body, **headers)


def _assert_answered(example: str, answer: TestResponse) -> None:
    status, *rest = [line for line in example.splitlines() if not line.startswith("> ")]
    assert answer.status_code == int(status), answer.text
    for line in rest:
        if line.startswith("{"):
            _assert_within(line, answer.json)
        else:
            name, _, value = line.partition(": ")
            assert (answer.headers[name] == value) or value == "…"


def _assert_within(shown: str, content: Any) -> None:
    """What the document shows is there; where it leaves nothing out, nothing else is."""
    whole = "…" not in shown
    expected = json.loads(shown.replace("[…]", '"…"').replace(", …", ""))
    _assert_same(expected, content, whole=whole)


def _assert_same(expected: Any, content: Any, *, whole: bool) -> None:
    if expected == "…":
        return
    if isinstance(expected, dict):
        assert set(expected) <= set(content)
        assert not whole or set(expected) == set(content)
        for name, value in expected.items():
            _assert_same(value, content[name], whole=whole)
    elif isinstance(expected, list):
        assert len(expected) == len(content)
        for one, other in zip(expected, content, strict=True):
            _assert_same(one, other, whole=whole)
    else:
        assert expected == content
