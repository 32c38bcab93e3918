"""What contacts has to try in the first ten minutes."""

from __future__ import annotations

from guanxi.api import FirstStep, translator
from guanxi_contacts.interactions import interactions
from guanxi_contacts.resources import companies

_ = translator("guanxi_contacts")
STEPS = (
    FirstStep(
        "contacts.create",
        _("Create a company. While you type its name, you are told whether it is known already."),
        f"/{companies.path}/new",
        needs=companies.permission("create"),
        done_by="contacts.company.create",
        order=20,
    ),
    FirstStep(
        "contacts.talk",
        _("Open a company and write down a call, with the day of the next one."),
        f"/{companies.path}/",
        needs=interactions.permission("create"),
        done_by="contacts.interaction.create",
        order=30,
    ),
    FirstStep(
        "contacts.narrow",
        _(
            "Type a city or an industry into the search box of the list, choose it as a filter, and save the list as a view."
        ),
        f"/{companies.path}/",
        needs=companies.permission("view"),
        done_by="work.view.create",
        order=40,
    ),
    FirstStep(
        "contacts.import",
        _("Import a file of yours: a dry run shows what would happen before anything is written."),
        f"/{companies.path}/import",
        needs=companies.permission("import"),
        done_by="contacts.company.import",
        order=75,
    ),
)
