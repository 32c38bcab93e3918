"""A daily digest by mail: at the set hour of the reader's day, in his language, once, also after a pause; of what is still unread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from guanxi.app import create_app
from guanxi.composition import House
from guanxi.data.database import row, run
from guanxi.data.messages import translator
from guanxi.records.standard import delete
from guanxi.testing.mail import MailSink
from guanxi.work.notifications import putting_away, reading
from guanxi.work.notifications.choices import Ways, choose
from guanxi.work.notifications.digest import choose_hour, hour_of, next_at, send_digests

_ = translator("guanxi")
SELLER = "seller.shanghai"


@dataclass
class Quarterly:
    """A house of whose schedules this one alone runs."""

    house: House

    def runtime(self) -> Any:
        runtime = self.house.runtime()
        return replace(
            runtime, schedules=tuple(each for each in runtime.schedules if each.job is send_digests)
        )


@pytest.fixture
def at(mailing: House, clock: Any, run_jobs: Callable[..., list[str]]) -> Callable[[str], None]:
    """Let what is due be done at a time of Shanghai."""

    def when(moment: str) -> None:
        clock.set(datetime.fromisoformat(f"{moment}:00+08:00").astimezone(UTC))
        run_jobs(Quarterly(mailing))

    when("2026-03-09T10:00")
    return when


def subjects(mail_sink: MailSink) -> list[str]:
    return [str(mail["Subject"]) for mail in mail_sink.messages]


def test_what_is_unread_comes_once_at_the_hour_and_in_the_language_of_the_reader(
    at: Callable[[str], None],
    mailing: House,
    mail_sink: MailSink,
    actor_of: Any,
    tell: Any,
    company: Any,
) -> None:
    seller, lead = actor_of(SELLER), replace(actor_of("lead.east"), host=mailing.host)
    run("UPDATE people_user SET language = 'zh' WHERE id = ?", [seller.id])
    mailing.keeper.forget()
    tell(lead, seller.id, "told before")
    choose_hour(seller, 8)
    kept, gone = company(seller), company(seller, "gone")
    tell(lead, seller.id, _("Nothing found for “{q}”").format(q="<b>"), about=kept)
    tell(lead, seller.id, "about what is gone", about=gone)
    tell(lead, seller.id, "read already")
    reading.mark_read(seller, [reading.told(seller, 1)[0].id])
    delete(seller, mailing.host.resources["contacts.company"], gone.id)
    at("2026-03-09T20:00")
    at("2026-03-10T07:45")
    assert subjects(mail_sink) == []
    at("2026-03-10T08:00")
    assert subjects(mail_sink) == ["1 条未读通知"]
    (mail,) = mail_sink.messages
    plain, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))  # type: ignore[union-attr]
    address = f"http://crm.example:8000/contacts/companies/{kept.id}"
    assert "没有找到“<b>”" in plain and address in plain and "/account/notifications" in plain
    assert f'<li><a href="{address}">没有找到“&lt;b&gt;”</a></li>' in html
    assert "gone" not in plain and "told before" not in plain and "read already" not in plain
    at("2026-03-10T08:15")
    at("2026-03-11T08:00")
    assert len(mail_sink.messages) == 1, "nothing new, nothing sent"


def test_after_a_pause_there_is_one_and_none_for_who_wants_none_or_has_left(
    at: Callable[[str], None], mailing: House, mail_sink: MailSink, actor_of: Any, tell: Any
) -> None:
    seller, agent = actor_of(SELLER), actor_of("agent")
    lead = replace(actor_of("lead.east"), host=mailing.host)
    choose_hour(seller, 8)
    choose_hour(agent, 8)
    for number in range(3):
        tell(lead, seller.id, f"number {number}")
        tell(lead, agent.id, f"number {number}")
    run("UPDATE people_user SET active = ? WHERE id = ?", [False, agent.id])
    mailing.keeper.forget()
    at("2026-03-14T13:07")
    assert subjects(mail_sink) == ["3 unread notifications"]
    assert mail_sink.to == [[f"{SELLER}@demo.example"]]
    assert row("SELECT count(*) FROM notification_digest") == (1,)
    tell(lead, seller.id, "later")
    at("2026-03-15T07:59")
    choose_hour(seller, None)
    at("2026-03-15T08:00")
    assert len(mail_sink.messages) == 1


def test_the_hour_is_chosen_on_the_page_where_there_is_a_mail_server(
    mailing: House, client_of: Any, actor_of: Any
) -> None:
    page = "/account/notifications"
    client = client_of(SELLER)
    assert 'name="digest"' not in client.get(page).text
    client.post(page, digest="7")
    assert hour_of(actor_of(SELLER)) is None
    client = client_of(SELLER, at=create_app(mailing))
    assert 'name="digest"' in client.get(page).text
    client.post(page, digest="7")
    assert hour_of(actor_of(SELLER)) == 7
    assert '<option value="7" selected>07:00</option>' in client.get(page).text
    client.post(page, digest="24")
    assert hour_of(actor_of(SELLER)) is None


@pytest.mark.parametrize(
    ("now", "zone", "wanted"),
    [
        ("2026-03-09T08:00:00+00:00", "UTC", "2026-03-10T08:00:00+00:00"),
        ("2026-03-09T07:59:59+00:00", "UTC", "2026-03-09T08:00:00+00:00"),
        ("2026-03-28T12:00:00+00:00", "Europe/Berlin", "2026-03-29T06:00:00+00:00"),
        ("2026-03-09T02:00:00+00:00", "Asia/Kolkata", "2026-03-09T02:30:00+00:00"),
    ],
)
def test_the_hour_is_that_of_the_readers_day(now: str, zone: str, wanted: str) -> None:
    assert next_at(datetime.fromisoformat(now), 8, zone) == datetime.fromisoformat(wanted)


def test_each_kind_is_in_the_digest_or_not_whether_it_is_under_the_bell_or_not(
    at: Callable[[str], None], mailing: House, mail_sink: MailSink, actor_of: Any, tell: Any
) -> None:
    seller, lead = actor_of(SELLER), replace(actor_of("lead.east"), host=mailing.host)
    choose(seller, {"work.assigned": Ways(True, False, False), "work.mention": Ways(False, False, True)})
    tell(lead, seller.id, "for nobody's digest", kind="work.mention")
    choose_hour(seller, 8)
    for kind in ("work.assigned", "work.mention", "work.other"):
        tell(lead, seller.id, f"told {kind}", kind=kind)
    assert [each.text for each in reading.told(seller, 9)] == ["told work.other", "told work.assigned"]
    at("2026-03-10T08:00")
    plain = mail_sink.messages[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "told work.mention" in plain and "told work.other" in plain
    assert "told work.assigned" not in plain and "for nobody's digest" not in plain


def test_what_is_snoozed_or_done_is_left_out_and_what_has_come_back_is_in_the_next_one(
    at: Callable[[str], None], mailing: House, mail_sink: MailSink, actor_of: Any, tell: Any
) -> None:
    seller, lead = actor_of(SELLER), replace(actor_of("lead.east"), host=mailing.host)
    choose_hour(seller, 8)
    for text in ("done with", "later", "now"):
        tell(lead, seller.id, text)
    now, later, finished = (each.id for each in reading.told(seller, 9))
    putting_away.done(seller, [finished])
    putting_away.snooze(seller, [later], datetime(2026, 3, 10, 9, tzinfo=UTC))
    at("2026-03-10T08:00")
    reading.mark_read(seller, [now])
    at("2026-03-11T08:00")
    at("2026-03-12T08:00")
    bodies = [mail.get_body(("plain",)).get_content() for mail in mail_sink.messages]  # type: ignore[union-attr]
    assert [("now" in body, "later" in body, "done with" in body) for body in bodies] == [
        (True, False, False),
        (False, True, False),
    ]
