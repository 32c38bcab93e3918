"""Demo customers do not exist, are the same for the same seed, and have the oddities of real ones."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from guanxi.api import Actor, Scope, visible
from guanxi.testing.site import Site
from guanxi_contacts.choices import INDUSTRIES, SOURCES
from guanxi_contacts.demo import MOBILE_BLOCK, make_customers
from guanxi_contacts.demo_words import PLACES
from guanxi_contacts.demo_writing import write_customers
from guanxi_contacts.models import Company, ContactPerson, Person
from guanxi_contacts.resources import companies, persons

MADE = make_customers(300, staff=5, seed=1)


def test_same_seed_gives_the_same_customers() -> None:
    again = make_customers(300, staff=5, seed=1)
    assert [each.values for each in again.companies] == [each.values for each in MADE.companies]
    assert [each.values for each in again.persons] == [each.values for each in MADE.persons]
    assert [each.values for each in make_customers(300, staff=5, seed=2).persons] != [
        each.values for each in MADE.persons
    ]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("size", [20, 300])
def test_every_value_passes_its_field(seed: int, size: int) -> None:
    made = make_customers(size, staff=3, seed=seed)
    assert (len(made.companies), len(made.persons)) == (size, round(size * 7 / 3))
    for resource, records in ((companies, made.companies), (persons, made.persons)):
        for record in records:
            given = {name: value for name, value in record.values.items() if value is not None}
            parsed = {name: resource.by_name[name].parse(value) for name, value in given.items()}
            assert {field.name for field in resource.fields if field.required} <= parsed.keys()


def test_nothing_in_them_exists() -> None:
    for company in MADE.companies:
        code, email = company.values["credit_code"], company.values["email"]
        assert code is None or code[2:4] == "99"
        assert email is None or email.endswith(".example")
    for person in MADE.persons:
        assert person.values["mobile"].startswith(MOBILE_BLOCK)
        assert (person.values["id_number"] or "990101").startswith("990101")


def test_industries_and_sources_are_choices() -> None:
    assert {each.values["industry"] for each in MADE.companies} <= set(INDUSTRIES)
    assert {each.values["source"] for each in MADE.companies} <= set(SOURCES)


def test_group_has_four_subsidiaries() -> None:
    parents = Counter(each.parent.values["short_name"] for each in MADE.companies if each.parent)
    assert parents == {"恒润集团": 4}


def test_names_have_the_oddities_of_real_ones() -> None:
    names = Counter(each.values["name"] for each in MADE.persons)
    assert names["张伟"] >= 2
    for name in ("单玉兰", "仇志远", "曾文静", "查立新", "阿依古丽·买买提", "John Smith"):
        assert names[name] >= 1
    assert any(each.values["family_name"] == "欧阳" for each in MADE.persons)
    same_firm = [
        each.companies[0][0] for each in MADE.persons[:] if each.values["name"] == "张伟" and each.companies
    ]
    assert Counter(id(each) for each in same_firm).most_common(1)[0][1] >= 2


def test_contact_persons_are_employed_by_their_company() -> None:
    for person in MADE.persons:
        expected = (
            person.companies[0][0].values["name"] if person.values["customer_type"] == "contact" else None
        )
        assert person.values["employer"] == expected


def test_places_are_the_invented_ones() -> None:
    cities = {each.values["city"] for each in MADE.companies if each.values["country"] == "中国"}
    assert cities == {city for city, *_rest in PLACES.values()}


def test_retail_customers_have_no_tax_number() -> None:
    retail = [each.values for each in MADE.companies if each.values["customer_type"] == "retail"]
    assert retail
    assert all(each["credit_code"] is None for each in retail)


def test_they_are_written_as_their_owners_over_the_last_months(site: Site) -> None:
    staff = [site.actor("seller.shanghai"), site.actor("seller.north")]
    written = write_customers(staff, 40, 7)
    assert written["contacts.company"] == Company.select().count() == 40
    assert written["contacts.person"] == Person.select().count() == 93
    assert written["contacts.contact_person"] == ContactPerson.select().count() > 60
    assert {record.owner_id for record in Company.select()} == {actor.id for actor in staff}
    assert {record.team_id for record in visible(staff[0], companies)} == {staff[0].team}
    moments = [record.created_at for record in Company.select().order_by(Company.id)]
    assert moments == sorted(moments)
    assert (staff[0].host.clock() - moments[0]).days > 60


def test_demo_data_need_no_right_to_assign(site: Site) -> None:
    """Everybody creates own records, whose parents and companies are visible to them."""
    staff = [site.actor("seller.shanghai"), site.actor("seller.north")]
    plain = [replace(each, grants=_without_assign(each)) for each in staff]
    assert write_customers(plain, 60, 3)["contacts.company"] == 60


def _without_assign(actor: Actor) -> dict[str, Scope]:
    return {name: scope for name, scope in actor.grants.items() if not name.endswith(".assign")}
