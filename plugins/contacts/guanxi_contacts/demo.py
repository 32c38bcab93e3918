"""Demo customers: deterministic by seed, none of them real, with the oddities that real data have."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from guanxi.api import MoneyValue, credit_code_check_sign, identity_check_digit
from guanxi_contacts import demo_words as words
from guanxi_contacts.demo_birthdays import keep_lunar_birthdays
from guanxi_contacts.demo_profiles import add_profiles
from guanxi_contacts.demo_tags import put_tags

PERSONS_A_COMPANY = 7 / 3
AGE = 540
"""Days since the first of them was entered."""
QUIET_DAYS = 60
"""So long nothing happened with some of them."""
MOBILE_BLOCK = "154"
"""A block of mobile numbers that was not given out at last knowledge."""


@dataclass
class DemoCompany:
    """A company to write: `values` by field, `owner` the position of its owner among the staff, `age` in days.

    `double_of` is the company that this one is entered for a second time.
    """

    values: dict[str, Any]
    owner: int
    age: int
    parent: DemoCompany | None = None
    double_of: DemoCompany | None = None
    tags: tuple[str, ...] = ()


@dataclass
class DemoPerson:
    """A person to write, with the companies where he or she is contact person and the position held there."""

    values: dict[str, Any]
    owner: int
    age: int
    companies: list[tuple[DemoCompany, str]] = field(default_factory=list)
    tags: tuple[str, ...] = ()


@dataclass
class DemoCustomers:
    """All demo customers, oldest first."""

    companies: list[DemoCompany]
    persons: list[DemoPerson]


def make_customers(
    size: int = 300, *, staff: int = 18, seed: int = 2026, gone: Mapping[int, int] | None = None
) -> DemoCustomers:
    """Make `size` companies and 7/3 as many persons for `staff` owners; the same arguments give the same customers.

    `gone` tells how many days ago owners (by position) left: what is theirs is older than that.
    """
    if size < 20:
        raise ValueError("demo data need at least 20 companies")
    source = random.Random(seed)  # noqa: S311  invented data, no secrets
    maker = _Maker(source, staff, gone or {})
    companies = maker.companies(size)
    persons = maker.persons(companies, round(size * PERSONS_A_COMPANY))
    keep_lunar_birthdays(source, persons)
    add_profiles(source, [each.values for each in companies], [each.values for each in persons])
    put_tags(source, companies, persons)
    order = sorted(companies, key=lambda each: -each.age)
    for company in order:
        if company.parent is not None:
            company.age = min(company.age, company.parent.age)
    return DemoCustomers(
        sorted(order, key=lambda each: -each.age), sorted(persons, key=lambda each: -each.age)
    )


class _Maker:
    """The random source and what must not come twice."""

    def __init__(self, source: random.Random, staff: int, gone: Mapping[int, int]) -> None:
        self.random, self.staff, self.gone = source, staff, gone
        self.names: set[str] = set()
        self.forms: list[str] = []
        self.serial = 0

    def companies(self, size: int) -> list[DemoCompany]:
        found = [*self._group(), *self._well_known()]
        while len(found) < size - self._doubles(size):
            found.append(self._company())
        chinese = [each for each in found[11:] if each.values["country"] == "中国"]
        for original in self.random.sample(chinese, self._doubles(size)):
            found.append(self._double(original, len(found)))
        return found

    def persons(self, companies: Sequence[DemoCompany], count: int) -> list[DemoPerson]:
        chinese = [company for company in companies if company.values["country"] == "中国"]
        found = [
            self._named(each, self.random.choice(chinese))
            for each in (*words.RARE_PEOPLE, *words.MINORITY_PEOPLE)
        ]
        found += [self._named(("张", "伟", "m"), companies[0]) for _ in range(2)]
        found += [self._named(("李", "敏", "f"), company) for company in chinese[6:8]]
        abroad = [company for company in companies if company.values["country"] != "中国"] or list(
            companies[-1:]
        )
        found += [self._named(each, self.random.choice(abroad)) for each in words.FOREIGN_PEOPLE]
        for company in companies:
            found.append(self._person(company))
        while len(found) < count:
            private = self.random.random() < 0.15
            found.append(self._person(None if private else self.random.choice(companies)))
        for person in self.random.sample(found[20:], max(1, count // 50)):
            own = [each for each in chinese if each.owner == person.owner]
            person.companies.append((self.random.choice(own), "顾问")) if own else None
        return found[:count]

    def _group(self) -> Iterator[DemoCompany]:
        """恒润集团 with four subsidiaries, of which the first is the firm with two persons called 张伟."""
        parent = self._plain("栖云恒润精密机械（集团）有限公司", "恒润集团", "栖云", "manufacturing", age=AGE)
        parent.values |= {"email": "info@hengrun.example", "website": "https://www.hengrun.example"}
        parent.owner = next(each for each in range(self.staff) if each not in self.gone)
        yield parent
        for name, short, place in (
            ("栖云恒润精密机械有限公司", "恒润机械", "栖云"),
            ("青垣恒润数控设备有限公司", "恒润数控", "青垣"),
            ("白鹭恒润供应链管理有限公司", "恒润供应链", "白鹭"),
            ("栖云恒润新能源有限公司", "恒润新能源", "栖云"),
        ):
            child = self._plain(name, short, place, "manufacturing", age=self.random.randint(300, 500))
            child.parent, child.owner = parent, parent.owner
            yield child

    def _well_known(self) -> Iterator[DemoCompany]:
        """One of each kind of name, that is there whatever the seed."""
        yield self._shop("栖云", "望溪区", "阿兰面馆")
        yield self._plain("青垣瑞禾农业专业合作社", "瑞禾合作社", "青垣", "agriculture")
        yield self._plain("白鹭云帆信息技术股份有限公司", "云帆信息", "白鹭", "information")
        yield self._plain("栖云市第三人民医院", None, "栖云", "public")
        yield self._plain("望溪区教育局", None, "栖云", "public")
        yield self._foreign(words.FOREIGN[0])

    def _company(self, form: str | None = None) -> DemoCompany:
        form = form or self._form()
        place = self._weighted((("栖云", 60), ("青垣", 22), ("白鹭", 18)))
        if form == "foreign":
            return self._foreign()
        if form == "public" and (name := self._board(place)):
            teaches = name.endswith(("小学", "中学", "学院"))
            return self._plain(name, None, place, "education" if teaches else "public")
        industry, trade = self._trade()
        if form == "个体":
            return self._shop(place)
        brand = self._brand()
        end = "有限公司" if form == "public" else form
        if industry == "agriculture" and form == "有限公司" and self.random.random() < 0.3:
            trade, end = "", "农业专业合作社"
        name = self._fresh(f"{place}{brand}{trade}{end}")
        short = brand + (trade[:2] or "合作社")
        return self._plain(name, short, place, industry) if name else self._company(form)

    def _form(self) -> str:
        """How the next name ends: of a hundred in a row each form has its share."""
        if not self.forms:
            self.forms = [form for form, share in words.FORMS for _ in range(share)]
            self.random.shuffle(self.forms)
        return self.forms.pop()

    def _board(self, place: str) -> str:
        """A public body of a city or of one of its districts that is not there yet; empty when there is none left."""
        names = [place + each for each in words.BOARDS]
        names += [district + each for district in words.PLACES[place][2] for each in words.DISTRICT_BOARDS]
        left = [each for each in names if each not in self.names]
        return self.random.choice(left) if left else ""

    def _shop(self, place: str, district: str = "", brand: str = "") -> DemoCompany:
        city, _code, districts, _area = words.PLACES[place]
        district = district or self.random.choice(districts)
        brand = brand or self.random.choice(words.SHOP_PEOPLE) + self.random.choice(words.SHOPS)
        name = self._fresh(f"{city}{district}{brand}（个体工商户）")
        if not name:
            return self._company(words.FORMS[0][0])
        made = self._plain(name, brand, place, "hospitality" if "面馆" in brand else "trade")
        made.values |= {"customer_type": "retail", "credit_code": None, "email": None, "website": None}
        made.values |= {"employees": self.random.randint(1, 9), "turnover": None, "phone": self._mobile()}
        return made

    def _foreign(self, which: tuple[str, str, str, str] | None = None) -> DemoCompany:
        left = [each for each in words.FOREIGN if each[0] not in self.names]
        if not left:
            return self._company(words.FORMS[0][0])
        name, country, city, domain = which or self.random.choice(left)
        made = self._plain(name, None, "栖云", "manufacturing")
        made.values |= {"country": country, "city": city, "address": None, "credit_code": None}
        made.values |= {
            "phone": None,
            "email": f"office@{domain}.example",
            "website": f"https://{domain}.example",
        }
        return made

    def _double(self, original: DemoCompany, number: int) -> DemoCompany:
        """The same firm once more, as people enter it: half-width brackets, the short name, a blank too many."""
        name, short = original.values["name"], original.values["short_name"]
        ways = [
            name.replace("（", "(").replace("）", ")"),
            short,
            name.removesuffix("有限公司"),
            name.replace("市", ""),
        ]
        other = next((way for way in ways[number % 2 :] + ways[:2] if way and way != name), name)
        values = original.values | {"name": other, "credit_code": None, "short_name": None, "note": None}
        age, owner = max(1, original.age - self.random.randint(5, 90)), self.random.randrange(self.staff)
        return DemoCompany(values, owner, self._old_enough(owner, age), double_of=original)

    def _plain(
        self, name: str, short: str | None, place: str, industry: str, age: int | None = None
    ) -> DemoCompany:
        self.names.add(name)
        self.serial += 1
        city, code, districts, area = words.PLACES[place]
        employees = max(3, round(self.random.lognormvariate(4, 1.1)))
        health = name.endswith(("医院", "卫生服务中心"))
        public = industry == "public" or name.endswith(("中学", "小学", "学院"))
        values = {
            "name": name,
            "short_name": short,
            "customer_type": "company",
            "industry": "health" if health else industry,
            "credit_code": self._credit_code("12" if public else "91", code),
            "phone": f"{area}-{self.random.randint(2000, 8999)}{self.random.randint(0, 9999):04}",
            "email": f"contact@c{self.serial:04}.example",
            "website": f"https://c{self.serial:04}.example" if self.random.random() < 0.6 else None,
            "country": "中国",
            "city": city,
            "address": self._address(city, self.random.choice(districts)),
            "founded": self.random.randint(1952, 2000) if public else self.random.randint(1986, 2024),
            "employees": employees,
            "turnover": None if public else self._turnover(employees),
            "source": self._weighted(words.SOURCES),
            "note": None,
        }
        owner = self.random.randrange(self.staff)
        return DemoCompany(values, owner, self._old_enough(owner, age or self._age()))

    def _named(self, name: tuple[str, str, str], company: DemoCompany) -> DemoPerson:
        made = self._person(company)
        family, given, sex = name
        made.values |= {"family_name": family, "given_name": given, "sex": sex, "name": _shown(family, given)}
        made.values |= {"salutation": None, "email": None, "id_number": None}
        return made

    def _person(self, company: DemoCompany | None) -> DemoPerson:
        family, born = self._weighted(words.SURNAMES), self._birthday(private=company is None)
        sex = "f" if self.random.random() < 0.45 else "m"
        _from, _to, men, women = next(each for each in words.GIVEN if each[0] <= born.year <= each[1])
        given = self.random.choice((women if sex == "f" else men).split())
        position = self._weighted(words.POSITIONS) if company else None
        self.serial += 1
        values = {
            "name": family + given,
            "family_name": family,
            "given_name": given,
            "customer_type": "contact" if company else "personal",
            "sex": sex,
            "position": position,
            "employer": company.values["name"] if company else None,
            "salutation": _salutation(family, position, sex),
            "mobile": self._mobile(),
            "email": f"p{self.serial:05}@demo.example" if self.random.random() < 0.7 else None,
            "city": company.values["city"] if company else "栖云市",
            "address": None
            if company
            else self._address("栖云市", self.random.choice(words.PLACES["栖云"][2])),
            "birthday": born if company is None or self.random.random() < 0.5 else None,
            "id_number": None if company else self._id_number(born, sex),
            "source": "unknown" if company else self._weighted(words.SOURCES),
        }
        age = max(1, company.age - self.random.randint(0, 30)) if company else self._age()
        owner = company.owner if company else self.random.randrange(self.staff)
        age = self._old_enough(owner, age)
        return DemoPerson(values, owner, age, [(company, position or "")] if company else [])

    def _birthday(self, *, private: bool) -> date:
        year = self.random.randint(1958, 2012 if private and self.random.random() < 0.1 else 2001)
        return date(year, self.random.randint(1, 12), self.random.randint(1, 28))

    def _credit_code(self, kind: str, division: str) -> str:
        first = f"{kind}{division}MA{self.serial:06}T"
        return first + credit_code_check_sign(first)

    def _id_number(self, born: date, sex: str) -> str:
        last = self.random.randrange(500) * 2 + (sex == "m")
        first = f"990101{born:%Y%m%d}{last:03}"
        return first + identity_check_digit(first)

    def _mobile(self) -> str:
        return f"{MOBILE_BLOCK}{self.random.randint(0, 99_999_999):08}"

    def _address(self, city: str, district: str) -> str:
        place = f"{words.PROVINCE}{city}{district}{self.random.choice(words.STREETS)}"
        return f"{place} {self.random.randint(1, 400)} 号 {self.random.randint(1, 12)} 幢"

    def _turnover(self, employees: int) -> MoneyValue:
        thousands = round(employees * self.random.lognormvariate(5.8, 0.5) / 10) * 10
        return MoneyValue(Decimal(max(thousands, 50) * 1000), "CNY")

    def _age(self) -> int:
        return round(self.random.triangular(1, AGE, 120))

    def _old_enough(self, owner: int, age: int) -> int:
        """The age, or for an owner who left one from before he did."""
        left = max(self.gone[owner], QUIET_DAYS) if owner in self.gone else 0
        return age if age > left else left + 1 + age % 150

    def _trade(self) -> tuple[str, str]:
        industry, _weight, trades = self.random.choices(
            words.INDUSTRIES, [each[1] for each in words.INDUSTRIES]
        )[0]
        return industry, self.random.choice(trades)

    def _brand(self) -> str:
        return self.random.choice(words.BRANDS_1) + self.random.choice(words.BRANDS_2)

    def _fresh(self, name: str) -> str:
        return "" if name in self.names else name

    def _weighted(self, pairs: Sequence[tuple[str, int]]) -> str:
        return self.random.choices([value for value, _ in pairs], [weight for _, weight in pairs])[0]

    def _doubles(self, size: int) -> int:
        return max(1, size // 25)


def _shown(family: str, given: str) -> str:
    """The name in its own order: family first, · in names of minorities, given first in Latin ones."""
    if family.isascii():
        return f"{given} {family}"
    return f"{family}·{given}" if len(family) > 2 or family == "次仁" or family == "艾力" else family + given


def _salutation(family: str, position: str | None, sex: str) -> str:
    """Family name and position, 副 left out when speaking; else 先生 or 女士."""
    if position and position.endswith(("经理", "总监", "主任", "科长", "主管")):
        return family + ("总" if position in ("总经理", "副总经理") else position.removeprefix("副"))
    return family + ("女士" if sex == "f" else "先生")
