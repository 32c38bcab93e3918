"""The least that a step of the day can cost: the reader's list of deals by raw driver, and a bare write; nothing of guanxi is
imported here.

The floor page is what a list at least costs: the newest deals that the reader sees, 80 of them or as many as the step shows lines
or cards, seven columns, and their number to 1,000, by the indexes that are there, in an autoescaped table behind a signed session.
A page that shows something else (a record, a form, what is due) is compared with it, too: it has about as much to read and to draw.
A write adds, in one transaction, the record read and updated, a row added where the step adds one, and the two rows of a journal.
What sums adds its own statements by raw driver, as the step sends them; they are asked for alone in bench.figures.sums and metrics.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, session
from jinja2 import DictLoader

from bench.floors import KEY, Floor
from bench.write_floors import Statement, replay

TABLE = """<!doctype html><title>Deals</title><table><thead><tr>{% for name in names %}<th>{{ name }}</th>{% endfor %}</tr></thead><tbody>
{% for id, name, company, amount, currency, stage, percent, close, owner in rows %}<tr><td><a href="/{{ id }}/">{{ name }}</a></td>
<td>{{ company or "" }}</td><td>{{ stage or "" }}</td><td>{{ amount }} {{ currency }}</td><td>{{ percent }}</td><td>{{ close or "" }}</td>
<td>{{ owner or "" }}</td></tr>{% endfor %}</tbody></table><p>{{ found }}</p>"""
NAMES = ("name", "company", "stage", "amount", "probability", "close_on", "owner")
SESSION = "SELECT id, name FROM people_user WHERE id = {mark}"
JOURNAL = (
    "INSERT INTO change (name, actor_id, at, reason) VALUES ('floor', {mark}, 0, NULL)",
    "INSERT INTO change_line (change_id, kind, record_id, version, verb, fields, at) VALUES (0, 'floor', {mark}, 0, 'edit', '{{}}', 0)",
)
LEAST = 80
PRAGMAS = ("PRAGMA synchronous = normal", "PRAGMA foreign_keys = 1")


class DealFloor(Floor):
    """Hand-written statements over sales_deal."""

    table, kind = "sales_deal", "state"
    columns = "r.id, r.name, c.name, r.amount, r.amount_currency, s.name, r.probability, r.close_on, u.name"
    joins = (
        "LEFT JOIN contacts_company c ON c.id = r.company_id LEFT JOIN sales_stage s ON s.id = r.stage_id "
        "LEFT JOIN people_user u ON u.id = r.owner_id"
    )

    def prepared(self) -> DealFloor:
        """The floor, writing as safely as the app does."""
        for pragma in PRAGMAS if self.sqlite else ():
            self.run(pragma, ())
        return self

    def write(self, table: str, id: int, more: str, user: int) -> None:
        """Read and update a record, add a copy of a row of the table `more`, write a journal; in one transaction."""
        execute = self.connection.execute
        execute("BEGIN IMMEDIATE" if self.sqlite else "BEGIN")
        execute(f"SELECT * FROM {table} WHERE id = {self.mark}", (id,)).fetchall()
        execute(f"UPDATE {table} SET changed_at = changed_at + 1 WHERE id = {self.mark}", (id,))
        if more:
            names = ", ".join(f'"{name}"' for name in self._names(more))
            execute(
                f"INSERT INTO {more} ({names}) SELECT {names} FROM {more} WHERE id = (SELECT min(id) FROM {more})"
            )
        for sql, param in zip(JOURNAL, (user, id), strict=True):
            execute(sql.format(mark=self.mark), (param,))
        execute("COMMIT")

    def _names(self, table: str) -> list[str]:
        cursor = self.connection.execute(f"SELECT * FROM {table} LIMIT 0")
        return [column[0] for column in cursor.description if column[0] != "id"]


@dataclass(frozen=True)
class More:
    """What a floor page does besides: `rows` are shown, a write (table, id, table of a new row), and the statements of sums."""

    rows: int = LEAST
    written: tuple[str, int, str] | None = None
    sums: Sequence[Statement] = ()


def page_app(floor: DealFloor, reach: dict[str, Any], more: More) -> Flask:
    """An application whose only page is the list with its count, for a signed session."""
    listed = floor.listed(reach, "changed_at", None, falls=True, most=more.rows + 1)
    counted = floor.count(reach, None)
    app = Flask(__name__)
    app.secret_key = KEY
    app.jinja_loader = DictLoader({"table.html": TABLE})
    template, who = app.jinja_env.get_template("table.html"), SESSION.format(mark=floor.mark)

    @app.get("/")
    def table() -> str:
        floor.run(who, (session["user"],))
        if more.written:
            floor.write(*more.written, session["user"])
        replay(floor, more.sums)
        rows = floor.run(*listed)[: more.rows]
        return template.render(names=NAMES, rows=rows, found=floor.run(*counted)[0][0])

    return app
