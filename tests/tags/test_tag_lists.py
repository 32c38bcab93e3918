"""Lists by several tags: whatever the tags are on, the streams of one of them answer for all, in every reader's own rows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

from guanxi.data.database import rows, run
from guanxi.people.collaborating import share
from guanxi.records import shares
from guanxi.records.listing import ListQuery, page
from guanxi.records.listing_plan import plan
from guanxi.records.listing_sort import sort_of
from guanxi.records.listing_sums import count
from guanxi.records.standard import create
from guanxi.records.tagging import following, rarity, streams
from guanxi.testing.site import Site
from guanxi.work.tags.changes import merge_tags
from guanxi.work.tags.resource import tags

OWNERS = ("seller.north", "seller.shanghai")
READERS = ("admin", "lead.north", "seller.shanghai")
RECORDS = 150


def all_of(*ids: int) -> dict[str, Any]:
    return {"field": "tags", "op": "all", "value": list(ids)}


def but(spec: dict[str, Any], key: int) -> dict[str, Any]:
    return {"and": [spec, {"field": "tags", "op": "ne", "value": key}]}


def listed(site: Site, who: str, spec: Any, sort: str) -> list[int]:
    """All rows, read in pages of seven."""
    found: list[int] = []
    after = None
    while True:
        query = ListQuery(companies(site), ("name",), sort, spec, limit=7, after=after)
        read = page(site.actor(who), query)
        found += [row[0] for row in read.rows]
        if read.next is None:
            return found
        after = read.next


def companies(site: Site) -> Any:
    return site.house.host.resources["contacts.company"]


@pytest.fixture
def indexed(site: Site) -> Iterator[Site]:
    """A site whose tags and shares have their indexes, as an installation makes them."""
    streams.create(companies(site))
    shares.create(companies(site))
    yield site
    streams.drop(companies(site))
    shares.drop(companies(site))


def test_several_tags_are_answered_by_the_streams_of_one(
    indexed: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = indexed
    admin = site.actor("admin")
    names = ("One", "Two", "Three", "Old")
    made = [create(admin, tags, {"name": name}).ref for name in names]
    one, two, three, old = (ref.id for ref in made if ref)
    borne: dict[int, set[int]] = {}
    for number in range(RECORDS):
        chosen = {tag for tag, every in ((one, 1), (two, 3), (three, 40), (old, 7)) if number % every == 0}
        values = {"name": f"{number * 7 % RECORDS:03}", "tags": sorted(chosen)}
        ref = create(site.actor(OWNERS[number % 2]), companies(site), values).ref
        assert ref
        borne[ref.id] = chosen
        if number % 6 == 0:
            share(admin, companies(site), [ref.id], site.actor(OWNERS[1]).id, "view")
    run("UPDATE collaborator SET until = 1 WHERE record_id % 5 = 0")  # long over
    merge_tags(admin, old, into=two)
    meant = {key: chosen | {two} if old in chosen else chosen for key, chosen in borne.items()}
    cases = (
        (all_of(one, two), lambda has: {one, two} <= has),
        (all_of(two, three), lambda has: {two, three} <= has),
        (all_of(one, two, three), lambda has: {one, two, three} <= has),
        (but(all_of(one), two), lambda has: one in has and two not in has),
    )
    for common, who, (spec, holds), sort in product((False, True), READERS, cases, ("name", "-changed_at")):
        if common:  # as if each tag were on very many records
            monkeypatch.setattr(rarity, "rarest", lambda _resource, found: (found[0], False))
        actor = site.actor(who)
        whole = ListQuery(companies(site), ("name",), sort, limit=1000)
        wanted = [row[0] for row in page(actor, whole).rows if holds(meant[row[0]])]
        query = ListQuery(companies(site), ("name",), sort, spec)
        assert listed(site, who, spec, sort) == wanted, (who, spec, sort)
        assert count(actor, query).number == count(actor, query, cap=None).number == len(wanted)
        key, _falls = sort_of(actor, companies(site), sort)
        found = plan(actor, companies(site), key, spec)
        assert found is not None and all(source.kept for source in found.sources)
        assert not found.rest.sql, "a tag is looked up for each row"


def test_each_tag_of_a_record_knows_the_others(site: Site) -> None:
    admin = site.actor("admin")
    made = [create(admin, tags, {"name": name}).ref for name in ("One", "Two")]
    one, two = (ref.id for ref in made if ref)
    create(admin, companies(site), {"name": "栖云恒润", "tags": [one, two]})
    sql = "SELECT tag_id, tags FROM tagged ORDER BY tag_id"
    wanted = [(one, f",{one},{two},"), (two, f",{one},{two},")]
    assert rows(sql) == wanted
    following.fill(companies(site))
    assert rows(sql) == wanted
