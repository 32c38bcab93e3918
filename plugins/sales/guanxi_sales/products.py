"""Products: what is sold, with its list price; known to everybody, kept by who keeps the settings of sales."""

from __future__ import annotations

from guanxi.api import (
    Boolean,
    Choice,
    DateTime,
    Import,
    List,
    LongText,
    Money,
    Quick,
    Record,
    Resource,
    Rows,
    Text,
    translator,
)
from guanxi_sales.choices import UNITS
from guanxi_sales.models import Product

_ = translator("guanxi_sales")

products = Resource(
    Product,
    label=_("Products"),
    label_one=_("Product"),
    title="name",
    order=["name", "changed_at"],
    icon="package",
    fields=[
        Text("name", label=_("Name"), required=True, max=200, search=True, sort="sort_name"),
        Text("code", label=_("Product code"), max=60, search=True),
        Text("series", label=_("Series"), max=60, filter=True),
        Money("price", label=_("List price"), min=0),
        Choice("unit", label=_("Unit"), choices=UNITS, adjustable="sales.unit"),
        Boolean("active", label=_("Being sold"), required=True, default=True),
        DateTime("changed_at", label=_("Changed"), read_only=True),
        LongText("note", label=_("Note"), max=10_000),
    ],
    rows=Rows(everyone=True, known=True),
    apart="code series",
)
products_list = List(
    products,
    columns="name code series price unit active",
    quick=[Quick("sold", _("Being sold"), lambda actor: {"field": "active", "op": "eq", "value": True})],
    empty=_("What you sell stands here: enter it once, or import the list that you have."),
)
products_page = Record(
    products,
    sections={_("Basics"): "name code series active", _("Price"): "price unit", _("Note"): "note changed_at"},
)
products_import = Import(
    products,
    columns={
        "name": "product product_name item article 产品 产品名称 品名",
        "code": "sku number article_number 编号 货号 产品编码",
        "series": "category line product_line 类别 产品线",
        "price": "sales_price unit_price 单价 售价 标准价",
        "note": "remark remarks description 说明",
    },
)
ITEMS = [products, products_list, products_page, products_import]
