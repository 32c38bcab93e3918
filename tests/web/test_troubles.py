"""What administrators and visitors read when something is wrong: the failures of plugins, a process without an app, a wrong method."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest

from guanxi.plugins import incidents
from guanxi.plugins.incidents import Incident
from guanxi.starting import answer_starting

Client = Callable[..., Any]


@pytest.mark.parametrize(
    ("language", "place", "times", "whose"),
    [("en", "when it was asked", "2 times", "Contacts"), ("zh", "被询问时", "2 次", "客户")],
)
def test_a_failure_is_told_in_words_with_what_happened_and_how_often(
    client_of: Client, language: str, place: str, times: str, whose: str
) -> None:
    for _time in range(2):
        incidents.record(
            Incident("contacts", "ask", "contacts_company_side", "raised", "KeyError: 'EUR'", "Traceback")
        )
    incidents.flush()
    page = client_of("admin", language=language).get("/settings/health").text
    failure = page[page.index('<details class="failure">') :]
    for told in (place, times, whose, "contacts_company_side", "KeyError: &#39;EUR&#39;", "Traceback"):
        assert told in failure
    assert "。 " not in page, "no blank after a Chinese full stop"


def answered(**environ: str) -> tuple[str, dict[str, str], str]:
    found: list[Any] = []
    body = b"".join(answer_starting(environ, lambda status, headers: found.extend([status, headers]), "n7"))
    return found[0], dict(found[1]), body.decode()


def test_a_process_without_an_app_answers_people_in_both_languages_and_tries_again() -> None:
    status, headers, text = answered(PATH_INFO="/contacts/companies")
    assert status.startswith("503") and headers["X-Request-Id"] == "n7" and "n7" in text
    assert "Guanxi is starting" in text and "Guanxi 正在启动" in text and "关系" not in text
    assert 'http-equiv="refresh"' in text
    style = text[text.index("<style>") + 7 : text.index("</style>")]
    allowed = b64encode(sha256(style.encode()).digest()).decode()
    assert f"'sha256-{allowed}'" in headers["Content-Security-Policy"]


def test_a_form_is_not_sent_again_by_itself_and_a_program_gets_json() -> None:
    _status, _headers, text = answered(PATH_INFO="/people/users/new", REQUEST_METHOD="POST")
    assert "refresh" not in text and "by itself" not in text and "自动" not in text
    _status, headers, text = answered(PATH_INFO="/api/v1/contacts/companies")
    assert headers["Content-Type"] == "application/problem+json"
    assert json.loads(text)["request_id"] == "n7"


@pytest.mark.parametrize(
    ("language", "title"), [("en", "cannot be opened by itself"), ("zh", "此地址不能直接打开")]
)
def test_an_address_that_only_takes_forms_says_so(client_of: Client, language: str, title: str) -> None:
    answer = client_of("admin", language=language).get("/undo/3")
    assert answer.status_code == 405
    assert title in answer.text and answer.headers["X-Request-Id"] in answer.text
