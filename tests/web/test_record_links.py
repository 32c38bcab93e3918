"""Addresses of records in notes and calls: chips for who sees the record, bare links for others, and nothing told to these."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from bench.recording import recorded

from guanxi.records.standard import delete
from guanxi.records.undo import undo
from guanxi.testing.house import ADDRESS, Client, Program
from guanxi.testing.site import Site

Clients = Callable[..., Client]
Programs = Callable[..., Program]
HIDDEN = "北辰精工"


def made(program: Program, path: str, **values: object) -> int:
    return int(program.post(path, values).get_json()["id"])


def company(program: Program, name: str) -> int:
    return made(program, "/contacts/companies", name=name)


def note(program: Program, about: int, text: str) -> int:
    return made(program, "/work/notes", about=[f"contacts.company/{about}"], text=text)


def told(client: Client, address: str) -> str:
    """The text of the one entry on a page."""
    [found] = re.findall(r'<p class="moment-text">(.*?)</p>', client.get(address).text, re.S)
    return str(found)


def chips(markup: str) -> list[tuple[str, str]]:
    """Where the chips lead, and what they say."""
    found = re.findall(r'<a class="record-chip" href="([^"]*)".*?<span class="clip">(.*?)</span></a>', markup)
    return [(href, html.unescape(title)) for href, title in found]


def test_an_address_is_a_chip_for_who_sees_the_record_and_a_bare_link_for_others(
    client_of: Clients, program_of: Programs
) -> None:
    east, north = program_of("seller.shanghai"), program_of("seller.north")
    here, there = company(east, "恒润机械"), company(north, HIDDEN)
    page, way = f"/contacts/companies/{here}", f"/contacts/companies/{there}"
    text = f"见{ADDRESS}{way}，或 {way}?sort=x#happened. ({ADDRESS.replace('http:', 'HTTPS:')}{way}) {page}"
    key = note(east, here, text)
    shown = told(client_of("admin"), page)
    assert chips(shown) == [(way, HIDDEN)] * 3 + [(page, "恒润机械")]
    assert re.sub(r"<a .*?</a>", "*", shown) == "见*，或 *. (*) *"
    mine = client_of("seller.shanghai")
    shown = told(mine, page)
    assert chips(shown) == [(page, "恒润机械")]
    assert shown.count(f'<a href="{way}">record</a>') == 3
    assert f'<a href="{way}">记录</a>' in told(client_of("seller.shanghai", language="zh"), page)
    for address in (page, f"/work/notes/{key}", f"/work/notes/lookup/text?q={HIDDEN[:2]}", "/search?q=北辰"):
        assert HIDDEN not in mine.get(address).text.replace(f"“{HIDDEN[:2]}”", ""), address
    assert east.get(f"/work/notes/{key}").get_json()["text"] == text
    assert HIDDEN not in east.get(f"/work/notes/{key}").text


def test_a_note_is_called_by_the_titles_of_the_records_it_links_to(
    client_of: Clients, program_of: Programs
) -> None:
    east, north = program_of("seller.shanghai"), program_of("seller.north")
    here, there = company(east, "恒润机械"), company(north, HIDDEN)
    key = note(east, here, f"如 /contacts/companies/{here}，似 {ADDRESS}/contacts/companies/{there}。")
    mine = client_of("seller.shanghai")
    for address in (
        f"/work/notes/{key}",
        f"/work/notes/{key}/peek",
        f"/work/notes/{key}/edit",
        "/search?q=如",
    ):
        shown = mine.get(address).text
        assert "如 恒润机械，似 record。" in html.unescape(shown), address
        assert HIDDEN not in shown
    assert f"<title>如 恒润机械，似 {HIDDEN}。" in client_of("admin").get(f"/work/notes/{key}").text
    assert (
        "<title>如 恒润机械，似 记录。"
        in client_of("seller.shanghai", language="zh").get(f"/work/notes/{key}").text
    )


def test_the_page_of_an_entry_shows_its_addresses_too(client_of: Clients, program_of: Programs) -> None:
    east = program_of("seller.shanghai")
    here, other = company(east, "恒润机械"), company(east, "<i>云川</i>")
    values = {"kind": "call", "about": [f"contacts.company/{here}"]}
    text = f"/contacts/companies/{other} https://example.com/a?b=1&c=<b> javascript:alert(1)"
    key = made(east, "/contacts/interactions", summary=text, **values)
    page = client_of("seller.shanghai").get(f"/contacts/interactions/{key}").text
    assert (f"/contacts/companies/{other}", "<i>云川</i>") in chips(page)
    away = 'href="https://example.com/a?b=1&amp;c=" target="_blank" rel="noopener noreferrer nofollow"'
    assert away in page and 'href="javascript' not in page
    assert page.count("&lt;i&gt;云川&lt;/i&gt;") and "<i>云川" not in page
    changed = client_of("seller.shanghai").get(f"/contacts/interactions/{key}/field/summary?display").text
    assert chips(changed) == [(f"/contacts/companies/{other}", "<i>云川</i>")]


@pytest.fixture(scope="module")
def odd() -> tuple[str, ...]:
    """What looks like the address of company 1 and is none."""
    return (
        "/contacts/companies/1号/2",
        "/contacts/companies/1x",
        "/contacts/companies/１",
        "/contacts/companies/1２",
        "/contacts/companies/0",
        "/contacts/companies/-1",
        "/contacts/companies/" + "9" * 19,
        "/contacts/companies/1" + "0" * 300,
        "/contacts/companies/1/edit",
        "/contacts/companies/1.php",
        "/contacts//companies/1",
        "/contacts/companіes/1",
        "x/contacts/companies/1",
        "../contacts/companies/1",
        "//contacts/companies/1",
        "/contacts/companies/%31",
        "/work/nothing/1",
        "http://crm.example:8000@evil.example/contacts/companies/1",
        "http://crm.example:8000.evil.example/contacts/companies/1",
        "http://crm.examplе:8000/contacts/companies/1",
        "http://evil.example/contacts/companies/1",
        "ftp://crm.example:8000/contacts/companies/1",
        "http:\\\\crm.example:8000/contacts/companies/1",
        "javascript://crm.example:8000/contacts/companies/1",
    )


def test_what_only_looks_like_an_address_of_a_record_is_none(
    site: Site, odd: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    from guanxi.web.marked_text import marked
    from guanxi.web.record_links import RecordLinks

    with site.app.test_request_context(base_url=ADDRESS):
        links = RecordLinks(site.actor("admin"))
        assert [each.ref for each in links.addresses("/contacts/companies/1")] == [("contacts.company", 1)]
        for text in odd[1:]:
            assert not list(links.refs(text)), text
            drawn = str(marked(text, links, {("contacts.company", 1): HIDDEN}))
            assert HIDDEN not in drawn
            assert html.unescape(re.sub("<[^>]*>", "", drawn)) == text
            assert all(href.startswith("http") for href in re.findall('href="([^"]*)', drawn))


def test_thousands_of_addresses_are_read_in_one_statement_and_few_become_chips(
    client_of: Clients, program_of: Programs
) -> None:
    east = program_of("seller.shanghai")
    here = company(east, "恒润机械")
    page, client = f"/contacts/companies/{here}", client_of("seller.shanghai")
    note(east, here, "one /contacts/companies/1000000")
    client.get(page)
    with recorded() as few:
        client.get(page)
    note(east, here, " ".join(f"/contacts/companies/{number}" for number in range(1, 770)))
    client.get(page)
    with recorded() as many:
        shown = client.get(page).text
    assert len(many) <= len(few)
    assert shown.count(">record</a>") + len(chips(shown)) == 51
    assert "/contacts/companies/769</p>" in shown


def test_what_was_deleted_says_no_title_any_more_and_an_undone_deletion_does(
    client_of: Clients, program_of: Programs, actor_of: Callable[[str], Any]
) -> None:
    east, admin = program_of("seller.shanghai"), actor_of("admin")
    here, there = company(east, "恒润机械"), company(east, HIDDEN)
    note(east, here, f"like /contacts/companies/{there}")
    page, client = f"/contacts/companies/{here}", client_of("seller.shanghai")
    assert chips(told(client, page)) == [(f"/contacts/companies/{there}", HIDDEN)]
    gone = delete(admin, admin.host.resources["contacts.company"], there)
    assert told(client, page) == f'like <a href="/contacts/companies/{there}">record</a>'
    undo(admin, gone.change)
    assert chips(told(client, page)) == [(f"/contacts/companies/{there}", HIDDEN)]


def test_a_hash_offers_records_the_writer_sees_by_their_addresses(
    client_of: Clients, program_of: Programs
) -> None:
    east, north = program_of("seller.shanghai"), program_of("seller.north")
    here, _there = company(east, "恒润机械"), company(north, HIDDEN)
    client = client_of("seller.shanghai")
    for kind, form in (
        ("work/notes", "work.note"),
        ("contacts/interactions", "contacts.interaction?code=call"),
    ):
        page = client.get(f"/contacts/companies/{here}/timeline/{form}").text
        [where] = re.findall(r'data-links="([^"]*)"', page)
        assert where.startswith(f"/{kind}/lookup/")
        found = client.get(f"{where}?q=恒润").text
        assert f'data-value="/contacts/companies/{here}" data-label="恒润机械"' in found
        assert HIDDEN not in client.get(f"{where}?q=").text + client.get(f"{where}?q=北辰精").text
    assert client.get("/contacts/companies/lookup/remarks?q=x").status_code == 404
