"""Fills a database with companies by a few set-based statements, unevenly as life is; the same rows on both databases.

One percent lies in a dormant team (oldest, in the last class, last by name), 0.02 % with one seller, 3 % in a team of 40
owners, half below a director, 1 % in the team of the two users with shares; the rest with 30 more teams.
"""

from __future__ import annotations

from bench.world import SHARES, Company, Team, User, companies
from guanxi.data.database import database, is_sqlite, run, write_transaction
from guanxi.records import indexes, shares
from guanxi.records.sharing import Collaborator

SYLLABLES = {
    "恒": "heng", "润": "run", "华": "hua", "盛": "sheng", "达": "da", "信": "xin", "安": "an", "北": "bei",
    "成": "cheng", "东": "dong", "富": "fu", "广": "guang", "海": "hai", "金": "jin", "康": "kang", "龙": "long",
}  # fmt: skip
BASE_MS = 1_700_000_000_000
USERS = (
    "n <= 4 OR n BETWEEN 100 AND 139 OR n BETWEEN 300 AND 319 OR n BETWEEN 1000 AND 1199 "
    "OR n BETWEEN 2000 AND 2299 OR n BETWEEN 9000 AND 9110 OR n = 9999"
)
BUCKET = "(n * 2654435761 % 4294967296) / 7 % 10000"
OTHER = "(n * 40503 % 65536) / 3"


def seed(size: int) -> None:
    """Make tables, `size` companies, users, teams, shares and indexes in the bound database, which is empty."""
    with write_transaction():
        database.create_tables([Company, User, Team, Collaborator])
        _people()
        run(_companies_sql(size), (BASE_MS, BASE_MS, BASE_MS))
        for user, number in SHARES.items():
            run(_shares_sql(size), (user, BASE_MS, number, number))
    indexes.create(companies)
    shares.create(companies)
    for table in ("bench_company", "bench_user", "bench_team", "collaborator"):
        database.execute_sql(f"ANALYZE {table}" if is_sqlite() else f"VACUUM ANALYZE {table}")


def _people() -> None:
    ids = "n, NULL, NULL, 1, 0, NULL, 0, NULL, NULL"
    columns = "id, owner_id, team_id, version, created_at, created_by, changed_at, deleted_at, cf, name"
    for table, most, some in (("bench_user", 9999, USERS), ("bench_team", 999, "n > 0")):
        run(
            f"INSERT INTO {table} ({columns}) SELECT {ids}, 'Name ' || n FROM ({numbers(1, most)}) s WHERE {some}"
        )


def _companies_sql(size: int) -> str:
    dormant = max(1, size // 100)
    signs, sounds = "".join(SYLLABLES), list(SYLLABLES.values())
    parts = ("h % 16", "h / 16 % 16", "h / 256 % 16")
    name = " || ".join(f"substr('{signs}', {as_int(part)} + 1, 1)" for part in parts)
    padded = "".join(f"{sound:<6}" for sound in sounds)
    sort_name = " || ".join(f"trim(substr('{padded}', ({as_int(part)}) * 6 + 1, 6))" for part in parts)
    owner = (
        f"CASE WHEN n <= {dormant} THEN 9100 + n % 10 WHEN b < 2 THEN 1 WHEN b < 302 THEN 100 + b % 40 "
        "WHEN b < 5302 THEN 1000 + b % 200 WHEN b < 5402 THEN 300 + b % 20 ELSE 2000 + b % 300 END"
    )
    team = (
        f"CASE WHEN n <= {dormant} THEN 900 WHEN b < 2 THEN 1 WHEN b < 302 THEN 2 "
        "WHEN b < 5302 THEN 10 + b % 20 WHEN b < 5402 THEN 3 ELSE 30 + b % 30 END"
    )
    kind = (
        f"CASE WHEN n <= {dormant} THEN 'zz_ended' WHEN h % 1000 < 600 THEN 'customer' WHEN h % 1000 < 860 THEN 'supplier' "
        "WHEN h % 1000 < 980 THEN 'partner' WHEN h % 1000 < 981 THEN 'rare' ELSE 'zz_ended' END"
    )
    old = f"CASE WHEN n <= {dormant} THEN 0 ELSE 1000000000 END"
    return (
        "INSERT INTO bench_company (owner_id, team_id, version, created_at, created_by, changed_at, deleted_at, cf, name, "
        "sort_name, kind, phone, city, turnover, turnover_currency) "
        f"SELECT {owner}, {team}, 1, ? + n, NULL, ? + n + {old} + h * 1000, "
        f"CASE WHEN h % 97 = 0 THEN ? + 0 END, NULL, {name} || '公司 ' || n, "
        f"CASE WHEN n <= {dormant} THEN 'zz' ELSE {sort_name} END || 'gongsi ' || n, {kind}, '+86138' || (10000000 + n), "
        "CASE WHEN h % 5 > 0 THEN '城 & ' || (h % 50) END, "
        "CASE WHEN h % 7 > 0 THEN (h % 1000) * 10000 + n % 100 END, "
        "CASE WHEN h % 7 > 0 THEN CASE WHEN h % 10 = 0 THEN 'EUR' ELSE 'CNY' END END "
        f"FROM (SELECT n, {as_int(BUCKET)} AS b, {as_int(OTHER)} AS h FROM ({numbers(1, size)}) s) t"
    )


def _shares_sql(size: int) -> str:
    """`?` shares, evenly over all ids."""
    return (
        "INSERT INTO collaborator (kind, record_id, user_id, level, until, created_at, created_by) "
        f"SELECT 'bench.company', id, ?, 1, NULL, ?, NULL FROM bench_company WHERE id % "
        f"(CASE WHEN {size} > ? THEN {size} / ? ELSE 1 END) = 0"
    )


def numbers(least: int, most: int) -> str:
    """A select of the whole numbers `n` from `least` to `most`."""
    if not is_sqlite():
        return f"SELECT n::bigint AS n FROM generate_series({least}, {most}) n"
    return f"WITH RECURSIVE c(n) AS (SELECT {least} UNION ALL SELECT n + 1 FROM c WHERE n < {most}) SELECT n FROM c"


def as_int(expression: str) -> str:
    """The expression as a whole number of four bytes, where the database minds."""
    return expression if is_sqlite() else f"({expression})::int"
