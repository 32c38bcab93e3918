"""Two fields on companies: a note and a credit limit."""

from __future__ import annotations

from guanxi.api import Extension, Money, Text, translator
from guanxi_probe.models import CompanyTerms

_ = translator("guanxi_probe")

terms = Extension(
    "contacts.company",
    CompanyTerms,
    (
        Text("terms_note", search=True, label=_("Terms"), max=100, sort=True, filter=True),
        Money("credit_limit", label=_("Credit limit"), sort=True),
    ),
)
