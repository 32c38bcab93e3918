"""The examples of the glossary that can be entered: codes, names, phones, through form and REST."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest

from guanxi.testing.house import Client, Program

RIGHT, WRONG = "91350100M000100Y43", "91350100M000100Y4Z"
PHONES = [
    ("138 0013 8000", "+8613800138000", "138 0013 8000", "+86 138 0013 8000"),
    ("＋８６ 138-0013-8000", "+8613800138000", "138 0013 8000", "+86 138 0013 8000"),
    (
        "0571-1234 5678 转 801",
        "+8657112345678;ext=801",
        "0571-1234 5678 转 801",
        "+86 571 1234 5678 ext. 801",
    ),
    ("(0571)12345678转801", "+8657112345678;ext=801", "0571-1234 5678 转 801", "+86 571 1234 5678 ext. 801"),
    ("400-000-0000", "+864000000000", "400-000-0000", "400-000-0000"),
    ("95588", "95588", "95588", "95588"),
]
NAMES = [
    ("欧阳文", "欧阳", "文", "欧阳文"),
    ("单玉兰", "单", "玉兰", "单玉兰"),
    ("张  伟", "张", "伟", "张伟"),
    ("阿依古丽•买买提", "", "阿依古丽·买买提", "阿依古丽·买买提"),
    ("John  Smith", "Smith", "John", "John Smith"),
]
IDENTITIES = [("11010519491231002x", "11010519491231002X"), ("990101199003071237", "990101199003071237")]


@pytest.fixture
def browser(client_of: Callable[..., Client]) -> Client:
    return client_of("seller.north", language="zh")


@pytest.fixture
def program(program_of: Callable[..., Program]) -> Program:
    return program_of("seller.north", language="zh")


def made(browser: Client, kind: str, **form: str) -> str:
    """The page of a record made through the form."""
    answer = browser.post(f"/contacts/{kind}/new", **form)
    assert answer.status_code == 303, error_of(answer.text)
    return answer.headers["Location"]


def error_of(page: str) -> dict[str, str]:
    """The sentence at each field of a form that was refused."""
    found = re.findall(r'id="f-(\w+)-error">.*?<span>(.*?)</span>', page, re.DOTALL)
    return {name: unescape(text) for name, text in found}


def value_of(page: str, field: str) -> str:
    """What a record page shows of a field."""
    found = re.search(rf'data-field="{field}">.*?<span class="prop-text">(.*?)</span>', page, re.DOTALL)
    assert found
    return unescape(re.sub(r"<[^>]+>", "", found[1])).strip()


@pytest.mark.requirement("R-159.a")
def test_right_credit_code_is_accepted_by_form_and_rest(browser: Client, program: Program) -> None:
    page = browser.get(made(browser, "companies", name="甲", customer_type="company", credit_code=RIGHT)).text
    assert value_of(page, "credit_code") == RIGHT
    written = program.post("/contacts/companies", {"name": "乙", "credit_code": " ９1350100m000100y43 "})
    assert (written.status_code, written.json["credit_code"]) == (201, RIGHT)


@pytest.mark.requirement("R-159.b")
def test_wrong_check_digit_is_refused_at_the_field_with_a_sentence(browser: Client, program: Program) -> None:
    form = {"name": "甲", "customer_type": "company", "credit_code": WRONG}
    answer = browser.post("/contacts/companies/new", **form)
    assert answer.status_code == 422
    sentence = error_of(answer.text)["credit_code"]
    assert list(error_of(answer.text)) == ["credit_code"]
    assert sentence.startswith("统一社会信用代码")
    assert "请检查" in sentence
    assert f'value="{WRONG}"' in answer.text
    refused = program.post("/contacts/companies", {"name": "甲", "credit_code": WRONG})
    assert refused.status_code == 422
    assert sentence in str(refused.json)
    assert program.get("/contacts/companies").json["items"] == []


@pytest.mark.requirement("R-159.d")
@pytest.mark.parametrize(("typed", "family", "given", "shown"), NAMES)
def test_name_is_split_and_shown_as_it_is_read(
    typed: str, family: str, given: str, shown: str, browser: Client, program: Program
) -> None:
    page = browser.get(made(browser, "persons", name=typed, customer_type="contact")).text
    parts = [value_of(page, name) for name in ("name", "family_name", "given_name")]
    assert parts == [shown, family or "–", given]
    written = program.post("/contacts/persons", {"name": typed}).json
    assert (written["name"], written["family_name"] or "", written["given_name"]) == (shown, family, given)


@pytest.mark.parametrize(("typed", "kept", "chinese", "english"), PHONES)
def test_phone_is_understood_and_shown_as_each_language_writes_it(
    typed: str,
    kept: str,
    chinese: str,
    english: str,
    browser: Client,
    program: Program,
    client_of: Callable[..., Client],
) -> None:
    record = made(browser, "companies", name="甲", customer_type="company", phone=typed)
    assert value_of(browser.get(record).text, "phone") == chinese
    assert value_of(client_of("seller.north").get(record).text, "phone") == english
    assert program.post("/contacts/companies", {"name": "乙", "phone": typed}).json["phone"] == kept
    form = re.search(r'name="phone"[^>]* value="([^"]*)"', browser.get(f"{record}/edit").text)
    assert form
    assert unescape(form[1]) == chinese


@pytest.mark.parametrize("typed", ["1380013800", "12345678", "1.38E+10", "0571-12ab5678"])
def test_half_a_phone_number_is_refused_with_what_is_missing(
    typed: str, browser: Client, program: Program
) -> None:
    answer = browser.post("/contacts/companies/new", name="甲", customer_type="company", phone=typed)
    assert answer.status_code == 422
    assert error_of(answer.text)["phone"].endswith("。") or "请" in error_of(answer.text)["phone"]
    assert program.post("/contacts/companies", {"name": "甲", "phone": typed}).status_code == 422


@pytest.mark.parametrize(("typed", "kept"), IDENTITIES)
def test_identity_number_is_accepted(typed: str, kept: str, browser: Client, program: Program) -> None:
    record = made(browser, "persons", name="张伟", customer_type="personal", id_number=typed)
    edit = browser.get(f"{record}/edit").text
    assert f'value="{kept}"' in edit or "***********" in browser.get(record).text
    written = program.post(
        "/contacts/persons", {"name": "张伟", "customer_type": "personal", "id_number": typed}
    )
    assert written.status_code == 201


@pytest.mark.parametrize("typed", ["110105194912310021", "990101199002301234", "1.10105E+17"])
def test_wrong_identity_number_is_refused_at_the_field(typed: str, browser: Client) -> None:
    form = {"name": "张伟", "customer_type": "personal", "id_number": typed}
    answer = browser.post("/contacts/persons/new", **form)
    assert answer.status_code == 422
    assert "id_number" in error_of(answer.text)
