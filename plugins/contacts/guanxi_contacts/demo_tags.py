"""The tags of demo customers: what the people of the invented house would want to find again by."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from guanxi_contacts.demo import DemoCompany, DemoPerson

# (name, colour)
TAGS = (
    ("重点跟进", "red"),
    ("集团客户", "violet"),
    ("政府采购", "blue"),
    ("外贸", "blue"),
    ("展会认识", "green"),
    ("月结", "grey"),
    ("价格敏感", "amber"),
    ("有新厂房", "green"),
    ("老板亲自谈", "grey"),
    ("爱喝茶", "green"),
)
MAY_BE = (("重点跟进", 0.08), ("月结", 0.12), ("价格敏感", 0.14), ("有新厂房", 0.06), ("老板亲自谈", 0.08))
OF_PERSONS = 0.15


def put_tags(source: random.Random, companies: Iterable[DemoCompany], persons: Iterable[DemoPerson]) -> None:
    """Give customers the tags that follow from what they are, and some that follow from nothing."""
    for company in companies:
        chosen = dict.fromkeys(_that_follow(company))
        chosen |= dict.fromkeys(name for name, share in MAY_BE if source.random() < share)
        company.tags = tuple(chosen)
    for person in persons:
        values: dict[str, Any] = person.values
        tea = "tea" in (values.get("hobbies") or ())
        person.tags = ("爱喝茶",) if tea else ("价格敏感",) if source.random() < OF_PERSONS else ()


def _that_follow(company: DemoCompany) -> Iterator[str]:
    values = company.values
    if "集团" in values["name"] or company.parent is not None:
        yield "集团客户"
    if values["industry"] == "public" or (values["credit_code"] or "").startswith("12"):
        yield "政府采购"
    if values["country"] != "中国":
        yield "外贸"
    if values["source"] == "exhibition":
        yield "展会认识"
