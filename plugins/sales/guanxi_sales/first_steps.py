"""What sales has to try in the first ten minutes."""

from __future__ import annotations

from guanxi.api import FirstStep, translator
from guanxi_sales.deals import deals

_ = translator("guanxi_sales")
STEPS = (
    FirstStep(
        "sales.board",
        _("Drag a deal to its next stage on the board. What is missing is asked for; Ctrl Z takes it back."),
        f"/{deals.path}/board/",
        needs=deals.permission("edit"),
        done_by="sales.deal.move",
        order=50,
    ),
)
