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
    "unknown": _("Unknown"),
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
WRITTEN = {"out": _("Sent"), "in": _("Received")}
DIRECTIONS_BY_KIND = {
    "call": {"out": _("Outgoing call"), "in": _("Incoming call")},
    "mail": WRITTEN,
    "message": WRITTEN,
    "letter": WRITTEN,
}
EDUCATION = {
    "school": _("School"),
    "vocational": _("Vocational school"),
    "bachelor": _("Bachelor"),
    "master": _("Master"),
    "doctor": _("Doctor"),
}
MARITAL = {"single": _("Single"), "married": _("Married"), "divorced": _("Divorced"), "widowed": _("Widowed")}
HOBBIES = {
    "reading": _("Reading"),
    "sport": _("Sport"),
    "travel": _("Travel"),
    "music": _("Music"),
    "film": _("Film"),
    "food": _("Good food"),
    "tea": _("Tea"),
    "calligraphy": _("Calligraphy and painting"),
    "photography": _("Photography"),
    "games": _("Games"),
    "gardening": _("Gardening"),
    "other": _("Other"),
}
HABITS = {
    "plans": _("Plans purchases ahead"),
    "spontaneous": _("Buys spontaneously"),
    "price": _("Looks at the price"),
    "quality": _("Looks at quality"),
    "brand": _("Keeps to brands"),
    "online": _("Buys online"),
    "shop": _("Buys in shops"),
    "bulk": _("Buys in bulk"),
}
LEVELS = {"high": _("High"), "middle": _("Middle"), "basic": _("Basic")}
RISKS = {"low": _("Low"), "medium": _("Medium"), "high": _("High")}
TRADE_CHANNELS = {
    "direct": _("Direct"),
    "horeca": _("Hotels, restaurants, cafés"),
    "retail": _("Retail trade"),
    "wholesale": _("Wholesale trade"),
    "online": _("Online trade"),
    "other": _("Other"),
}
NEED_KINDS = {"need": _("Need"), "preference": _("Preference")}
NEED_SOURCES = {
    "conversation": _("Conversation"),
    "visit": _("Visit"),
    "message": _("Message or mail"),
    "survey": _("Survey"),
    "complaint": _("Complaint"),
    "observation": _("Observation"),
    "other": _("Other"),
}

CHANNELS = {
    "all": _("All channels"),
    "phone": _("Phone call"),
    "sms": _("Text message"),
    "email": _("Email"),
    "wechat": _("WeChat"),
    "post": _("Post"),
}
PURPOSES = {
    "marketing": _("Marketing"),
    "service": _("Service"),
    "survey": _("Surveys"),
    "sensitive": _("Sensitive data"),
    "all": _("All purposes"),
}
STATES = {"given": _("Given"), "withdrawn": _("Withdrawn")}
HOW = {
    "form": _("Signed form"),
    "contract": _("Contract"),
    "website": _("Website"),
    "phone": _("Phone call"),
    "message": _("Message or mail"),
    "in_person": _("In person"),
}

PURCHASE_KINDS = {"purchase": _("Bought"), "refund": _("Refund")}
PURCHASE_WAYS = {
    "shop": _("Shop"),
    "online": _("Online"),
    "phone": _("Phone call"),
    "visit": _("Visit"),
    "dealer": _("Dealer"),
    "other": _("Other"),
}
