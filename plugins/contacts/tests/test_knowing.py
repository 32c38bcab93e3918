"""What is known of a customer: relations in both directions, profile, needs with their history, consents."""

from __future__ import annotations

from typing import Any

import pytest

from guanxi.api import InvalidValues, Ref, create, delete, edit, get, undo, visible
from guanxi.testing.site import Browser, Site, inputs
from guanxi_contacts.api import may_contact
from guanxi_contacts.choices import CHANNELS
from guanxi_contacts.models import Company, Consent, Need, Relation

CODES = list(CHANNELS)


GIVEN = {"state": "given", "channel": "email", "purpose": "marketing"}


def made(site: Site, record: str, who: str = "seller.north", /, **values: Any) -> int:
    """A record of contacts of one of the staff, by its id."""
    ref = create(site.actor(who), site.house.host.resources[f"contacts.{record}"], values).ref
    assert ref is not None
    return ref.id


def test_a_relation_stands_on_both_pages_in_the_words_of_each_side(site: Site) -> None:
    browser = site.sign_in("seller.north")
    person, company = made(site, "person", name="王芳"), made(site, "company", name="栖云恒润")
    address = f"/contacts/relations/new?person={person}&kind=legal_representative"
    form = inputs(browser.get(address).text)
    assert form["person"] == str(person)
    assert browser.post(address, **form | {"other_company": str(company), "company": ""}).status_code == 303
    there = browser.get(f"/contacts/companies/{company}").text
    here = browser.get(f"/contacts/persons/{person}").text
    assert f'<a href="/contacts/persons/{person}"><span class="clip">王芳</span></a>' in there
    assert ">Legal representative</a>" in there.replace(" </a>", "</a>")
    assert "Represents" in here
    assert "栖云恒润" in here


def test_a_relation_is_told_only_to_who_sees_both_ends(site: Site) -> None:
    mine, hidden = made(site, "company", name="Mine"), made(site, "company", "director", name="Hidden Ltd")
    made(site, "relation", "director", kind="supplier", company=mine, other_company=hidden)
    page = site.sign_in("seller.north").get(f"/contacts/companies/{mine}").text
    assert "Hidden Ltd" not in page
    assert "Supplies" not in page
    assert "Hidden Ltd" in site.sign_in("director").get(f"/contacts/companies/{mine}").text


@pytest.mark.parametrize(
    ("kind", "ends"),
    [
        ("partner", {}),
        ("partner", {"company": "a"}),
        ("partner", {"company": "a", "other_company": "a"}),
        ("guarantor", {"company": "a", "person": "p", "other_company": "b"}),
        ("spouse", {"person": "p", "other_company": "b"}),
    ],
)
def test_a_relation_has_one_customer_at_each_end(site: Site, kind: str, ends: dict[str, str]) -> None:
    known = {
        "a": made(site, "company", name="A"),
        "b": made(site, "company", name="B"),
        "p": made(site, "person", name="王芳"),
    }
    with pytest.raises(InvalidValues):
        made(site, "relation", kind=kind, **{name: known[end] for name, end in ends.items()})
    assert not Relation.select().exists()


def test_parents_and_subsidiaries_make_no_circle(site: Site) -> None:
    top = made(site, "company", name="Top")
    middle = made(site, "company", name="Middle", subsidiary_of=top)
    low = made(site, "company", name="Low", subsidiary_of=middle)
    actor, companies = site.actor("seller.north"), site.house.host.resources["contacts.company"]
    for company, parent in ((top, low), (top, top), (middle, low)):
        with pytest.raises(InvalidValues):
            edit(actor, companies, company, {"subsidiary_of": parent})
    edit(actor, companies, low, {"subsidiary_of": top})
    assert Company.get_by_id(low).subsidiary_of_id == top


TEACHERS = [
    ("1990-05-01", "25000 CNY", "教师"),
    ("1988-01-01", "20000 CNY", "教师"),
    ("1994-02-03", "30000 CNY", "教师"),
    ("1990-05-01", "19999 CNY", "教师"),
    ("1990-05-01", "25000 CNY", "医生"),
    ("1970-05-01", "25000 CNY", "教师"),
    ("2001-05-01", "25000 CNY", "教师"),
    ("1990-05-01", "25000 USD", "教师"),
    ("1991-05-01", None, "教师"),
    (None, "25000 CNY", "教师"),
]


def test_the_profile_is_a_set_of_typed_fields_that_lists_are_filtered_by(site: Site) -> None:
    for number, (birthday, income, occupation) in enumerate(TEACHERS):
        values = {"name": f"甲{number}", "birthday": birthday, "income": income, "occupation": occupation}
        made(site, "person", **values, hobbies=["tea", "reading"], habits=["price"], level="high", risk="low")
    asked = "birthday>=1985-03-06&birthday<=1996-03-05&income>=20000&occupation=教师"
    page = site.sign_in("seller.north").get(f"/contacts/persons/?{asked}").text
    assert [number for number in range(10) if f">甲{number}</a>" in page] == [0, 1, 2]
    page = site.sign_in("seller.north").get("/contacts/persons/1").text
    assert "Reading, Tea" in page
    assert "Looks at the price" in page


@pytest.mark.requirement("R-004.b")
def test_a_later_statement_ends_the_former_which_stays(site: Site) -> None:
    company = made(site, "company", name="A")
    made(site, "need", company=company, topic="交货", statement="三天之内", heard="visit", day="2026-01-05")
    actor, needs = site.actor("seller.north"), site.house.host.resources["contacts.need"]
    later = create(actor, needs, {"company": company, "topic": "交货", "statement": "一周也可以"})
    other = made(site, "need", company=company, topic="付款", statement="月结")
    first, second = Need.select().where(Need.topic == "交货").order_by(Need.id)
    assert (str(first.ended_on), first.statement) == ("2026-03-05", "三天之内")
    assert (str(second.day), second.ended_on) == ("2026-03-05", None)
    page = site.sign_in("seller.north").get(f"/contacts/companies/{company}").text
    assert "三天之内" in page
    assert "replaced</span>" in page
    undo(actor, later.change)
    assert Need.get_by_id(first.id).ended_on is None
    assert Need.get_by_id(other).ended_on is None


def test_a_statement_noted_afterwards_stands_between_those_of_its_time(site: Site) -> None:
    company = made(site, "company", name="A")
    for day in ("2025-06-01", "2026-02-01", "2025-09-01"):
        made(site, "need", company=company, topic="交货", statement=f"自 {day}", day=day)
    days = [(str(each.day), str(each.ended_on)) for each in Need.select().order_by(Need.day)]
    assert days == [("2025-06-01", "2025-09-01"), ("2025-09-01", "2026-02-01"), ("2026-02-01", "None")]


@pytest.mark.parametrize("record", ["need", "touch", "consent"])
def test_nothing_is_noted_of_a_day_that_is_still_to_come(site: Site, record: str) -> None:
    person = made(site, "person", name="王芳")
    values = {"need": {"topic": "t", "statement": "s"}, "consent": GIVEN}.get(record, {})
    with pytest.raises(InvalidValues) as wrong:
        made(site, record, person=person, day="2026-03-06", **values)
    assert set(wrong.value.errors) == {"day"}
    kept = made(site, record, person=person, day="2026-03-05", **values)
    resource = site.house.host.resources[f"contacts.{record}"]
    with pytest.raises(InvalidValues):
        edit(site.actor("seller.north"), resource, kept, {"day": "2027-01-01"})


def test_a_consent_of_a_day_to_come_does_not_count_and_outlives_no_withdrawal(site: Site) -> None:
    actor, person = site.actor("seller.north"), made(site, "person", name="王芳")
    customer = Ref("contacts.person", person)
    kept = made(site, "consent", person=person, **GIVEN)
    Consent.update(day="2027-01-01").where(Consent.id == kept).execute()
    assert not may_contact(actor, customer, "email", "marketing")
    made(site, "consent", person=person, state="withdrawn", channel="all", purpose="all")
    assert not may_contact(actor, customer, "email", "marketing")


def test_the_last_statement_on_channel_and_purpose_counts(site: Site) -> None:
    actor = site.actor("seller.north")
    person = Ref("contacts.person", made(site, "person", name="王芳"))
    assert not may_contact(actor, person, "email", "marketing")
    for state, channel, purpose, day, allowed in (
        ("given", "email", "marketing", "2026-01-01", True),
        ("given", "all", "service", "2026-01-02", True),
        ("withdrawn", "all", "all", "2026-01-03", False),
        ("given", "email", "marketing", "2026-01-04", True),
        ("withdrawn", "email", "all", "2026-01-05", False),
    ):
        made(site, "consent", person=person.id, state=state, channel=channel, purpose=purpose, day=day)
        assert may_contact(actor, person, "email", "marketing") is allowed, day
    assert not may_contact(actor, person, "phone", "service")
    delete(
        actor,
        site.house.host.resources["contacts.consent"],
        Consent.select().order_by(-Consent.id).first().id,
    )
    assert may_contact(actor, person, "email", "marketing")


def test_a_withdrawn_consent_is_seen_at_the_contact_method(site: Site) -> None:
    person = made(site, "person", name="王芳")
    made(site, "contact_method", person=person, kind="email", address="a@hengrun.example")
    made(site, "contact_method", person=person, kind="wechat", address="wangfang")
    browser = site.sign_in("seller.north")
    assert "Consent withdrawn" not in browser.get(f"/contacts/persons/{person}").text
    made(
        site, "consent", person=person, state="withdrawn", channel="email", purpose="marketing", proof="邮件"
    )
    page = browser.get(f"/contacts/persons/{person}").text
    assert page.count("Consent withdrawn") == 1
    assert page.index("a@hengrun.example") < page.index("Consent withdrawn") < page.index("wangfang")
    made(site, "consent", person=person, state="withdrawn", channel="all", purpose="all")
    assert browser.get(f"/contacts/persons/{person}").text.count("Consent withdrawn") == 2


def test_a_withdrawn_consent_is_seen_at_the_customers_own_number_and_mail(site: Site) -> None:
    person = made(site, "person", name="王芳", mobile="15400138000", email="wang@hengrun.example")
    browser, address = site.sign_in("seller.north"), f"/contacts/persons/{person}"
    assert "Consent withdrawn" not in browser.get(address).text
    made(site, "consent", person=person, state="withdrawn", channel="email", purpose="marketing")
    page = browser.get(address).text
    assert page.count("Consent withdrawn") == 1
    assert page.index("wang@hengrun.example") < page.index("Consent withdrawn")
    made(site, "consent", person=person, state="withdrawn", channel="all", purpose="all")
    assert browser.get(address).text.count("Consent withdrawn") == 2
    shown = browser.post(f"{address}/unmask/mobile", reason="contact").text
    assert "+86 154 0013 8000" in shown and "Consent withdrawn" in shown


def test_a_consent_is_noted_on_the_page_with_channel_purpose_and_proof(site: Site) -> None:
    person, browser = made(site, "person", name="王芳"), site.sign_in("seller.north")
    _line(
        browser,
        "consents",
        person,
        state="given",
        channel="phone",
        purpose="survey",
        how="form",
        proof="表 12",
    )
    page = browser.get(f"/contacts/persons/{person}").text
    for word in ("Phone call", "Given", "Surveys", "2026-03-05", "Signed form", "表 12"):
        assert word in page


@pytest.mark.requirement("R-031.a")
def test_a_withdrawal_stops_every_channel_at_once(site: Site) -> None:
    actor, person, browser = (
        site.actor("seller.north"),
        made(site, "person", name="王芳"),
        site.sign_in("seller.north"),
    )
    for channel in CODES:
        made(site, "consent", person=person, day="2026-01-01", **GIVEN | {"channel": channel})
    customer = Ref("contacts.person", person)
    assert all(may_contact(actor, customer, channel, "marketing") for channel in CODES)
    browser.get("/contacts/persons/")
    later = {"channel": "email", "purpose": "marketing", "state": "given", "day": "2027-01-01"}
    assert browser.post(f"/contacts/consents/of/person/{person}/new", **later).status_code == 422
    _line(browser, "consents", person, state="withdrawn", channel="all", purpose="all")
    assert not any(may_contact(actor, customer, channel, "marketing") for channel in CODES)


def test_touches_follow_the_one_first_source(site: Site) -> None:
    person, browser = made(site, "person", name="王芳", source="referral"), site.sign_in("seller.north")
    _line(browser, "touches", person, source="exhibition", note="春季展会")
    page = browser.get(f"/contacts/persons/{person}").text
    assert "Exhibition" in page
    assert "春季展会" in page
    persons = site.house.host.resources["contacts.person"]
    assert get(site.actor("seller.north"), persons, person).source == "referral"


def test_parts_are_seen_through_the_customer_alone(site: Site) -> None:
    person = made(site, "person", name="王芳")
    made(site, "need", person=person, topic="t", statement="s")
    for name, seen in (("seller.north", 1), ("seller.shanghai", 0), ("director", 1)):
        assert visible(site.actor(name), site.house.host.resources["contacts.need"]).count() == seen


def _line(browser: Browser, path: str, person: int, **values: str) -> None:
    browser.get("/contacts/persons/")
    assert browser.post(f"/contacts/{path}/of/person/{person}/new", **values).status_code == 303


@pytest.mark.parametrize("there", ["/of/person/{}/new", "/new?person={}"])
def test_nobody_consents_by_what_a_form_begins_with(site: Site, there: str) -> None:
    person, browser = made(site, "person", name="王芳"), site.sign_in("seller.north")
    address = f"/contacts/consents{there.format(person)}"
    form = browser.get(address).text
    given = inputs('id="form"' + form[form.index("line-form") :] if "line-form" in form else form)
    assert not any(given.get(name) for name in ("channel", "state", "purpose"))
    assert browser.post(address, **given).status_code == 422
    assert not Consent.select().exists()


def test_a_program_must_say_what_was_consented_to(site: Site) -> None:
    with pytest.raises(InvalidValues) as wrong:
        made(site, "consent", person=made(site, "person", name="王芳"), day="2026-01-01")
    assert set(wrong.value.errors) == set(GIVEN)
