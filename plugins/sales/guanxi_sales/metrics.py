"""The figures of sales: how often deals are won, what is open, what comes in, what becomes of leads; the same in pages, tiles and REST."""

from __future__ import annotations

from guanxi.api import Metric, counted, mean, mean_time, median_time, share, summed, translator, weighted
from guanxi_sales.choices import LOST, OPEN, WON
from guanxi_sales.deals import deals
from guanxi_sales.leads import leads

_ = translator("guanxi_sales")
IS_WON = {"field": "state", "op": "eq", "value": WON}
IS_LOST = {"field": "state", "op": "eq", "value": LOST}
IS_OPEN = {"field": "state", "op": "eq", "value": OPEN}
CLOSED = {"field": "state", "op": "in", "value": [WON, LOST]}
BY = ("owner", "team", "product", "source")
HEADS = ("company", "person", "product")
"""On whose pages stands what their deals come to."""

win_rate = Metric(
    "sales.win_rate",
    label=_("Win rate"),
    over=deals,
    on="closed_on",
    value=share(where=IS_WON, of=CLOSED),
    by=BY,
    means=_("Won deals / (won + lost), by count, closed in the period."),
    icon="percent",
    home=True,
    heads=HEADS,
)
win_rate_by_amount = Metric(
    "sales.win_rate_by_amount",
    label=_("Win rate by amount"),
    over=deals,
    on="closed_on",
    value=share(where=IS_WON, of=CLOSED, total="amount"),
    by=BY,
    means=_(
        "Amount of won deals / amount of won and lost deals, closed in the period; each currency by itself."
    ),
    icon="percent",
)
won_amount = Metric(
    "sales.won_amount",
    label=_("Amount won"),
    over=deals,
    on="closed_on",
    value=summed("amount"),
    where=IS_WON,
    by=(*BY, "company"),
    means=_("Sum of the amounts of deals won in the period; each currency by itself."),
    icon="trophy",
    home=True,
    heads=HEADS,
)
mean_won = Metric(
    "sales.mean_won",
    label=_("Mean deal won"),
    over=deals,
    on="closed_on",
    value=mean("amount"),
    where=IS_WON,
    by=BY,
    means=_("Mean amount of the deals won in the period that have an amount."),
    icon="scale",
)
days_to_win = Metric(
    "sales.days_to_win",
    label=_("Days to win"),
    over=deals,
    on="closed_on",
    value=mean_time("engaged_on", "closed_on"),
    where=IS_WON,
    by=BY,
    means=_("Mean number of days from the beginning of a deal to its closing, of deals won in the period."),
    icon="timer",
)
days_to_lose = Metric(
    "sales.days_to_lose",
    label=_("Days to lose"),
    over=deals,
    on="closed_on",
    value=mean_time("engaged_on", "closed_on"),
    where=IS_LOST,
    by=BY,
    means=_("Mean number of days from the beginning of a deal to its closing, of deals lost in the period."),
    icon="timer",
)
open_amount = Metric(
    "sales.open_amount",
    label=_("Open amount"),
    over=deals,
    value=summed("amount"),
    where=IS_OPEN,
    by=("stage", *BY),
    means=_("Sum of the amounts of all open deals now; each currency by itself."),
    icon="wallet",
    home=True,
    heads=HEADS,
)
weighted_amount = Metric(
    "sales.weighted_amount",
    label=_("Weighted open amount"),
    over=deals,
    value=weighted("amount", "probability"),
    where=IS_OPEN,
    by=("stage", *BY),
    means=_("Sum of amount × probability of all open deals now; each currency by itself."),
    icon="scale",
    home=True,
)
new_deals = Metric(
    "sales.new_deals",
    label=_("New deals"),
    over=deals,
    on="engaged_on",
    value=counted(),
    by=BY,
    means=_("Deals that began in the period."),
    icon="handshake",
    home=True,
)
lead_conversion = Metric(
    "sales.lead_conversion",
    label=_("Lead conversion"),
    over=leads,
    on="created_at",
    value=share(where={"field": "state", "op": "eq", "value": "converted"}),
    by=("source", "owner", "team", "product"),
    means=_("Converted leads / all leads, of the leads that came in during the period."),
    icon="shuffle",
    home=True,
)
days_to_convert = Metric(
    "sales.days_to_convert",
    label=_("Days from lead to deal"),
    over=leads,
    on="converted_at",
    value=median_time("created_at", "converted_at"),
    by=("source", "owner", "team", "product"),
    means=_(
        "Median number of days from the coming in of a lead to its conversion, of leads converted in the period."
    ),
    icon="timer",
)
median_days_to_win = Metric(
    "sales.median_days_to_win",
    label=_("Days from deal to customer"),
    over=deals,
    on="closed_on",
    value=median_time("engaged_on", "closed_on"),
    where=IS_WON,
    by=BY,
    means=_("Median number of days from the beginning of a deal to its closing, of deals won in the period."),
    icon="timer",
)
METRICS = (
    win_rate,
    win_rate_by_amount,
    won_amount,
    mean_won,
    days_to_win,
    days_to_lose,
    open_amount,
    weighted_amount,
    new_deals,
    lead_conversion,
    days_to_convert,
    median_days_to_win,
)
