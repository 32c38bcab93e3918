"""Everything of somebody who leaves goes to others as one action, on pages, by program and command; the past stays hers."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from leaving import DUE, ActorOf, fill, finished, handed_over, new, owners, taken_back, world

from guanxi.api import NotFound, edit
from guanxi.cli.main import parser
from guanxi.composition import House
from guanxi.data.database import row, rows
from guanxi.people.collaborating import share
from guanxi.people.handovers import runs
from guanxi.people.handovers.plan import ALPHABET, Plan, checklist, preview
from guanxi.people.handovers.reach import in_hand_over
from guanxi.records.batches import undo_batch
from guanxi.records.ownership import owner_at
from guanxi.records.ref import Ref
from guanxi.testing.fixed import FixedClock
from guanxi.testing.house import Client, Program
from guanxi.testing.outcomes import Uses
from guanxi.work.activities.resource import activities
from guanxi_contacts.interactions import interactions
from guanxi_contacts.resources import companies, persons

KINDS = ["work.activity", "contacts.company", "contacts.person"]


@pytest.mark.requirement("R-152.a")
def test_214_records_move_and_come_back_as_one(
    house: House, actor_of: ActorOf, client_of: Callable[..., Client]
) -> None:
    admin, seller, heir = (actor_of(name) for name in ("admin", "seller.shanghai", "seller.hangzhou"))
    fill(actor_of, firms=120, people=80, to_do=14, shared=4)
    before, browser = world(), client_of("admin")
    here = f"/people/users/{seller.id}/hand-over"
    assert f'href="{here}"' in browser.get(f"/people/users/{seller.id}").text
    page = browser.get(here).text
    assert f'href="/contacts/companies/?owner={seller.id}"' in page and ">120<" in page
    sent = {
        "kind": KINDS,
        "to": heir.id,
        "how": "even",
        "shares": "keep",
        "note": "Call 007",
    }
    counted = browser.post(here, act="check", **sent).text
    assert "Hand over 214 records" in counted and "Nothing has moved yet." in counted
    assert world() == before
    address = browser.post(here, act="move", **sent).headers["Location"]
    known = finished(house, admin, int(address.rpartition("/")[2]))
    assert (known.standing, known.total, known.moved, known.refused) == (runs.MOVED, 214, 214, 0)
    page = browser.get(address).text
    assert "214 records have moved." in page and "Handed over by" in page and admin.name in page
    assert owners("contacts_company") == {heir.id: 124}
    assert owners("contacts_person") == {heir.id: 80}
    assert owners("work_activity") == {heir.id: 14, seller.id: 3}
    taken_back(house, admin, known)
    assert world() == before
    page = browser.get(address).text
    assert "214 records are as they were before" in page and "Hand over again" in page
    assert re.search(r"214 moved on [0-9-]+, taken back", browser.get(here).text)


def test_the_whole_batch_is_undone_as_one(house: House, actor_of: ActorOf) -> None:
    admin, seller, heir = (actor_of(name) for name in ("admin", "seller.shanghai", "seller.hangzhou"))
    fill(actor_of, firms=5, people=3, to_do=4, shared=2)
    before = world()
    known = handed_over(house, admin, seller, Plan((actor_of("seller.north").id,)))
    assert known.moved == 14 and owners("contacts_company") == {heir.id: 2, actor_of("seller.north").id: 5}
    undo_batch(in_hand_over(admin), known.batch)
    assert world() == before


@pytest.mark.requirement("R-152.b")
@pytest.mark.requirement("R-152.c")
def test_the_past_stays_hers_and_what_comes_later_counts_for_the_new_owner(
    house: House, actor_of: ActorOf, program_of: Callable[..., Program], clock: FixedClock
) -> None:
    admin, seller, heir = (actor_of(name) for name in ("admin", "seller.shanghai", "seller.hangzhou"))
    ids = fill(actor_of, firms=3, to_do=2)
    then = clock()
    clock.move(days=1)
    handed_over(house, admin, seller, Plan((heir.id,)))
    clock.move(days=1)
    new(heir, interactions, kind="call", summary="Talked again", about=[Ref(companies.name, ids[0])])
    program = program_of("admin")

    def counted(path: str, who: int) -> int:
        return int(program.get(f"{path}?owner={who}&count=exact").json["count"]["number"])

    assert (counted("/contacts/interactions", seller.id), counted("/contacts/interactions", heir.id)) == (
        1,
        1,
    )
    done = program.get(f"/work/activities?owner={seller.id}&count=exact").json
    assert {item["state"] for item in done["items"]} <= {"done"}
    assert (counted("/contacts/companies", seller.id), counted("/contacts/companies", heir.id)) == (0, 3)
    record = Ref(companies.name, ids[1])
    assert (owner_at(admin.host, record, then), owner_at(admin.host, record, clock())) == (seller.id, heir.id)
    assert owner_at(admin.host, record, then - timedelta(days=9)) == seller.id
    assert owner_at(admin.host, Ref(companies.name, 999_999), then) is None


@pytest.mark.requirement("R-152.d")
def test_the_disabled_user_owns_nothing(
    house: House, actor_of: ActorOf, client_of: Callable[..., Client]
) -> None:
    admin, seller, heir = (actor_of(name) for name in ("admin", "seller.shanghai", "seller.north"))
    fill(actor_of, firms=4, people=2, to_do=3, shared=2)
    browser, access = client_of("admin"), f"/people/users/{seller.id}/access"
    assert "11 records and shares belong to this user" in browser.get(access).text
    handed_over(house, admin, seller, Plan((heir.id,)))
    assert "belong to this user" not in browser.get(access).text
    assert "Nothing is left to hand over." in browser.get(f"/people/users/{seller.id}/hand-over").text
    browser.post(f"{access}/deactivate")
    assert row("SELECT active FROM people_user WHERE id = ?", [seller.id]) in ((0,), (False,))
    assert checklist(admin, seller.id).count == 0
    for resource in house.host.resources.values():
        rows_ = resource.rows
        if rows_.own and not rows_.about and not resource.by_name[rows_.own].read_only:
            assert seller.id not in owners(str(resource.model._meta.table_name)), resource.name
    assert rows("SELECT 1 FROM work_activity WHERE owner_id = ? AND state = 'open'", [seller.id]) == []
    assert rows("SELECT 1 FROM work_reminder WHERE user_id = ? AND fired_at IS NULL", [seller.id]) == []
    assert rows("SELECT 1 FROM collaborator WHERE user_id = ?", [seller.id]) == []
    assert rows("SELECT count(*) FROM collaborator WHERE user_id = ?", [heir.id]) == [(2,)]


def test_the_new_owner_is_told_once_and_confirms(
    house: House, actor_of: ActorOf, client_of: Callable[..., Client]
) -> None:
    lead, seller, heir = (actor_of(name) for name in ("lead.east", "seller.shanghai", "seller.hangzhou"))
    fill(actor_of, firms=3, to_do=2)
    known = handed_over(house, lead, seller, Plan((heir.id,), note="The renewal of 001 is due"))
    assert known.moved == 5
    told = rows("SELECT about_kind, about_id FROM notification WHERE user_id = ?", [heir.id])
    assert [kind for kind, _key in told] == ["people.handover"]
    page = f"/people/handovers/{told[0][1]}"
    browser, leader = client_of("seller.hangzhou"), client_of("lead.east")
    assert "The renewal of 001 is due" in browser.get("/notifications").text
    text = browser.get(page).text
    assert "Not confirmed yet" in text and "Company 002" in text and f'action="{page}/confirm"' in text
    assert f'action="{page}/confirm"' not in leader.get(page).text
    assert leader.post(f"{page}/confirm").status_code == 404
    assert client_of("seller.north").get(page).status_code == 404
    assert browser.post(f"{page}/confirm").status_code == 303
    assert "Confirmed" in leader.get(f"/hand-overs/{known.id}").text
    assert "has confirmed taking over" in leader.get("/notifications").text
    assert browser.post(f"{page}/confirm").status_code == 409
    taken_back(house, lead, known)
    assert "was taken back" in browser.get("/notifications").text


def test_nobody_gives_away_more_than_he_may(
    house: House, actor_of: ActorOf, client_of: Callable[..., Client], roles_of: Callable[..., None]
) -> None:
    admin, seller, heir = (actor_of(name) for name in ("admin", "seller.shanghai", "seller.hangzhou"))
    fill(actor_of, firms=3, people=2)
    here = f"/people/users/{seller.id}/hand-over"
    assert client_of("seller.hangzhou").get(here).status_code == 403
    assert client_of("lead.north").get(here).status_code == 404
    with pytest.raises(NotFound):
        runs.start(actor_of("lead.north"), seller.id, Plan((heir.id,)))
    known = handed_over(house, admin, seller, Plan((heir.id,), kinds=("contacts.person",)))
    for name in ("lead.east", "seller.shanghai"):
        with pytest.raises(NotFound):
            runs.find(actor_of(name), known.id)
    grants = {
        "people.*.view": "all",
        "people.user.hand_over": "all",
        "*.view": "all",
        "contacts.person.*": "all",
    }
    roles_of("agent", grants)
    agent = actor_of("agent")
    lines = {line.kind: (line.count, line.may) for line in checklist(agent, seller.id).records}
    assert (lines["contacts.company"], lines["contacts.person"]) == ((3, 0), (0, 0))
    assert handed_over(house, agent, seller, Plan((heir.id,))).total == 0
    assert owners("contacts_company") == {seller.id: 3}


def test_several_get_their_part_by_turn_alphabet_and_choice(actor_of: ActorOf) -> None:
    admin, seller = actor_of("admin"), actor_of("seller.shanghai")
    one, other = actor_of("seller.hangzhou").id, actor_of("seller.north").id
    ids = fill(actor_of, firms=5, people=3)
    even = preview(admin, seller.id, Plan((one, other)))
    assert [each.total() for each in even.values()] == [4, 4]
    chosen = Plan((one,), records=(Ref(companies.name, ids[2]), Ref(companies.name, 999)))
    assert preview(admin, seller.id, chosen)[one] == {"contacts.company": 1}
    by_name = preview(admin, seller.id, Plan((one, other), how=ALPHABET, kinds=("contacts.company",)))
    assert [each.total() for each in by_name.values()] == [3, 2]


def test_what_cannot_be_followed_is_refused_with_the_reason(
    actor_of: ActorOf, client_of: Callable[..., Client]
) -> None:
    seller, heir = actor_of("seller.shanghai"), actor_of("seller.hangzhou")
    fill(actor_of, firms=1)
    browser, here = client_of("admin"), f"/people/users/{seller.id}/hand-over"
    sent = {"act": "move", "kind": KINDS, "how": "even", "shares": "pass"}
    browser.get(here)
    assert "Choose who takes over." in browser.post(here, **sent).text
    assert "Nobody hands over to himself" in browser.post(here, to=seller.id, **sent).text
    browser.post(f"/people/users/{heir.id}/access/deactivate")
    refused = browser.post(here, to=heir.id, **sent)
    assert refused.status_code == 422 and "This user is not active." in refused.text


def test_what_was_given_on_since_stays_and_is_named(house: House, actor_of: ActorOf) -> None:
    admin, seller, heir = (actor_of(name) for name in ("admin", "seller.shanghai", "seller.hangzhou"))
    ids = fill(actor_of, firms=3)
    known = handed_over(house, admin, seller, Plan((heir.id,)))
    edit(admin, companies, ids[1], {"owner": admin.id})
    known = taken_back(house, admin, known)
    assert (known.reverted, known.kept) == (2, 1)
    [kept] = runs.stayed(known.id, 10)
    assert (kept.item.record_id, "Changed again since" in (kept.reason or "")) == (ids[1], True)
    assert owners("contacts_company") == {seller.id: 2, admin.id: 1}


def test_shares_go_on_as_far_as_they_reached_or_end(house: House, actor_of: ActorOf) -> None:
    admin, seller, heir = (actor_of(name) for name in ("admin", "seller.shanghai", "seller.north"))
    fill(actor_of, firms=1, shared=2)
    third = new(actor_of("seller.hangzhou"), persons, name="Theirs", customer_type="personal")
    share(actor_of("seller.hangzhou"), persons, [third], seller.id, "view")
    share(actor_of("seller.hangzhou"), persons, [third], heir.id, "manage")
    handed_over(house, admin, seller, Plan((heir.id,)))
    held = rows("SELECT user_id, kind, level FROM collaborator ORDER BY kind, record_id")
    assert held == [(heir.id, "contacts.company", 2)] * 2 + [(heir.id, "contacts.person", 3)]
    handed_over(house, admin, heir, Plan((seller.id,), shares="end"))
    assert rows("SELECT 1 FROM collaborator") == []


def test_programs_and_commands_hand_over_too(
    house: House,
    actor_of: ActorOf,
    program_of: Callable[..., Program],
    uses: Uses,
    capsys: pytest.CaptureFixture[str],
) -> None:
    seller, heir = actor_of("seller.shanghai"), actor_of("seller.hangzhou")
    fill(actor_of, firms=3, to_do=1)
    program, here = program_of("admin"), f"/people/users/{seller.id}/hand-over"
    assert {"kind": "contacts.company", "count": 3, "may": 3} in program.get(here).json["records"]
    assert program.post(here, {"to": "7", "what": 1}).status_code == 422
    counted = program.post(here, {"to": [heir.id], "dry_run": True}).json
    assert (counted["total"], counted["new_owners"][0]["records"]["contacts.company"]) == (4, 3)
    begun = program.post(here, {"to": [heir.id], "note": "Soon"})
    assert begun.status_code == 202
    assert program.post(here, {"to": [heir.id]}).status_code == 409
    known = finished(house, actor_of("admin"), begun.json["id"])
    read = program.get(f"/hand-overs/{known.id}").json
    assert (read["state"], read["moved"], read["new_owners"][0]["records"]) == ("moved", 4, 4)
    mine = program_of("seller.hangzhou")
    [taken] = mine.get("/people/handovers").json["items"]
    assert (taken["name"], taken["open_matters"]) == ("王芳", "Soon")
    assert mine.post(f"/people/handovers/{taken['id']}/confirm", None).status_code == 204
    uses.record("command")
    words = [
        "hand-over",
        "seller.hangzhou@demo.example",
        "seller.shanghai@demo.example",
        "--kind",
        "contacts.company",
    ]
    options = parser().parse_args([*words, "--dry-run"])
    assert (options.run(options, house.host), "3 would move" in capsys.readouterr().out) == (0, True)
    options = parser().parse_args(words)
    assert (options.run(options, house.host), "3 of 3 moved" in capsys.readouterr().out) == (0, True)
    assert owners("contacts_company") == {seller.id: 3}


def test_open_activities_about_nothing_that_others_see_go_along(house: House, actor_of: ActorOf) -> None:
    lead, seller, heir = (actor_of(name) for name in ("lead.east", "seller.shanghai", "seller.hangzhou"))
    key = new(seller, activities, subject="For myself", due_on=DUE, remind="0", due_time="14:30")
    assert handed_over(house, lead, seller, Plan((heir.id,))).moved == 1
    assert rows("SELECT user_id FROM work_reminder WHERE activity_id = ?", [key]) == [(heir.id,)]
