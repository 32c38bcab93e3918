"""The search as people and programs meet it: box, page, list, links, REST."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from io import BytesIO
from typing import Any
from urllib.parse import quote

import pytest

from guanxi.records.standard import create

COMPANIES = "/contacts/companies"


@pytest.fixture
def made(actor_of: Callable[[str], Any]) -> dict[str, int]:
    """Companies and persons of two sellers."""
    found = {}
    for owner, kind, name, values in (
        ("seller.shanghai", "company", "重庆恒润机械", {"phone": "138 0013 8000", "short_name": "恒润"}),
        ("seller.shanghai", "person", "单玉兰", {"mobile": "139 0013 8001"}),
        ("seller.hangzhou", "company", "恒润外贸", {}),
    ):
        actor = actor_of(owner)
        ref = create(actor, actor.host.resources[f"contacts.{kind}"], {"name": name, **values}).ref
        assert ref is not None
        found[name] = ref.id
    return found


def hits(client: Any, typed: str, more: str = "") -> list[str]:
    """The titles that an answer offers."""
    html = client.get(f"/search/hits?q={quote(typed)}{more}").text
    return [
        unescape(t)
        for t in re.findall(r'<a class="option"[^>]*>.*?<span class="clip">([^<]*)</span>', html, re.S)
    ]


def on_page(client: Any, typed: str, more: str = "") -> list[str]:
    """The titles on the page of hits."""
    html = client.get(f"/search?q={quote(typed)}{more}").text
    return [unescape(title) for title in re.findall(r'<li><a href="[^"]*">([^<]*)</a>', html)]


def listed(client: Any, typed: str, more: str = "") -> list[str]:
    html = client.get(f"{COMPANIES}/?q={quote(typed)}{more}").text
    return [unescape(found) for found in re.findall(r'<a id="n\d+"[^>]*>([^<]*)</a>', html)]


@pytest.mark.requirement("R-159.c")
@pytest.mark.parametrize("typed", ["syl", "dyl", "單玉蘭", "shanyul", "1390013", "兰"])
def test_a_person_is_found_from_every_page(
    made: dict[str, int], client_of: Callable[[str], Any], typed: str
) -> None:
    client = client_of("admin")
    one = "&kind=contacts.person"
    assert hits(client, typed, one) == on_page(client, typed, one) == ["单玉兰"]


def test_hits_are_those_of_the_gate(made: dict[str, int], client_of: Callable[[str], Any]) -> None:
    assert on_page(client_of("admin"), "恒润") == ["恒润外贸", "重庆恒润机械"]
    assert on_page(client_of("seller.shanghai"), "hengrun") == ["重庆恒润机械"]
    assert on_page(client_of("seller.north"), "恒润") == []


def test_customers_are_offered_before_what_is_about_them(
    made: dict[str, int], program_of: Callable[..., Any], client_of: Callable[[str], Any]
) -> None:
    about = {"about": [f"contacts.company/{made['重庆恒润机械']}"]}
    program = program_of("seller.shanghai")
    assert program.post("/contacts/interactions", about | {"summary": "恒润 asks"}).status_code == 201
    assert program.post("/work/notes", about | {"text": "恒润 waits"}).status_code == 201
    page = client_of("seller.shanghai").get(f"/search?q={quote('恒润')}").text
    places = [page.index(title) for title in ("重庆恒润机械", "恒润 asks", "恒润 waits")]
    assert places == sorted(places)


def test_a_sentence_is_found_by_what_is_written_and_not_by_initials(
    made: dict[str, int], actor_of: Callable[[str], Any], client_of: Callable[[str], Any]
) -> None:
    seller = actor_of("seller.shanghai")
    create(seller, seller.host.resources["work.activity"], {"subject": "上午有例会"})
    client, activities = client_of("seller.shanghai"), "&kind=work.activity"
    assert hits(client, "例会", activities) == ["上午有例会"]
    for typed in ("swylh", "shangwuyou"):
        assert hits(client, typed, activities) == []


def test_a_file_is_found_by_its_name_and_leads_to_its_page(
    made: dict[str, int], client_of: Callable[[str], Any]
) -> None:
    client = client_of("seller.shanghai")
    sent = {"file": (BytesIO(b"one"), "设备清单.txt")}
    client.post(f"{COMPANIES}/{made['重庆恒润机械']}/attachments", content_type="multipart/form-data", **sent)
    assert hits(client, "设备清单") == ["设备清单.txt"]
    assert 'href="/work/attachments/1"' in client.get("/search/hits?q=%E8%AE%BE%E5%A4%87").text
    assert hits(client_of("seller.hangzhou"), "设备清单") == []


def test_a_masked_number_finds_nobody_for_whom_it_is_masked(
    made: dict[str, int], client_of: Callable[[str], Any], roles_of: Callable[..., None]
) -> None:
    one = "&kind=contacts.person"
    roles_of("seller.north", {"contacts.person.view": "all"})
    client = client_of("seller.north")
    assert on_page(client, "1390013", one) == []
    assert on_page(client, "玉兰", one) == ["单玉兰"]
    assert "139 0013" not in client.get("/search?q=syl").text


def test_one_kind_alone_and_too_little_to_look_for(
    made: dict[str, int], client_of: Callable[[str], Any]
) -> None:
    client = client_of("admin")
    assert on_page(client, "恒润", "&kind=contacts.person") == []
    assert on_page(client, "恒润", "&kind=contacts.company") == ["恒润外贸", "重庆恒润机械"]
    assert "Type one Chinese character" in client.get("/search?q=a").text
    assert "Nothing found for" in client.get("/search?q=qqqqzz").text


def test_what_was_typed_is_text(made: dict[str, int], client_of: Callable[[str], Any]) -> None:
    for path in ("/search", "/search/hits", f"{COMPANIES}/"):
        html = client_of("admin").get(path, query_string={"q": '"><script>alert(1)</script>恒润'}).text
        assert "<script>alert" not in html


def test_a_list_asks_the_same_index_and_keeps_its_filter_and_order(
    made: dict[str, int], client_of: Callable[[str], Any]
) -> None:
    client = client_of("admin")
    assert listed(client, "恒润") == ["重庆恒润机械", "恒润外贸"]
    assert listed(client, "恒润", "&sort=-name") == ["恒润外贸", "重庆恒润机械"]
    assert listed(client, "cqhr 8000") == ["重庆恒润机械"]
    assert listed(client, "恒润", "&f=short_name&o=not_empty&v=") == ["重庆恒润机械"]
    assert listed(client, "qqqqzz") == []
    assert "1 record" in client.get(f"{COMPANIES}/count?q=cqhr").text
    assert "Type one Chinese character" in client.get(f"{COMPANIES}/?q=x").text


def test_a_link_is_looked_for_by_pinyin(made: dict[str, int], client_of: Callable[[str], Any]) -> None:
    html = client_of("admin").get(f"{COMPANIES}/lookup/subsidiary_of?q=cqhr").text
    assert re.findall(r'data-value="(\d+)"', html) == [str(made["重庆恒润机械"])]


def test_programs_search_and_the_document_says_how(
    made: dict[str, int], program_of: Callable[..., Any]
) -> None:
    admin = program_of("admin")
    found = admin.get("/api/v1/search?q=hengrun&limit=1").get_json()
    (group,) = found["groups"]
    assert (group["resource"], group["count"], group["more"]) == ("contacts.company", 2, False)
    assert [item["title"] for item in group["items"]] == ["重庆恒润机械"]
    assert admin.get(group["items"][0]["href"]).status_code == 200
    assert found["complete"] and not found["short"]
    assert admin.get("/api/v1/search?q=a").get_json()["short"]
    none = program_of("seller.north").get("/api/v1/search?q=hengrun").get_json()
    assert none["groups"] == []
    document = admin.get("/api/v1/openapi.json").get_json()
    assert document["paths"]["/search"]["get"]["operationId"] == "search"


def test_the_palette_offers_what_one_may_create(client_of: Callable[[str], Any]) -> None:
    shown = client_of("seller.shanghai").get("/search/entries").text
    assert "/contacts/companies/new" in shown and "/people/users/new" not in shown
    assert "New company" in shown and "New: " not in shown
    parts = ("contact-methods", "touches", "needs", "consents", "contact-persons", "relations")
    assert "/contacts/purchases/new" in shown and not any(f"/contacts/{part}/new" in shown for part in parts)
    assert "/people/roles/new" in client_of("admin").get("/search/entries").text


def test_two_of_one_name_are_told_apart_by_what_the_reader_sees(
    actor_of: Callable[[str], Any], client_of: Callable[[str], Any], roles_of: Callable[..., None]
) -> None:
    actor = actor_of("seller.shanghai")
    persons = actor.host.resources["contacts.person"]
    create(actor, persons, {"name": "单玉兰", "employer": "恒润机械厂", "city": "上海"})
    pages = (
        "/search?q=单玉兰",
        "/search/hits?q=单玉兰",
        "/contacts/contact_persons/lookup/person?q=单玉兰",
        "/work/activities/lookup/about?q=单玉兰",
    )
    client = client_of("seller.shanghai")
    assert not [page for page in pages if "恒润机械厂" in client.get(page).text], (
        "one alone is told by its name"
    )
    create(actor, persons, {"name": "单玉兰", "employer": "栖云茶庄", "mobile": "139 0013 8001"})
    for page in pages:
        text = client.get(page).text
        assert f"恒润机械厂 · 上海 · {actor.name}" in text and "栖云茶庄" in text, page
    roles_of("seller.shanghai", {"*.view": "all"}, hidden={"contacts.person": ["employer"]})
    for page in pages:
        text = client_of("seller.shanghai").get(page).text
        assert f"上海 · {actor.name}" in text and "恒润机械厂" not in text, page
