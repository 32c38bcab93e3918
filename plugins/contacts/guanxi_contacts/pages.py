"""The two addresses to which the forms send pasted blocks of text."""

from __future__ import annotations

from typing import Any

from flask import request

from guanxi.api import Actor, Pages, pasted
from guanxi_contacts.pasting import company_of_block, person_of_block
from guanxi_contacts.resources import companies, persons

pages = Pages("contacts")
LONGEST = 2000


@pages.post("/companies/paste", needs="contacts.company.create")
def company_block(actor: Actor) -> dict[str, Any]:
    """The fields of a company in the text sent."""
    return pasted(actor, companies, company_of_block(request.form.get("text", "")[:LONGEST]))


@pages.post("/persons/paste", needs="contacts.person.create")
def person_block(actor: Actor) -> dict[str, Any]:
    """The fields of a person in the text sent."""
    return pasted(actor, persons, person_of_block(request.form.get("text", "")[:LONGEST]))
