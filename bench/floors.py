"""The least that a page of a list can cost: raw driver, the same rows and columns from the same indexes, an autoescaped
Jinja table, a signed session; nothing of guanxi is imported here.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from typing import Any

import psycopg
from flask import Flask, session
from jinja2 import DictLoader

from guanxi.data.database import SQLITE_PRAGMAS

TABLE = """<!doctype html><title>Companies</title><table><thead><tr>{% for name in names %}<th>{{ name }}</th>{% endfor %}
</tr></thead><tbody>{% for row in rows %}<tr><td><a href="/{{ row[0] }}/">{{ row[1] }}</a></td><td>{{ row[2] or "" }}</td>
<td>{{ row[3] or "" }}</td><td>{{ row[4] or "" }}</td><td>{{ row[5] or "" }} {{ row[6] or "" }}</td><td>{{ row[8] or "" }}</td>
<td>{{ row[10] or "" }}</td><td>{{ row[11] or "" }}</td></tr>{% endfor %}</tbody></table>"""
NAMES = ("name", "kind", "phone", "city", "turnover", "owner", "team", "changed_at")
COLUMNS = "r.id, r.name, r.kind, r.phone, r.city, r.turnover, r.turnover_currency, r.owner_id, u.name, r.team_id, t.name, r.changed_at"
JOINS = "LEFT JOIN bench_user u ON u.id = r.owner_id LEFT JOIN bench_team t ON t.id = r.team_id"
SESSION = "SELECT id, name FROM bench_user WHERE id = {mark}"
SHARED = (
    "c.kind = {mark} AND c.user_id = {mark} AND c.level >= {mark} AND (c.until IS NULL OR c.until > {mark})"
)
KEY = "floor's own key, signs nothing of value"
Run = Callable[[str, tuple[Any, ...]], list[tuple[Any, ...]]]


class Floor:
    """Hand-written statements for one database: `rows(teams, owner, shared, …)` gives text and parameters."""

    table, kind = "bench_company", "kind"
    columns, joins = COLUMNS, JOINS

    def __init__(self, url: str) -> None:
        self.sqlite = url.startswith("sqlite:")
        self.mark = "?" if self.sqlite else "%s"
        if self.sqlite:
            self.connection: Any = sqlite3.connect(url.removeprefix("sqlite:///"))
            self.connection.execute(f"PRAGMA cache_size = {SQLITE_PRAGMAS['cache_size']}")
            self.backend = None
        else:
            self.connection = psycopg.connect(url, autocommit=True)
            self.backend = self.connection.info.backend_pid

    def run(self, sql: str, params: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        """All rows of a statement."""
        found: list[tuple[Any, ...]] = self.connection.execute(sql, params).fetchall()
        return found

    def close(self) -> None:
        """Give the connection back."""
        self.connection.close()

    def listed(
        self, reach: dict[str, Any], sort: str, kind: str | None, *, falls: bool, most: int = 81
    ) -> tuple[str, tuple[Any, ...]]:
        """Text and parameters of a page of 80 (`most`, 81, are read) for what an actor reaches."""
        way = "DESC" if falls else "ASC"
        streams = [
            self._stream(column, values, sort, way, kind, most) for column, values in self._sets(reach)
        ]
        if reach.get("shared"):
            streams.append(self._shares(reach["shared"], sort, way, kind, most))
        union = " UNION ".join(f"SELECT * FROM ({sql}) v{n}" for n, (sql, _params) in enumerate(streams))
        params = tuple(value for _sql, values in streams for value in values)
        merged = (
            f"SELECT s, id FROM ({union}) q ORDER BY s {way}, id {way} LIMIT {most}"
            if len(streams) > 1
            else streams[0][0]
        )
        join = "CROSS JOIN" if self.sqlite else "JOIN"
        return (
            f"SELECT {self.columns} FROM ({merged}) w {join} {self.table} r ON r.id = w.id {self.joins} ORDER BY w.s {way}, w.id {way}",
            params,
        )

    def count(self, reach: dict[str, Any], kind: str | None) -> tuple[str, tuple[Any, ...]]:
        """Text and parameters of a count capped at 1,000: the same streams, in no order."""
        streams = [
            self._stream(column, values, "sort_name", "", kind, 1001) for column, values in self._sets(reach)
        ]
        if reach.get("shared"):
            streams.append(self._shares(reach["shared"], "sort_name", "", kind, 1001))
        params = tuple(value for _sql, values in streams for value in values)
        union = " UNION ".join(f"SELECT id FROM ({sql}) v{n}" for n, (sql, _params) in enumerate(streams))
        inner = f"SELECT id FROM ({union}) q LIMIT 1001" if len(streams) > 1 else streams[0][0]
        return f"SELECT count(*) FROM ({inner}) w", params

    def _sets(self, reach: dict[str, Any]) -> list[tuple[str, Any]]:
        if reach.get("everything"):
            return [("", None)]
        return [
            (column, reach[name])
            for column, name in (("team_id", "teams"), ("owner_id", "owners"))
            if reach.get(name)
        ]

    def _stream(
        self, column: str, values: Any, sort: str, way: str, kind: str | None, most: int = 81
    ) -> tuple[str, tuple[Any, ...]]:
        """One stream a value; without a way to sort, in any order."""
        key = sort if self.sqlite or sort != "sort_name" else f'{sort} COLLATE "C"'
        order = (
            f"ORDER BY y.{key} {way}, y.id {way} LIMIT {most}" if way or not self.sqlite else f"LIMIT {most}"
        )
        living = "y.deleted_at IS NULL" if column else "y.deleted_at IS NULL AND y.id > 0"
        heads = [(c, v) for c, v in ((column, values), (self.kind, [kind] if kind else None)) if v]
        if self.sqlite:
            free = "" if column else "all_"
            index = f"list_{free}{self.table}_" + "_".join((*(c for c, _v in heads), sort, "id"))
            sets = "".join(f" AND y.{c} IN (SELECT value FROM json_each(?))" for c, _v in heads)
            sql = f"SELECT y.{sort} AS s, y.id AS id FROM {self.table} y INDEXED BY {index} WHERE {living}{sets} {order}"
            return sql, tuple(json.dumps(v) for _c, v in heads)
        sets = "".join(f" AND y.{c} = o{n}.v" for n, (c, _v) in enumerate(heads))
        one = f"SELECT y.{sort} AS s, y.id AS id FROM {self.table} y WHERE {living}{sets} {order}"
        if not heads:
            return one, ()
        arrays = ", ".join(
            f"unnest(%s::{'text' if c == self.kind else 'bigint'}[]) o{n}(v)"
            for n, (c, _v) in enumerate(heads)
        )
        outer = order.replace("y.", "z.").replace(sort, "s") if way else f"LIMIT {most}"
        return f"SELECT z.s, z.id FROM {arrays}, LATERAL ({one}) z {outer}", tuple(v for _c, v in heads)

    def _shares(
        self, shared: tuple[Any, ...], sort: str, way: str, kind: str | None, most: int = 81
    ) -> tuple[str, tuple[Any, ...]]:
        """The shares from the index over what they carry of the record; without a way to sort, in any order."""
        resource, user, level, at = shared
        key = "key_text" if sort == "sort_name" else "key_integer"
        sorted_by = key if self.sqlite or key != "key_text" else f'{key} COLLATE "C"'
        name = f"list_shares_{resource.replace('.', '_')}__{sort}" + (f"__{self.kind}" if kind else "")
        columns = f"y.{key} AS s, y.record_id AS id FROM collaborator y"
        asked = f"y.deleted_at IS NULL AND y.kind = '{resource}' AND y.level >= {self.mark} AND (y.until IS NULL OR y.until > {self.mark})"
        if self.sqlite:
            sets = (
                f"AND json_extract(y.quick, '$.{self.kind}') IN (SELECT value FROM json_each(?))"
                if kind
                else ""
            )
            order = f"ORDER BY y.{key} {way}, y.record_id {way}" if way else ""
            sql = f"SELECT {columns} INDEXED BY {name} WHERE y.user_id = ? AND {asked} {sets} {order} LIMIT {most}"
            return sql, (user, level, at, *([json.dumps([kind])] if kind else []))
        order = f"ORDER BY y.{sorted_by} {way}, y.record_id {way} LIMIT {most}"
        if not kind:
            return f"SELECT {columns} WHERE y.user_id = %s AND {asked} {order}", (user, level, at)
        one = f"SELECT {columns} WHERE y.user_id = %s AND y.quick::jsonb ->> '{self.kind}' = o.v AND {asked} {order}"
        outer = (
            f"ORDER BY {sorted_by.replace(key, 'z.s')} {way}, z.id {way} LIMIT {most}"
            if way
            else f"LIMIT {most}"
        )
        sql = f"SELECT z.s, z.id FROM unnest(%s::text[]) o(v), LATERAL ({one}) z {outer}"
        return sql, ([kind], user, level, at)


def page_app(
    floor: Floor, listed: tuple[str, tuple[Any, ...]], counted: tuple[str, tuple[Any, ...]] | None = None
) -> Flask:
    """An application whose only page is the list (and its count), for a session signed with a cookie."""
    app = Flask(__name__)
    app.secret_key = KEY
    app.jinja_loader = DictLoader({"table.html": TABLE})
    template = app.jinja_env.get_template("table.html")
    who = SESSION.format(mark=floor.mark)

    @app.get("/")
    def table() -> str:
        floor.run(who, (session["user"],))
        rows = floor.run(*listed)[:80]
        if counted:
            floor.run(*counted)
        return template.render(names=NAMES, rows=rows)

    return app


def hello_app() -> Flask:
    """Bare Flask."""
    app = Flask(__name__)

    @app.get("/")
    def hello() -> str:
        return "hello"

    return app


def caller(app: Flask, user: int | None = None, path: str = "/") -> Callable[[], bytes]:
    """A call of the page in process, as a browser with a signed session would make it."""
    environ: dict[str, Any] = app.test_request_context(path).request.environ.copy()
    if user is not None:
        interface: Any = app.session_interface
        environ["HTTP_COOKIE"] = "session=" + interface.get_signing_serializer(app).dumps({"user": user})
    state: list[str] = []

    def start(status: str, headers: Any, info: Any = None) -> None:
        state[:] = [status]

    def call() -> bytes:
        body = b"".join(app.wsgi_app(dict(environ), start))  # type: ignore[arg-type]
        if state[0] != "200 OK":
            raise RuntimeError(f"the page answered {state[0]}")
        return body

    return call
