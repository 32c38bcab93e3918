"""The least that a write can cost: its own statements by raw driver on a twin database, and one page; nothing of guanxi
is imported here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Flask, session
from jinja2 import DictLoader

from bench.floors import KEY, Floor

PAGE = """<!doctype html><title>Companies</title><table><thead><tr>{% for name in names %}<th>{{ name }}</th>{% endfor %}
</tr></thead><tbody>{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell or "" }}</td>{% endfor %}</tr>
{% endfor %}</tbody></table>"""
NAMES = ("id", "name", "city", "phone", "employees", "owner_id", "team_id", "changed_at")
ROWS = f"SELECT {', '.join(NAMES)} FROM contacts_company WHERE deleted_at IS NULL ORDER BY sort_name, id LIMIT 80"
Statement = tuple[str, Any]


def replay(floor: Floor, statements: Sequence[Statement]) -> None:
    """Send the statements and fetch what they return."""
    execute = floor.connection.execute
    for sql, params in statements:
        cursor = execute(sql, params) if params else execute(sql)
        if cursor.description:
            cursor.fetchall()


def write_app(floor: Floor, requests: list[list[Statement]]) -> Flask:
    """An app that answers each request by the next of `requests` and the floor's page: a signed session, one more
    statement, an autoescaped table of 80 × 8.
    """
    app = Flask(__name__)
    app.secret_key = KEY
    app.jinja_loader = DictLoader({"page.html": PAGE})
    template = app.jinja_env.get_template("page.html")

    @app.get("/")
    def write() -> str:
        assert session["user"]
        replay(floor, requests.pop(0))
        return template.render(names=NAMES, rows=floor.run(ROWS, ()))

    @app.get("/bare")
    def bare() -> str:
        assert session["user"]
        replay(floor, requests.pop(0))
        return "saved"

    return app
