"""What came to be known of demo customers: needs, touches, consents, further contact methods, relations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from guanxi_contacts.demo import MOBILE_BLOCK, DemoPerson
from guanxi_contacts.demo_records import Customer, Past, link
from guanxi_contacts.demo_talk_words import NEEDS, TOUCHES

HEARD = ("conversation", "visit", "message", "observation")
HOW = ("form", "contract", "in_person", "website")
ENDS_IN = (5, 20)
"""Days from today."""


def add_knowledge(past: Past) -> None:
    """Add what is known beside the fields of companies and persons."""
    _needs(past)
    _touches(past)
    _consents(past)
    _methods(past)
    _relations(past)
    _referrals(past)


def _needs(past: Past) -> None:
    """Every fourth company said what it needs; some of them said something else later."""
    for company in past.some(past.customers.companies, 0.3):
        kind, topic, statement, later = past.random.choice(NEEDS)
        first = past.day(company)
        values = {**link(company), "kind": kind, "topic": topic, "heard": past.random.choice(HEARD)}
        past.note("contacts.need", company, first, **values, statement=statement, day=_day(past, first))
        second = first // 2
        if past.random.random() < 0.35 and past.newest(company) <= second < first:
            past.note("contacts.need", company, second, **values, statement=later, day=_day(past, second))


def _touches(past: Past) -> None:
    for company in past.some(past.customers.companies, 0.35):
        source, note = past.random.choice(TOUCHES)
        when = past.day(company)
        values = {"source": source, "note": note, "day": _day(past, when)}
        past.note("contacts.touch", company, when, **link(company), **values)


def _consents(past: Past) -> None:
    """Private customers and some contact persons agreed to hear from us; one in eight withdrew it."""
    persons = past.customers.persons
    private = [each for each in persons if not each.companies]
    asked = [*past.some(private, 0.7), *past.some([each for each in persons if each.companies], 0.12)]
    for person in asked:
        when = past.day(person)
        channel = past.random.choice(("all", "phone", "wechat", "email", "sms"))
        said = {"state": "given", "channel": channel, "purpose": past.random.choice(("marketing", "service"))}
        values = {**link(person), **said}
        how = {"how": past.random.choice(HOW), "proof": f"同意书 {when:03}-{person.values['mobile'][-4:]}"}
        until = _day(past, when - past.random.choice((365, 730))) if past.random.random() < 0.3 else None
        past.note("contacts.consent", person, when, **values, **how, day=_day(past, when), until=until)
        if past.random.random() < 0.12 and when // 2 >= past.newest(person):
            gone = {"state": "withdrawn", "how": "phone", "day": _day(past, when // 2)}
            past.note("contacts.consent", person, when // 2, **values | gone)
    _ending(past, [each for each in persons if each not in asked])


def _ending(past: Past, persons: Sequence[DemoPerson]) -> None:
    """Of everybody who works here one customer's consent ends within days, and one's within weeks."""
    for owner in sorted({each.owner for each in persons} - past.gone.keys()):
        own = [each for each in persons if each.owner == owner and each.age > 1]
        for person, left in zip(own, ENDS_IN, strict=False):
            values = {"state": "given", "channel": "all", "purpose": "marketing", "how": "form"}
            proof = f"同意书 {person.age:03}-{person.values['mobile'][-4:]}"
            days = {"day": _day(past, person.age), "until": _day(past, -left)}
            past.note("contacts.consent", person, person.age, **link(person), **values, proof=proof, **days)


def _methods(past: Past) -> None:
    chance = past.random
    for person in past.some(past.customers.persons, 0.25):
        serial = f"{chance.randint(0, 99_999_999):08}"
        values = chance.choice(
            (
                {"kind": "wechat", "address": f"wx_{serial}", "label": "工作"},
                {"kind": "mobile", "number": f"{MOBILE_BLOCK}{serial}", "label": "备用"},
                {"kind": "qq", "address": f"1{serial}"},
            )
        )
        past.note("contacts.contact_method", person, past.day(person), **link(person), **values)
    for company in past.some(past.customers.companies, 0.2):
        values = {"kind": "address", "address": f"{company.values['city']} 第二仓库", "label": "收货"}
        past.note("contacts.contact_method", company, past.day(company), **link(company), **values)


def _relations(past: Past) -> None:
    """Who supplies whom, who leads a company, who is married: among customers of one owner, who sees both."""
    firms = [each for each in past.customers.companies if not each.double_of]
    for company in past.some(firms, 0.15):
        others = [each for each in firms if each.owner == company.owner and each is not company]
        if others:
            other = past.random.choice(others)
            kind = past.random.choice(("supplier", "partner", "competitor"))
            _relate(past, company, other, kind)
    for company in firms:
        heads = [each for each in past.people_of(company) if each.values["position"] == "总经理"]
        if heads:
            _relate(past, heads[0], company, "legal_representative")
    _families(past)


def _families(past: Past) -> None:
    private = [each for each in past.customers.persons if not each.companies]
    wives = [each for each in private if _married(each, "f")]
    for husband in [each for each in private if _married(each, "m")]:
        fitting = [
            each
            for each in wives
            if each.owner == husband.owner
            and abs(each.values["birthday"].year - husband.values["birthday"].year) < 9
        ]
        if fitting:
            wives.remove(fitting[0])
            _relate(past, husband, fitting[0], "spouse")


def _married(person: DemoPerson, sex: str) -> bool:
    return bool(person.values["sex"] == sex and person.values.get("marital_status") == "married")


def _referrals(past: Past) -> None:
    """Of those whose first source is a referral, most name who brought them: an older customer of the same owner."""
    firms = [each for each in past.customers.companies if not each.double_of]
    for company in firms:
        older = [each for each in firms if each.owner == company.owner and each.age > company.age]
        if older and company.values["source"] == "referral" and past.random.random() < 0.8:
            _relate(past, past.random.choice(older), company, "referrer")


def _relate(past: Past, customer: Customer, other: Customer, kind: str) -> None:
    """Relate two customers as soon as both are there, unless nothing happened with one of them then."""
    age = min(customer.age, other.age)
    if age >= max(past.newest(customer), past.newest(other)):
        values = {f"other_{name}": value for name, value in link(other).items()}
        past.note("contacts.relation", customer, age, **link(customer), **values, kind=kind)


def _day(past: Past, age: int) -> date:
    return past.today - timedelta(days=age)
