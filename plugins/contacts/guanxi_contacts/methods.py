"""Further ways to reach a company or a person: numbers, mail, WeChat and what else there is, as lines on their pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from guanxi.api import (
    Boolean,
    Choice,
    Email,
    Import,
    Invalid,
    InvalidValues,
    Link,
    Phone,
    RecordTable,
    Resource,
    Rows,
    Text,
    Transaction,
    Url,
    translator,
    visible,
    when,
)
from guanxi_contacts.models import ContactMethod

_ = translator("guanxi_contacts")

NUMBERS = {"mobile": _("Mobile"), "phone": _("Phone"), "fax": _("Fax")}
ADDRESSES = {
    "email": _("Email"),
    "wechat": _("WeChat"),
    "qq": _("QQ"),
    "dingtalk": _("DingTalk"),
    "wecom": _("WeCom"),
    "website": _("Website"),
    "address": _("Postal address"),
    "other": _("Other"),
}
_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")


@dataclass(frozen=True, eq=False)
class Address(Text):
    """What one is reached by that is no number; a mail or web address can be tapped."""

    def href(self, raw: Any) -> str:
        if not raw:
            return ""
        if raw.startswith(("https://", "http://")):
            return str(raw)
        return f"mailto:{raw}" if _MAIL.fullmatch(raw) else ""


_READERS = {"email": Email("address"), "website": Url("address")}


def by_kind(given: Mapping[str, Any], whole: Mapping[str, Any]) -> Mapping[str, Any]:
    """The address in the form that its kind has; raises InvalidValues where there is none, or it is no such address."""
    kind = whole.get("kind")
    if kind in NUMBERS:
        if not whole.get("number"):
            raise InvalidValues({"number": _("Type the number.")})
        return {"address": None} if whole.get("address") else {}
    if not whole.get("address"):
        raise InvalidValues({"address": _("Type the address or account.")})
    found: dict[str, Any] = {"number": None} if whole.get("number") else {}
    if kind in _READERS:
        try:
            found["address"] = _READERS[kind].parse(whole["address"])
        except Invalid as wrong:
            raise InvalidValues({"address": wrong.message}) from wrong
    return found


def one_main(tx: Transaction, verb: str, record: RecordTable | None, columns: dict[str, Any]) -> None:
    """Of each kind one is the main one: who becomes it takes the place of the former."""
    if not columns.get("main"):
        return
    now = {name: getattr(record, name) for name in ("kind", "company_id", "person_id")} if record else {}
    now |= {name: columns[name] for name in ("kind", "company_id", "person_id") if name in columns}
    method = ContactMethod
    former = visible(tx.actor, tx.host.resources["contacts.contact_method"]).where(
        method.kind == now.get("kind"), method.main, method.id != (record.id if record else 0)
    )
    for name in ("company_id", "person_id"):
        column = getattr(method, name)
        former = former.where(column == now[name] if now.get(name) else column.is_null())
    for each in former:
        tx.set(each, main=False)


contact_methods = Resource(
    ContactMethod,
    label=_("Contact methods"),
    label_one=_("Contact method"),
    title="address",
    order=["id"],
    icon="at-sign",
    fill=by_kind,
    on_write=one_main,
    fields=[
        Link("company", to="contacts.company", label=_("Company")),
        Link("person", to="contacts.person", label=_("Person")),
        Choice("kind", label=_("Kind"), choices=NUMBERS | ADDRESSES, required=True, default="mobile"),
        Phone(
            "number",
            label=_("Number"),
            search=True,
            mask="contacts.person.reveal",
            when=when("kind", *NUMBERS),
        ),
        Address(
            "address", label=_("Address or account"), max=500, search=True, when=when("kind", *ADDRESSES)
        ),
        Text("label", label=_("Used for"), max=60, help=_("Work, home, invoices …")),
        Boolean("main", label=_("Main one"), required=True, default=False),
        Boolean("invalid", label=_("No longer valid"), required=True, default=False),
    ],
    rows=Rows(through=("company", "person"), part=True),
)

LABEL = _("More contact methods")
COLUMNS = "kind number address label main invalid"

methods_import = Import(
    contact_methods,
    columns={
        "company": "customer account 客户 公司 企业",
        "person": "contact name 联系人 姓名",
        "number": "phone mobile telephone tel 号码 电话 手机",
        "address": "email mail wechat account_number 账号 地址 邮箱 微信",
        "label": "use purpose 用途",
    },
)
