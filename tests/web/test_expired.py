"""A form whose token has expired says so in words of its own, and nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from werkzeug.test import TestResponse

from guanxi.data.database import row
from guanxi.testing.house import ADDRESS

NEW = "/contacts/companies/new"
Client = Callable[..., Any]


def late(client: Any, path: str, form: dict[str, Any], **headers: str) -> TestResponse:
    """Send a form whose token was good in an earlier session."""
    sent = {**client.headers, "Referer": f"{ADDRESS}{path}", **headers}
    answer: TestResponse = client.flask.post(
        path, base_url=ADDRESS, data={"csrf_token": "of yesterday", **form}, headers=sent
    )
    return answer


def firms() -> int:
    found = row("SELECT count(*) FROM contacts_company")
    assert found is not None
    return int(found[0])


@pytest.mark.parametrize(
    ("language", "title", "button"),
    [("en", "This form has expired", "Send again"), ("zh", "表单已过期", "再次提交")],
)
def test_a_form_is_sent_again_with_all_that_was_typed(
    client_of: Client, language: str, title: str, button: str
) -> None:
    client, before = client_of("admin", language=language), firms()
    answer = late(client, NEW, {"name": "“云帆” & <Sons>", "customer_type": "company"})
    assert answer.status_code == 400 and firms() == before
    assert title in answer.text and button in answer.text
    assert answer.headers["X-Request-Id"] in answer.text
    form = answer.text[answer.text.index(f'action="{NEW}"') :]
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    again = client.flask.post(
        NEW, base_url=ADDRESS, data={k: unescape(v) for k, v in fields.items()}, headers=client.headers
    )
    assert again.status_code == 303 and firms() == before + 1


def test_a_selection_is_sent_again_whole(client_of: Client) -> None:
    answer = late(client_of("admin"), "/contacts/companies/delete", {"id": ["3", "4"]})
    assert answer.text.count('<input type="hidden" name="id"') == 2


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_field_in_place_is_told_where_it_stands_and_gets_a_fresh_token(
    client_of: Client, language: str
) -> None:
    client = client_of("admin", language=language)
    answer = late(client, "/contacts/companies/1/field/city", {"city": "Leeds"}, **{"HX-Request": "true"})
    assert answer.status_code == 400
    assert ("请再次提交" if language == "zh" else "what you typed is still here") in answer.text
    fresh = answer.headers["X-CSRFToken"]
    sent = {**client.headers, "X-CSRFToken": fresh, "HX-Request": "true"}
    again = client.flask.post("/contacts/companies/999/field/city", base_url=ADDRESS, headers=sent)
    assert again.status_code == 404, "the token is good, only the record is not there"


def test_who_is_signed_out_is_told_to_sign_in_and_gets_no_button(client_of: Client) -> None:
    answer = late(client_of(""), NEW, {"name": "Alder"})
    assert "You are not signed in any more" in answer.text
    assert f'href="/sign-in?next={NEW}"' in answer.text
    assert "Alder" not in answer.text
    part = late(client_of(""), NEW, {"name": "Alder"}, **{"HX-Request": "true"})
    assert "X-CSRFToken" not in part.headers


@pytest.mark.parametrize(
    ("form", "headers"),
    [
        ({"name": "Forged"}, {"Origin": "https://evil.example"}),
        ({"name": "Forged"}, {"Sec-Fetch-Site": "cross-site"}),
        ({"name": "Forged"}, {"Referer": "https://evil.example/"}),
        ({"name": "Forged", "new_password": "secret words"}, {}),
    ],
)
def test_no_button_sends_what_another_site_made_or_a_password(
    client_of: Client, form: dict[str, str], headers: dict[str, str]
) -> None:
    answer = late(client_of("admin"), NEW, form, **headers)
    assert answer.status_code == 400
    assert "Send again" not in answer.text and "Forged" not in answer.text
