"""Companies, persons and contact persons as resources, with their lists, pages and imports."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from guanxi.api import (
    Actor,
    Address,
    Board,
    Choice,
    Choices,
    Country,
    CreditCode,
    Date,
    DateTime,
    Duplicates,
    Email,
    IdNumber,
    Import,
    Integer,
    Link,
    List,
    LongText,
    Money,
    PersonName,
    Phone,
    Quick,
    Record,
    Resource,
    Rows,
    Text,
    Url,
    merging,
    mine,
    translator,
    when,
)
from guanxi_contacts.choices import (
    CUSTOMER_TYPES,
    EDUCATION,
    HABITS,
    HOBBIES,
    INDUSTRIES,
    LEVELS,
    MARITAL,
    PERSON_TYPES,
    RISKS,
    SEXES,
    SOURCES,
    TRADE_CHANNELS,
)
from guanxi_contacts.contacted import QUIET, last_contact
from guanxi_contacts.groups import no_circle
from guanxi_contacts.knowing import withdrawn_fields
from guanxi_contacts.models import Company, ContactPerson, Person
from guanxi_contacts.names import parts_of_name

_ = translator("guanxi_contacts")

companies = Resource(
    Company,
    label=_("Companies"),
    label_one=_("Company"),
    title="name",
    order=["name", "changed_at", "contacted_at"],
    icon="building-2",
    on_write=no_circle,
    on_write_new=False,
    born="contacted_at",
    fields=[
        Text(
            "name",
            label=_("Company name"),
            required=True,
            max=200,
            search=True,
            sort="sort_name",
            reading="company",
        ),
        Text("short_name", label=_("Short name"), max=60, search=True),
        Choice(
            "customer_type",
            label=_("Customer type"),
            choices=CUSTOMER_TYPES,
            required=True,
            default="company",
            filter=True,
        ),
        Choice(
            "industry", label=_("Industry"), choices=INDUSTRIES, adjustable="contacts.industry", filter=True
        ),
        CreditCode(
            "credit_code", label=_("Unified social credit code"), when=when("customer_type", "company")
        ),
        Phone("phone", label=_("Phone"), search=True),
        Email("email", label=_("Email")),
        Url("website", label=_("Website")),
        Country("country", label=_("Country"), max=80),
        Text("city", label=_("City"), max=80),
        Address("address", label=_("Address"), within="city"),
        Integer("founded", label=_("Year founded"), min=1000, max=2100, grouped=False),
        Integer("employees", label=_("Employees"), min=0, max=100_000_000),
        Money("turnover", label=_("Turnover")),
        Link("subsidiary_of", to="contacts.company", label=_("Parent company"), back=_("Subsidiaries")),
        Choice("source", label=_("Source"), choices=SOURCES, unset="unknown", adjustable="contacts.source"),
        Choice(
            "trade_channel",
            label=_("Trade channel"),
            choices=TRADE_CHANNELS,
            adjustable="contacts.trade_channel",
        ),
        Text("region", label=_("Region"), max=60),
        Choice("level", label=_("Level"), choices=LEVELS, filter=True),
        Choice("risk", label=_("Risk"), choices=RISKS),
        Link("owner", to="people.user", label=_("Owner"), filter=True),
        Link("team", to="people.team", label=_("Team"), read_only=True),
        DateTime("created_at", label=_("Entered"), read_only=True),
        DateTime("changed_at", label=_("Changed"), read_only=True),
        Date("bought_last", label=_("Bought last"), read_only=True),
        Integer("bought_count", label=_("Number of purchases"), read_only=True),
        Money("bought_total", label=_("Bought in total"), read_only=True),
        last_contact(),
        LongText("note", label=_("Note"), max=10_000),
    ],
    rows=Rows(own="owner", team="team", shared=True),
    tags=True,
    apart="city owner",
)

persons = Resource(
    Person,
    label=_("Persons"),
    label_one=_("Person"),
    title="name",
    order=["name", "changed_at", "contacted_at"],
    icon="user",
    fill=parts_of_name,
    born="contacted_at",
    fields=[
        PersonName("name", label=_("Name"), required=True, search=True, sort="sort_name"),
        Text("family_name", label=_("Family name"), max=100),
        Text("given_name", label=_("Given name"), max=100),
        Choice(
            "customer_type",
            label=_("Customer type"),
            choices=PERSON_TYPES,
            required=True,
            default="contact",
            filter=True,
        ),
        Choice("sex", label=_("Sex"), choices=SEXES),
        Text("position", label=_("Position"), max=60, when=when("customer_type", "contact")),
        Text("employer", label=_("Employer"), max=200),
        Text("salutation", label=_("Salutation"), max=60),
        Phone("mobile", label=_("Mobile"), search=True, mask="contacts.person.reveal"),
        Phone("phone", label=_("Phone"), search=True),
        Email("email", label=_("Email")),
        Text("city", label=_("City"), max=80),
        Address("address", label=_("Address"), within="city"),
        Date("birthday", label=_("Birthday"), years=("age", _("Age"))),
        IdNumber(
            "id_number",
            label=_("Identity number"),
            mask="contacts.person.reveal",
            when=when("customer_type", "personal"),
        ),
        Choice("source", label=_("Source"), choices=SOURCES, unset="unknown", adjustable="contacts.source"),
        Money("income", label=_("Monthly income")),
        Text("occupation", label=_("Occupation"), max=60),
        Choice("education", label=_("Highest education"), choices=EDUCATION),
        Choice("marital_status", label=_("Marital status"), choices=MARITAL),
        Choices("hobbies", label=_("Hobbies"), choices=HOBBIES, adjustable="contacts.hobby"),
        Choices("habits", label=_("Buying habits"), choices=HABITS, adjustable="contacts.habit"),
        Choice("level", label=_("Level"), choices=LEVELS),
        Choice("risk", label=_("Risk"), choices=RISKS),
        Link("owner", to="people.user", label=_("Owner"), filter=True),
        Link("team", to="people.team", label=_("Team"), read_only=True),
        DateTime("changed_at", label=_("Changed"), read_only=True),
        Date("bought_last", label=_("Bought last"), read_only=True),
        Integer("bought_count", label=_("Number of purchases"), read_only=True),
        Money("bought_total", label=_("Bought in total"), read_only=True),
        last_contact(),
        LongText("note", label=_("Note"), max=10_000),
    ],
    rows=Rows(own="owner", team="team", shared=True),
    tags=True,
    apart="employer position city owner",
)

contact_persons = Resource(
    ContactPerson,
    label=_("Contact persons"),
    label_one=_("Contact person"),
    title="position",
    order=["id"],
    icon="contact-round",
    fields=[
        Link("company", to="contacts.company", label=_("Company"), required=True, back=_("Contact persons")),
        Link("person", to="contacts.person", label=_("Person"), required=True, back=_("Companies")),
        Text("position", label=_("Position"), max=60),
        Date("since", label=_("Since")),
        Date("until", label=_("Until")),
    ],
    rows=Rows(through=("company", "person")),
)


def _my_team(actor: Actor) -> dict[str, Any]:
    """What the actor's team owns; for who has no team, what belongs to none."""
    return (
        {"field": "team", "op": "eq", "value": actor.team} if actor.team else {"field": "team", "op": "empty"}
    )


def _recently(actor: Actor) -> dict[str, Any]:
    since = actor.host.clock() - timedelta(days=7)
    return {"field": "changed_at", "op": "gte", "value": since.isoformat()}


QUICK = (
    mine(),
    Quick("my_team", _("My team"), _my_team),
    Quick("recently_changed", _("Recently changed"), _recently),
    *QUIET,
)

companies_list = List(
    companies,
    columns="name customer_type industry city phone employees owner changed_at",
    quick=QUICK,
    empty=_(
        "A company is a customer that is an organisation. Its name is enough to begin with; or import your list."
    ),
    key="c",
)
companies_board = Board(
    companies, by="level", card="industry city bought_total owner", total="bought_total", create="name city"
)
companies_views = (companies_list, companies_board)
persons_list = List(
    persons,
    columns="name customer_type position employer mobile email owner changed_at",
    quick=QUICK,
    empty=_("A person stands here once, whether customer, contact person of several companies, or both."),
    key="p",
)

companies_page = Record(
    companies,
    paste="/contacts/companies/paste",
    badges=withdrawn_fields,
    sections={
        _("Basics"): "name short_name customer_type industry credit_code subsidiary_of",
        _("Contact"): "phone email website country city address",
        _("Business"): "founded employees turnover source",
        _("Profile"): "trade_channel region level risk",
        _("Purchases"): "bought_last bought_count bought_total",
        _("Responsibility"): "owner team contacted_at created_at changed_at",
        _("Note"): "note",
    },
)
persons_page = Record(
    persons,
    paste="/contacts/persons/paste",
    badges=withdrawn_fields,
    sections={
        _("Basics"): "name family_name given_name customer_type sex employer position salutation",
        _("Contact"): "mobile phone email city address",
        _("Personal"): "birthday id_number source",
        _("Profile"): "occupation income education marital_status hobbies habits level risk",
        _("Purchases"): "bought_last bought_count bought_total",
        _("Responsibility"): "owner team contacted_at changed_at",
        _("Note"): "note",
    },
)

companies_import = Import(
    companies,
    columns={
        "name": "account company customer company_name organisation 企业 公司 公司名称 单位 单位名称 客户名称 客户 名称",
        "short_name": "abbreviation 企业简称",
        "customer_type": "type 类型",
        "industry": "sector branch 所属行业",
        "credit_code": "tax_code tax_number tax_id vat_number uscc 信用代码 税号 纳税人识别号",
        "phone": "telephone tel phone_number 联系电话 座机",
        "email": "e_mail mail mail_address 电子邮箱 电子邮件",
        "website": "web url homepage 官网",
        "country": "office_location 国家或地区",
        "city": "town 所在城市",
        "address": "street location 详细地址 通讯地址",
        "founded": "year_established established year_founded founding_year 成立时间",
        "employees": "number_of_employees headcount staff 员工数 人数",
        "turnover": "revenue annual_revenue sales 营业收入 年营业额",
        "subsidiary_of": "parent parent_company 上级公司 所属集团",
        "source": "lead_source 客户来源",
        "trade_channel": "channel sales_channel 销售渠道",
        "region": "area 区域",
        "owner": "sales_agent account_manager responsible 客户经理",
        "note": "notes remark remarks comment 说明",
    },
    words={
        "industry": {
            "technology": "information",
            "software": "information",
            "telecommunications": "information",
            "medical": "health",
            "retail": "trade",
            "wholesale": "trade",
            "entertainment": "culture",
            "marketing": "business_services",
            "employment": "business_services",
            "services": "household_services",
        }
    },
)
persons_import = Import(
    persons,
    columns={
        "name": "full_name person contact contact_name 联系人 客户姓名",
        "family_name": "last_name surname 姓氏",
        "given_name": "first_name",
        "sex": "gender",
        "employer": "company organisation company_name 公司 单位 企业",
        "position": "title job_title 职位 职称",
        "mobile": "mobile_phone cell cell_phone 手机号码 手机号 联系方式",
        "phone": "telephone tel 电话 联系电话",
        "email": "e_mail mail 电子邮箱",
        "occupation": "job profession 工作",
        "income": "salary 月薪 收入",
        "birthday": "birth_date date_of_birth 出生日期",
        "id_number": "identity_card 身份证 身份证号 身份证号码 证件号码 证件号",
        "note": "notes remark remarks comment 说明",
    },
)

companies_lookup = Duplicates(companies, names="name short_name", codes="credit_code phone email")
persons_lookup = Duplicates(persons, names="name", codes="mobile phone email")

duplicates = (companies_lookup, persons_lookup, merging(companies), merging(persons))
"""What finds the records of one customer, and makes one of them."""
