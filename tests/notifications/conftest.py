"""A change that tells somebody, and a house that has a mail server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from guanxi.composition import House
from guanxi.data.messages import Message
from guanxi.records.actor import Actor
from guanxi.records.change import Change
from guanxi.records.ref import Ref
from guanxi.records.standard import create
from guanxi.testing.mail import MailSink
from guanxi.work.mail.server import MailServer
from guanxi.work.notifications import choices
from guanxi.work.notifications.choices import Ways


@pytest.fixture
def company(house: House) -> Callable[..., Ref]:
    """Makes a company that belongs to an actor."""

    def make(owner: Actor, name: str = "云川恒润") -> Ref:
        found = create(owner, house.host.resources["contacts.company"], {"name": name}).ref
        assert found is not None
        return found

    return make


@pytest.fixture
def tell() -> Callable[..., None]:
    """Tells a user something, in a change of the actor."""

    def run(actor: Actor, user: int, text: Message | str, **options: Any) -> None:
        def work(tx: Any) -> None:
            tx.notify(user, text, **options)

        Change("host.page.view", work)(actor)

    return run


@pytest.fixture
def mailing(house: House, mail_sink: MailSink) -> House:
    """The house with a mail server."""
    server = MailServer(mail_sink.host, mail_sink.port, "none", "", "", "关系 <crm@guanxi.example>")
    return replace(house, host=replace(house.host, settings={**house.host.settings, "host.mail": server}))


@pytest.fixture
def by_mail() -> Callable[..., None]:
    """Lets an actor choose to be told by mail too."""

    def choose(actor: Actor, kind: str = "work.other") -> None:
        choices.choose(actor, {kind: Ways(bell=True, mail=True)})

    return choose
