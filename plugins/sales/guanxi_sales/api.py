"""What other plugins may use of sales: its resources, to link to and to extend."""

from __future__ import annotations

from guanxi_sales.deals import deal_persons, deals
from guanxi_sales.leads import leads
from guanxi_sales.pipelines import pipelines, stages
from guanxi_sales.products import products

__all__ = ["deal_persons", "deals", "leads", "pipelines", "products", "stages"]
