"""The table of contents of the probe: what it mounts, and the hooks in which it takes part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from guanxi.api import (
    Actor,
    Command,
    Ref,
    Refused,
    Transaction,
    hookimpl,
    slot,
    translator,
    write_transaction,
)
from guanxi_probe.changes import review_company, write_review
from guanxi_probe.matters import BOARD
from guanxi_probe.models import CompanyTerms, Told
from guanxi_probe.pages import pages
from guanxi_probe.resources import terms

_ = translator("guanxi_probe")
FORBIDDEN = "Forbidden Ltd"
overview_command = Command(_("What the probe sees"), to="probe.overview")


@slot("contacts.company.side", needs="contacts.company.view")
def beside_company(actor: Actor, company: Ref) -> tuple[str, dict[str, Any]]:
    """The note on the page of a company."""
    found = CompanyTerms.get_or_none(CompanyTerms.record_id == company.id)
    return "probe/terms.html", {"note": found.terms_note if found else ""}


@hookimpl
def mount() -> list[object]:
    """A side table, a slot, pages, a command of the palette, a change, the job that the change writes, and a board."""
    return [terms, beside_company, pages, overview_command, review_company, write_review, *BOARD]


@hookimpl
def check_record(tx: Transaction, resource: str, record: object, values: Mapping[str, object]) -> None:
    """No company has this name."""
    if resource == "contacts.company" and values.get("name") == FORBIDDEN:
        raise Refused(_("The probe does not want {name}."), name=FORBIDDEN)


@hookimpl
def contacts_company_created(record: Ref) -> None:
    """Note that the plugin was told."""
    with write_transaction():
        Told.insert(company_id=record.id).execute()
