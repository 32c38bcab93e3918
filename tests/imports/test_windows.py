"""A large file is written in the order of titles, window by window; whatever was done, the parts after it are the same."""

from __future__ import annotations

import pytest

from guanxi.api import Actor
from guanxi.data.chinese.pinyin import sort_key
from guanxi.resources.imports import pipeline
from guanxi.resources.imports.options import SKIP, Options
from guanxi.resources.imports.pipeline import Part, Pipeline, rows_a_part
from guanxi_contacts.resources import companies

SIGNS = "赵钱孙李周吴郑王冯陈"


@pytest.fixture(autouse=True)
def window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "WINDOW", 1000)


def file_of(count: int) -> bytes:
    """Companies in no order; every hundredth row has a fault, and the last two have names that stood before."""
    names = [f"{SIGNS[n * 7 % 10]}{SIGNS[n * 3 % 10]}{n % (count - 2)}" for n in range(count)]
    lines = [f"{name},{'154' if n % 100 == 99 else ''}" for n, name in enumerate(names)]
    return "\n".join(["name,phone", *lines]).encode()


def seen(part: Part) -> tuple[int, int, list[int], list[int]]:
    return (
        part.number,
        part.done,
        [each.row.number for each in part.rows],
        [f.row.number for f in part.faults],
    )


@pytest.mark.parametrize("options", [Options(), Options(match="name", existing=SKIP)], ids=["new", "by name"])
def test_parts_are_the_same_from_wherever_they_go_on(admin: Actor, options: Options) -> None:
    made = Pipeline(admin, companies, file_of(2300), options)
    parts = [seen(part) for part in made.parts()]
    numbers = [number for _n, _done, rows, faults in parts for number in (*rows, *faults)]
    assert sorted(numbers) == list(range(1, 2301))
    assert [number for number, *_rest in parts] == list(range(len(parts)))
    for at in (0, 1, 2, 3, len(parts) - 1, len(parts)):
        done = parts[at - 1][1] if at else 0
        again = Pipeline(admin, companies, file_of(2300), options)
        assert [seen(part) for part in again.parts(done)] == parts[at:]


def test_within_a_full_window_like_titles_follow_each_other_and_the_rest_stays_as_it_lay(
    admin: Actor,
) -> None:
    parts = list(Pipeline(admin, companies, file_of(2300), Options()).parts())
    size = rows_a_part()
    first = [each.values["name"] for part in parts[: 1000 // size] for each in part.rows]
    places = [sort_key(name)[:2] for name in first]
    assert places == sorted(places)
    last = [each.row.number for part in parts[2000 // size :] for each in part.rows]
    assert last == sorted(last)


def test_a_dry_run_takes_the_rows_as_they_lie(admin: Actor) -> None:
    parts = Pipeline(admin, companies, file_of(2300), Options(dry_run=True)).parts()
    found = [each.row.number for part in parts for each in part.rows]
    assert found == sorted(found)
