"""An installation with a million companies: contacts enabled, people with roles, and customers seeded by a few set-based
statements as uneven as those of bench.seed, with the derived columns that changes would write.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import product

from bench.client import Client
from bench.house import Built
from bench.seed import BASE_MS, BUCKET, OTHER, SYLLABLES, as_int, numbers
from bench.stores import Stores
from guanxi.composition import compose
from guanxi.config import load
from guanxi.data.chinese.pinyin import sort_key
from guanxi.data.database import connect, database, is_sqlite, run, write_transaction
from guanxi.installation import bring_up, make_ready, prepare_plugins
from guanxi.people import sessions
from guanxi.people.standard_roles import NOT_THE_HOUSE, packed
from guanxi.plugins import lifecycle
from guanxi.records.host import now
from guanxi.testing.databases import unbind

ADMINISTRATOR, DIRECTOR, LEAD, DORMANT_LEAD, SELLER = 9999, 9000, 100, 9110, 1
SCOPES = ("all", "subtree", "team", "own")
SHARES = {3: 300, 4: 5_000}
FEWEST = 200
TABLES = ("contacts_company", "people_user", "people_team", "people_user_role", "people_role", "collaborator")


@dataclass(frozen=True)
class Reader:
    """Somebody who reads the list: his id, the scope of his role, and an industry of which he sees a page."""

    id: int
    scope: str
    industry: str = "trade"


READERS = {
    "administrator": Reader(ADMINISTRATOR, "all"),
    "director": Reader(DIRECTOR, "subtree"),
    "lead": Reader(LEAD, "team"),
    "dormant_lead": Reader(DORMANT_LEAD, "subtree", "public"),
    "seller": Reader(SELLER, "own", "manufacturing"),
    "shares_300": Reader(3, "team"),
    "shares_5000": Reader(4, "team"),
}


@cache
def installed(stores: Stores, engine: str, size: int) -> Built:
    """The installation with `size` companies, made at first use in a run."""
    url = stores.empty(engine, f"customers_{size}")
    folder = stores.folder(f"customers_{size}_data")
    connect(url)
    try:
        config = load({"GUANXI_DATA": str(folder), "GUANXI_DATABASE": url}, folder=folder)
        bring_up(config)
        lifecycle.enable("contacts", now=now(), with_needs=True, prepare=prepare_plugins)
        people()
        companies(size)
        make_ready(compose(config).host)
        for table in TABLES:
            database.execute_sql(f"ANALYZE {table}" if is_sqlite() else f"VACUUM ANALYZE {table}")
    finally:
        unbind()
    return Built(engine, url, config, {})


def browser(built: Built, app: object, user: int) -> Client:
    """A browser in which a user is signed in."""
    client, made = Client(app.wsgi_app), app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    token = sessions.start(compose(built.config).host, user)
    client.cookies["guanxi"] = made.dumps({"token": token})
    return client


def people() -> None:
    """Teams, users, one role a scope, and who holds it."""
    plain = "id, version, created_at, changed_at"
    values = f"?, 1, {BASE_MS}, {BASE_MS}"
    with write_transaction():
        for team, parent in _teams().items():
            sql = f"INSERT INTO people_team ({plain}, team_id, name, sort_name, parent_id) VALUES ({values}, ?, ?, ?, ?)"
            run(sql, (team, team, f"Team {team}", f"team {team}", parent))
        for user, team in _users().items():
            sql = f"INSERT INTO people_user ({plain}, team_id, name, sort_name, mail, active) VALUES ({values}, ?, ?, ?, ?, TRUE)"
            run(sql, (user, team, f"Name {user}", f"name {user}", f"u{user}@example.com"))
        for role, scope in enumerate(SCOPES, start=1):
            sql = f"INSERT INTO people_role ({plain}, name, sort_name, grants) VALUES ({values}, ?, ?, ?)"
            house = {} if scope == "all" else NOT_THE_HOUSE
            run(sql, (role, scope, scope, packed({"*": scope, **house})))
        for reader in READERS.values():
            sql = f"INSERT INTO people_user_role ({plain}, user_id, role_id) VALUES ({values}, ?, ?)"
            run(sql, (reader.id, reader.id, SCOPES.index(reader.scope) + 1))


def companies(size: int) -> None:
    """`size` companies with their ids from 1, and the shares of two users."""
    with write_transaction():
        run(
            "CREATE TEMPORARY TABLE bench_stem (number INTEGER PRIMARY KEY, name TEXT, letters TEXT, tones TEXT)"
        )
        for number, signs in enumerate(product(SYLLABLES, repeat=3)):
            run("INSERT INTO bench_stem VALUES (?, ?, ?, ?)", (number, *_stem("".join(signs))))
        run(_companies_sql(size))
        run("DROP TABLE bench_stem")
        for user, shares in SHARES.items():
            run(_shares_sql(size), (user, shares, shares))
    if not is_sqlite():
        database.execute_sql("SELECT setval(pg_get_serial_sequence('contacts_company', 'id'), %s)", (size,))


def _teams() -> dict[int, int | None]:
    tree: dict[int, int | None] = dict.fromkeys((1, 2, 3, 90, 91, 99, *range(30, 60)))
    return tree | dict.fromkeys(range(10, 30), 90) | dict.fromkeys(range(900, 904), 91)


def _users() -> dict[int, int]:
    """The team of every user: readers, and those who own companies."""
    found = {SELLER: 1, 3: 3, 4: 3, DIRECTOR: 90, DORMANT_LEAD: 91, ADMINISTRATOR: 99}
    found |= dict.fromkeys(range(100, 140), 2) | dict.fromkeys(range(300, 320), 3)
    found |= dict.fromkeys(range(9100, 9110), 900)
    return found | {1000 + n: 10 + n % 20 for n in range(200)} | {2000 + n: 30 + n % 30 for n in range(300)}


def _stem(signs: str) -> tuple[str, str, str]:
    """The beginning of a name, and what it adds to the key that names sort by."""
    letters, _, rest = sort_key(f"{signs}公司", "company").partition("  ")
    return f"{signs}公司", letters, rest.partition(" ")[0]


def _companies_sql(size: int) -> str:
    dormant, seller = max(1, size // 100), max(2, min(100, 10_000 * FEWEST // size))
    owner = (
        f"CASE WHEN n <= {dormant} THEN 9100 + n % 10 WHEN b < {seller} THEN 1 WHEN b < 302 THEN 100 + b % 40 "
        "WHEN b < 5302 THEN 1000 + b % 200 WHEN b < 5402 THEN 300 + b % 20 ELSE 2000 + b % 300 END"
    )
    team = (
        f"CASE WHEN n <= {dormant} THEN 900 WHEN b < {seller} THEN 1 WHEN b < 302 THEN 2 "
        "WHEN b < 5302 THEN 10 + b % 20 WHEN b < 5402 THEN 3 ELSE 30 + b % 30 END"
    )
    industry = (
        f"CASE WHEN n <= {dormant} THEN 'public' WHEN h % 1000 < 600 THEN 'manufacturing' WHEN h % 1000 < 860 THEN 'trade' "
        "WHEN h % 1000 < 980 THEN 'information' WHEN h % 1000 < 981 THEN 'mining' ELSE 'public' END"
    )
    made = f"{BASE_MS} + n + h * 1000 + CASE WHEN n <= {dormant} THEN 0 ELSE 1000000000 END"
    latin = f"CASE WHEN n <= {dormant} THEN 'ZZ ' ELSE '' END"
    tone = "CASE WHEN n % 10 BETWEEN 1 AND 5 THEN CAST(n % 10 AS TEXT) ELSE '' END"
    return (
        "INSERT INTO contacts_company (id, owner_id, team_id, version, created_at, created_by, changed_at, deleted_at, name, "
        "sort_name, customer_type, industry, phone, email, city, address, employees, turnover, turnover_currency, source, contacted_at) "
        f"SELECT n, {owner}, {team}, CASE WHEN gone THEN 2 ELSE 1 END, made, {ADMINISTRATOR}, "
        f"CASE WHEN gone THEN made + 1000 ELSE made END, CASE WHEN gone THEN made + 1000 END, {latin} || stem || ' ' || n, "
        f"lower({latin}) || letters || ' ' || n || '  ' || tones || {tone} || ' ' || {latin} || stem || ' ' || n, "
        f"CASE WHEN h % 10 = 0 THEN 'retail' ELSE 'company' END, {industry}, '+86138' || (10000000 + n), "
        "'office' || n || '@example.com', CASE WHEN h % 5 > 0 THEN '城 & ' || (h % 50) END, '南京东路 ' || n || ' 号', "
        "CASE WHEN h % 3 > 0 THEN h % 3000 END, CASE WHEN h % 7 > 0 THEN (h % 1000) * 10000 END, "
        "CASE WHEN h % 7 > 0 THEN CASE WHEN h % 10 = 0 THEN 'EUR' ELSE 'CNY' END END, 'unknown', made "
        f"FROM (SELECT s.*, m.name AS stem, letters, tones, h % 97 = 0 AS gone, {made} AS made "
        f"FROM (SELECT n, {as_int(BUCKET)} AS b, {as_int(OTHER)} AS h FROM ({numbers(1, size)}) q) s "
        "JOIN bench_stem m ON m.number = s.h % 4096) t ORDER BY n"
    )


def _shares_sql(size: int) -> str:
    """`?` shares, evenly over all ids."""
    return (
        "INSERT INTO collaborator (kind, record_id, user_id, level, until, created_at, created_by) "
        f"SELECT 'contacts.company', id, ?, 1, NULL, {BASE_MS}, NULL FROM contacts_company WHERE id % "
        f"(CASE WHEN {size} > ? THEN {size} / ? ELSE 1 END) = 0"
    )
