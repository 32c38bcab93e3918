"""Charts for the page of components, with invented numbers."""

from __future__ import annotations

from decimal import Decimal

from markupsafe import Markup

from guanxi.data.messages import translator
from guanxi.web import charts
from guanxi.web.charts import Mark

_ = translator("guanxi")
FEW = (("王芳", 62), ("李敏", 48), ("John Smith", 31), ("阿依古丽·买买提", 9))
MONTHS = (12, 18, 9, 0, 22, 31, 28, 35, 30, 41, 38, 44)
STEPS = ((_("New"), 40), (_("Active"), 20), (_("Waiting"), 12), (_("VIP"), 8))


def chart_samples() -> list[tuple[str, Markup]]:
    """One of each kind, with what it shows."""
    few = [Mark(name, Decimal(number), str(number), "#") for name, number in FEW]
    months = [Mark(f"{at:02}", Decimal(number), str(number), "#") for at, number in enumerate(MONTHS, 1)]
    steps = [Mark(str(name), Decimal(number), str(number), "#") for name, number in STEPS]
    below = [Mark(name, Decimal(number - 40), str(number - 40), "#") for name, number in FEW]
    kinds = (
        (_("Bars"), charts.bars(few, str(_("Bars")))),
        (_("Below nought"), charts.bars(below, str(_("Below nought")))),
        (_("Funnel"), charts.funnel(steps, str(_("Funnel")))),
        (_("Line"), charts.line(months, str(_("Line")))),
        (_("Pie"), charts.pie(few, str(_("Pie")))),
    )
    return [(str(name), drawn) for name, drawn in kinds]
