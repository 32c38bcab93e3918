"""One event is one line, with the id of its request, without control characters and without secrets."""

from __future__ import annotations

import json
import logging

import pytest

from guanxi.logs import JsonLines, PlainLines, escaped, use_request_id

SECRETS = ["k3y-of-this-installation-0123456789", "postgresql://guanxi:hunter%402pass@db/guanxi"]
NASTY = "a\nb\r\x1b[31mred\x00\u2028\u202egnp.exe\x85关系 ✓"


def line(form, text, *args, error=None) -> str:
    record = logging.LogRecord("guanxi.test", logging.WARNING, __file__, 1, text, args, error)
    return form(SECRETS).format(record)


@pytest.mark.parametrize("form", [PlainLines, JsonLines])
def test_nasty_text_stays_in_one_line(form):
    found = line(form, "name is %s", NASTY)
    assert len(found.splitlines()) == 1
    assert found.isprintable()


def test_text_of_people_is_left_as_it_is():
    assert "关系 ✓" in line(PlainLines, "name is %s", NASTY)
    assert json.loads(line(JsonLines, "name is %s", NASTY))["text"] == f"name is {NASTY}"


def test_traceback_is_in_the_same_line():
    try:
        raise ValueError("bad\nthing")
    except ValueError as error:
        found = line(PlainLines, "it failed", error=(ValueError, error, error.__traceback__))
    assert len(found.splitlines()) == 1
    assert "\\x0aValueError: bad\\x0athing" in found


def test_line_names_its_request():
    with use_request_id("4f1c"):
        assert " 4f1c " in line(PlainLines, "x")
    assert json.loads(line(JsonLines, "x"))["request"] == "-"


@pytest.mark.parametrize("form", [PlainLines, JsonLines])
@pytest.mark.parametrize(
    "text",
    [
        "key is k3y-of-this-installation-0123456789 now",
        "connecting to postgresql://guanxi:hunter%402pass@db/guanxi",
        "password is hunter@2pass",
        "amqp://other:hunter2pass@mq:5672//",
        "{'password': 'hunter2pass', 'name': 'x'}",
        '{"api_key": "hunter2pass"}',
        "Authorization: Bearer hunter2pass.hunter2pass",
        "Cookie: session=hunter2pass",
        "?token=hunter2pass&x=1",
        "user_password=hunter2pass",
    ],
)
def test_secrets_are_hidden(form, text):
    found = line(form, text)
    assert "hunter" not in found
    assert "k3y-of" not in found
    assert "[hidden]" in found


def test_harmless_text_is_not_hidden():
    text = "job contacts.import failed: 3 of 20 rows; see http://localhost:8000/jobs/1"
    assert text in line(PlainLines, text)


def test_event_with_wrong_arguments_is_still_logged():
    assert "took %s of %s" in line(PlainLines, "took %s of %s", 1)


def test_escapes_are_readable():
    assert escaped("a\nb\u2028") == "a\\x0ab\\u2028"
