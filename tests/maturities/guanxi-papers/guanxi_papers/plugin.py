"""The table of contents of the papers."""

from __future__ import annotations

from guanxi.api import hookimpl
from guanxi_papers.resources import certificates, contracts, licences, loans, quotes


@hookimpl
def mount() -> list[object]:
    """Four resources and a field of companies."""
    return [quotes, contracts, certificates, loans, licences]
