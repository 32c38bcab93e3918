"""The least that the list page of companies can cost: the floor of bench.floors over the tables of an installation; nothing
of guanxi is imported here.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, session
from jinja2 import DictLoader

from bench.floors import KEY, Floor

TABLE = """<!doctype html><title>Companies</title><table><thead><tr>{% for name in names %}<th>{{ name }}</th>{% endfor %}
</tr></thead><tbody>{% for id, name, type, industry, city, phone, staff, owner, owner_name, changed in rows %}
<tr><td><a href="/{{ id }}/">{{ name }}</a></td><td>{{ type }}</td><td>{{ industry or "" }}</td><td>{{ city or "" }}</td>
<td>{{ phone or "" }}</td><td>{{ staff or "" }}</td><td>{{ owner_name or "" }}</td><td>{{ changed }}</td></tr>{% endfor %}
</tbody></table><p>{{ found }}</p>"""
NAMES = ("name", "customer_type", "industry", "city", "phone", "employees", "owner", "changed_at")
SESSION = "SELECT id, name FROM people_user WHERE id = {mark}"
Statement = tuple[str, tuple[Any, ...]]


class CompanyFloor(Floor):
    """Hand-written statements over contacts_company, filtered by industry."""

    table, kind = "contacts_company", "industry"
    columns = "r.id, r.name, r.customer_type, r.industry, r.city, r.phone, r.employees, r.owner_id, u.name, r.changed_at"
    joins = "LEFT JOIN people_user u ON u.id = r.owner_id"


def page_app(floor: CompanyFloor, listed: Statement, counted: Statement) -> Flask:
    """An application whose only page is the list with its count, for a session signed with a cookie."""
    app = Flask(__name__)
    app.secret_key = KEY
    app.jinja_loader = DictLoader({"table.html": TABLE})
    template = app.jinja_env.get_template("table.html")
    who = SESSION.format(mark=floor.mark)

    @app.get("/")
    def table() -> str:
        floor.run(who, (session["user"],))
        rows = floor.run(*listed)[:80]
        found = floor.run(*counted)[0][0]
        return template.render(names=NAMES, rows=rows, found=found)

    return app
