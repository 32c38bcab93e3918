"""Customers through their pages: forms by type, pasted blocks, files that come in and are taken back."""

from __future__ import annotations

import json
import re

import pytest

from guanxi.records.standard import create, edit
from guanxi.testing.site import Browser, Site, field_row, inputs
from guanxi_contacts.models import Company, Person

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


def upload(browser: Browser, content: bytes) -> str:
    """Upload a file and open the page of its import; returns the page's address."""
    browser.get("/contacts/companies/import")
    address = browser.post("/contacts/companies/import", file=content).headers["Location"]
    browser.get(address)
    return str(address)


def test_file_comes_in_by_the_page_and_is_taken_back(site: Site) -> None:
    browser = site.sign_in("seller.north")
    address = upload(browser, b"name,phone\nA,154\nB,15400000002\n")
    assert "B</a>" not in browser.get("/contacts/companies/").text
    browser.get(address)
    browser.post(address, act="import")
    page = browser.get(address).text
    assert f'href="{address}/errors"' in page
    answer = browser.get(f"{address}/errors")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.data.decode("utf-8-sig").splitlines()[0] == "name,phone,Reason"
    assert "B</a>" in browser.get("/contacts/companies/").text
    browser.get(address)
    browser.post(f"{address}/revert")
    assert "B</a>" not in browser.get("/contacts/companies/").text


def test_an_import_is_for_the_one_who_made_it_and_for_administrators(site: Site) -> None:
    address = upload(site.sign_in("seller.north"), b"name,phone\nA,154\n")
    for path in (address, f"{address}/errors", f"{address}/progress"):
        assert site.sign_in("admin").get(path).status_code == 200
        assert site.sign_in("seller.shanghai").get(path).status_code == 404
    other = site.sign_in("seller.shanghai")
    other.get("/contacts/companies/import")
    for act in ("", "/stop", "/go-on", "/revert"):
        assert other.post(f"{address}{act}", act="import").status_code == 404


def test_import_page_keeps_what_was_typed_when_it_cannot_be_read(site: Site) -> None:
    browser = site.sign_in("admin")
    address = upload(browser, b"name,city\nA,B\n")
    answer = browser.post(address, act="check", fixed="country China", c0="name", c1="address")
    assert answer.status_code == 422
    assert "needs NAME=VALUE" in answer.text


def test_columns_and_values_are_mapped_and_remembered(site: Site) -> None:
    browser = site.sign_in("admin")
    file = b"Firm,Branch,Place\nA,Banking,X\nB,IT,Y\n"
    address = upload(browser, file)
    form = inputs(browser.get(address).text)
    assert (form["c0"], form["c1"], form["c2"]) == ("", "industry", "")
    browser.post(address, **form | {"c0": "name", "c2": "city", "act": "check"})
    form = inputs(browser.get(address).text)
    assert "w1_0" in form
    browser.post(address, **form | {"w1_0": "finance", "w1_1": "information", "act": "import"})
    assert {each.name: (each.industry, each.city) for each in Company.select()} == {
        "A": ("finance", "X"),
        "B": ("information", "Y"),
    }
    again = inputs(browser.get(upload(browser, file.replace(b"A,", b"C,"))).text)
    assert (again["c0"], again["c2"], again["w1_0"], again["match"]) == ("name", "city", "finance", "")


def test_records_that_exist_are_shown_before_anything_is_written(site: Site) -> None:
    browser = site.sign_in("admin")
    browser.post(upload(browser, b"name\nA\n"), act="import", match="name", existing="skip")
    page = browser.get(upload(browser, b"name\nA\nB\nB\n")).text
    told = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    for words in (
        "New 1",
        "Skipped: the record exists 1",
        "With faults 1",
        "The row at 3 has the same value.",
    ):
        assert words in told


def test_figure_that_does_not_go_with_the_unit_is_given_back_and_never_written_as_it_is(site: Site) -> None:
    browser = site.sign_in("admin")
    address = upload(browser, "name,turnover\nA,120\nB,9e999999\nC,¥120\nD,１２０\n".encode())
    browser.post(address, act="import", units="turnover=10000 CNY")
    kept = {each.name: each.turnover for each in Company.select()}
    assert kept == dict.fromkeys("AD", 1_200_000 * 10_000)
    assert browser.get(address).text.count("Turnover") >= 2


def test_rows_that_equal_a_record_are_shown_and_skipped_if_one_chooses(site: Site) -> None:
    browser = site.sign_in("admin")
    made = _made(browser, "/contacts/companies/new", name="恆潤（集團）")
    address = upload(browser, "name,city\n恒润(集团),X\nB,Y\n".encode())
    page = browser.get(address).text
    assert "Rows that equal a record" in page
    assert re.search(rf'href="{made}">恆潤（集團）</a>', page)
    browser.post(address, **inputs(page) | {"match": "duplicate", "existing": "skip", "act": "import"})
    page = browser.get(address).text
    assert "1 of 2 rows were written" in page
    assert f'href="{made}"' in page


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


@pytest.mark.parametrize("quick", ["mine", "my_team", "recently_changed"])
def test_quick_filters_answer_who_has_no_team(site: Site, quick: str) -> None:
    users = site.house.host.resources["people.user"]
    edit(site.actor("admin"), users, site.actor("director").id, {"team": None})
    browser = site.sign_in("director")
    made = _made(browser, "/contacts/companies/new", name="Of the whole house")
    page = browser.get(f"/contacts/companies/?quick={quick}")
    assert page.status_code == 200
    assert f'href="{made}"' in page.text


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ({"name": "王芳"}, ("王芳", "王", "芳")),
        ({"name": "欧阳文"}, ("欧阳文", "欧阳", "文")),
        ({"family_name": "单"}, ("单娜", "单", "娜")),
        ({"given_name": "娟"}, ("李娟", "李", "娟")),
        ({"name": "Li Na", "family_name": "Li", "given_name": "Na"}, ("Li Na", "Li", "Na")),
        ({"city": "栖云市"}, ("李娜", "李", "娜")),
    ],
)
def test_name_and_its_parts_follow_each_other_in_the_form(
    site: Site, typed: dict[str, str], shown: tuple[str, str, str]
) -> None:
    browser = site.sign_in("seller.north")
    address = _made(browser, "/contacts/persons/new", name="李娜") + "/edit"
    form = inputs(browser.get(address).text)
    assert (form["name"], form["family_name"], form["given_name"]) == ("李娜", "李", "娜")
    assert browser.post(address, **form | typed).status_code == 303
    person = Person.get()
    assert (person.name, person.family_name, person.given_name) == shown


def test_contact_persons_stand_beside_the_company_and_the_other_way_round(site: Site) -> None:
    browser = site.sign_in("seller.north")
    company = _made(browser, "/contacts/companies/new", name="栖云恒润精密机械有限公司")
    person = _made(browser, "/contacts/persons/new", name="欧阳文")
    add = re.search(r'href="(/contacts/contact_persons/new\?company=\d+)"', browser.get(company).text)
    assert add
    form = inputs(browser.get(add[1]).text)
    assert company.endswith(f"/{form['company']}")
    _made(browser, add[1], person=person.rpartition("/")[2], position="采购经理")
    assert re.search(rf'href="{person}">.*?欧阳文.*?采购经理', browser.get(company).text, re.DOTALL)
    assert re.search(rf'href="{company}">.*?栖云恒润.*?采购经理', browser.get(person).text, re.DOTALL)


def test_relation_is_hidden_from_who_sees_only_one_side(site: Site) -> None:
    north, shanghai = site.sign_in("seller.north"), site.sign_in("seller.shanghai")
    company = _made(north, "/contacts/companies/new", name="Hidden firm")
    person = _made(north, "/contacts/persons/new", name="张伟")
    _made(
        north,
        f"/contacts/contact_persons/new?company={company.rpartition('/')[2]}",
        person=person.rpartition("/")[2],
    )
    assert "张伟" not in shanghai.get("/contacts/contact_persons/").text
    assert shanghai.get(company).status_code == 404
    assert "张伟" in north.get("/contacts/contact_persons/").text


@pytest.mark.requirement("R-030.a")
def test_seller_outside_the_team_gets_no_list_row(site: Site) -> None:
    north, shanghai = site.sign_in("seller.north"), site.sign_in("seller.shanghai")
    _made(north, "/contacts/companies/new", name="Firm of the north")
    assert "Firm of the north" in north.get("/contacts/companies/").text
    for query in ("", "?quick=recently_changed", "?sort=-changed_at"):
        assert "Firm of the north" not in shanghai.get(f"/contacts/companies/{query}").text


@pytest.mark.requirement("R-159.a")
def test_right_credit_code_is_accepted(site: Site) -> None:
    _made(site.sign_in("admin"), "/contacts/companies/new", name="A", credit_code="91350100M000100Y43")
    assert Company.get().credit_code == "91350100M000100Y43"


@pytest.mark.requirement("R-159.b")
def test_wrong_credit_code_is_refused_and_kept_in_the_form(site: Site) -> None:
    browser = site.sign_in("admin")
    form = inputs(browser.get("/contacts/companies/new").text)
    answer = browser.post(
        "/contacts/companies/new", **form | {"name": "A", "credit_code": "91350100M000100Y4Z"}
    )
    assert answer.status_code == 422
    assert inputs(answer.text)["credit_code"] == "91350100M000100Y4Z"
    assert Company.select().count() == 0


@pytest.mark.requirement("R-159.d")
def test_name_with_a_family_name_of_two_characters_is_split(site: Site) -> None:
    _made(site.sign_in("admin"), "/contacts/persons/new", name="欧阳文")
    person = Person.get()
    assert (person.family_name, person.given_name) == ("欧阳", "文")


@pytest.mark.requirement("R-177.c")
def test_full_width_digits_blanks_and_extensions_are_understood(site: Site) -> None:
    browser = site.sign_in("admin")
    values = {"phone": "０９９０－２２００　０００１ 转 ８０１", "employees": "１２００", "founded": " 1998 "}
    address = _made(browser, "/contacts/companies/new", name="A", **values)
    company = Company.get()
    assert (company.phone, company.employees, company.founded) == ("+8699022000001;ext=801", 1200, 1998)
    assert "2200 0001" in browser.get(address).text
    _made(browser, "/contacts/persons/new", name="B", mobile="154 ００１３ 8000")
    assert Person.get().mobile == "+8615400138000"


def _made(browser: Browser, path: str, **values: str) -> str:
    """Fill the form at `path` and send it; the address of the record made."""
    answer = browser.post(path, **inputs(browser.get(path).text) | values)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def test_many_saves_without_a_page_between_leave_three_messages(site: Site) -> None:
    browser = site.sign_in("seller.north")
    form = inputs(browser.get("/contacts/companies/new").text)
    for number in range(20):
        made = browser.post(
            "/contacts/companies/new", **form | {"name": f"栖云 {number}", "once": f"key-{number}"}
        )
        assert made.status_code == 303
    assert browser.get("/contacts/companies/").text.count("data-toast=") == 3


def test_related_list_shows_the_first_and_says_that_there_are_more(site: Site) -> None:
    browser, actor = site.sign_in("seller.north"), site.actor("seller.north")
    companies = site.house.host.resources["contacts.company"]
    parent = create(actor, companies, {"name": "Parent Ltd"}).ref
    assert parent is not None
    for number in range(8):
        create(actor, companies, {"name": f"Subsidiary {number}", "subsidiary_of": parent.id})
    page = browser.get(f"/contacts/companies/{parent.id}").text
    related = page[page.index('id="related"') :]
    assert re.findall(r"Subsidiary \d", related) == [f"Subsidiary {n}" for n in range(6)]
    assert '<span class="count">6+</span>' in related


def test_a_long_name_in_one_word_is_kept_whole(site: Site) -> None:
    browser = site.sign_in("admin")
    name = "Wang" * 25
    form = inputs(browser.get("/contacts/persons/new").text)
    assert browser.post("/contacts/persons/new", **form | {"name": name}).status_code == 303
    assert (Person.get().name, Person.get().given_name) == (name, name)
