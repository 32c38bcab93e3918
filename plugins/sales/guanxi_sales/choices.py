"""The values to choose from: what becomes of a deal, who decides in it, why it is lost."""

from __future__ import annotations

from guanxi.api import translator

_ = translator("guanxi_sales")

OPEN, WON, LOST = "open", "won", "lost"
STATES = {OPEN: _("Open"), WON: _("Won"), LOST: _("Lost")}
LEAD_STATES = {
    "new": _("New"),
    "working": _("In progress"),
    "parked": _("Parked"),
    "converted": _("Converted"),
    "invalid": _("Invalid"),
}
CONSENTED = {"given": _("Consent given"), "withdrawn": _("Consent withdrawn")}
DECIDES = "decides"
ROLES = {
    DECIDES: _("Decides"),
    "influences": _("Influences"),
    "uses": _("Uses"),
    "pays": _("Pays"),
    "blocks": _("Blocks"),
}
INFLUENCES = {"high": _("High"), "medium": _("Medium"), "low": _("Low")}
ATTITUDES = {"for": _("In favour"), "neutral": _("Neutral"), "against": _("Against")}
LOST_REASONS = {
    "price": _("Price"),
    "competitor": _("Lost to a competitor"),
    "product": _("Product does not fit"),
    "budget": _("No budget"),
    "postponed": _("Project postponed"),
    "no_decision": _("No decision"),
    "given_up": _("Given up by us"),
}
PROPOSED_AFTER = 30
"""After how many days beyond the limit of its stage a deal is proposed for closing."""
COMPETITORS = {"own_solution": _("Solution of their own"), "unknown": _("Unknown competitor")}
UNITS = {
    "piece": _("Piece"),
    "set": _("Set"),
    "year": _("Year"),
    "month": _("Month"),
    "hour": _("Hour"),
    "person_day": _("Person-day"),
}
