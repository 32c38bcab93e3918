"""The list of companies with a tag on a few of them, with one on a third, and with two, beside the same page written by hand."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from flask import Flask, session

from bench import floors
from bench.figure import Figure, Line
from bench.figures.lists import reach_of
from bench.reading import line
from bench.seed import BASE_MS, OTHER, as_int
from bench.stores import Stores
from bench.tag_floor import TagFloor
from bench.world import ACTORS, COLUMNS, HOST, companies
from guanxi.data.database import database, is_sqlite, row, run, write_transaction
from guanxi.data.filters import Spec
from guanxi.records.actor import Actor
from guanxi.records.listing import ListQuery, page
from guanxi.records.listing_sums import count, count_on_page
from guanxi.records.tagging import streams
from guanxi.records.tagging.tables import RecordTags, Tag, Tagged

RARE, COMMON, SECOND = 1, 2, 3
FEW = 50
READERS = ("administrator", "director", "lead", "seller", "shares_300", "shares_5000")
tagged = replace(companies, tags=True)
host = replace(HOST, resources={**HOST.resources, tagged.name: tagged})


@dataclass(frozen=True)
class Way:
    """A filter by tags, and the tags that the floor asks for: one by its stream, others in each row."""

    name: str
    filter: Spec
    tag: int
    also: tuple[int, ...] = ()


WAYS = (
    Way("rare", {"field": "tags", "op": "eq", "value": RARE}, RARE),
    Way("common", {"field": "tags", "op": "eq", "value": COMMON}, COMMON),
    Way("two", {"field": "tags", "op": "all", "value": [COMMON, SECOND]}, SECOND, (COMMON,)),
    Way("rare_and_common", {"field": "tags", "op": "all", "value": [RARE, COMMON]}, RARE, (COMMON,)),
)
SORTS = (("name", "sort_name", False), ("changed", "changed_at", True))


def measure(stores: Stores, engine: str, size: int) -> Iterator[Line]:
    """A line for each reader, filter and sort."""
    only = os.environ.get("ONLY", "")
    store = stores.of(engine, size)
    with store.bound():
        _seed(size)
        for name in READERS:
            actor = replace(ACTORS[name], host=host)
            for way in WAYS:
                for sort, column, falls in SORTS:
                    title = f"tags_{way.name}_{sort}_{name}"
                    if not only or title.startswith(only):
                        query = ListQuery(tagged, COLUMNS, f"{'-' * falls}{_field(sort)}", way.filter)
                        yield _line(title, engine, store, actor, way, query, column, falls=falls)


def _field(sort: str) -> str:
    return "changed_at" if sort == "changed" else sort


def _line(
    title: str, engine: str, store: Any, actor: Actor, way: Way, query: ListQuery, column: str, *, falls: bool
) -> Line:
    floor = TagFloor(store.url, way.tag, way.also)
    try:
        reach = reach_of(actor)
        listed, counted = floor.listed(reach, column, None, falls=falls), floor.count(reach, None)
        value = floors.caller(_measured_app(actor, query), actor.id)
        least = floors.caller(floors.page_app(floor, listed, counted), actor.id)
        if least() != value():
            raise RuntimeError(f"{title}: the two pages differ")
        return line(title, engine, value, least, {"value": store.backend, "floor": floor.backend})
    finally:
        floor.close()


def _measured_app(actor: Actor, query: ListQuery) -> Flask:
    app = Flask(__name__)
    app.secret_key = floors.KEY
    template = app.jinja_env.from_string(floors.TABLE)

    @app.get("/")
    def table() -> str:
        row("SELECT id, name FROM bench_user WHERE id = ?", (session["user"],))
        found = page(actor, query)
        if count_on_page(actor, query, found) is None:  # as the page of a list counts
            count(actor, query)
        return template.render(names=floors.NAMES, rows=found.rows)

    return app


def _seed(size: int) -> None:
    """Put the three tags on companies: on 50, on three in ten, on one in ten; once a database."""
    if database.table_exists("work_tag"):
        return
    with write_transaction():
        database.create_tables([Tag, RecordTags, Tagged])
        for number in (RARE, COMMON, SECOND):
            run(
                "INSERT INTO work_tag (id, name, sort_name, colour, version, created_at, changed_at) "
                "VALUES (?, ?, ?, 'grey', 1, ?, ?)",
                (number, f"tag {number}", f"tag {number}", BASE_MS, BASE_MS),
            )
        run(_tags_sql(size))
        streams.create(tagged)
    if not is_sqlite():
        database.execute_sql("CHECKPOINT")  # else VACUUM leaves out what is not yet on the disk
    for table in ("record_tags", "tagged", "work_tag"):
        database.execute_sql(f"ANALYZE {table}" if is_sqlite() else f"VACUUM ANALYZE {table}")


def _tags_sql(size: int) -> str:
    h = as_int(OTHER.replace("n ", "id "))
    tests = {RARE: f"id % {max(1, size // FEW)} = 0", COMMON: f"{h} % 10 < 3", SECOND: f"{h} / 10 % 10 = 0"}
    parts = " || ".join(
        f"CASE WHEN {test} THEN ',\"work.tag/{tag}\"' ELSE '' END" for tag, test in tests.items()
    )
    found = f"SELECT id, {parts} AS tags FROM bench_company"
    return (
        "INSERT INTO record_tags (kind, record_id, tags) "
        f"SELECT '{tagged.name}', id, '[' || substr(tags, 2) || ']' FROM ({found}) f WHERE tags <> ''"
    )


FIGURES = (Figure("tags", measure, large=True),)
