"""What is done with notifications: done, snoozed until a moment, muted for a record; each for its reader alone, and taken back."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from guanxi.data.errors import InvalidValues, Refused
from guanxi.records.ref import Ref
from guanxi.records.standard import delete
from guanxi.work.notifications import muting, putting_away, reading
from guanxi.work.notifications.reading import Which

THESE, MUTE = "/notifications/these", "/notifications/mute"
SELLER = "seller.shanghai"


def ids(actor: Any, which: Which = Which.OPEN) -> list[int]:
    return [each.id for each in reading.told(actor, 99, which=which)]


@pytest.fixture
def three(actor_of: Callable[..., Any], company: Any, tell: Any) -> tuple[Any, Ref, list[int]]:
    """A seller who was told three things, two of them about one company."""
    lead, seller = actor_of("lead.east"), actor_of(SELLER)
    one = company(seller)
    for text, about in (("first", one), ("second", None), ("third", one)):
        tell(lead, seller.id, text, about=about)
    return seller, one, ids(seller)


def test_what_is_done_leaves_bell_and_count_is_found_under_done_and_comes_back_as_it_was(
    three: tuple[Any, Ref, list[int]], client_of: Callable[..., Any]
) -> None:
    seller, _one, (third, second, first) = three
    reading.mark_read(seller, [first])
    browser = client_of(SELLER)
    browser.post(THESE, act="done", these=f"{third},{first}")
    assert ids(seller) == [second] and ids(seller, Which.DONE) == [third, first]
    assert reading.count_unread(seller) == 1
    shown = browser.get("/notifications?which=done").text
    assert "third" in shown and "Undo" in shown, "the page after it takes it back"
    assert "third" not in browser.get("/notifications").text
    assert "third" not in browser.get("/notifications/panel").text
    browser.post(f"{THESE}?act=back&these={third},{first}")
    assert ids(seller) == [third, second, first]
    assert ids(seller, Which.UNREAD) == [third, second], "what was read is read"


def test_what_is_snoozed_is_away_until_its_time_and_is_unread_then(
    three: tuple[Any, Ref, list[int]], client_of: Callable[..., Any], clock: Any
) -> None:
    seller, _one, (third, second, first) = three
    browser = client_of(SELLER)
    browser.get("/notifications")
    reading.mark_read(seller, [third, second, first])
    browser.post(THESE, act="hour", these=f"{second}")
    assert ids(seller) == [third, first] and ids(seller, Which.SNOOZED) == [second]
    assert "second" in browser.get("/notifications?which=snoozed").text
    clock.set(clock() + timedelta(minutes=59))
    assert reading.count_unread(seller) == 0
    clock.set(clock() + timedelta(minutes=1))
    assert ids(seller, Which.UNREAD) == [second] and ids(seller, Which.SNOOZED) == []
    assert 'data-unread="1"' in browser.get("/notifications/count").text


@pytest.mark.parametrize(
    ("now", "zone", "wanted"),
    [
        (  # Thursday, ten at night in Shanghai
            "2026-03-05T14:00",
            "Asia/Shanghai",
            {"hour": "2026-03-05T15:00", "tomorrow": "2026-03-06T01:00", "monday": "2026-03-09T01:00"},
        ),
        (  # Friday noon in London
            "2026-03-06T12:00",
            "Europe/London",
            {
                "hour": "2026-03-06T13:00",
                "evening": "2026-03-06T18:00",
                "tomorrow": "2026-03-07T09:00",
                "monday": "2026-03-09T09:00",
            },
        ),
        (  # Sunday: tomorrow is Monday
            "2026-03-08T17:30",
            "UTC",
            {"hour": "2026-03-08T18:30", "tomorrow": "2026-03-09T09:00"},
        ),
        (  # an hour before the clocks of Berlin go forward
            "2026-03-29T00:30",
            "Europe/Berlin",
            {"hour": "2026-03-29T01:30", "evening": "2026-03-29T16:00", "tomorrow": "2026-03-30T07:00"},
        ),
    ],
)
def test_the_usual_times_are_those_of_the_readers_day(now: str, zone: str, wanted: dict[str, str]) -> None:
    found = putting_away.times(datetime.fromisoformat(now).replace(tzinfo=UTC), zone)
    assert {name: f"{at.astimezone(UTC):%Y-%m-%dT%H:%M}" for name, at in found.items()} == wanted


@pytest.mark.parametrize("until", ["", "never", "2026-03-05T10:00", "2028-01-01T09:00", "9999-12-31T23:59"])
def test_a_time_that_makes_no_sense_is_refused_and_nothing_is_snoozed(
    until: str, three: tuple[Any, Ref, list[int]], client_of: Callable[..., Any]
) -> None:
    seller, _one, (third, *_rest) = three
    browser = client_of(SELLER)
    assert browser.post(THESE, act="at", these=f"{third}", until=until).status_code == 303
    assert "twelve months" in browser.get("/notifications").text
    assert ids(seller, Which.SNOOZED) == []
    with pytest.raises(InvalidValues):
        putting_away.snooze(seller, [third], seller.host.clock())


def test_nothing_of_others_is_put_away_and_what_is_no_number_is_not_there(
    three: tuple[Any, Ref, list[int]], client_of: Callable[..., Any]
) -> None:
    seller, _one, told = three
    other = client_of("seller.hangzhou")
    for act in ("read", "done", "hour", "back"):
        assert other.post(THESE, act=act, these=f"{told[0]}").status_code == 404
    assert ids(seller, Which.UNREAD) == told
    browser = client_of(SELLER)
    for form in ({"act": "done", "these": "x"}, {"act": "done"}, {"act": "burn", "these": str(told[0])}):
        assert browser.post(THESE, **form).status_code == 404


def test_a_muted_record_is_silent_but_for_what_has_to_be_done_and_is_said_by_name(
    three: tuple[Any, Ref, list[int]], client_of: Callable[..., Any], actor_of: Any, tell: Any
) -> None:
    seller, one, told = three
    browser, lead = client_of(SELLER), actor_of("lead.east")
    browser.post(MUTE, record=one.text, on="1")
    for kind in ("work.other", "work.assigned", "work.mention"):
        tell(lead, seller.id, kind, about=one, kind=kind)
    note = Ref("work.note", _note(client_of, one))
    tell(lead, seller.id, "about its note", about=note)
    tell(lead, seller.id, "about no record")
    fresh = [each.text for each in reading.told(seller, 99) if each.id not in told]
    assert sorted(fresh) == ["about no record", "work.assigned", "work.mention"]
    assert "云川恒润" in browser.get("/account/notifications").text
    assert "Unmute" in browser.get("/notifications").text
    browser.post(f"{MUTE}?record={one.text}&on=0")
    tell(lead, seller.id, "heard again", about=one)
    assert "heard again" in [each.text for each in reading.told(seller, 99)]


def test_only_what_one_sees_is_muted_and_what_is_out_of_reach_is_not_listed(
    actor_of: Callable[..., Any], client_of: Callable[..., Any], company: Any
) -> None:
    seller, other = actor_of(SELLER), actor_of("seller.north")
    own, foreign = company(seller, "自己的"), company(other, "别人的")
    browser = client_of(SELLER)
    assert browser.post(MUTE, record=foreign.text).status_code == 404
    for wrong in ("", "contacts.company", "contacts.company/x", "nothing.here/1"):
        assert browser.post(MUTE, record=wrong).status_code == 404
    browser.post(MUTE, record=own.text)
    muting.mute(seller, foreign)
    delete(seller, seller.host.resources["contacts.company"], own.id)
    assert "别人的" not in browser.get("/account/notifications").text
    assert muting.muted(seller.id) == [foreign, own] or set(muting.muted(seller.id)) == {foreign, own}


def test_no_more_records_are_muted_than_are_kept(actor_of: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    seller = actor_of(SELLER)
    monkeypatch.setattr(muting, "MOST", 2)
    for number in (1, 2, 2):
        muting.mute(seller, Ref("contacts.company", number))
    with pytest.raises(Refused, match="2 records are muted already"):
        muting.mute(seller, Ref("contacts.company", 3))


def test_two_notes_about_one_record_stand_together_under_the_record(
    actor_of: Any, client_of: Callable[..., Any], company: Any, tell: Any
) -> None:
    lead, seller = actor_of("lead.east"), actor_of(SELLER)
    one = company(seller)
    for text in ("one", "two"):
        tell(lead, seller.id, text, about=Ref("work.note", _note(client_of, one)), kind="work.mention")
    shown = client_of(SELLER).get("/notifications").text
    head = re.search(r'<div class="notice-head"><a class="clip" href="([^"]+)"', shown)
    assert head and head[1] == f"/contacts/companies/{one.id}"
    assert len(re.findall(r'href="/work/notes/\d+"', shown)) == 2, "each leads to its own note"


def _note(client_of: Callable[..., Any], about: Ref) -> int:
    browser = client_of(SELLER)
    answer = browser.post("/work/notes/new", about=about.text, text="a note")
    return int(answer.headers["Location"].rpartition("/")[2])
