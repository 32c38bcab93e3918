"""What pages say and where: refusals without codes, errors at their own form, buttons only where they do something."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from guanxi.records.standard import create, delete
from guanxi.web.browser_names import browser_name
from guanxi.web.wording import inside

LIST = "/contacts/companies/"


def test_a_refusal_is_a_sentence_and_names_the_permission_apart(client_of: Callable[[str], Any]) -> None:
    answer = client_of("seller.north").get("/settings/plugins")
    assert answer.status_code == 403
    assert "Ask your administrator if your work needs it." in answer.text
    assert "Missing permission: plugins.plugin.manage" in answer.text
    assert "(plugins.plugin.manage)" not in answer.text


def test_an_error_of_the_password_stands_at_the_password(client_of: Callable[[str], Any]) -> None:
    client = client_of("agent")
    sent = {"old": "x", "password": "one word after another", "again": "another"}
    answer = client.post("/account/password", **sent)
    assert answer.status_code == 422
    details, password = answer.text.split('id="password"')[:2]
    assert "alert bad summary" not in details
    assert '<a href="#f-again">New password again</a>: The two passwords differ.' in password


def test_nothing_is_added_to_a_record_in_the_bin(
    actor_of: Callable[[str], Any], client_of: Callable[[str], Any]
) -> None:
    lead = actor_of("lead.east")
    companies = lead.host.resources["contacts.company"]
    made = create(lead, companies, {"name": "Alder", "customer_type": "company"}).ref.id
    client, add = client_of("lead.east"), re.compile(rf'href="[^"]*/new\?[^"]*={made}"')
    assert add.search(client.get(f"{LIST}{made}").text)
    delete(lead, companies, made)
    assert not add.search(client.get(f"{LIST}{made}").text)


def test_the_filter_offers_to_clear_only_what_is_filtered(client_of: Callable[[str], Any]) -> None:
    client = client_of("lead.east")
    assert "Clear filter" not in client.get(f"{LIST}filter").text
    assert "Clear filter" in client.get(f"{LIST}filter?f=city&o=contains&v=x").text


def test_rows_of_the_filter_share_no_radio_buttons(client_of: Callable[[str], Any]) -> None:
    """Two conditions on one choice would overwrite each other, because radio buttons of one name are one group."""
    assert 'type="radio"' not in client_of("lead.east").get(f"{LIST}filter").text


def test_pages_of_one_record_have_titles_of_their_own(
    actor_of: Callable[[str], Any], client_of: Callable[[str], Any]
) -> None:
    lead = actor_of("lead.east")
    companies = lead.host.resources["contacts.company"]
    made = create(lead, companies, {"name": "Alder", "customer_type": "company"}).ref.id
    client = client_of("lead.east")
    titles = [
        re.findall(r"<title>(.*?) · Guanxi", client.get(f"{LIST}{made}{rest}").text)[0].strip()
        for rest in ("", "/edit", "/history")
    ]
    assert titles == ["Alder", "Edit Alder", "History"]


@pytest.mark.parametrize(
    ("agent", "shown"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36", "Chrome · Linux"),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130",
            "Edge · Windows",
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) Version/17.5 Safari/605.1.15", "Safari · macOS"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604", "Safari · iPhone"),
        (
            "Mozilla/5.0 (Linux; Android 14) Chrome/126 Mobile Safari/537.36 MicroMessenger/8.0",
            "WeChat · Android",
        ),
        ("curl/8.5.0", "curl"),
        ("", ""),
    ],
)
def test_a_browser_has_a_name(agent: str, shown: str) -> None:
    assert browser_name(agent) == shown


@pytest.mark.parametrize(
    ("label", "shown"), [("Company", "company"), ("API token", "API token"), ("企业", "企业"), ("", "")]
)
def test_a_label_fits_into_a_sentence(label: str, shown: str) -> None:
    assert inside(label) == shown


def test_an_empty_list_offers_the_first_steps_and_no_empty_bin(client_of: Callable[[str], Any]) -> None:
    shown = client_of("lead.east").get(LIST).text.partition('class="empty-actions"')[2]
    offered = re.findall(r'href="/contacts/companies/(\w+)"', shown.partition("</main>")[0])
    assert offered == ["new", "import"]
