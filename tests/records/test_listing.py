"""Lists: every page, forwards and backwards, is what a naive reading of rule, filter and order gives, on both databases."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from records_world import (
    KINDS,
    NOW,
    TABLES,
    Firm,
    FirmExtra,
    actor,
    contact,
    contacts,
    firm,
    firms,
    host,
    person,
    put_tags,
    share,
)

from guanxi.data.database import is_sqlite, rows, run
from guanxi.data.filters import BadFilter
from guanxi.records import indexes, listing, listing_plan, listing_texts, shares
from guanxi.records.actor import Actor, Scope
from guanxi.records.listing import ListQuery, first_pages, page
from guanxi.records.listing_cursor import BadCursor
from guanxi.records.listing_sort import BadSort
from guanxi.records.listing_sums import Count, Total, count, groups, totals
from guanxi.records.tagging import streams
from guanxi.records.tagging.tables import Tag


@pytest.fixture(autouse=True)
def tables(db):
    db.create(*TABLES)
    indexes.create(firms)
    shares.create(firms)
    indexes.create(contacts)
    streams.create(firms)
    tag = {"created_at": NOW, "changed_at": NOW}
    Tag.create(id=1, name="One", **tag, force_insert=True)
    Tag.create(id=2, name="Two", **tag, force_insert=True)
    Tag.create(id=3, name="In the bin", deleted_at=NOW, **tag, force_insert=True)
    Tag.create(id=9, name="Merged", deleted_at=NOW, merged_into_id=1, **tag, force_insert=True)
    yield
    shares.drop(firms)
    streams.drop(firms)


def ids(who: Actor, **query: Any) -> list[int]:
    """All pages forwards; asserts that all pages backwards are the same."""
    query.setdefault("resource", firms)
    forward: list[int] = []
    after = None
    while True:
        found = page(who, ListQuery(after=after, **query))
        forward += [row[0] for row in found.rows]
        after = found.next
        if after is None:
            break
    backward: list[int] = []
    before = found.last
    while before is not None:
        found = page(who, ListQuery(before=before, **query))
        backward = [row[0] for row in found.rows] + backward
        before = found.previous
    assert backward == forward
    return forward


RECORDS = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["Ann", "ann", "Bo", "恒润", "Änne", "a_b", "a%b", "A!b"]),
        "kind": st.sampled_from([None, *KINDS]),
        "staff": st.sampled_from([None, 0, -5, 3, 3, 70]),
        "city": st.sampled_from([None, "Xi'an", "西安"]),
        "founded": st.sampled_from([None, date(1999, 12, 31), date(2010, 1, 1), date(2026, 3, 5)]),
        "owner_id": st.sampled_from([None, 1, 2, 3]),
        "team_id": st.sampled_from([None, 10, 11, 12]),
        "deleted": st.sampled_from([False, False, False, True]),
        "changed": st.integers(0, 3),
        "rank": st.sampled_from([None, 1, 2]),
        "tags": st.sets(st.sampled_from([1, 2, 3, 9])),
        "shared": st.sampled_from([None, "lasting", "running", "ended", "with others"]),
    }
)
CONDITIONS: dict[str, tuple[dict[str, Any], Any]] = {
    "kind": ({"field": "kind", "op": "eq", "value": "rare"}, lambda r: r["kind"] == "rare"),
    "kinds": (
        {"field": "kind", "op": "in", "value": ["rare", "customer"]},
        lambda r: r["kind"] in ("rare", "customer"),
    ),
    "not_kind": ({"field": "kind", "op": "ne", "value": "rare"}, lambda r: r["kind"] != "rare"),
    "staff": (
        {"field": "staff", "op": "gte", "value": 3},
        lambda r: r["staff"] is not None and r["staff"] >= 3,
    ),
    "staff_to": (
        {"field": "staff", "op": "lte", "value": 3},
        lambda r: r["staff"] is not None and r["staff"] <= 3,
    ),
    "staff_between": (
        {"field": "staff", "op": "between", "value": [0, 70]},
        lambda r: r["staff"] is not None and 0 <= r["staff"] <= 70,
    ),
    "staff_is": ({"field": "staff", "value": 3}, lambda r: r["staff"] == 3),
    "rank_from": ({"field": "rank", "op": "gt", "value": 1}, lambda r: r["rank"] == 2),
    "founded_to": (
        {"and": [{"field": "founded", "op": "lt", "value": "2026-03-05"}]},
        lambda r: r["founded"] is not None and r["founded"] < date(2026, 3, 5),
    ),
    "founded_between": (
        {"field": "founded", "op": "between", "value": ["2000-01-01", "2026-03-05"]},
        lambda r: r["founded"] is not None and date(2000, 1, 1) <= r["founded"] <= date(2026, 3, 5),
    ),
    "city": ({"field": "city", "op": "empty"}, lambda r: r["city"] is None),
    "name": ({"field": "name", "op": "contains", "value": "A"}, lambda r: "a" in _folded(r["name"])),
    "under": ({"field": "name", "op": "contains", "value": "_"}, lambda r: "_" in r["name"]),
    "percent": (
        {"field": "name", "op": "starts", "value": "a%"},
        lambda r: _folded(r["name"]).startswith("a%"),
    ),
    "bang": ({"field": "name", "op": "contains", "value": "!b"}, lambda r: "!b" in _folded(r["name"])),
    "owner": ({"field": "owner", "op": "in", "value": [1, 2]}, lambda r: r["owner_id"] in (1, 2)),
    "rank": ({"field": "rank", "op": "eq", "value": 2}, lambda r: r["rank"] == 2),
    "tag": ({"field": "tags", "op": "eq", "value": 1}, lambda r: r["tags"] & {1, 9}),
    "one_tag": ({"field": "tags", "op": "in", "value": ["work.tag/2", 3]}, lambda r: r["tags"] & {2}),
    "all_tags": (
        {"field": "tags", "op": "all", "value": [9, 2]},
        lambda r: r["tags"] & {1, 9} and 2 in r["tags"],
    ),
    "no_tag": ({"field": "tags", "op": "ne", "value": [1, 3]}, lambda r: not r["tags"] & {1, 9}),
    "bare": ({"field": "tags", "op": "empty"}, lambda r: not r["tags"] & {1, 2, 9}),
    "borne": ({"field": "tags", "op": "empty", "value": False}, lambda r: r["tags"] & {1, 2, 9}),
    "tag_or": (
        {"or": [{"field": "tags", "op": "eq", "value": 2}, {"field": "staff", "op": "lt", "value": 1}]},
        lambda r: 2 in r["tags"] or (r["staff"] is not None and r["staff"] < 1),
    ),
    "any": (
        {"or": [{"field": "rank", "op": "ne", "value": [1]}, {"field": "staff", "op": "lt", "value": 1}]},
        lambda r: r["rank"] != 1 or (r["staff"] is not None and r["staff"] < 1),
    ),
}
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists, max_leaves=3
)
SORTS = ["name", "changed_at", "staff", "rank"]


def _folded(name: str) -> str:
    return "".join(c.lower() if c.isascii() else c for c in name)


@settings(
    max_examples=120,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)
@given(
    found=st.lists(RECORDS, max_size=14),
    scope=st.sampled_from(list(Scope)),
    subtree=st.sets(st.sampled_from([10, 11, 12])),
    sort=st.sampled_from(SORTS),
    falls=st.booleans(),
    conditions=st.sets(st.sampled_from(list(CONDITIONS)), max_size=3),
    limit=st.integers(1, 4),
    in_bin=st.sampled_from([False, False, False, True]),
    windows=st.sampled_from([(1, 2), (3,), listing.WINDOWS]),
    few=st.sampled_from([0, listing_plan.FEW]),
)
def test_walking_all_pages_gives_what_a_naive_reading_gives(
    found, scope, subtree, sort, falls, conditions, limit, in_bin, windows, few
):
    with Firm._meta.database.atomic() as trial, pytest.MonkeyPatch.context() as patch:
        patch.setattr(listing, "WINDOWS", windows)
        patch.setattr(listing_plan, "FEW", few)
        records = [_made(record) for record in found]
        who = actor(1, scope, team=11, subtree=frozenset(subtree))
        teams = {11} if scope == Scope.TEAM else {11} | subtree if scope == Scope.SUBTREE else set()
        expected = [
            r
            for r in records
            if r["deleted"] == in_bin
            and scope > Scope.NONE
            and (
                scope is Scope.ALL
                or r["owner_id"] == 1
                or r["team_id"] in teams
                or (
                    r["shared"] in ("lasting", "running") and not in_bin
                )  # the bin shows what one may restore
            )
            and all(CONDITIONS[name][1](r) for name in conditions)
        ]
        spec = [CONDITIONS[name][0] for name in sorted(conditions)]
        walked = ids(who, sort=f"-{sort}" if falls else sort, filter=spec, limit=limit, bin=in_bin)
        assert walked == [r["id"] for r in _sorted(expected, sort, falls)]
        _check_sums(who, ListQuery(firms, filter=spec, bin=in_bin), expected)
        query = ListQuery(firms, sort=f"-{sort}" if falls else sort, filter=spec, limit=limit, bin=in_bin)
        _check_parts(who, query)
        trial.rollback()


def _check_sums(who: Actor, query: ListQuery, expected: list[dict[str, Any]]) -> None:
    """Counts, totals and groups are those of the naive reading, and of nothing else."""
    assert count(who, query, cap=None) == Count(len(expected))
    assert count(who, query, cap=3) == (Count(3, True) if len(expected) > 3 else Count(len(expected)))
    staff = [r["staff"] for r in expected if r["staff"] is not None]
    assert totals(who, query, ["staff"]) == {"staff": (Total(sum(staff), len(staff)),) if staff else ()}
    for by in ("kind", "rank"):
        found = {
            group.value[0]: (group.count, group.totals) for group in groups(who, query, by, total="staff")
        }
        assert {value: n for value, (n, _t) in found.items()} == Counter(r[by] for r in expected)
        assert sum(total.units for _n, all_ in found.values() for total in all_) == sum(staff)


def _check_parts(who: Actor, query: ListQuery) -> None:
    """The first pages of the parts of a list, read at once, are those of the lists of each part."""
    for part, values in (("kind", KINDS), ("rank", (1, 2)), ("owner", (1, 2)), ("staff", (3, 7))):
        for value, found in zip(values, first_pages(who, query, part, values), strict=True):
            only = [*query.filter, {"field": part, "op": "eq", "value": value}]
            apart = page(who, replace(query, filter=only))
            if not apart.partial and not found.partial:  # another way there may stop elsewhere
                assert (found.rows, found.next) == (apart.rows, apart.next), (part, value)


def test_a_range_of_the_sorted_field_is_where_the_walk_begins_and_ends(monkeypatch: pytest.MonkeyPatch):
    for number in range(3):
        firm(owner_id=number, team_id=10 + number, staff=number)
    columns, values = (
        "name, sort_name, owner_id, team_id, staff, created_at, changed_at, version",
        "name, name, owner_id, team_id",
    )
    for _again in range(10):
        run(f"INSERT INTO sample_firm ({columns}) SELECT {values}, id, 0, 0, 1 FROM sample_firm")
    run("ANALYZE")
    asked: list[tuple[str, Any]] = []
    monkeypatch.setattr(
        listing_texts, "rows", lambda sql, values: asked.append((sql, values)) or rows(sql, values)
    )
    between = {"field": "staff", "op": "between", "value": [1000, 1100]}
    explain = "EXPLAIN QUERY PLAN" if is_sqlite() else "EXPLAIN"
    for who in (actor(1), actor(1, Scope.TEAM, team=11), actor(1, Scope.ALL)):
        for sort in ("staff", "-staff"):
            query = ListQuery(firms, sort=sort, filter=between, limit=5)
            found = page(who, query)
            assert found.next and page(who, replace(query, after=found.next)).rows
    for sql, params in asked:
        told = "\n".join(str(line[-1]) for line in rows(f"{explain} {sql}", params))
        begins = re.search(
            r"USING (?:COVERING )?INDEX list_\w+ \(.*staff>\? AND staff<\?\)|\(staff,id\)", told
        )
        walked = re.search(r"Index Cond: .*staff >= .*staff <= ", told)
        assert begins or walked, told


def test_a_list_is_not_parted_by_a_field_that_one_may_not_filter_by():
    for part in ("kind", "nonsense"):
        with pytest.raises(BadFilter):
            first_pages(actor(1, hidden=frozenset({"kind"})), ListQuery(firms), part, ["rare"])


def _made(record: dict[str, Any]) -> dict[str, Any]:
    values = {key: record[key] for key in ("name", "kind", "staff", "city", "founded", "owner_id", "team_id")}
    made = firm(
        **values,
        sort_name=record["name"],
        changed_at=record["changed"],
        deleted_at=NOW if record["deleted"] else None,
    )
    kept = {
        "owner_id": made.owner_id,
        "team_id": made.team_id,
        "sort_name": made.sort_name,
        "deleted_at": made.deleted_at,
    }
    FirmExtra.create(record_id=made.id, rank=record["rank"], **kept)
    put_tags(made, *record["tags"])
    if record["shared"]:
        ends = {"running": NOW + timedelta(hours=1), "ended": NOW}
        share(made, 2 if record["shared"] == "with others" else 1, until=ends.get(record["shared"]))
    return record | {"id": made.id, "changed_at": record["changed"]}


def _sorted(records: list[dict[str, Any]], sort: str, falls: bool) -> list[dict[str, Any]]:
    def key(record: dict[str, Any]) -> Any:
        value = record[sort]
        return (value.encode() if isinstance(value, str) else value, record["id"])

    filled = sorted((r for r in records if r[sort] is not None), key=key, reverse=falls)
    return filled + sorted((r for r in records if r[sort] is None), key=lambda r: r["id"], reverse=falls)


def test_a_page_knows_what_lies_before_and_after_it():
    made = [firm(name=name, owner_id=1).id for name in "abcde"]
    first = page(actor(1), ListQuery(firms, limit=2))
    assert [r[0] for r in first.rows] == made[:2] and first.previous is None
    second = page(actor(1), ListQuery(firms, limit=2, after=first.next))
    third = page(actor(1), ListQuery(firms, limit=2, after=second.next))
    assert [r[0] for r in third.rows] == made[4:] and third.next is None
    back = page(actor(1), ListQuery(firms, limit=2, before=third.previous))
    assert back == second
    last = page(actor(1), ListQuery(firms, limit=2, before=first.last))
    assert [r[0] for r in last.rows] == made[3:] and last.next is None


def test_rows_carry_columns_side_columns_and_titles_one_may_see():
    person(1, "Wang")
    made = firm(owner_id=1, turnover=50_000, turnover_currency="CNY", kind="rare")
    FirmExtra.create(record_id=made.id, sort_name=made.sort_name, motto="Slow and steady")
    found = page(actor(1), ListQuery(firms, columns=("owner", "turnover", "motto", "version", "nonsense")))
    (row,) = found.rows
    assert {c.name: row[c.at : c.at + c.width] for c in found.columns} == {
        "owner": (1,),
        "turnover": (50_000, "CNY"),
        "motto": ("Slow and steady",),
        "version": (1,),
    }
    assert row[found.columns[0].title_at] == "Wang"
    unseeing = actor(1, grants={"people.user.view": Scope.NONE})
    (row,) = page(unseeing, ListQuery(firms, columns=("owner",))).rows
    assert "Wang" not in row


def test_a_hidden_column_is_absent():
    firm(owner_id=1, city="secret place")
    found = page(actor(1, hidden=frozenset({"city"})), ListQuery(firms))
    assert "city" not in {c.name for c in found.columns} and "secret place" not in found.rows[0]


def test_a_hidden_default_sort_key_neither_sorts_nor_leaks():
    made = [firm(name=name, owner_id=1).id for name in ("secret b", "secret a", "secret c")]
    who = actor(1, hidden=frozenset({"name"}))
    found = page(who, ListQuery(firms, limit=2))
    assert "secret" not in str(found.rows) and found.next
    assert [r[0] for r in page(who, ListQuery(firms)).rows] == made
    assert ids(who, limit=1) == made


@pytest.mark.parametrize("name", ["name", "staff", "rank", "motto", "turnover", "kind", "city", "owner"])
def test_a_hidden_field_is_refused_in_the_words_for_an_unknown_one(name):
    who = actor(1, hidden=frozenset({name}))
    with pytest.raises(BadFilter) as hidden:
        page(who, ListQuery(firms, filter={"field": name, "op": "eq", "value": 1}))
    with pytest.raises(BadFilter) as unknown:
        page(who, ListQuery(firms, filter={"field": "nothing", "op": "eq", "value": 1}))
    assert str(hidden.value).replace(name, "nothing") == str(unknown.value)
    with pytest.raises(BadSort) as hidden_sort:
        page(who, ListQuery(firms, sort=name))
    with pytest.raises(BadSort) as unknown_sort:
        page(who, ListQuery(firms, sort="nothing"))
    assert str(hidden_sort.value).replace(name, "nothing") == str(unknown_sort.value)


@pytest.mark.parametrize(
    "sort", ["city", "id; DROP TABLE sample_firm", "", "--name", "owner__name", "cf", "deleted_at"]
)
def test_only_offered_sorts_exist(sort):
    with pytest.raises(BadSort):
        page(actor(1), ListQuery(firms, sort=sort))


def test_a_tampered_cursor_is_refused():
    for name in "abc":
        firm(name=name, owner_id=1)
    cursor = page(actor(1), ListQuery(firms, limit=1)).next
    assert cursor
    tampered = [cursor[:-2], cursor[2:], "x", "é", "W10", "a" * 5000, "bnVsbA", "[" * 3000]
    for wrong in tampered:
        with pytest.raises(BadCursor):
            page(actor(1), ListQuery(firms, limit=1, after=wrong))
    with pytest.raises(BadCursor):
        page(actor(1), ListQuery(firms, limit=1, sort="-name", after=cursor))
    with pytest.raises(BadCursor):
        page(actor(1), ListQuery(firms, limit=1, sort="staff", before=cursor))


@settings(
    max_examples=50,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)
@given(st.sampled_from(["name", "staff", "-changed_at"]), VALUES, st.integers() | st.none() | st.text())
def test_a_forged_cursor_is_refused_or_harmless(sort, value, number):
    import json
    from base64 import urlsafe_b64encode

    from guanxi.records.listing_cursor import _mark
    from guanxi.records.listing_sort import offered

    mark = _mark(firms, offered(firms)[sort.removeprefix("-")], descending=sort.startswith("-"))
    text = urlsafe_b64encode(json.dumps([mark, value, number]).encode()).decode()
    with suppress(BadCursor):
        page(actor(1), ListQuery(firms, sort=sort, after=text))


def test_a_rule_through_a_parent_narrows_lists_too():
    seen, unseen = firm(owner_id=1), firm(owner_id=2)
    kept = [contact(name, firm_id=seen.id).id for name in "ab"]
    contact("c", firm_id=unseen.id)
    assert ids(actor(1), resource=contacts, limit=1) == kept


def test_who_reaches_nothing_gets_an_empty_page():
    firm(owner_id=1)
    assert page(actor(1, Scope.NONE), ListQuery(firms)).rows == []
    assert page(actor(1, Scope.NONE, world=host()), ListQuery(firms)).next is None


def test_lists_answer_before_their_indexes_exist(db):
    indexes.drop(firms)
    made = firm(owner_id=1)
    assert ids(actor(1)) == [made.id]


def test_indexes_are_made_once_and_dropped_when_no_longer_declared():
    from dataclasses import replace

    assert indexes.create(firms) == []
    fewer = replace(firms, order=["name"])
    assert indexes.create(fewer) == []
    names = indexes.existing(indexes.wanted_places(firms))
    assert "list_all_sample_firm_staff_id" not in names and "list_all_sample_firm_sort_name_id" in names
    assert "list_all_sample_firm_staff_id" in indexes.create(firms)
    assert all(len(name) <= 63 for name in names)
    assert all(a != b for a, b in pairwise(sorted(i.name for i in indexes.derived(firms))))


def test_records_without_a_side_row_get_one_so_that_no_list_loses_them():
    from guanxi.records import sides

    made = [firm(name=name, owner_id=1).id for name in "ba"]
    assert ids(actor(1), sort="rank") == []
    sides.fill(firms)
    sides.fill(firms)
    assert ids(actor(1), sort="rank") == made
    assert [e.table for e, _columns in sides.complete(firms, [])] == ['"sample_firm_extra"']
