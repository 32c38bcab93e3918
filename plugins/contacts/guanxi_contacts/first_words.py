"""The lists of what is entered on the page of a customer: what each says while there is nothing in it."""

from __future__ import annotations

from guanxi.api import List, translator
from guanxi_contacts.knowing import consents, needs, touches
from guanxi_contacts.methods import contact_methods
from guanxi_contacts.purchases import purchases
from guanxi_contacts.relations import relations
from guanxi_contacts.resources import contact_persons

_ = translator("guanxi_contacts")

PARTS = (
    List(
        contact_persons,
        empty=_("Who speaks for a company is entered on its page and stands here over all companies."),
    ),
    List(
        contact_methods,
        empty=_("Further numbers and addresses are entered on the page of a customer: one line for each."),
    ),
    List(needs, empty=_("What a customer wants is written on his page, with who heard it and when.")),
    List(
        touches,
        empty=_("How customers came to you stands here: one line for each contact with your publicity."),
    ),
    List(
        consents,
        empty=_(
            "Who agreed to what is entered on the page of a customer: for each channel and each purpose."
        ),
    ),
    List(
        purchases,
        empty=_(
            "What customers bought stands here: enter a purchase on the page of a customer, or import a list."
        ),
    ),
    List(
        relations,
        empty=_(
            "Parent companies, guarantors, spouses: who belongs to whom is entered on the page of a customer."
        ),
    ),
)
