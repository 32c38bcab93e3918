"""The calendar of deals: each on the day on which it is expected to close."""

from __future__ import annotations

from guanxi.api import Calendar
from guanxi_sales.deals import deals

deals_calendar = Calendar(deals, on="close_on")
