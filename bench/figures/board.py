"""The boards of 5,000 companies by level and of 5,000 open deals by stage as a member of staff gets them first, beside the first
cards of each column by raw driver in a bare page; and a card that is dropped, beside the same field of the same company edited
in place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import Any

from flask import Flask, session
from jinja2 import DictLoader

from bench import customers, deals, floors, house
from bench.client import Client
from bench.customers import READERS
from bench.figure import Figure, Line
from bench.house import Built, backend_pid
from bench.measure import cpu_ms
from bench.page_floor import SESSION, CompanyFloor
from bench.reading import line
from bench.stores import Stores
from guanxi.data.database import database, run, write_transaction

OPEN, CARDS = 5_000, 20
BOARD, LEVELS = "/contacts/companies/board/", ("high", "middle", "basic")
DEALS = "/sales/deals/board/"
DROP = 2.0
TABLE = """<!doctype html><title>Board</title><table>{% for row in rows %}
<tr><td><a href="/{{ row[0] }}/">{{ row[1] }}</a></td>{% for text in row[2:] %}<td>{{ text or "" }}</td>{% endfor %}</tr>{% endfor %}
</table>"""


class BoardFloor(CompanyFloor):
    """The companies of one level, as many as a column shows."""

    by, key, order = "level", "sort_name", "ASC"

    def column(self, value: Any) -> tuple[str, tuple[Any, ...]]:
        """Text and parameters of a column's first cards, walked in the list's order for who sees everything."""
        key, index = f"r.{self.key}", f" INDEXED BY list_all_{self.table}_{self.by}_{self.key}_id"
        if not self.sqlite:
            key, index = f'{key} COLLATE "C"' if self.key == "sort_name" else key, ""
        asked = f"r.deleted_at IS NULL AND r.id > 0 AND r.{self.by} = {self.mark}"
        order = f"ORDER BY {key} {self.order}, r.id {self.order} LIMIT {CARDS + 1}"
        return f"SELECT {self.columns} FROM {self.table} r{index} {self.joins} WHERE {asked} {order}", (
            value,
        )


class DealFloor(BoardFloor):
    """The deals in one stage."""

    table, by, key, order = "sales_deal", "stage_id", "changed_at", "DESC"
    columns = (
        "r.id, r.name, c.name, r.amount, r.amount_currency, r.close_on, u.name, r.entered_stage_at, r.version"
    )
    joins = "LEFT JOIN contacts_company c ON c.id = r.company_id LEFT JOIN people_user u ON u.id = r.owner_id"


def measure(stores: Stores, engine: str, size: int) -> Iterator[Line]:
    """The first paint for who sees everything, and a drop."""
    built = customers.installed(stores, engine, OPEN)
    with built.app() as app:
        with write_transaction():
            run(
                "UPDATE contacts_company SET level = CASE id % 3 WHEN 0 THEN 'high' WHEN 1 THEN 'middle' ELSE 'basic' END"
            )
        database.close_all()
        yield _paint("board_paint", built, app, BOARD, BoardFloor(built.url), LEVELS)
        yield _drop(built, app)
    stages = deals.installed(built, OPEN)
    with built.app() as app:
        yield _paint("board_deals", built, app, DEALS, DealFloor(built.url), stages)


def _paint(title: str, built: Built, app: Flask, path: str, floor: BoardFloor, parts: Sequence[Any]) -> Line:
    reader = READERS["administrator"]
    client = customers.browser(built, app, reader.id)
    least = floors.caller(_floor_app(floor, parts), reader.id)
    shown = re.findall(r'data-card="(\d+)"', client.get(path))
    wanted = re.findall(r'<a href="/(\d+)/">', least().decode())
    if shown != wanted or len(shown) != CARDS * len(parts):
        raise RuntimeError(f"{title}: the two pages do not show the same cards")
    backends = {"value": backend_pid(), "floor": floor.backend}
    note = f" cards={len(shown)}"
    found = line(title, built.engine, lambda: client.get(path), least, backends, note=note)
    floor.close()
    return found


def _floor_app(floor: BoardFloor, parts: Sequence[Any]) -> Flask:
    """An application whose only page holds the first cards of each column, for a signed session."""
    columns = [floor.column(part) for part in parts]
    app = Flask(__name__)
    app.secret_key = floors.KEY
    app.jinja_loader = DictLoader({"table.html": TABLE})
    template, who = app.jinja_env.get_template("table.html"), SESSION.format(mark=floor.mark)

    @app.get("/")
    def board() -> str:
        floor.run(who, (session["user"],))
        rows = [row for column in columns for row in floor.run(*column)[:CARDS]]
        return template.render(rows=rows)

    return app


def _drop(built: Built, app: Flask) -> Line:
    client = customers.browser(built, app, READERS["administrator"].id)
    form = {"csrf_token": house.token(client, "/account")}
    dropped = _writes(client, form, 2, lambda version: (f"{BOARD}2/move", {"_to": LEVELS[version % 3]}))
    edited = _writes(
        client, form, 3, lambda version: ("/contacts/companies/3/field/level", {"level": LEVELS[version % 3]})
    )
    ways = {"value": dropped, "floor": edited}
    found = cpu_ms(ways, dict.fromkeys(ways, backend_pid()))
    return Line("board_drop", built.engine, found["value"], found["floor"], DROP)


def _writes(
    client: Client, form: dict[str, Any], id: int, sent: Callable[[int], tuple[str, dict[str, Any]]]
) -> Callable[[], str]:
    """Each call moves the company to the next level."""
    versions = count(1)

    def write() -> str:
        version = next(versions)
        address, values = sent(version)
        answer = client.post(address, form | values | {"version": version}, HTTP_HX_REQUEST="true")
        if not client.status.startswith("200"):
            raise RuntimeError(f"{address} answered {client.status}: {answer[:300]}")
        return answer

    return write


FIGURES = (Figure("board", measure),)
