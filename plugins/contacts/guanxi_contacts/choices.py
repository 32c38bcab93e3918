"""The values to choose from: types of customers, industries, sources, sexes."""

from __future__ import annotations

from guanxi.api import translator

_ = translator("guanxi_contacts")

CUSTOMER_TYPES = {"company": _("Company customer"), "retail": _("Retail customer")}
PERSON_TYPES = {"contact": _("Contact person"), "personal": _("Personal customer")}
SEXES = {"f": _("Female"), "m": _("Male")}

# The sections of the national classification of economic activities (GB/T 4754), in its order.
INDUSTRIES = {
    "agriculture": _("Agriculture"),
    "mining": _("Mining"),
    "manufacturing": _("Manufacturing"),
    "energy": _("Energy and water"),
    "construction": _("Construction"),
    "trade": _("Wholesale and retail"),
    "transport": _("Transport and storage"),
    "hospitality": _("Hotels and catering"),
    "information": _("Information technology"),
    "finance": _("Finance"),
    "real_estate": _("Real estate"),
    "business_services": _("Business services"),
    "research": _("Research and technical services"),
    "environment": _("Environment and public facilities"),
    "household_services": _("Household and other services"),
    "education": _("Education"),
    "health": _("Health and social work"),
    "culture": _("Culture, sport and entertainment"),
    "public": _("Public administration"),
}

SOURCES = {
    "campaign": _("Marketing campaign"),
    "exhibition": _("Exhibition"),
    "search": _("Search engine"),
    "website": _("Website"),
    "wechat": _("WeChat"),
    "offline_ad": _("Offline advertising"),
    "referral": _("Referral"),
    "call": _("Cold call"),
    "other": _("Other"),
}

INTERACTIONS = {
    "call": _("Call"),
    "meeting": _("Meeting"),
    "visit": _("Visit"),
    "mail": _("Mail"),
    "message": _("Message"),
    "letter": _("Letter"),
}
DIRECTIONS = {"out": _("Outgoing"), "in": _("Incoming")}
