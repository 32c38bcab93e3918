"""A house that has a mail server, a company with two persons, and what is written to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from guanxi.composition import House
from guanxi.records.actor import Actor
from guanxi.records.ref import Ref
from guanxi.records.standard import create
from guanxi.testing.mail import MailSink
from guanxi.work.mail.server import MailServer
from guanxi.work.messages.sending import send
from guanxi.work.messages.tables import CustomerMessage


@pytest.fixture
def mailing(house: House, mail_sink: MailSink) -> House:
    """The house with a mail server."""
    server = MailServer(mail_sink.host, mail_sink.port, "none", "", "", "关系 <crm@guanxi.example>")
    return replace(house, host=replace(house.host, settings={**house.host.settings, "host.mail": server}))


@pytest.fixture
def seller(mailing: House, actor_of: Any) -> Actor:
    return replace(actor_of("seller.shanghai"), host=mailing.host)


@pytest.fixture
def company(seller: Actor, made: Callable[..., Ref]) -> Ref:
    """A company of the seller, with two persons who have addresses."""
    found = made("contacts.company", name="云川恒润")
    for name, mail in (("王伟", "wang@customer.example"), ("李娜", "li@customer.example")):
        person = made("contacts.person", name=name, email=mail)
        made("contacts.contact_person", company=found.id, person=person.id)
    return found


@pytest.fixture
def made(seller: Actor) -> Callable[..., Ref]:
    """Creates a record of a kind, as the seller."""

    def make(kind: str, **values: Any) -> Ref:
        found = create(seller, seller.host.resources[kind], values).ref
        assert found is not None
        return found

    return make


@pytest.fixture
def persons(company: Ref) -> list[Ref]:
    return [Ref("contacts.person", 1), Ref("contacts.person", 2)]


@pytest.fixture
def written(seller: Actor, company: Ref, persons: list[Ref]) -> Callable[..., int]:
    """Writes a message of the seller to the first person, or to those given; the id."""

    def write(to: list[Ref] | None = None, subject: str = "Offer", text: str = "Good day") -> int:
        found = send(seller, company, to or persons[:1], subject, text).ref
        assert found is not None
        return found.id

    return write


@pytest.fixture
def state() -> Callable[[int], str]:
    """The state of a message as it is kept."""

    def read(message: int) -> str:
        return str(CustomerMessage.get_by_id(message).state)

    return read
