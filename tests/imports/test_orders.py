"""Order lists as shops write them: a moment where a day is asked for, heads in traditional Chinese."""

from __future__ import annotations

import pytest

from guanxi.api import Actor, create, visible
from guanxi.resources.imports.options import Options, Unit
from guanxi.resources.imports.reading import normalised
from guanxi.resources.imports.run import run
from guanxi_contacts.purchases import purchases
from guanxi_contacts.resources import companies

ORDERS = """InvoiceNo,Description,InvoiceDate,UnitPrice,CustomerID
1,Lantern,2010-12-01 08:26:00,3.39,A
2,Heart,2010-12-01T23:59:59.5,2.55,A
3,Jar,2010-12-02 9:05,1,A
4,Box,2010-12-02 later,1,A
5,Cup,2010-12-02 08:26:00+08:00,1,A
6,Mug,08:26,1,A
"""


def test_of_a_moment_a_day_takes_its_day_and_nothing_else_is_guessed(admin: Actor) -> None:
    create(admin, companies, {"name": "A"})
    options = Options(
        columns={
            "InvoiceDate": "day",
            "UnitPrice": "amount",
            "CustomerID": "company",
            "Description": "product",
        },
        units={"UnitPrice": Unit.of("GBP")},
    )
    report = run(admin, purchases, ORDERS.encode(), name="orders.csv", options=options)
    assert [(fault.line, str(fault.field)) for fault in report.faults] == [(5, "Day"), (6, "Day"), (7, "Day")]
    found = sorted((each.product, str(each.day)) for each in visible(admin, purchases))
    assert found == [("Heart", "2010-12-01"), ("Jar", "2010-12-02"), ("Lantern", "2010-12-01")]


@pytest.mark.parametrize(
    ("head", "encoding"),
    [("企業名稱,電話,城市", "big5"), ("企业名称,电话,城市", "utf-8"), ("公司,聯繫電話,所在城市", "utf-8")],
)
def test_heads_in_traditional_chinese_mean_the_same(admin: Actor, head: str, encoding: str) -> None:
    content = f"{head}\n臺灣機械,15400000001,臺北市\n".encode(encoding)
    report = run(admin, companies, content, name="companies.csv")
    assert (report.written, report.faults) == (1, [])
    assert [(each.name, each.phone, each.city) for each in visible(admin, companies)] == [
        ("臺灣機械", "+8615400000001", "臺北市")
    ]


def test_script_and_width_of_a_name_do_not_matter() -> None:
    assert normalised("名稱：") == normalised("名称")
