"""Pages of contacts that no resource can express."""

from __future__ import annotations

from guanxi.api import Pages

pages = Pages("contacts")
