"""Mail out: notifications as mails in the recipient's language, at least once, always with one id, with nothing slipped in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from guanxi.composition import House
from guanxi.config import ConfigError, load
from guanxi.data.database import row, run
from guanxi.data.messages import translator
from guanxi.doctor import examine
from guanxi.testing.mail import MailSink
from guanxi.work.mail.server import MailServer

_ = translator("guanxi")
BAD = "坏\r\nBcc: thief@evil.example\n\n<script>alert(1)</script>\u2028X-Evil: 1\0"


@pytest.fixture
def send(mailing: House, actor_of: Any, tell: Any, by_mail: Any, run_jobs: Any) -> Callable[..., list[str]]:
    """Tells the seller of Shanghai something, who wants mails, and runs the jobs."""

    def go(text: Any, **options: Any) -> list[str]:
        lead, seller = replace(actor_of("lead.east"), host=mailing.host), actor_of("seller.shanghai")
        by_mail(seller)
        tell(lead, seller.id, text, **options)
        return run_jobs(mailing)  # type: ignore[no-any-return]

    return go


def test_a_notification_goes_out_as_plain_text_and_html_in_the_recipients_language(
    send: Any, mail_sink: MailSink, actor_of: Any, company: Any
) -> None:
    seller = actor_of("seller.shanghai")
    kept = company(seller)
    run("UPDATE people_user SET language = 'zh' WHERE id = ?", [seller.id])
    assert send(_("Nothing found for “{q}”").format(q=kept), about=kept) == ["work.mail_notice"]
    (mail,) = mail_sink.messages
    assert mail_sink.to == [["seller.shanghai@demo.example"]]
    assert mail["Subject"] == "没有找到“云川恒润”"
    assert mail["From"] == "关系 <crm@guanxi.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    plain, html = (
        mail.get_body((kind,)).get_content()  # type: ignore[union-attr]
        for kind in ("plain", "html")
    )
    address = f"http://crm.example:8000/contacts/companies/{kept.id}"
    assert address in plain
    assert f'href="{address}"' in html
    assert "您好" in plain
    assert 'lang="zh-Hans"' in html
    assert "http://crm.example:8000/account/notifications" in plain


def test_nothing_that_is_told_becomes_a_header_or_markup(
    send: Any, mail_sink: MailSink, actor_of: Any
) -> None:
    seller = actor_of("seller.shanghai")
    run("UPDATE people_user SET name = ? WHERE id = ?", [BAD.replace("\0", ""), seller.id])
    send(BAD)
    (mail,) = mail_sink.messages
    assert mail["Bcc"] is None
    assert mail["X-Evil"] is None
    assert set(mail.keys()) == {
        "From",
        "To",
        "Subject",
        "Date",
        "Message-ID",
        "Auto-Submitted",
        "Content-Language",
        "MIME-Version",
        "Content-Type",
    }
    assert mail_sink.to == [["seller.shanghai@demo.example"]]
    html = mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_who_chose_nothing_is_not_mailed_and_without_a_server_nobody_is(
    house: House, mailing: House, actor_of: Any, tell: Any, by_mail: Any, run_jobs: Any, mail_sink: MailSink
) -> None:
    lead, seller = actor_of("lead.east"), actor_of("seller.shanghai")
    tell(replace(lead, host=mailing.host), seller.id, "not chosen")
    by_mail(seller)
    tell(replace(lead, host=house.host), seller.id, "no server")
    assert run_jobs(mailing) == []
    assert mail_sink.raw == []


def test_what_the_recipient_may_not_see_any_more_when_it_is_sent_stays_in_the_house(
    mailing: House, actor_of: Any, tell: Any, by_mail: Any, run_jobs: Any, mail_sink: MailSink, company: Any
) -> None:
    lead, seller = replace(actor_of("lead.east"), host=mailing.host), actor_of("seller.shanghai")
    by_mail(seller)
    kept = company(seller)
    tell(lead, seller.id, "about a record", about=kept)
    run("UPDATE contacts_company SET owner_id = NULL, team_id = NULL WHERE id = ?", [kept.id])
    run_jobs(mailing)
    tell(lead, seller.id, "who has left")
    run("UPDATE people_user SET active = ? WHERE id = ?", [False, seller.id])
    assert run_jobs(mailing) == ["work.mail_notice"]
    assert mail_sink.raw == []


def test_a_mail_that_is_sent_again_after_a_crash_has_the_same_id(
    send: Any, mail_sink: MailSink, mailing: House, run_jobs: Any
) -> None:
    send("once")
    run("UPDATE job SET state = 'waiting', run_at = 0 WHERE name = 'work.mail_notice'")
    run_jobs(mailing)
    first, second = mail_sink.messages
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Message-ID"].endswith("@guanxi.example>")


def test_a_server_that_is_down_is_tried_again_and_the_health_page_says_so(
    mailing: House,
    actor_of: Any,
    tell: Any,
    by_mail: Any,
    mail_sink: MailSink,
    clock: Any,
    run_jobs: Any,
) -> None:
    lead, seller = replace(actor_of("lead.east"), host=mailing.host), actor_of("seller.shanghai")
    by_mail(seller)
    mail_sink.answer = "451 try later"
    tell(lead, seller.id, "patience")
    with pytest.raises(pytest.fail.Exception):
        run_jobs(mailing)
    state, error = row("SELECT state, error FROM job WHERE name = 'work.mail_notice'") or ("", "")
    assert state == "waiting"
    assert "try later" in error
    told = {each.check: str(each) for each in examine(_with_mail(mailing), clock(), thorough=False)}
    assert "1 mails could not be handed over" in told["mail"]
    mail_sink.answer = "250 kept"
    clock.move(minutes=5)
    assert run_jobs(mailing) == ["work.mail_notice"]
    assert len(mail_sink.raw) == 1
    told = {each.check: each.well for each in examine(_with_mail(mailing), clock(), thorough=False)}
    assert told["mail"]


def test_a_mail_that_the_server_refuses_for_good_is_not_tried_again(
    send: Any, mail_sink: MailSink, mailing: House, clock: Any
) -> None:
    mail_sink.answer = "550 no such box"
    with pytest.raises(pytest.fail.Exception):
        send("refused")
    state, error = row("SELECT state, error FROM job WHERE name = 'work.mail_notice'") or ("", "")
    assert state == "failed"
    assert "550 no such box" in error
    told = {each.check: str(each) for each in examine(_with_mail(mailing), clock(), thorough=False)}
    assert "550 no such box" in told["mail"]


@pytest.mark.parametrize(("word", "kept"), [("right", 1), ("wrong", 0)])
def test_a_server_that_wants_a_password_gets_it(word: str, kept: int, mail_sink: MailSink) -> None:
    from email.message import EmailMessage
    from smtplib import SMTPAuthenticationError

    server = MailServer(mail_sink.host, mail_sink.port, "none", "crm", word, "crm@guanxi.example")
    mail = EmailMessage()
    mail["From"], mail["To"] = "crm@guanxi.example", "a@b.example"
    if kept:
        server.send(mail)
    else:
        with pytest.raises(SMTPAuthenticationError):
            server.send(mail)
    assert len(mail_sink.raw) == kept
    assert f"crm:{word}" in mail_sink.signed_in
    assert word not in repr(server)


def test_settings_of_mail_are_read_and_refused(tmp_path: Any) -> None:
    env = {"GUANXI_MAIL_HOST": "mail.example", "GUANXI_MAIL_FROM": "Guanxi <crm@firm.example>"}
    found = load(env, folder=tmp_path)
    assert (found.mail_port, found.mail_tls) == (587, "starttls")
    assert load({**env, "GUANXI_MAIL_TLS": "tls"}, folder=tmp_path).mail_port == 465
    secret = "geheim123"
    with pytest.raises(ConfigError) as wrong:
        load({**env, "GUANXI_MAIL_PASSWORD": "", "GUANXI_MAIL_FROM": "x\r\ny"}, folder=tmp_path)
    assert "GUANXI_MAIL_FROM must be a mail address" in str(wrong.value)
    with pytest.raises(ConfigError, match="every mail needs a sender"):
        load({"GUANXI_MAIL_HOST": "mail.example"}, folder=tmp_path)
    assert secret not in repr(load({**env, "GUANXI_MAIL_PASSWORD": secret}, folder=tmp_path))


def _with_mail(house: House) -> Any:
    return replace(house.config, mail_host="mail.example")
