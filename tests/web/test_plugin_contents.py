"""What a plugin brings, as the page of plugins tells it before and after it is enabled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from guanxi import contents
from guanxi.contents import preview


@pytest.fixture(autouse=True)
def enough_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is shown is tested here, not how fast a busy machine starts a process."""
    monkeypatch.setattr(contents, "LIMIT_S", 300)


def test_a_running_plugin_lists_what_it_brings(client_of: Callable[..., Any]) -> None:
    client = client_of("admin")
    assert "/settings/plugins/contacts/contents" in client.get("/settings/plugins").text
    shown = client.get("/settings/plugins/contacts/contents").text
    assert "Companies, Persons" in shown
    assert "contacts.person.reveal" in shown


def test_one_that_does_not_run_is_looked_at_in_a_process_of_its_own() -> None:
    assert dict(preview("contacts", "zh"))["记录"].startswith("企业、个人、联系人")


@pytest.mark.either_database
def test_one_that_is_not_installed_is_not_found(client_of: Callable[..., Any]) -> None:
    assert client_of("admin").get("/settings/plugins/nobody/contents").status_code == 404
    assert dict(preview("nobody", "en"))["Problem"]


@pytest.mark.parametrize("name", ["seller.shanghai", "director"])
def test_only_who_manages_plugins_sees_it(name: str, client_of: Callable[..., Any]) -> None:
    assert client_of(name).get("/settings/plugins/contacts/contents").status_code == 403
