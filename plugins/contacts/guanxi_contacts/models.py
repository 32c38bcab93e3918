"""The tables of customers: companies, persons, and who is whose contact person."""

from __future__ import annotations

from guanxi.api import BigIntegerField, Day, IntegerField, Moment, MoneyColumn, RecordTable, TextField


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
    note = TextField(null=True)

    class Meta:
        table_name = "contacts_person"


class ContactPerson(RecordTable):
    """A person as seen from a company, with the position held there; visible to whoever sees both."""

    company_id = BigIntegerField()
    person_id = BigIntegerField()
    position = TextField(null=True)

    class Meta:
        table_name = "contacts_contact_person"
        indexes = ((("company_id", "person_id"), False), (("person_id",), False))


class Interaction(RecordTable):
    """What happened with a customer: a call, a meeting, a visit, a mail, a message, a letter."""

    kind = TextField()
    happened_at = Moment()
    direction = TextField(null=True)
    duration = BigIntegerField(null=True)
    summary = TextField()
    outcome = TextField(null=True)
    about = TextField(null=True)
    participants = TextField(null=True)
    next_on = Day(null=True)

    class Meta:
        table_name = "contacts_interaction"
