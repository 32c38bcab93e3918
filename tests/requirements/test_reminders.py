"""A reminder that somebody sets on a page comes under the bell and by mail at its minute, once, also when the house was built anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from guanxi.app import create_app
from guanxi.testing.house import Client
from guanxi.testing.mail import MailSink
from guanxi.work.mail.server import MailServer

SELLER = "seller.shanghai"
MINUTE = datetime(2026, 3, 6, 6, 20, tzinfo=UTC)
TOLD = "Reminder: Call back, due at 2026-03-06 14:30."


def set_reminder(client: Client) -> None:
    answer = client.post(
        "/work/activities/new",
        subject="Call back",
        kind="call",
        due_on="2026-03-06",
        due_time="14:30",
        remind="10",
        priority="normal",
    )
    assert answer.status_code == 303


@pytest.mark.requirement("R-024.a")
def test_a_reminder_comes_under_the_bell_at_its_minute(
    client_of: Callable[..., Client], clock: Any, run_jobs: Callable[..., list[str]]
) -> None:
    set_reminder(client_of(SELLER))
    clock.set(MINUTE.replace(minute=19, second=59))
    run_jobs()
    client = client_of(SELLER)
    assert TOLD not in client.get("/notifications/panel").text
    clock.set(MINUTE)
    run_jobs()
    assert client.get("/notifications/panel").text.count(TOLD) == 1


@pytest.mark.requirement("R-024.b")
def test_whoever_chose_it_is_mailed_at_that_minute_once(
    house: Any,
    client_of: Callable[..., Client],
    clock: Any,
    run_jobs: Callable[..., list[str]],
    mail_sink: MailSink,
) -> None:
    server = MailServer(mail_sink.host, mail_sink.port, "none", "", "", "crm@guanxi.example")
    mailing = replace(house, host=replace(house.host, settings={**house.host.settings, "host.mail": server}))
    set_reminder(client_of(SELLER))
    client = client_of(SELLER, at=create_app(mailing))
    page = client.get("/account/notifications").text
    assert 'name="mail" value="work.reminder"' in page
    chosen = {"bell": ["work.reminder"], "mail": ["work.reminder"]}
    assert client.post("/account/notifications", **chosen).status_code == 303
    clock.set(MINUTE)
    for _time in range(3):
        run_jobs(mailing)
        clock.move(minutes=1)
    assert [mail["Subject"] for mail in mail_sink.messages] == [TOLD]
    assert client_of(SELLER).get("/notifications/panel").text.count(TOLD) == 1


@pytest.mark.requirement("R-024.c")
def test_it_comes_also_after_a_restart(
    client_of: Callable[..., Client], build_house: Any, clock: Any, run_jobs: Callable[..., list[str]]
) -> None:
    set_reminder(client_of(SELLER))
    clock.set(MINUTE)
    run_jobs(build_house("contacts").house)
    run_jobs(build_house("contacts").house)
    assert client_of(SELLER).get("/notifications/panel").text.count(TOLD) == 1
