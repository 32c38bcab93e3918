"""The link from an address to the map that the house has chosen: what it asks for, and for whom it stands there."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from guanxi.api import Address, LongText, Resource, Rows, Text
from guanxi.data.errors import InvalidValues
from guanxi.people.map_site import MAP_SITE, OPEN_STREET_MAP
from guanxi.people.settings import save_settings
from guanxi.records.fitting import faults_of
from guanxi.records.standard import create
from guanxi.testing.house import Client
from guanxi_contacts.models import Company

SELLER = "seller.shanghai"
LINK = re.compile(r'<a class="prop-map" href="([^"]*)"([^>]*)>')
AMAP = "https://uri.amap.com/search?keyword={address}&src=guanxi"


@pytest.fixture
def company(actor_of: Callable[[str], Any]) -> Callable[..., str]:
    """The page of a company of the seller with these values."""

    def make(**values: str) -> str:
        seller = actor_of(SELLER)
        done = create(seller, seller.host.resources["contacts.company"], {"name": "恒润", **values})
        return f"/contacts/companies/{done.ref.id}"

    return make


def links(page: str) -> list[tuple[str, str]]:
    """Where each link to a map leads, and the rest of its attributes."""
    return [(html.unescape(href), rest) for href, rest in LINK.findall(page)]


def test_an_address_leads_to_the_map_in_a_tab_that_learns_nothing(
    company: Callable[..., str], client_of: Callable[..., Client]
) -> None:
    answer = client_of(SELLER).get(company(city="栖云市", address="文澜路 100 号"))
    ((href, rest),) = links(answer.text)
    assert href.startswith("https://www.openstreetmap.org/search?query=%E6%A0%96")
    assert parse_qs(urlsplit(href).query) == {"query": ["栖云市 文澜路 100 号"]}
    assert 'target="_blank" rel="noopener noreferrer"' in rest
    assert "openstreetmap" not in answer.headers["Content-Security-Policy"]
    assert answer.text.count("openstreetmap") == 1


@pytest.mark.parametrize(
    "address",
    [
        "1 & 2 Høje Gade #3?x=y+z%20",
        "\"><script>alert('x')</script>",
        "{address} {0} %s ../../",
        "javascript:alert(1)",
        "https://elsewhere.example/\\@host",
        "云川省" * 100,
        "🏭 𠮷野家 /;=",
    ],
)
def test_odd_addresses_are_asked_for_as_they_stand(
    address: str, company: Callable[..., str], client_of: Callable[..., Client]
) -> None:
    ((href, _rest),) = links(client_of(SELLER).get(company(address=address)).text)
    parts = urlsplit(href)
    assert (parts.scheme, parts.netloc, parts.path) == ("https", "www.openstreetmap.org", "/search")
    assert parse_qs(parts.query) == {"query": [address]} and not parts.fragment


def test_without_an_address_there_is_no_link(
    company: Callable[..., str], client_of: Callable[..., Client]
) -> None:
    assert not links(client_of(SELLER).get(company(city="栖云市")).text)


def test_the_administrator_chooses_another_map_or_none(
    company: Callable[..., str],
    client_of: Callable[..., Client],
    actor_of: Callable[[str], Any],
    build_house: Callable[..., Any],
) -> None:
    page = company(address="文澜路 1 号")

    def shown() -> list[str]:
        app = build_house("contacts").app
        return [href for href, _rest in links(client_of(SELLER, at=app).get(page).text)]

    save_settings(actor_of("admin"), {MAP_SITE.name: AMAP})
    (href,) = shown()
    assert parse_qs(urlsplit(href).query) == {"keyword": ["文澜路 1 号"], "src": ["guanxi"]}
    save_settings(actor_of("admin"), {MAP_SITE.name: ""})
    assert shown() == []


@pytest.mark.parametrize(
    "site",
    [
        "https://maps.example/",
        "maps.example/{address}",
        "javascript:alert('{address}')",
        "https://{address}/",
        "https://{address}.example/",
        "https://user:word@maps.example/{address}",
        "https://maps.example/{address} x",
        "https://[{address}",
        'https://maps.example/"{address}',
        "https://maps.example/{address}" + "x" * 500,
    ],
)
def test_a_map_that_is_none_is_refused(site: str, actor_of: Callable[[str], Any]) -> None:
    with pytest.raises(InvalidValues):
        save_settings(actor_of("admin"), {MAP_SITE.name: site})


def test_the_page_of_the_house_rules_says_what_to_write(client_of: Callable[..., Client]) -> None:
    client = client_of("admin")
    assert html.escape(OPEN_STREET_MAP) in client.get("/settings/rules").text
    answer = client.post("/settings/rules", **{MAP_SITE.name: "https://maps.example/"})
    assert answer.status_code == 422
    assert "Write a web address with {address} where the address belongs, or nothing." in answer.text


def test_the_place_stands_before_an_address_that_does_not_name_it() -> None:
    field = Address("street", within="city")
    assert field.sought({"street": "文澜路 1 号", "city": "栖云市"}) == "栖云市 文澜路 1 号"
    assert field.sought({"street": "栖云市文澜路 1 号", "city": "栖云市"}) == "栖云市文澜路 1 号"
    assert field.sought({"street": "文澜路 1 号", "city": None}) == "文澜路 1 号"
    assert field.sought({"street": "文澜路 1 号"}) == "文澜路 1 号"
    assert field.sought({"street": None, "city": "栖云市"}) == ""


def test_an_address_within_a_field_that_is_none_is_refused() -> None:
    odd = Resource(
        Company,
        label="Odd",
        label_one="Odd one",
        title="name",
        fields=[Text("name"), LongText("note"), Address("address", within="town")],
        rows=Rows(everyone=True),
    )
    assert any("lies within 'town', which is none of its fields" in fault for fault in faults_of(odd))
