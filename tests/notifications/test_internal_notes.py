"""What is written for colleagues goes to nobody else: a note leaves the house by no way out that there is."""

from __future__ import annotations

from typing import Any

import pytest

from guanxi.app import create_app
from guanxi.composition import House
from guanxi.people.passwords import SMALL, Passwords
from guanxi.testing.mail import MailSink

SECRET = "不要外传：对方资金紧张"


@pytest.mark.requirement("R-143.a")
def test_an_internal_note_never_leaves_the_house(
    mailing: House, mail_sink: MailSink, actor_of: Any, by_mail: Any, run_jobs: Any, program_of: Any
) -> None:
    seller = actor_of("seller.shanghai")
    by_mail(actor_of("lead.east"), "work.mention")
    by_mail(seller, "work.mention")
    lead = program_of("lead.east", at=create_app(mailing, passwords=Passwords(SMALL)))
    values = {"name": "恒润机械", "email": "info@hengrun.example", "owner": seller.id}
    customer = lead.post("/contacts/companies", values).get_json()["id"]
    for text in (SECRET, f"{SECRET} @{seller.name}"):
        made = lead.post("/work/notes", {"about": [f"contacts.company/{customer}"], "text": text})
        assert made.status_code == 201, made.text
    run_jobs(mailing)
    assert mail_sink.to == [["seller.shanghai@demo.example"]]
    (mail,) = mail_sink.messages
    assert SECRET not in str(mail["Subject"])
    for part in mail.walk():
        if not part.is_multipart():
            assert "资金" not in part.get_content()  # type: ignore[attr-defined]
