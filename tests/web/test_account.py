"""The page of the own account: what is refused is said at its own form, and what was typed is not lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest

from guanxi.data.database import row

LONG = "x" * 200


def form_of(page: str, id: str) -> str:
    """The markup of one form of the page."""
    return re.search(rf'<form [^>]*id="{id}".*?</form>', page, re.DOTALL)[0]  # type: ignore[index]


@pytest.mark.parametrize(
    ("path", "form", "typed", "wrong"),
    [
        ("details", "details", {"name": LONG, "language": "zh", "zone": "Asia/Urumqi"}, {"Full name"}),
        ("details", "details", {"name": "", "language": "zh", "zone": "Asia/Urumqi"}, {"Full name"}),
        (
            "password",
            "password",
            {"old": "Butterblume 7", "password": "new good words", "again": "other"},
            {"New password again"},
        ),
        (
            "password",
            "password",
            {"old": "Butterblume 7", "password": "short", "again": "short"},
            {"New password"},
        ),
        ("tokens", "token", {"name": "", "scopes": "a/b", "days": "7"}, {"What is it for?", "Rights"}),
        ("tokens", "token", {"name": "Excel", "scopes": "read", "days": "91"}, {"Good for"}),
        ("tokens", "token", {"name": "Excel", "scopes": "read", "days": "007"}, {"Good for"}),
    ],
)
def test_a_refused_form_says_what_is_wrong_and_keeps_what_was_typed(
    path: str, form: str, typed: dict[str, str], wrong: set[str], client_of: Callable[..., Any]
) -> None:
    client = client_of("seller.shanghai")
    answer = client.post(f"/account/{path}", **typed)
    assert answer.status_code == 422
    shown = unescape(form_of(answer.text, form))
    named = re.findall(r'<li><a href="#(f-[^"]+)">([^<]+)</a>', shown)
    assert {label for _id, label in named} == wrong
    assert all(f'id="{id}"' in shown for id, _label in named)
    for name in ("name", "scopes"):
        if typed.get(name):
            assert f'value="{typed[name]}"' in shown
    for choice in ("zone", "language", "days"):
        if typed.get(choice) in ("zh", "Asia/Urumqi", "7"):
            assert re.search(rf'value="{typed[choice]}" (selected|checked)', shown)
    assert all(text not in answer.text for text in (typed.get("old", LONG * 2), "new good words"))
    others = answer.text.replace(form_of(answer.text, form), "")
    assert 'class="alert bad' not in others
    assert row("SELECT count(*) FROM people_api_token")[0] == 0  # type: ignore[index]


def test_who_is_signed_out_meanwhile_is_told_so(client_of: Callable[..., Any]) -> None:
    client = client_of("seller.shanghai")
    client.post("/account/sessions/end-others")
    with client.flask.session_transaction(base_url="http://crm.example:8000") as kept:
        kept["token"] = "ended"
    answer = client.post("/contacts/companies/new", name="Yuanhang")
    assert answer.status_code == 401
    assert "You are not signed in any more" in answer.text
    assert "our mistake" not in answer.text
    assert 'href="/sign-in"' in answer.text


@pytest.mark.parametrize("encoding", ["gzip", "br"])
def test_what_nobody_understands_is_not_called_our_mistake(
    encoding: str, client_of: Callable[..., Any]
) -> None:
    answer = client_of("admin").get("/", **{"Content-Encoding": encoding})
    assert answer.status_code == 415
    assert "our mistake" not in answer.text
