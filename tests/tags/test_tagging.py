"""Tags on records: put on and taken off through the gate, merged, undone, filtered, searched for and read in files."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from guanxi.data.database import rows
from guanxi.data.errors import Forbidden, InvalidValues, NotFound
from guanxi.data.ref import Ref
from guanxi.people.collaborating import share
from guanxi.people.placing import follow
from guanxi.records import gate
from guanxi.records.listing import ListQuery, page
from guanxi.records.purging import KEPT, purge
from guanxi.records.standard import create, delete, edit, restore
from guanxi.records.tagging import following
from guanxi.records.tagging.putting import put_tags
from guanxi.records.undo import undo
from guanxi.resources.display import format_of
from guanxi.resources.imports.checking import Checked, Checker
from guanxi.resources.imports.declaration import Import
from guanxi.resources.imports.mapping import Plan
from guanxi.resources.imports.options import Options
from guanxi.resources.imports.reading import Row
from guanxi.testing.site import Site
from guanxi.work.tags.changes import merge_tags
from guanxi.work.tags.resource import tags

SELLER, OTHER, LEAD = "seller.north", "seller.shanghai", "lead.north"


def made(site: Site, who: str = SELLER, /, **values: Any) -> int:
    actor = site.actor(who)
    ref = create(actor, companies(site), {"name": "栖云恒润", **values}).ref
    assert ref is not None
    return ref.id


def tag(site: Site, name: str, **values: Any) -> int:
    ref = create(site.actor("admin"), tags, {"name": name, **values}).ref
    assert ref is not None
    return ref.id


def companies(site: Site) -> Any:
    return site.house.host.resources["contacts.company"]


def borne(site: Site, company: int) -> list[int]:
    actor, resource = site.actor("admin"), companies(site)
    record = gate.get(actor, resource, company, include_bin=True)
    return [ref.id for ref in gate.values_of(resource, record)["tags"] or ()]


def listed(site: Site, spec: Any, who: str = "admin") -> list[int]:
    found = page(site.actor(who), ListQuery(companies(site), ("name",), filter=spec))
    return sorted(row[0] for row in found.rows)


def kept(company: int) -> list[tuple[Any, ...]]:
    return rows(
        "SELECT tag_id, owner_id, team_id, deleted_at IS NULL FROM tagged WHERE record_id = ? ORDER BY tag_id",
        (company,),
    )


def is_(value: Any, op: str = "eq") -> dict[str, Any]:
    return {"field": "tags", "op": op, "value": value}


def test_the_index_of_tags_follows_the_record(site: Site) -> None:
    vip, due = tag(site, "VIP"), tag(site, "Due")
    company = made(site, tags=[vip, due])
    seller, admin = site.actor(SELLER), site.actor("admin")
    assert kept(company) == [(vip, seller.id, seller.team, 1), (due, seller.id, seller.team, 1)]
    edit(admin, companies(site), company, {"owner": site.actor(OTHER).id})
    other = site.actor(OTHER)
    assert kept(company) == [(vip, other.id, other.team, 1), (due, other.id, other.team, 1)]
    assert listed(site, is_(vip), OTHER) == [company]
    assert listed(site, is_(vip), SELLER) == []
    delete(admin, companies(site), company)
    assert [living for *_rest, living in kept(company)] == [0, 0]
    assert listed(site, is_(vip)) == []
    restore(admin, companies(site), company)
    assert listed(site, is_(vip)) == [company]
    follow(site.house.host, other.id, seller.team)
    assert {team for _tag, _owner, team, _living in kept(company)} == {seller.team}


def test_tags_of_two_people_merge_and_each_undoes_his_own(site: Site) -> None:
    vip, due, old = tag(site, "VIP"), tag(site, "Due"), tag(site, "Old")
    company = made(site, tags=[old])
    seller, admin = site.actor(SELLER), site.actor("admin")
    first = edit(seller, companies(site), company, {"tags": [old, vip]}, version=1)
    second = edit(admin, companies(site), company, {"tags": [due]}, version=1)
    assert borne(site, company) == [vip, due]
    undo(seller, first.change)
    assert borne(site, company) == [due]
    undo(admin, second.change)
    assert borne(site, company) == [old]
    assert listed(site, is_(old)) == [company]
    assert listed(site, is_([vip, due], "in")) == []


def test_merged_tags_are_one_tag_without_a_record_being_written(site: Site) -> None:
    vip, gold, key = tag(site, "VIP"), tag(site, "Gold"), tag(site, "Key")
    one, two = made(site, name="One", tags=[gold]), made(site, name="Two", tags=[key, vip])
    admin = site.actor("admin")
    first = merge_tags(admin, gold, into=vip)
    second = merge_tags(admin, vip, into=key)
    assert borne(site, one) == borne(site, two) == [key]
    assert listed(site, is_(key)) == listed(site, is_(gold)) == [one, two]
    assert listed(site, is_(vip, "ne")) == []
    edit(admin, companies(site), one, {"tags": [*borne(site, one)], "city": "北京"})
    undo(admin, second.change)
    assert listed(site, is_(vip)) == [two]
    assert borne(site, two) == [vip, key]
    undo(admin, first.change)
    assert [each for each in (vip, gold, key) if gate.rows_among(admin, tags, (each,))] == [vip, gold, key]


def test_a_tag_in_the_bin_stands_on_no_record_until_it_comes_back(site: Site) -> None:
    vip, due = tag(site, "VIP"), tag(site, "Due")
    company = made(site, tags=[vip, due])
    admin = site.actor("admin")
    delete(admin, tags, vip)
    assert borne(site, company) == [due]
    assert listed(site, is_(vip)) == []
    edit(admin, companies(site), company, {"tags": []})
    assert listed(site, is_(None, "empty")) == [company]
    restore(admin, tags, vip)
    assert borne(site, company) == [vip]


def test_only_who_may_names_tags_and_names_are_kept_apart(site: Site) -> None:
    tag(site, "VIP")
    with pytest.raises(Forbidden):
        create(site.actor(SELLER), tags, {"name": "Mine"})
    for name in ("ＶＩＰ", "vip", "a；b"):
        with pytest.raises(InvalidValues):
            tag(site, name)
    with pytest.raises(Forbidden):
        merge_tags(site.actor(SELLER), 1, into=1)


def test_a_tag_for_other_kinds_of_records_is_refused(site: Site) -> None:
    people = tag(site, "Speaker", kinds=["contacts.person"])
    company = made(site)
    for given in ([people], [Ref("work.tag", 4711)]):
        with pytest.raises(InvalidValues):
            edit(site.actor(SELLER), companies(site), company, {"tags": given})
    assert borne(site, company) == []


def test_tags_are_put_on_many_records_and_undone_as_one(site: Site) -> None:
    vip, due = tag(site, "VIP"), tag(site, "Due")
    one, two = made(site, name="One", tags=[due]), made(site, name="Two", tags=[vip, due])
    hidden = made(site, "director", name="Hidden")
    seller = site.actor(SELLER)
    with pytest.raises(NotFound):
        put_tags(seller, companies(site), [one, hidden], add=[vip])
    done = put_tags(seller, companies(site), [one, two], add=[vip], remove=[due])
    assert done.value == 2
    assert borne(site, one) == borne(site, two) == [vip]
    undo(seller, done.change)
    assert (borne(site, one), borne(site, two)) == ([due], [vip, due])


def test_pages_show_filter_and_put_on_tags(site: Site) -> None:
    vip, due = tag(site, "VIP <b>", colour="violet"), tag(site, "Due")
    one, two = made(site, name="One", tags=[vip]), made(site, name="Two")
    browser = site.sign_in(SELLER)
    record = browser.get(f"/contacts/companies/{one}").text
    assert f'<a class="badge violet" href="/contacts/companies/?tags={vip}">VIP &lt;b&gt;</a>' in record
    assert "Add tags" not in record and "Add tags" in browser.get(f"/contacts/companies/{two}").text
    share(site.actor("director"), companies(site), [two], site.actor(OTHER).id, "view")
    assert 'class="record-tags"' in record
    assert 'class="record-tags"' not in site.sign_in(OTHER).get(f"/contacts/companies/{two}").text
    columns = browser.get("/contacts/companies/?c=name&c=tags").text
    assert '<span class="badge violet">VIP &lt;b&gt;</span>' in columns
    filtered = browser.get(f"/contacts/companies/?tags={vip}").text
    assert ">One</a>" in filtered and ">Two</a>" not in filtered and "VIP &lt;b&gt;" in filtered
    assert ">Two</a>" in browser.get(f"/contacts/companies/?tags!={vip}").text
    assert ">One</a>" not in browser.get(f"/contacts/companies/?tags*={vip}&tags*={due}").text
    address = f"/contacts/companies/{two}/field/tags"
    saved = browser.post(address, tags=f"work.tag/{due}", version="1")
    assert saved.status_code == 200 and "Due" in saved.text
    assert browser.post(address, tags="new:Mine", version="2").status_code == 422
    admin = site.sign_in("admin")
    admin.get("/")
    assert admin.post(address, tags="new:Mine", version="2").status_code == 200
    assert "Mine" in browser.get(f"/contacts/companies/{two}").text
    sent = {"id": str(one), "sent": "1", "add": f"work.tag/{due}", "remove": f"work.tag/{vip}"}
    assert browser.post("/contacts/companies/tags", **sent).status_code == 303
    assert borne(site, one) == [due]
    assert f"/contacts/companies/?tags={due}" in browser.get("/search/tags?q=d").text
    assert "new:Fresh" in admin.get("/contacts/companies/lookup/tags?q=Fresh").text
    assert "new:Fresh" not in browser.get("/contacts/companies/lookup/tags?q=Fresh").text


def test_what_was_chosen_stays_where_a_new_tag_is_refused(site: Site) -> None:
    vip = tag(site, "VIP")
    company = made(site, name="One")
    browser = site.sign_in(SELLER)
    browser.get("/")
    page = browser.post(
        f"/contacts/companies/{company}/edit",
        name="One",
        version="1",
        tags=[f"work.tag/{vip}", "new:Mine"],
    )
    assert page.status_code == 422 and "You may not name new tags." in page.text
    assert f'value="work.tag/{vip}" checked' in page.text and 'value="Mine"' in page.text
    assert "Type to add a tag" in page.text


def test_a_new_tag_comes_with_what_bears_it_or_not_at_all(site: Site) -> None:
    company, browser = made(site, name="One"), site.sign_in("admin")
    address = f"/contacts/companies/{company}/edit"

    def sent(name: str, new: str, version: str = "1", city: str = "") -> Any:
        browser.get("/")
        return browser.post(address, name=name, city=city, version=version, tags=f"new:{new}")

    refused = sent("", "Fresh")
    assert refused.status_code == 422 and 'value="new:Fresh" checked' in refused.text
    edit(site.actor(SELLER), companies(site), company, {"city": "北京"})
    assert sent("One", "Late", city="上海").status_code == 409
    bad = sent("One", "a;b", version="2")
    assert bad.status_code == 422 and "has none of these signs" in bad.text and 'value="a;b"' in bad.text
    browser.get("/contacts/companies/new")
    assert browser.post("/contacts/companies/new", name="", tags="new:Lost").status_code == 422
    assert rows("SELECT name FROM work_tag") == []

    assert sent("One", "Fresh", version="2").status_code == 303
    assert [name for (name,) in rows("SELECT name FROM work_tag")] == ["Fresh"]
    [fresh] = borne(site, company)
    browser.get("/")
    in_place = f"/contacts/companies/{company}/field/tags"
    assert browser.post(in_place, tags=["new:fresh", "new:Second"], version="3").status_code == 200
    assert borne(site, company) == [fresh, fresh + 1], "one that is there is taken, however it is written"


def test_a_chip_of_the_filter_bears_the_tag_in_its_colour(site: Site) -> None:
    vip, due = tag(site, "VIP", colour="violet"), tag(site, "Due")
    one, both = (
        site.sign_in(SELLER).get(f"/contacts/companies/?{query}").text
        for query in (f"tags={vip}", f"tags*={vip}&tags*={due}")
    )
    assert (
        '<span class="quiet">Tag:</span> <span class="badge violet">VIP</span><a href="/contacts/companies/"'
        in one
    )
    assert (
        '<span class="quiet">Tag:</span> <span>has all of</span> <span class="badge violet">VIP</span>'
        in both
    )
    assert '<span class="quiet">and</span> <span class="badge grey">Due</span>' in both


def test_the_search_leads_to_the_records_with_a_tag_that_is_called_so(site: Site) -> None:
    key, other = tag(site, "大客户", colour="green"), tag(site, "Big")
    made(site, name="One", tags=[key])
    made(site, "director", name="Hidden", tags=[key, other])
    told = f'<a href="/contacts/companies/?tags={key}">Companies with the tag</a><span class="badge green">大客户</span>'
    for typed in ("客户", "dkh"):
        assert f'{told}<span class="quiet">1</span>' in site.sign_in(SELLER).get(f"/search?q={typed}").text
    assert f'{told}<span class="quiet">2</span>' in site.sign_in("admin").get("/search?q=大客户").text
    assert f"?tags={other}" not in site.sign_in(SELLER).get("/search?q=Big").text
    assert f"?tags={key}" not in site.sign_in("admin").get("/search?q=大客户&kind=contacts.person").text


def test_a_purged_tag_leaves_nothing_on_any_record(site: Site) -> None:
    gone, stays, merged = tag(site, "Gone"), tag(site, "Stays"), tag(site, "Merged")
    one, two = made(site, name="One", tags=[gone, stays, merged]), made(site, name="Two", tags=[merged])
    admin = site.actor("admin")
    delete(admin, tags, gone)
    merge_tags(admin, merged, into=stays)
    late = site.house.host.clock() + KEPT + timedelta(days=1)
    assert [purge(tags, late, at_once=1) for _step in range(3)] == [1, 1, 1]
    assert rows("SELECT record_id, tag_id, tags FROM tagged ORDER BY record_id") == [
        (one, stays, f",{stays},"),
        (two, stays, f",{stays},"),
    ]
    assert purge(tags, late) == 1
    following.fill(companies(site))
    assert borne(site, one) == borne(site, two) == [stays]
    assert listed(site, is_(stays)) == [one, two]


def test_the_page_of_tags_counts_and_merges(site: Site) -> None:
    vip, due = tag(site, "VIP"), tag(site, "Due")
    company = made(site, tags=[vip])
    admin = site.sign_in("admin")
    assert "On records" in admin.get("/work/tags/").text
    assert f"/contacts/companies/?tags={vip}" in admin.get(f"/work/tags/{vip}").text
    assert admin.post(f"/work/tags/{vip}/merge", into=str(vip)).status_code == 422
    assert admin.post(f"/work/tags/{vip}/merge", into=str(due)).status_code == 303
    assert borne(site, company) == [due]
    assert site.sign_in(SELLER).get(f"/work/tags/{due}/merge").status_code in (403, 404)


def test_files_hold_tags_by_name(site: Site) -> None:
    vip, due = tag(site, "VIP"), tag(site, "大客户")
    made(site, name="One", tags=[vip, due])
    text = site.sign_in("admin").get("/contacts/companies/export?format=csv&c=name&c=tags").text
    assert "One,VIP; 大客户" in text.replace('"', "")
    resource = companies(site)
    plan = Plan(("name", "tags"), (resource.by_name["name"], resource.by_name["tags"]), ())
    checker = Checker(resource, plan, Import(resource), Options(), format_of(site.actor("admin")))
    good = checker.check(Row(1, 2, ("One", "ｖｉｐ、大客户")))
    assert isinstance(good, Checked)
    assert good.values["tags"] == (Ref("work.tag", vip), Ref("work.tag", due))
    wrong = checker.check(Row(2, 3, ("Two", "Nobody")))
    assert isinstance(wrong, list)
    assert "Nobody" in str(wrong[0].reason)
