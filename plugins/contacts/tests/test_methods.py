"""Further ways to reach a customer: lines on the page, found by digits, masked, one main one of each kind, undone."""

from __future__ import annotations

import re

import pytest

from guanxi.people.collaborating import share
from guanxi.records.standard import create, edit
from guanxi.testing.site import ADDRESS, Browser, Site
from guanxi_contacts.models import ContactMethod


def company(site: Site, who: str = "seller.north", **values: str) -> int:
    """A company of one of the staff, by its id."""
    resource = site.house.host.resources["contacts.company"]
    ref = create(site.actor(who), resource, {"name": "栖云恒润", **values}).ref
    assert ref is not None
    return ref.id


def add(browser: Browser, record: int, **values: str) -> int:
    """Fill the editor of a new line and send it; the status of the answer."""
    address = f"/contacts/contact_methods/of/company/{record}/new"
    once = re.search(r'name="once" value="([^"]+)"', browser.get(address).text)
    assert once
    return browser.post(address, **{"kind": "mobile", "once": once[1], **values}).status_code


@pytest.mark.parametrize("typed", ["+86 154-0013-8000", "15400138000", "１５４ ００１３ ８０００"])
def test_a_number_is_kept_one_way_and_found_by_any_digits(site: Site, typed: str) -> None:
    browser, record = site.sign_in("director"), company(site)
    assert add(browser, record, number=typed, label="仓库") == 303
    page = browser.get(f"/contacts/companies/{record}").text
    assert 'href="tel:+8615400138000"' in page
    assert "仓库" in page
    for asked in ("0013 8000", "154-0013-8000", "8615400138000"):
        found = browser.get(f"/search?q={asked}").text
        assert f'<a href="/contacts/companies/{record}">栖云恒润</a>' in found


def test_a_mail_address_is_written_to_and_a_web_page_opened_by_tap(site: Site) -> None:
    browser, record = site.sign_in("seller.north"), company(site)
    assert _send(browser, record, kind="mobile") == 422
    for kind, address in (("email", "a@hengrun.example"), ("website", "hengrun.example"), ("wechat", "heng")):
        assert _send(browser, record, kind=kind, address=address) == 303
    page = browser.get(f"/contacts/companies/{record}").text
    assert 'href="mailto:a@hengrun.example"' in page
    assert 'href="https://hengrun.example"' in page
    assert _send(browser, record, kind="email", address="no address") == 422


def test_the_main_one_of_a_kind_takes_the_place_of_the_former_and_undo_gives_it_back(site: Site) -> None:
    browser, record = site.sign_in("director"), company(site)
    for number in ("15400000001", "15400000002"):
        assert add(browser, record, number=number, main="1") == 303
    assert [each.number[-1] for each in ContactMethod.select().where(ContactMethod.main)] == ["2"]
    undo = re.findall(r'action="(/undo/\d+)"', browser.get(f"/contacts/companies/{record}").text)[-1]
    assert browser.post(undo).status_code == 303
    living = ContactMethod.select().where(ContactMethod.deleted_at.is_null())
    assert [(each.number[-1], each.main) for each in living] == [("1", True)]


def test_a_number_is_masked_for_who_sees_the_mobile_masked(site: Site) -> None:
    record = company(site)
    add(site.sign_in("director"), record, number="15400138000")
    page = site.sign_in("seller.north").get(f"/contacts/companies/{record}").text
    assert "154****8000" in page
    assert "15400138000" not in page
    assert "栖云恒润" not in site.sign_in("seller.north").get("/search?q=15400138000").text


def test_who_sees_a_customer_but_may_not_edit_it_adds_changes_and_deletes_nothing(site: Site) -> None:
    users = site.house.host.resources["people.user"]
    shanghai, admin = site.actor("seller.shanghai"), site.actor("admin")
    mate = create(admin, users, {"name": "同事", "mail": "mate@demo.example", "team": shanghai.team}).ref
    assert mate is not None
    record = company(site, "seller.shanghai")
    browser = site.sign_in("seller.shanghai")
    assert _send(browser, record, kind="wechat", address="before") == 303
    line = ContactMethod.get()
    edit(admin, site.house.host.resources["contacts.company"], record, {"owner": mate.id})
    page = browser.get(f"/contacts/companies/{record}").text
    assert "before" in page
    assert f"/of/company/{record}/new" not in page
    assert _send(browser, record, kind="wechat", address="after") == 422
    base = f"/contacts/contact_methods/{line.id}"
    assert browser.get(f"{base}/line").status_code == 403
    assert browser.post(f"{base}/line", kind="wechat", address="x", version="1").status_code == 403
    assert browser.post(f"{base}/line/delete", version="1").status_code == 403
    refused = browser.get(f"{base}/edit")
    assert refused.status_code == 403 and "You may see this record, but not change it." in refused.text
    assert site.sign_in("seller.north").get(f"{base}/edit").status_code == 404
    assert [each.address for each in ContactMethod.select()] == ["before"]


def test_a_line_belongs_to_one_customer(site: Site) -> None:
    actor, host = site.actor("seller.north"), site.house.host
    person = create(actor, host.resources["contacts.person"], {"name": "王芳"}).ref
    assert person is not None
    browser = site.sign_in("seller.north")
    browser.get("/contacts/contact_methods/new")
    values = {"kind": "wechat", "address": "x"}
    both = {"company": str(company(site)), "person": str(person.id)}
    assert (
        "This can belong to one only" in browser.post("/contacts/contact_methods/new", **values, **both).text
    )
    assert "Say where this belongs" in browser.post("/contacts/contact_methods/new", **values).text
    assert not ContactMethod.select().exists()


def test_what_two_people_typed_into_one_line_meets_as_on_every_page(site: Site) -> None:
    browser, record = site.sign_in("seller.north"), company(site)
    _send(browser, record, kind="wechat", address="first")
    line = f"/contacts/contact_methods/{ContactMethod.get().id}/line"
    browser.get(line)
    assert browser.post(line, kind="wechat", address="second", version="1").status_code == 303
    answer = browser.post(line, kind="wechat", address="third", version="1")
    assert answer.status_code == 409
    assert 'value="second"' in answer.text
    assert ContactMethod.get().address == "second"


def test_the_page_s_own_script_gets_the_table_alone(site: Site) -> None:
    browser, record = site.sign_in("seller.north"), company(site)
    browser.get("/contacts/companies/")
    address = f"/contacts/contact_methods/of/company/{record}/new"
    data = {"kind": "qq", "address": "12345", "once": "k", "csrf_token": browser.token}
    headers = {"Origin": ADDRESS, "Referer": f"{ADDRESS}/", "HX-Request": "true"}
    answer = browser.client.post(address, base_url=ADDRESS, headers=headers, data=data)
    assert answer.status_code == 200
    assert answer.text.startswith("<section")
    assert "/undo/" in answer.text


def _send(browser: Browser, record: int, **values: str) -> int:
    browser.get("/contacts/companies/")
    address = f"/contacts/contact_methods/of/company/{record}/new"
    return browser.post(address, **values).status_code


def test_another_number_is_shown_in_full_for_a_reason_where_it_stands(site: Site) -> None:
    seller, record = site.actor("seller.north"), company(site)
    resources, browser = site.house.host.resources, site.sign_in("seller.north")
    assert add(browser, record, number="154 3000 3333") == 303
    address = f"/contacts/contact_methods/{ContactMethod.get().id}/unmask/number"
    page = f"/contacts/companies/{record}"
    shown = browser.get(page).text
    assert f'hx-get="{address}?line"' in shown and "154****3333" in shown and "3000 3333" not in shown
    assert f'hx-post="{address}?line"' in browser.get(f"{address}?line").text
    in_full = browser.post(f"{address}?line", reason="contact").text
    assert "154 3000 3333" in in_full and "Mobile" in in_full and "Number" not in in_full
    assert "Mobile" in browser.get(f"{address}?display&line").text
    share(seller, resources["contacts.company"], [record], site.actor("seller.hangzhou").id, "view")
    stranger = site.sign_in("seller.hangzhou")
    seen = stranger.get(page).text
    assert "154****3333" in seen and address not in seen
    assert stranger.post(address, reason="contact").status_code == 404
