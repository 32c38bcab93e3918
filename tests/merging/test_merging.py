"""Two records of one customer become one: what leads to the one leads to the other, and undoing gives both back with their links."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from guanxi.data.database import row, rows
from guanxi.data.errors import Forbidden, InvalidValues, Moved, NotFound, Refused
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.change import Change
from guanxi.records.ref import Ref
from guanxi.records.standard import create, edit
from guanxi.records.undo import undo
from guanxi.records.uniting import Merging, merged_into

SELLER = "seller.shanghai"


def merge(actor: Actor, kind: str = "contacts.company") -> Change:
    return next(each for each in actor.host.items_of(Merging) if each.on.name == kind)


def made(actor: Actor, kind: str, /, **values: Any) -> int:
    done = create(actor, actor.host.resources[kind], values)
    assert done.ref is not None
    return done.ref.id


@pytest.fixture
def seller(actor_of: Callable[[str], Actor]) -> Actor:
    return actor_of(SELLER)


def filled(seller: Actor) -> dict[str, Any]:
    """Two companies that are one, with all sorts of things at the first."""
    gone = made(seller, "contacts.company", name="恒润机械有限公司", city="上海", phone="021 5555 0101")
    stays = made(seller, "contacts.company", name="恒润机械", short_name="恒润")
    about = (Ref("contacts.company", gone),)
    person = made(seller, "contacts.person", name="王建国")
    return {
        "gone": gone,
        "stays": stays,
        "person": person,
        "link": made(seller, "contacts.contact_person", company=gone, person=person, position="经理"),
        "note": made(seller, "work.note", text="rings twice", about=about),
        "call": made(
            seller, "contacts.interaction", summary="a call", about=(*about, Ref("contacts.person", person))
        ),
        "task": made(seller, "work.activity", subject="call back", about=about),
        "deal": made(seller, "sales.deal", name="Lathe", company=gone),
        "purchase": made(
            seller, "contacts.purchase", company=gone, product="filter", day="2026-02-01", amount="100 CNY"
        ),
        "consent": made(
            seller,
            "contacts.consent",
            company=gone,
            state="given",
            channel="all",
            purpose="marketing",
            proof="7",
        ),
    }


def places(there: dict[str, Any]) -> dict[str, Any]:
    """Where everything leads now."""
    found: dict[str, Any] = {}
    for name, table in (
        ("link", "contacts_contact_person"),
        ("deal", "sales_deal"),
        ("purchase", "contacts_purchase"),
        ("consent", "contacts_consent"),
    ):
        found[name] = (row(f"SELECT company_id FROM {table} WHERE id = ?", (there[name],)) or (None,))[0]
    for name, table in (("note", "work_note"), ("call", "contacts_interaction"), ("task", "work_activity")):
        found[name] = (row(f"SELECT about FROM {table} WHERE id = ?", (there[name],)) or ("",))[0]
    return found


def state() -> list[Any]:
    """All that merging may touch, but versions and moments of change."""
    sql = {
        "contacts_company": "id, name, city, short_name, phone, deleted_at, contacted_at",
        "contacts_contact_person": "id, company_id, person_id, position, deleted_at",
        "contacts_relation": "id, company_id, other_company_id, deleted_at",
        "about": "kind, record_id, entry_kind, entry_id, topic, at, deleted_at",
        "work_note": "id, about",
        "contacts_interaction": "id, about, participants",
        "sales_deal": "id, company_id",
        "contacts_purchase": "id, company_id",
        "contacts_consent": "id, company_id",
    }
    return [sorted(rows(f"SELECT {columns} FROM {table}"), key=repr) for table, columns in sql.items()]


def test_merging_moves_everything_and_undo_gives_both_back(seller: Actor) -> None:
    there = filled(seller)
    gone, stays, before = there["gone"], there["stays"], state()
    done = merge(seller)(seller, gone, into=stays)
    moved = places(there)
    assert {moved[name] for name in ("link", "deal", "purchase", "consent")} == {stays}
    for name in ("note", "call", "task"):
        assert (
            f'"contacts.company/{stays}"' in moved[name] and f'"contacts.company/{gone}"' not in moved[name]
        )
    companies = seller.host.resources["contacts.company"]
    kept = gate.get(seller, companies, stays)
    assert (kept.name, kept.city, kept.short_name) == ("恒润机械", "上海", "恒润")
    assert merged_into(companies, gone) == stays
    with pytest.raises(NotFound):
        gate.get(seller, companies, gone)
    undo(seller, done.change)
    assert state() == before
    assert merged_into(companies, gone) is None


def test_values_are_chosen_and_the_version_that_was_seen_counts(seller: Actor) -> None:
    there = filled(seller)
    gone, stays = there["gone"], there["stays"]
    companies = seller.host.resources["contacts.company"]
    seen = gate.get(seller, companies, stays).version
    edit(seller, companies, stays, {"city": "苏州"})
    with pytest.raises(Refused, match="changed meanwhile"):
        merge(seller)(seller, gone, into=stays, values={}, seen=seen)
    with pytest.raises(Moved):
        merge(seller)(seller, gone, into=stays, values={}, version=99)
    with pytest.raises(InvalidValues):
        merge(seller)(seller, gone, into=stays, values={"name": ""})
    assert places(there)["deal"] == gone
    merge(seller)(seller, gone, into=stays, values={"name": "恒润机械有限公司"})
    kept = gate.get(seller, companies, stays)
    assert (kept.name, kept.city, kept.phone) == ("恒润机械有限公司", "苏州", None)


def test_what_would_lead_to_itself_or_say_the_same_twice_goes_along_and_comes_back(seller: Actor) -> None:
    gone = made(seller, "contacts.company", name="A")
    stays = made(seller, "contacts.company", name="B")
    person = made(seller, "contacts.person", name="王建国")
    for company in (gone, stays):
        made(seller, "contacts.contact_person", company=company, person=person)
    made(seller, "contacts.relation", kind="partner", company=gone, other_company=stays)
    below = made(seller, "contacts.company", name="C", subsidiary_of=gone)
    edit(seller, seller.host.resources["contacts.company"], stays, {"subsidiary_of": gone})
    before = state()
    done = merge(seller)(seller, gone, into=stays)
    living = rows("SELECT company_id FROM contacts_contact_person WHERE deleted_at IS NULL")
    assert living == [(stays,)]
    assert rows("SELECT id FROM contacts_relation WHERE deleted_at IS NULL") == []
    assert rows("SELECT subsidiary_of_id FROM contacts_company WHERE id = ?", (stays,)) == [(None,)]
    assert rows("SELECT subsidiary_of_id FROM contacts_company WHERE id = ?", (below,)) == [(stays,)]
    undo(seller, done.change)
    assert state() == before


def test_who_may_not_edit_both_merges_nothing(actor_of: Callable[[str], Actor], seller: Actor) -> None:
    north, agent = actor_of("seller.north"), actor_of("agent")
    mine = made(seller, "contacts.company", name="A")
    theirs = made(north, "contacts.company", name="A Ltd")
    before = state()
    for gone, stays in ((mine, theirs), (theirs, mine)):
        with pytest.raises(NotFound):
            merge(seller)(seller, gone, into=stays)
        with pytest.raises((Forbidden, NotFound)):
            merge(agent)(agent, gone, into=stays)
    with pytest.raises(InvalidValues):
        merge(seller)(seller, mine, into=mine)
    with pytest.raises(NotFound):
        merge(seller)(seller, mine, into=999_999)
    assert state() == before


def test_what_others_wrote_follows_unseen(actor_of: Callable[[str], Actor], seller: Actor) -> None:
    director = actor_of("director")
    there = filled(seller)
    deal = made(director, "sales.deal", name="Secret", company=there["gone"])
    done = merge(seller)(seller, there["gone"], into=there["stays"])
    assert row("SELECT company_id FROM sales_deal WHERE id = ?", (deal,)) == (there["stays"],)
    undo(seller, done.change)
    assert row("SELECT company_id FROM sales_deal WHERE id = ?", (deal,)) == (there["gone"],)


def test_persons_are_merged_where_they_took_part(seller: Actor) -> None:
    gone = made(seller, "contacts.person", name="王建国", mobile="138 0013 8000")
    stays = made(seller, "contacts.person", name="王建国先生")
    company = made(seller, "contacts.company", name="A")
    about = (Ref("contacts.company", company),)
    visit = made(
        seller,
        "contacts.interaction",
        kind="visit",
        summary="visit",
        about=about,
        participants=(Ref("contacts.person", gone),),
    )
    before = state()
    done = merge(seller, "contacts.person")(seller, gone, into=stays)
    found = row("SELECT participants FROM contacts_interaction WHERE id = ?", (visit,))
    assert found == (f'["contacts.person/{stays}"]',)
    undo(seller, done.change)
    assert state() == before


def test_merging_again_leads_on(seller: Actor) -> None:
    one, two, three = (made(seller, "contacts.company", name=name) for name in "ABC")
    companies = seller.host.resources["contacts.company"]
    merge(seller)(seller, one, into=two)
    merge(seller)(seller, two, into=three)
    assert merged_into(companies, one) == three == merged_into(companies, two)
    assert merged_into(companies, three) is None


def test_a_long_history_stays_where_it_is(seller: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("guanxi.records.uniting.MOST", 1)
    gone = made(seller, "contacts.company", name="A")
    stays = made(seller, "contacts.company", name="B")
    about = (Ref("contacts.company", gone),)
    for text in ("one", "two"):
        made(seller, "work.note", text=text, about=about)
    before = state()
    with pytest.raises(Refused, match="Let it stay"):
        merge(seller)(seller, gone, into=stays)
    assert state() == before
    merge(seller)(seller, stays, into=gone)


def test_who_gives_the_record_away_by_the_merge_has_merged_it(
    seller: Actor, actor_of: Callable[[str], Actor]
) -> None:
    lead = actor_of("lead.east")
    gone = made(seller, "contacts.company", name="A")
    stays = made(seller, "contacts.company", name="B")
    done = merge(lead)(lead, gone, into=stays, values={"owner": actor_of("seller.hangzhou").id})
    assert done.ref == Ref("contacts.company", stays)
