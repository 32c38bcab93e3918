"""The bell: what is told stands under it in the reader's words, as long as he may see what it is about."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from guanxi.data.database import row, run
from guanxi.data.messages import translator
from guanxi.records.change import Change
from guanxi.records.host import ToTell
from guanxi.records.ref import Ref
from guanxi.work.notifications import reading
from guanxi.work.notifications.reading import Which
from guanxi.work.notifications.writing import notify

_ = translator("guanxi")
NOON = datetime(2026, 3, 5, 4, 0, tzinfo=UTC)


def test_what_is_told_stands_under_the_bell_of_one_user(
    actor_of: Callable[..., Any], client_of: Callable[..., Any], tell: Any
) -> None:
    tell(actor_of("lead.east"), actor_of("seller.shanghai").id, "Please call back")
    shown = client_of("seller.shanghai")
    assert "Please call back" in shown.get("/notifications").text
    assert "Please call back" in shown.get("/notifications/panel").text
    assert 'data-unread="1"' in shown.get("/notifications/count").text
    other = client_of("seller.hangzhou")
    assert "Please call back" not in other.get("/notifications").text
    assert other.get("/notifications/count").text.strip() == ""


def test_each_reader_gets_language_zone_and_names_of_his_own(
    actor_of: Callable[..., Any], company: Any, tell: Any
) -> None:
    seller = actor_of("seller.shanghai")
    kept = company(seller)
    run("UPDATE people_user SET language = 'zh', zone = 'Asia/Tokyo' WHERE id = ?", [seller.id])
    text = _("Yesterday {time}").format(time=NOON)
    tell(actor_of("lead.east"), seller.id, text, about=kept)
    tell(actor_of("lead.east"), seller.id, _("Nothing found for “{q}”").format(q=kept), about=kept)
    found = reading.told(actor_of("seller.shanghai"), 9)
    assert [each.text for each in found] == ["没有找到“云川恒润”", "昨天 2026-03-05 13:00"]
    assert {each.title for each in found} == {"云川恒润"}
    assert {each.href for each in found} == {f"/contacts/companies/{kept.id}"}


def test_a_record_out_of_reach_takes_text_count_and_title_along(
    actor_of: Callable[..., Any], client_of: Callable[..., Any], company: Any, tell: Any
) -> None:
    lead, seller = actor_of("lead.north"), actor_of("seller.shanghai")
    foreign, own = company(lead, "不可见"), company(seller, "可见")
    tell(lead, seller.id, "about a foreign record", about=foreign)
    tell(lead, seller.id, _("Nothing found for “{q}”").format(q=foreign), about=own)
    shown = client_of("seller.shanghai")
    for path in ("/notifications", "/notifications/panel"):
        page = shown.get(path).text
        assert "不可见" not in page
        assert "about a foreign record" not in page
    assert 'data-unread="1"' in shown.get("/notifications/count").text
    assert "Nothing found for “…”" in shown.get("/notifications").text


def test_what_is_in_the_bin_or_of_a_disabled_plugin_is_not_told(
    actor_of: Callable[..., Any], company: Any, tell: Any
) -> None:
    lead, seller = actor_of("lead.east"), actor_of("seller.shanghai")
    gone = company(seller)
    tell(lead, seller.id, "binned", about=gone)
    tell(lead, seller.id, "of nobody", about=Ref("nothing.here", 1))
    run("UPDATE contacts_company SET deleted_at = 1 WHERE id = ?", [gone.id])
    assert reading.told(seller, 9) == []
    assert reading.count_unread(seller) == 0


def test_who_acts_is_not_told_and_what_is_refused_tells_nobody(
    actor_of: Callable[..., Any], tell: Any
) -> None:
    lead, seller = actor_of("lead.east"), actor_of("seller.shanghai")
    tell(lead, lead.id, "what I do myself")
    assert reading.count_unread(lead) == 0

    def fails(tx: Any) -> None:
        tx.notify(seller.id, "of a change that fails")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        Change("host.page.view", fails)(lead)
    assert reading.count_unread(seller) == 0


def test_one_is_marked_read_all_up_to_what_was_shown_and_nothing_of_others(
    actor_of: Callable[..., Any], client_of: Callable[..., Any], tell: Any
) -> None:
    lead, seller = actor_of("lead.east"), actor_of("seller.shanghai")
    for text in ("first", "second", "third"):
        tell(lead, seller.id, text)
    third, second, first = (each.id for each in reading.told(seller, 9))
    shown, other = client_of("seller.shanghai"), client_of("seller.hangzhou")
    shown.get("/notifications")
    other.get("/notifications")
    assert other.post("/notifications/these", act="read", these=first).status_code == 404
    other.post("/notifications/read-all", newest=third)
    assert reading.count_unread(seller) == 3
    assert shown.post("/notifications/these", act="read", these=first).status_code == 303
    assert reading.count_unread(seller) == 2
    shown.post("/notifications/read-all", newest=second)
    assert [each.id for each in reading.told(seller, 9, which=Which.UNREAD)] == [third]


def test_several_about_one_record_stand_together_and_are_read_together(
    actor_of: Callable[..., Any], client_of: Callable[..., Any], company: Any, tell: Any
) -> None:
    lead, seller = actor_of("lead.east"), actor_of("seller.shanghai")
    one, two = company(seller, "甲"), company(seller, "乙")
    for about in (one, two, one):
        tell(lead, seller.id, "changed", about=about)
    shown = client_of("seller.shanghai")
    page = shown.get("/notifications").text
    assert page.count("notice-head") == 1
    these = ",".join(str(each.id) for each in reading.told(seller, 9) if each.about == one)
    shown.post("/notifications/these", act="read", these=these)
    assert [each.about for each in reading.told(seller, 9, which=Which.UNREAD)] == [two]


def test_the_page_goes_on_where_it_ended_also_past_what_is_not_seen(
    actor_of: Callable[..., Any], client_of: Callable[..., Any], company: Any, house: Any
) -> None:
    lead, seller = actor_of("lead.north"), actor_of("seller.shanghai")
    foreign = company(lead)
    for number in range(120):
        about = foreign if 20 <= number < 80 else None
        notify(house.host, seller.id, ToTell(f"number {number}.", about), house.host.clock())
    shown = client_of("seller.shanghai")
    first = shown.get("/notifications").text
    assert "number 119." in first
    assert "number 9." not in first
    older = first.split('href="/notifications?before=')[1].partition('"')[0]
    second = shown.get(f"/notifications?before={older}").text
    assert "number 0." in second
    assert "number 70." not in second


def test_more_than_ninety_nine_are_not_counted(
    actor_of: Callable[..., Any], client_of: Any, house: Any
) -> None:
    seller = actor_of("seller.shanghai")
    for _number in range(130):
        notify(house.host, seller.id, ToTell("x"), house.host.clock())
    assert ">99+<" in client_of("seller.shanghai").get("/notifications/count").text


def test_a_kind_is_told_by_the_ways_that_somebody_chose(
    actor_of: Callable[..., Any], client_of: Callable[..., Any], tell: Any
) -> None:
    lead, seller = actor_of("lead.east"), actor_of("seller.shanghai")
    shown = client_of("seller.shanghai")
    assert "No mail server is set up" in shown.get("/account/notifications").text
    assert shown.post("/account/notifications", mail="work.other").status_code == 303
    tell(lead, seller.id, "not wanted")
    assert reading.count_unread(seller) == 0
    shown.post("/account/notifications", bell="work.other")
    tell(lead, seller.id, "wanted")
    assert reading.count_unread(seller) == 1


def test_what_is_old_is_forgotten(house: Any, actor_of: Any, tell: Any, clock: Any, run_jobs: Any) -> None:
    lead, seller = actor_of("lead.east"), actor_of("seller.shanghai")
    tell(lead, seller.id, "read")
    tell(lead, seller.id, "unread")
    reading.mark_read(seller, [reading.told(seller, 9)[1].id])
    run_jobs()
    clock.move(days=91)
    assert "host.tidy" in run_jobs()
    assert [each.text for each in reading.told(actor_of("seller.shanghai"), 9)] == ["unread"]
    clock.move(days=300)
    run_jobs()
    assert row("SELECT count(*) FROM notification")[0] == 0  # type: ignore[index]


def test_a_place_that_cannot_be_kept_is_refused_with_its_name(actor_of: Any, tell: Any) -> None:
    lead = actor_of("lead.east")
    with pytest.raises(TypeError, match=r"place \{time\} holds a list"):
        tell(lead, lead.id + 1, _("Yesterday {time}").format(time=[1]))
    tell(lead, actor_of("seller.shanghai").id, _("Yesterday {time}").format(time=date(2026, 3, 5)))
    assert reading.told(actor_of("seller.shanghai"), 1)[0].text == "Yesterday 2026-03-05"
    kept = json.loads(row("SELECT text FROM notification")[0])  # type: ignore[index]
    assert kept["places"] == {"time": {"day": "2026-03-05"}}
