"""Demo customers do not exist, are the same for the same seed, and have the oddities of real ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from guanxi.api import Actor, Ref, Scope, create, edit, visible
from guanxi.testing.house import Client
from guanxi.testing.site import Site
from guanxi_contacts.choices import INDUSTRIES, SOURCES
from guanxi_contacts.demo import MOBILE_BLOCK, make_customers
from guanxi_contacts.demo_birthdays import KEEPS, LAST, LEAP, lunar_day
from guanxi_contacts.demo_tags import TAGS
from guanxi_contacts.demo_words import PLACES
from guanxi_contacts.demo_writing import write_customers
from guanxi_contacts.models import Company, ContactPerson, Person
from guanxi_contacts.resources import companies, persons

EVERY_KIND = (
    "contacts.company",
    "contacts.person",
    "contacts.contact_person",
    "contacts.interaction",
    "contacts.purchase",
    "contacts.need",
    "contacts.touch",
    "contacts.consent",
    "contacts.contact_method",
    "contacts.relation",
    "work.note",
    "work.activity",
    "work.tag",
)
MADE = make_customers(300, staff=5, seed=1)
SEVERAL = [make_customers(300, staff=5, seed=seed) for seed in range(4)]


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


@pytest.mark.parametrize("made", [MADE, make_customers(20, staff=2, seed=3)], ids=["usual", "small"])
def test_every_fifth_keeps_a_lunar_birthday_one_in_a_leap_month_and_one_on_a_last_day(made: Any) -> None:
    born = [each.values for each in made.persons if each.values["birthday"]]
    kept = [each for each in born if each.get("note")]
    assert len(kept) == len(born) // 5
    assert all(each["note"] == KEEPS.format(day=lunar_day(each["birthday"])) for each in kept)
    days = [lunar_day(each["birthday"]) for each in kept]
    assert any(day.startswith(LEAP) for day in days)
    assert LAST in days


def test_lunar_days_are_those_of_the_chinese_calendar() -> None:
    known = {
        date(1958, 1, 1): "冬月十二",
        date(1958, 2, 17): "腊月廿九",
        date(1960, 7, 24): "闰六月初一",
        date(1976, 10, 1): "闰八月初八",
        date(1987, 7, 28): "闰六月初三",
        date(1990, 1, 26): "腊月三十",
        date(2000, 2, 5): "正月初一",
        date(2012, 12, 31): "冬月十九",
    }
    assert {day: lunar_day(day) for day in known} == known


def test_the_firms_that_everybody_should_find_are_there() -> None:
    names = {each.values["name"] for each in MADE.companies}
    assert names >= {
        "栖云市望溪区阿兰面馆（个体工商户）",
        "青垣瑞禾农业专业合作社",
        "白鹭云帆信息技术股份有限公司",
        "栖云市第三人民医院",
        "望溪区教育局",
        "Northwind Tools GmbH",
    }


def test_tags_say_what_is_true_of_who_bears_them() -> None:
    known = {name for name, _colour in TAGS}
    for each in MADE.companies:
        assert ("外贸" in each.tags) == (each.values["country"] != "中国")
        assert ("展会认识" in each.tags) == (each.values["source"] == "exhibition")
    borne = Counter(name for each in (*MADE.companies, *MADE.persons) for name in each.tags)
    assert borne.keys() == known
    assert min(borne.values()) > 2
    assert sum(1 for each in MADE.companies if len(each.tags) > 1) > 10


def test_contact_persons_are_employed_by_their_company() -> None:
    for person in MADE.persons:
        expected = (
            person.companies[0][0].values["name"] if person.values["customer_type"] == "contact" else None
        )
        assert person.values["employer"] == expected


def _share(values: Iterable[str | None], *wanted: str) -> float:
    """The share of some of the values, in percent."""
    found = list(values)
    return 100 * sum(value in wanted for value in found) / len(found)


@pytest.mark.parametrize(
    ("wanted", "percent"),
    [
        (("manufacturing",), 28),
        (("trade",), 25),
        (("construction",), 10),
        (("information",), 9),
        (("transport",), 7),
        (("agriculture",), 5),
        (("hospitality",), 5),
        (("health", "education"), 6),
    ],
)
def test_industries_have_the_shares_of_the_country(wanted: tuple[str, ...], percent: int) -> None:
    assert _share(
        (each.values["industry"] for made in SEVERAL for each in made.companies), *wanted
    ) == pytest.approx(percent, abs=3)


def test_companies_have_the_forms_of_real_ones() -> None:
    forms = [_form(each.values) for made in SEVERAL for each in made.companies]
    for form, percent in {"limited": 60, "shop": 15, "large": 10, "public": 10, "foreign": 5}.items():
        assert _share(forms, form) == pytest.approx(percent, abs=4), form


def _form(values: Mapping[str, Any]) -> str:
    name = values["name"].replace("(", "（")
    if values["country"] != "中国":
        return "foreign"
    if values["customer_type"] == "retail":
        return "shop"
    if (values["credit_code"] or "").startswith("12"):
        return "public"
    return "large" if "股份" in name or "集团" in name else "limited"


def test_the_five_most_frequent_surnames_hold_three_in_ten() -> None:
    surnames = [each.values["family_name"] for made in SEVERAL for each in made.persons]
    assert _share(surnames, *"王李张刘陈") == pytest.approx(30, abs=4)


def test_given_names_are_those_of_the_year_of_birth() -> None:
    born = {"建国": (1955, 1972), "梓涵": (2004, 2014), "伟": (1973, 1989)}
    for person in SEVERAL[0].persons[20:]:
        first, last = born.get(person.values["given_name"], (1900, 2100))
        if person.values["birthday"] is not None and person.values["customer_type"] == "personal":
            assert first <= person.values["birthday"].year <= last


def test_twelve_companies_were_entered_twice() -> None:
    doubles = [each for each in MADE.companies if each.double_of is not None]
    assert len(doubles) == 12
    for each in doubles:
        assert each.double_of is not None
        name, original = each.values["name"], each.double_of.values
        assert name != original["name"] or original["short_name"] is None
        assert each.values["credit_code"] is None
    ways = {"(" in each.values["name"] for made in SEVERAL for each in made.companies if each.double_of}
    assert ways == {True, False}, "some with half-width brackets, some by their short names"


def test_customers_of_who_left_are_older_than_that() -> None:
    made = make_customers(300, staff=5, seed=1, gone={2: 290})
    assert min(each.age for each in (*made.companies, *made.persons) if each.owner == 2) > 290


def test_places_are_the_invented_ones() -> None:
    cities = {each.values["city"] for each in MADE.companies if each.values["country"] == "中国"}
    assert cities == {city for city, *_rest in PLACES.values()}


def test_retail_customers_have_no_tax_number() -> None:
    retail = [each.values for each in MADE.companies if each.values["customer_type"] == "retail"]
    assert retail
    assert all(each["credit_code"] is None for each in retail)


def test_they_are_written_as_their_owners_over_the_last_months(site: Site) -> None:
    staff = [site.actor("seller.shanghai"), site.actor("seller.north")]
    written = write_customers(staff, 20, 7)
    assert written["contacts.company"] == Company.select().count() == 20
    assert written["contacts.person"] == Person.select().count() == 47
    assert written["contacts.contact_person"] == ContactPerson.select().count() > 30
    assert {record.owner_id for record in Company.select()} == {actor.id for actor in staff}
    assert {record.team_id for record in visible(staff[0], companies)} == {staff[0].team}
    assert all(written[kind] for kind in EVERY_KIND)
    moments = [record.created_at for record in Company.select().order_by(Company.id)]
    assert moments == sorted(moments)
    assert (staff[0].host.clock() - moments[0]).days > 60


def test_demo_data_need_no_right_to_assign(site: Site) -> None:
    """Everybody creates own records, whose parents and companies are visible to them."""
    staff = [site.actor("seller.shanghai"), site.actor("seller.north")]
    plain = [replace(each, grants=_without_assign(each)) for each in staff]
    assert write_customers(plain, 20, 3)["contacts.company"] == 20


def test_demo_data_go_in_one_click_and_nothing_else(
    actor_of: Callable[[str], Actor],
    client_of: Callable[..., Client],
    run_jobs: Callable[..., list[str]],
) -> None:
    north, admin = actor_of("seller.north"), client_of("admin")
    write_customers([actor_of("seller.shanghai"), north], 20, 7)
    own = create(north, companies, {"name": "自家公司"}).ref
    first = visible(north, companies).where(Company.owner_id == north.id).first()
    edit(north, companies, first.id, {"city": "别处"})

    assert "/settings/demo" in admin.get("/").text
    assert ">20<" in admin.get("/settings/demo").text
    admin.post("/settings/demo/remove")
    assert 'hx-get="/settings/demo/progress"' in admin.get("/settings/demo").text
    assert "host.remove_demo" in run_jobs()

    assert own is not None
    assert [each.id for each in Company.select().where(Company.deleted_at.is_null())] == [own.id]
    assert not Person.select().where(Person.deleted_at.is_null()).exists()
    house = actor_of("admin")
    known = house.host.resources
    assert {each.name for each in visible(house, known["people.user"])} == {"管理员", "John Smith"}
    assert {each.name for each in visible(house, known["people.team"])} == {"总部", "华北大区"}
    assert "/settings/demo" not in admin.get("/").text
    assert admin.get("/settings/demo/progress").headers["HX-Refresh"] == "true"
    assert Company.select().count() == 21, "they are in the bin, not gone"
    for kind in EVERY_KIND:
        model: Any = known[kind].model
        assert {each.id for each in model.select().where(model.deleted_at.is_null())} <= {own.id}, kind
        assert kind in ("contacts.company", "people.user") or model.select().count() > 0, kind


def test_what_stays_of_the_demo_data_says_why(
    actor_of: Callable[[str], Actor],
    client_of: Callable[..., Client],
    run_jobs: Callable[..., list[str]],
) -> None:
    north, admin = actor_of("seller.north"), client_of("admin")
    shanghai = actor_of("seller.shanghai")
    write_customers([north, shanghai], 20, 7)
    create(north, companies, {"name": "自家公司"})
    create(
        shanghai,
        shanghai.host.resources["contacts.interaction"],
        {
            "kind": "call",
            "summary": "来电",
            "about": (Ref("contacts.company", visible(shanghai, companies).first().id),),
        },
    )
    admin.post("/settings/demo/remove")
    run_jobs()
    page = admin.get("/settings/demo").text
    assert "Other records still belong to them" in page
    assert f'<a href="/people/users/{north.id}/hand-over">John Smith</a>' in page
    assert "Users or other teams are still in them." in page and "华北大区" in page
    assert "王芳" not in page and "上海一部" not in page, "who wrote a call has nothing to hand over"


def test_demo_data_are_removed_by_who_administers_users_alone(
    actor_of: Callable[[str], Actor], client_of: Callable[..., Client]
) -> None:
    write_customers([actor_of("seller.shanghai")], 20, 7)
    director = client_of("director")
    assert "/settings/demo" not in director.get("/").text
    assert director.get("/settings/demo").status_code == 403
    assert director.post("/settings/demo/remove").status_code == 403


def _without_assign(actor: Actor) -> dict[str, Scope]:
    return {name: scope for name, scope in actor.grants.items() if not name.endswith(".assign")}
