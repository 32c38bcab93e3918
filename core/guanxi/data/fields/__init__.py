"""The kinds of fields: each parses, checks, keeps and shows one kind of value, once for forms, files, REST
and changes.
"""

from guanxi.data.fields.about import About
from guanxi.data.fields.address import Address
from guanxi.data.fields.boolean import Boolean
from guanxi.data.fields.characters import clean_text
from guanxi.data.fields.choice import Choice, Choices
from guanxi.data.fields.code import BankAccount, CreditCode, IdNumber, Phone
from guanxi.data.fields.country import Country
from guanxi.data.fields.date import Date
from guanxi.data.fields.email import Email
from guanxi.data.fields.field import Field, Invalid, When, when
from guanxi.data.fields.link import Link
from guanxi.data.fields.maturity import Maturity
from guanxi.data.fields.moment import DateTime
from guanxi.data.fields.money import MoneyField
from guanxi.data.fields.number import Decimal, Integer, Percent
from guanxi.data.fields.person_name import PersonName
from guanxi.data.fields.record import check_record, parse_record, shown_fields
from guanxi.data.fields.tags import Tags
from guanxi.data.fields.text import LongText, Text
from guanxi.data.fields.url import Url
from guanxi.data.fields.years import Years

__all__ = [
    "About",
    "Address",
    "BankAccount",
    "Boolean",
    "Choice",
    "Choices",
    "Country",
    "CreditCode",
    "Date",
    "DateTime",
    "Decimal",
    "Email",
    "Field",
    "IdNumber",
    "Integer",
    "Invalid",
    "Link",
    "LongText",
    "Maturity",
    "MoneyField",
    "Percent",
    "PersonName",
    "Phone",
    "Tags",
    "Text",
    "Url",
    "When",
    "Years",
    "check_record",
    "clean_text",
    "parse_record",
    "shown_fields",
    "when",
]
