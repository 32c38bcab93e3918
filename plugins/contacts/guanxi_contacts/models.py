"""The tables of customers: companies, persons, and who is whose contact person."""

from __future__ import annotations

from guanxi.api import (
    BigIntegerField,
    BooleanField,
    Day,
    IntegerField,
    Moment,
    MoneyColumn,
    RecordTable,
    TextField,
)


class Company(RecordTable):
    """A customer that is an organisation; `sort_name` is the pinyin or folded Latin of `name`."""

    name = TextField()
    short_name = TextField(null=True)
    sort_name = TextField()
    customer_type = TextField(default="company")
    industry = TextField(null=True)
    credit_code = TextField(null=True)
    phone = TextField(null=True)
    email = TextField(null=True)
    website = TextField(null=True)
    country = TextField(null=True)
    city = TextField(null=True)
    address = TextField(null=True)
    founded = IntegerField(null=True)
    employees = BigIntegerField(null=True)
    turnover = MoneyColumn(null=True)
    turnover_currency = TextField(null=True)
    subsidiary_of_id = BigIntegerField(null=True, index=True)
    source = TextField(null=True)
    trade_channel = TextField(null=True)
    region = TextField(null=True)
    level = TextField(null=True)
    risk = TextField(null=True)
    bought_last = Day(null=True)
    bought_count = BigIntegerField(null=True)
    bought_total = MoneyColumn(null=True)
    bought_total_currency = TextField(null=True)
    contacted_at = Moment(null=True)
    note = TextField(null=True)

    class Meta:
        table_name = "contacts_company"


class Person(RecordTable):
    """A natural person: personal customer, contact person, or both; `name` is the name as shown, in its own order."""

    name = TextField()
    family_name = TextField(null=True)
    given_name = TextField(null=True)
    sort_name = TextField()
    customer_type = TextField(default="contact")
    sex = TextField(null=True)
    employer = TextField(null=True)
    position = TextField(null=True)
    salutation = TextField(null=True)
    mobile = TextField(null=True)
    phone = TextField(null=True)
    email = TextField(null=True)
    city = TextField(null=True)
    address = TextField(null=True)
    birthday = Day(null=True)
    id_number = TextField(null=True)
    source = TextField(null=True)
    income = MoneyColumn(null=True)
    income_currency = TextField(null=True)
    occupation = TextField(null=True)
    education = TextField(null=True)
    marital_status = TextField(null=True)
    hobbies = TextField(null=True)
    habits = TextField(null=True)
    level = TextField(null=True)
    risk = TextField(null=True)
    bought_last = Day(null=True)
    bought_count = BigIntegerField(null=True)
    bought_total = MoneyColumn(null=True)
    bought_total_currency = TextField(null=True)
    contacted_at = Moment(null=True)
    note = TextField(null=True)

    class Meta:
        table_name = "contacts_person"


class ContactPerson(RecordTable):
    """A person as seen from a company, with the position held there; visible to whoever sees both."""

    company_id = BigIntegerField()
    person_id = BigIntegerField()
    position = TextField(null=True)
    since = Day(null=True)
    until = Day(null=True)

    class Meta:
        table_name = "contacts_contact_person"
        indexes = ((("company_id", "person_id"), False), (("person_id",), False))


class Interaction(RecordTable):
    """What happened with a customer: a call, a meeting, a visit, a mail, a message, a letter; `planned_id` is what comes next."""

    kind = TextField()
    happened_at = Moment()
    direction = TextField(null=True)
    duration = BigIntegerField(null=True)
    summary = TextField()
    outcome = TextField(null=True)
    about = TextField(null=True)
    participants = TextField(null=True)
    next_on = Day(null=True)
    planned_id = BigIntegerField(null=True)

    class Meta:
        table_name = "contacts_interaction"


class ContactMethod(RecordTable):
    """One more way to reach a company or a person: a number, or an address of some kind."""

    company_id = BigIntegerField(null=True, index=True)
    person_id = BigIntegerField(null=True, index=True)
    kind = TextField(default="mobile")
    number = TextField(null=True)
    address = TextField(null=True)
    label = TextField(null=True)
    main = BooleanField(default=False)
    invalid = BooleanField(default=False)

    class Meta:
        table_name = "contacts_contact_method"


class Relation(RecordTable):
    """What a company or person is to another one; visible to whoever sees both."""

    company_id = BigIntegerField(null=True, index=True)
    person_id = BigIntegerField(null=True, index=True)
    kind = TextField(default="partner")
    other_company_id = BigIntegerField(null=True, index=True)
    other_person_id = BigIntegerField(null=True, index=True)
    since = Day(null=True)
    until = Day(null=True)
    note = TextField(null=True)

    class Meta:
        table_name = "contacts_relation"


class Need(RecordTable):
    """Something that a customer needs or likes, with where it was heard; `ended_on` when a later statement replaced it."""

    company_id = BigIntegerField(null=True, index=True)
    person_id = BigIntegerField(null=True, index=True)
    kind = TextField(default="need")
    topic = TextField()
    statement = TextField()
    heard = TextField(null=True)
    interaction_id = BigIntegerField(null=True, index=True)
    day = Day(null=True)
    ended_on = Day(null=True)

    class Meta:
        table_name = "contacts_need"


class Touch(RecordTable):
    """A further contact of a customer with what we publish, after the first source."""

    company_id = BigIntegerField(null=True, index=True)
    person_id = BigIntegerField(null=True, index=True)
    source = TextField(default="website")
    day = Day(null=True)
    note = TextField(null=True)

    class Meta:
        table_name = "contacts_touch"


class Consent(RecordTable):
    """One statement of a customer, giving or withdrawing consent to a channel and a purpose; the last one counts."""

    company_id = BigIntegerField(null=True, index=True)
    person_id = BigIntegerField(null=True, index=True)
    state = TextField(default="given")
    channel = TextField(default="all")
    purpose = TextField(default="marketing")
    day = Day(null=True)
    how = TextField(null=True)
    proof = TextField(null=True)
    until = Day(null=True)

    class Meta:
        table_name = "contacts_consent"


class Purchase(RecordTable):
    """Something that a customer bought, or gave back for a refund; the amount is never below zero."""

    company_id = BigIntegerField(null=True, index=True)
    person_id = BigIntegerField(null=True, index=True)
    day = Day()
    kind = TextField(default="purchase")
    amount = MoneyColumn()
    amount_currency = TextField()
    product = TextField(null=True)
    category = TextField(null=True)
    quantity = BigIntegerField(null=True)
    way = TextField(null=True)
    place = TextField(null=True)
    number = TextField(null=True)

    class Meta:
        table_name = "contacts_purchase"
