"""Lists that are filtered by what they lead to, and by what leads to them, each beside a bare page that asks the same by one statement
written by hand and draws eighty rows, as the page of a list does when nothing is asked.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from flask import Flask, session
from jinja2 import DictLoader

from bench import customers, day_seed, floors, page_floor
from bench.day_floor import NAMES, SESSION, TABLE, DealFloor
from bench.figure import Figure, Line
from bench.house import Built, backend_pid
from bench.measure import cpu_ms
from bench.page_floor import CompanyFloor
from bench.stores import Stores
from guanxi.data.database import database

TARGET, MOST = 4.0, 81
READERS = {
    "administrator": (customers.ADMINISTRATOR, ""),
    "lead": (customers.LEAD, "{alias}.team_id = 2"),
    "seller": (customers.SELLER, "{alias}.owner_id = 1"),
}
"""Who looks, and his rule by hand: nothing is shared with any of them."""
ROW = re.compile(r'<tr id="r(\d+)"')


@dataclass(frozen=True)
class Way:
    """A filter: of deals by their company (`linked`), or of companies by their deals; its address and its condition by hand."""

    name: str
    linked: bool
    address: str
    by_hand: str
    none: bool = False


def _has(word: str, field: str, op: str, value: str) -> str:
    rows = (("(", word, "sales.deal.company"), (field, op, value), (")", "", ""))
    return urlencode([pair for row in rows for pair in zip("fov", row, strict=True)])


WAYS = (
    Way("industry", True, "company.industry=information", "l.industry = 'information'"),
    Way("rare_industry", True, "company.industry=mining", "l.industry = 'mining'"),
    Way("no_name", True, "company.name~=zzqqzz", "l.name LIKE '%%zzqqzz%%'"),
    Way("has_lost", False, _has("has", "state", "eq", "lost"), "w.state = 'lost'"),
    Way("has_large", False, _has("has", "amount", "gte", "90"), "w.amount >= 900000"),
    Way("has_no_open", False, _has("has_no", "state", "eq", "open"), "w.state = 'open'", none=True),
)


def measure(stores: Stores, engine: str, size: int) -> Iterator[Line]:
    """A line for each filter and reader."""
    yield from measured(day_seed.deals_alone(stores, engine, size))


def measured(built: Built) -> Iterator[Line]:
    """The same in a house that is there."""
    only = os.environ.get("ONLY", "")
    with built.app() as app:
        for way in WAYS:
            for reader, (user, rule) in READERS.items():
                title = f"linked_{way.name}_{reader}"
                if not only or title.startswith(only):
                    yield _line(title, built, app, way, user, rule)


def _line(title: str, built: Built, app: Flask, way: Way, user: int, rule: str) -> Line:
    database.close_all()
    floor = DealFloor(built.url).prepared() if way.linked else CompanyFloor(built.url)
    client = customers.browser(built, app, user)
    address = f"/{'sales/deals' if way.linked else 'contacts/companies'}/?{way.address}"
    found = ROW.findall(client.get(address))
    by_hand = [str(line[0]) for line in floor.run(_statement(floor, way, rule), ())]
    if found != by_hand[: len(found)] or (not found and by_hand):
        raise RuntimeError(f"{title}: {found[:5]} but by hand {by_hand[:5]}")
    drawn = _statement(floor, replace(way, by_hand="", none=False), rule)
    least = floors.caller(_page(floor, way, (drawn, _statement(floor, way, rule))), user)
    ways = {"value": lambda: client.get(address), "floor": least}
    value = cpu_ms(ways, {"value": backend_pid(), "floor": floor.backend})
    floor.close()
    return Line(title, built.engine, value["value"], value["floor"], TARGET, note=f" rows={len(found)}")


def _statement(floor: floors.Floor, way: Way, rule: str) -> str:
    """What somebody would write who knows only this question."""

    def seen(alias: str) -> str:
        return f"{alias}.deleted_at IS NULL" + (f" AND {rule.format(alias=alias)}" if rule else "")

    table = f"SELECT {floor.columns} FROM {floor.table} r {floor.joins}"
    if way.linked:
        joined = f"JOIN contacts_company l ON l.id = r.company_id AND {seen('l')}"
        asked = (
            f"{table} {joined} WHERE {seen('r')} AND {way.by_hand}"
            if way.by_hand
            else f"{table} WHERE {seen('r')}"
        )
        return f"{asked} ORDER BY r.changed_at DESC, r.id DESC LIMIT {MOST}"
    one = f"EXISTS (SELECT 1 FROM sales_deal w WHERE w.company_id = r.id AND {seen('w')} AND {way.by_hand})"
    order = "r.sort_name" if floor.sqlite else 'r.sort_name COLLATE "C"'
    asked = f" AND {'NOT ' * way.none}{one}" if way.by_hand else ""
    return f"{table} WHERE {seen('r')}{asked} ORDER BY {order}, r.id LIMIT {MOST}"


def _page(floor: floors.Floor, way: Way, statements: tuple[str, str]) -> Flask:
    drawn, asked = statements
    app = Flask(__name__)
    app.secret_key = floors.KEY
    app.jinja_loader = DictLoader({"table.html": TABLE if way.linked else page_floor.TABLE})
    template, who = app.jinja_env.get_template("table.html"), SESSION.format(mark=floor.mark)
    names: Any = NAMES if way.linked else page_floor.NAMES

    @app.get("/")
    def table() -> str:
        floor.run(who, (session["user"],))
        found = len(floor.run(asked, ()))
        return template.render(names=names, rows=floor.run(drawn, ())[: MOST - 1], found=found)

    return app


FIGURES = (Figure("linked", measure, large=True),)
