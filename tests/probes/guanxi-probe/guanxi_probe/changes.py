"""A review of a company: asked for by a change, written by its job."""

from __future__ import annotations

from typing import Any

from guanxi.api import Step, Transaction, change, edit, job
from guanxi_contacts.api import companies


@job("probe.write_review")
def write_review(step: Step, company: int) -> None:
    """Write the review as whoever asked for it, however often the job is run."""
    edit(step.actor, companies, company, {"terms_note": "reviewed"}, key=step.key())


@change("probe.company.review", on=companies)
def review_company(tx: Transaction, company: Any) -> Any:
    """Ask for a review."""
    tx.set(company, terms_note="under review")
    tx.later(write_review, company=company.id)
    return company
