"""Purchases of customers and their refunds; what is kept beside the customer follows from them, whoever writes them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, cast

from peewee import fn

from guanxi.api import (
    Choice,
    Date,
    Done,
    Entries,
    Import,
    Integer,
    InvalidValues,
    Lines,
    Link,
    MenuItem,
    Money,
    MoneyValue,
    RecordTable,
    Ref,
    Resource,
    Rows,
    Text,
    Transaction,
    change,
    get,
    translator,
)
from guanxi_contacts.choices import PURCHASE_KINDS, PURCHASE_WAYS
from guanxi_contacts.models import Company, Person, Purchase

_ = translator("guanxi_contacts")
Bought = tuple[Any, ...]
"""Of purchases of one kind in one currency: these, how many they are, what they come to (1/10,000), and the last day."""
_NO_MINUS = _("Choose “Refund” and write the amount without a minus sign.")
CUSTOMERS: dict[str, Any] = {"company_id": Company, "person_id": Person}
COUNTED = ("company_id", "person_id", "kind", "amount", "amount_currency", "day", "deleted_at")


def keep_totals(tx: Transaction, verb: str, record: RecordTable | None, columns: dict[str, Any]) -> None:
    """Keep number, total and last day of purchases at the customer, before any write of any change, import or undo."""
    if (columns.get("amount") or 0) < 0:
        raise InvalidValues({"amount": _NO_MINUS})
    before = {name: record.__data__.get(name) for name in COUNTED} if record else {}
    after = before | {name: columns[name] for name in COUNTED if name in columns}
    if before == after:
        return
    for column in CUSTOMERS:
        for customer in {before.get(column), after.get(column)} - {None}:
            living = after.get("deleted_at") is None and after.get(column) == customer
            _keep(column, int(customer or 0), record.id if record else 0, after if living else None)


def keep_totals_of_many(tx: Transaction, rows: Sequence[dict[str, Any]]) -> dict[int, InvalidValues]:
    """The same for many new purchases: what was bought before is read in one statement for all customers."""
    refused = {
        place: InvalidValues({"amount": _NO_MINUS}) for place, row in enumerate(rows) if row["amount"] < 0
    }
    sound = [row for place, row in enumerate(rows) if place not in refused]
    for column in CUSTOMERS:
        by_customer: dict[int, list[Bought]] = {}
        for row in sound:
            if row.get(column) is not None:
                by_customer.setdefault(row[column], []).append(_bought(row))
        for customer, *bought in _before(column, list(by_customer)):
            by_customer[customer].append(tuple(bought))
        for customer, every in by_customer.items():
            _write(column, customer, every)
    return refused


def _keep(column: str, customer: int, but: int, more: Mapping[str, Any] | None) -> None:
    """Write what the purchases of a customer, without `but` and with `more`, come to."""
    found = [tuple(bought) for _customer, *bought in _before(column, [customer], but)]
    _write(column, customer, [*found, _bought(more)] if more is not None else found)


def _before(column: str, customers: Sequence[int], but: int = 0) -> Iterable[tuple[Any, ...]]:
    """Of each customer what `Bought` tells of the living purchases, without `but`: added up by the database."""
    link, kind, currency = getattr(Purchase, column), Purchase.kind, Purchase.amount_currency
    summed = (fn.COUNT(Purchase.id), fn.SUM(Purchase.amount), fn.MAX(Purchase.day))
    found = (
        Purchase.select(link, kind, currency, *summed)
        .where(link.in_(customers), Purchase.deleted_at.is_null(), Purchase.id != but)
        .group_by(link, kind, currency)
    )
    return cast(Iterable[tuple[Any, ...]], found.tuples()) if customers else ()


def _bought(row: Mapping[str, Any]) -> Bought:
    return row["kind"], row["amount_currency"], 1, row["amount"], row["day"]


def _write(column: str, customer: int, rows: Iterable[Bought]) -> None:
    """Write what purchases come to at their customer; currencies stay apart."""
    counted, total = Counter[str](), Counter[str]()
    days: list[str] = []
    bought = 0
    for kind, currency, number, amount, day in rows:
        counted[currency] += number
        total[currency] += -int(amount) if kind == "refund" else int(amount)
        if kind != "refund":
            bought += number
            days.append(str(day))
    main = max(sorted(counted), key=lambda each: counted[each], default=None)
    model = CUSTOMERS[column]
    model.update(
        bought_last=date.fromisoformat(max(days)) if days else None,
        bought_count=bought or None,
        bought_total=total[main] if main else None,
        bought_total_currency=main,
    ).where(model.id == customer).execute()


purchases = Resource(
    Purchase,
    label=_("Purchases"),
    label_one=_("Purchase"),
    title="product",
    order=["-day"],
    icon="shopping-cart",
    on_write=keep_totals,
    on_write_many=keep_totals_of_many,
    fields=[
        Link("company", to="contacts.company", label=_("Company")),
        Link("person", to="contacts.person", label=_("Person")),
        Date("day", label=_("Day"), required=True),
        Choice("kind", label=_("Kind"), choices=PURCHASE_KINDS, required=True, default="purchase"),
        Money("amount", label=_("Amount"), required=True),
        Text("product", label=_("Product"), max=200, search=True),
        Text("category", label=_("Category"), max=60),
        Integer("quantity", label=_("Quantity"), min=0, max=1_000_000_000),
        Choice("way", label=_("Bought through"), choices=PURCHASE_WAYS, adjustable="contacts.purchase_way"),
        Text("place", label=_("Place"), max=60),
        Text("number", label=_("Order number"), max=60, search=True),
    ],
    rows=Rows(through=("company", "person"), part=True),
)
LINES = [
    Lines(
        purchases,
        via,
        "day product amount kind quantity way place",
        also="category number",
        label=_("Single purchases"),
        after=_("Purchases"),
        newest=True,
        limit=5,
    )
    for via in ("company", "person")
]
purchase_entries = Entries(
    purchases,
    at="day",
    text="product",
    kinds="kind",
    icon={"refund": "undo-2"},
    more="amount category quantity way number",
    words={"purchase": _("Purchases"), "refund": _("Refunds")},
)
purchases_menu = MenuItem(_("Purchases"), to="contacts.purchase.list", icon="shopping-cart", order=150)
purchases_import = Import(
    purchases,
    columns={
        "company": "customer account 客户 企业名称",
        "person": "customer_name buyer 购买人 姓名",
        "day": "date order_date purchase_date invoice_date 购买日期 下单日期",
        "amount": "dollars total price value 金额 总价",
        "product": "item description article 商品 产品名称",
        "quantity": "cds pieces units 件数",
        "number": "order order_id invoice invoice_number 订单号",
        "way": "channel 渠道",
    },
)


@change("contacts.purchase.create", new=True)
def _record(tx: Transaction, *, customer: Ref, values: dict[str, Any]) -> Any:
    resource = tx.host.resources[customer.kind]
    get(tx.actor, resource, customer.id)
    link = customer.kind.partition(".")[2]
    return tx.add(purchases, **{"kind": "purchase", **values, link: customer.id})


def record_purchase(
    tx_or_actor: Any, customer: Ref, *, day: date, amount: MoneyValue, **values: Any
) -> Done | Any:
    """Write a purchase (or with ``kind="refund"`` a refund) of a company or person: the one way for other plugins.

    Called with an actor it is a change of its own and returns its Done; with a transaction it goes with that change and
    returns the record. `amount` is not below zero, `values` are further fields of `contacts.purchase` by name, `key` (with an
    actor) makes a repetition write nothing. Raises Forbidden, NotFound, InvalidValues.
    """
    options = {name: values.pop(name) for name in ("key", "reason", "batch") if name in values}
    written = {"day": day, "amount": amount, **values}
    if isinstance(tx_or_actor, Transaction):
        return tx_or_actor.call(_record, customer=customer, values=written)
    return _record(tx_or_actor, customer=customer, values=written, **options)
