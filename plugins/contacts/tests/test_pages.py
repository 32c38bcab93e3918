"""Customers through their pages: forms by type, pasted blocks, files that come in and are taken back."""

from __future__ import annotations

import json
import re

import pytest
from site_of_contacts import Site, field_row, inputs

from guanxi_contacts.models import Company

CODE = "91990100MA00000A1T"


@pytest.mark.requirement("R-006.a")
def test_form_of_a_retail_customer_shows_no_tax_number(site: Site) -> None:
    browser = site.sign_in("admin")
    retail = browser.get("/contacts/companies/new?customer_type=retail").text
    company = browser.get("/contacts/companies/new?customer_type=company").text
    assert "hidden" in field_row(retail, "credit_code")
    assert field_row(company, "credit_code")
    assert "hidden" not in field_row(company, "credit_code")


@pytest.mark.requirement("R-006.b", "R-006.c")
def test_switching_the_type_keeps_the_tax_number_and_shows_it_again(site: Site) -> None:
    browser = site.sign_in("admin")
    form = inputs(browser.get("/contacts/companies/new").text)
    made = browser.post("/contacts/companies/new", **form | {"name": "栖云恒润", "credit_code": CODE})
    edit = made.headers["Location"] + "/edit"
    for customer_type, hidden in (("retail", True), ("company", False)):
        form = inputs(browser.get(edit).text)
        assert form["credit_code"] == CODE
        assert browser.post(edit, **form | {"customer_type": customer_type}).status_code == 303
        page = browser.get(edit).text
        assert ("hidden" in field_row(page, "credit_code")) is hidden
        assert Company.get().credit_code == CODE


@pytest.mark.requirement("R-177.b")
def test_pasted_block_is_split_into_the_fields_of_a_person(site: Site) -> None:
    browser = site.sign_in("seller.north")
    page = browser.get("/contacts/persons/new").text
    address = re.search(r'data-paste-url="([^"]+)"', page)
    assert address
    answer = browser.post(address[1], text="张伟 13800138000 恒润机械 采购经理")
    values = json.loads(answer.text)["values"]
    assert values["name"] == "张伟"
    assert re.sub(r"\D", "", values["mobile"]).endswith("13800138000")
    assert (values["employer"], values["position"]) == ("恒润机械", "采购经理")


def test_file_comes_in_by_the_page_and_is_taken_back(site: Site) -> None:
    browser = site.sign_in("seller.north")
    browser.get("/contacts/companies/import")
    page = browser.post("/contacts/companies/import", file=b"name,phone\nA,154\nB,15400000002\n").text
    errors = re.search(r'href="(/contacts/companies/import/errors/[^"]+)"', page)
    batch = re.search(r'name="batch" value="([^"]+)"', page)
    assert errors
    assert batch
    answer = browser.get(errors[1])
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.data.decode("utf-8-sig").splitlines()[0] == "name,phone,Reason"
    assert "B</a>" in browser.get("/contacts/companies/").text
    browser.post("/contacts/companies/import/undo", batch=batch[1])
    assert "B</a>" not in browser.get("/contacts/companies/").text


def test_error_file_is_for_the_one_who_imported(site: Site) -> None:
    browser = site.sign_in("seller.north")
    browser.get("/contacts/companies/import")
    page = browser.post("/contacts/companies/import", file=b"name,phone\nA,154\n").text
    errors = re.search(r'href="(/contacts/companies/import/errors/[^"]+)"', page)
    assert errors
    assert site.sign_in("admin").get(errors[1]).status_code == 404


def test_import_page_keeps_what_was_typed_when_the_file_is_refused(site: Site) -> None:
    browser = site.sign_in("admin")
    browser.get("/contacts/companies/import")
    answer = browser.post("/contacts/companies/import", file=b"city\nA\n", columns="town=city", dry_run="1")
    assert answer.status_code == 422
    assert "town=city</textarea>" in answer.text


def test_service_agent_may_not_import(site: Site) -> None:
    browser = site.sign_in("agent")
    assert browser.get("/contacts/companies/").status_code == 200
    assert browser.get("/contacts/companies/import").status_code == 403


@pytest.mark.parametrize("quick", ["mine", "my_team", "recently_changed"])
def test_quick_filters_answer(site: Site, quick: str) -> None:
    browser = site.sign_in("seller.north")
    form = inputs(browser.get("/contacts/companies/new").text)
    browser.post("/contacts/companies/new", **form | {"name": "Quick filtered"})
    assert "Quick filtered" in browser.get(f"/contacts/companies/?quick={quick}").text
    other = site.sign_in("director").get(f"/contacts/companies/?quick={quick}").text
    assert ("Quick filtered" in other) is (quick == "recently_changed")
