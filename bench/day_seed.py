"""A house at work for the scripted day: customers, deals, purchases, interactions and planned activities around today, seeded by
a few set-based statements with what changes would have kept beside them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from bench import customers
from bench.customers import LEAD, SELLER
from bench.house import Built
from bench.seed import BASE_MS, numbers
from bench.stores import Stores
from guanxi.composition import compose
from guanxi.config import load
from guanxi.data.database import connect, database, is_sqlite, rows, run, write_transaction
from guanxi.installation import make_ready, prepare_plugins
from guanxi.people.standard_roles import SELLER as SELLERS
from guanxi.people.standard_roles import STANDARD, TEAM_LEAD, packed
from guanxi.plugins import lifecycle
from guanxi.records import about
from guanxi.records.host import now
from guanxi.records.search import building, kinds, storage
from guanxi.testing.databases import unbind

BOUGHT, TALKS, OFTEN = 5, 4, 50
"""Purchases and interactions a customer, and that every fiftieth customer has two fifths of them all."""
STAGES = (("Contact", 15), ("Need", 30), ("Offer", 45), ("Trial", 60), ("Contract", 80))
PLAIN = "id, version, created_at, changed_at"
ENTRIES = ("contacts.interaction", "contacts.purchase", "work.activity")
SEARCHED = ("contacts.company", "sales.deal")
AT_ONCE, TOLD = 5_000, 30
TABLES = (
    "contacts_company", "contacts_interaction", "contacts_purchase", "work_activity", "about", "sales_deal", "sales_stage",
    "sales_pipeline", "sales_passage", "notification", "search_entry", "search_gram", "work_view",
)  # fmt: skip
DAY_MS = 24 * 3_600_000
KEPT = """UPDATE contacts_company SET bought_total_currency = 'CNY',
    bought_last = (SELECT max(day) FROM contacts_purchase p WHERE p.company_id = contacts_company.id),
    bought_count = (SELECT count(*) FROM contacts_purchase p WHERE p.company_id = contacts_company.id),
    bought_total = (SELECT sum(amount) FROM contacts_purchase p WHERE p.company_id = contacts_company.id),
    contacted_at = (SELECT max(at) FROM about a WHERE a.kind = 'contacts.company' AND a.record_id = contacts_company.id
        AND a.entry_kind = 'contacts.interaction')"""


@dataclass(frozen=True)
class Numbers:
    """How much there is in a house of so many customers."""

    customers: int

    @property
    def purchases(self) -> int:
        """Five a customer."""
        return self.customers * BOUGHT

    @property
    def talks(self) -> int:
        """Four a customer; with one planned activity each these are the entries of the timelines."""
        return self.customers * TALKS


@cache
def deals_alone(stores: Stores, engine: str, size: int) -> Built:
    """A copy of the installation with `size` customers, and a deal with each of them."""
    base = customers.installed(stores, engine, size)
    url = stores.copy(base.url, f"day_{size}")
    folder = stores.folder(f"day_{size}_data")
    connect(url)
    try:
        config = load({"GUANXI_DATA": str(folder), "GUANXI_DATABASE": url}, folder=folder)
        lifecycle.enable("sales", now=now(), with_needs=True, prepare=prepare_plugins)
        with write_transaction():
            _roles()
            _stages()
            run(_deals_sql())
            run(_passages_sql())
        make_ready(compose(config).host)
        _analyze()
    finally:
        unbind()
    return Built(engine, url, config, {})


@cache
def at_work(stores: Stores, engine: str, size: int) -> Built:
    """The same with purchases, interactions, activities, notifications and the index of the search."""
    built = deals_alone(stores, engine, size)
    connect(built.url)
    try:
        many, host = Numbers(size), built.house().host
        with write_transaction():
            run(_purchases_sql(many))
            run(_talks_sql(many))
            run(_activities_sql())
            for kind in ENTRIES:
                about.fill(host.resources[kind], host.entries[kind])
            run(KEPT)
            _told()
            _view()
        make_ready(compose(built.config).host)
        for kind in SEARCHED:
            _index(built, kind)
        _analyze()
    finally:
        unbind()
    return built


def _analyze() -> None:
    known = {table for (table,) in rows(_KNOWN["sqlite" if is_sqlite() else "postgresql"])}
    for table in sorted(known.intersection(TABLES)):
        database.execute_sql(f"ANALYZE {table}" if is_sqlite() else f"VACUUM ANALYZE {table}")


_KNOWN = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
}


def _roles() -> None:
    """The two people of the day have the roles that are delivered."""
    grants = {role.code: (packed(role.grants), packed(role.hidden)) for role in STANDARD}
    for id, (user, code) in enumerate(((SELLER, SELLERS), (LEAD, TEAM_LEAD)), start=101):
        run(
            f"INSERT INTO people_role ({PLAIN}, name, sort_name, code, grants, hidden) VALUES (?, 1, {BASE_MS}, {BASE_MS}, ?, ?, ?, ?, ?)",
            (id, code, code, code, *grants[code]),
        )
        run("UPDATE people_user_role SET role_id = ? WHERE user_id = ?", (id, user))


def _stages() -> None:
    """A pipeline of five open stages, one for won and one for lost."""
    run("DELETE FROM sales_stage")
    run("DELETE FROM sales_pipeline")
    values = f"1, {BASE_MS}, {BASE_MS}"
    run(
        f"INSERT INTO sales_pipeline ({PLAIN}, name, position, active) VALUES (1, {values}, 'Standard', 1, TRUE)"
    )
    ends = (("Won", 100, "won"), ("Lost", 0, "lost"))
    for place, (name, percent, state) in enumerate((*((*each, "open") for each in STAGES), *ends), start=1):
        run(
            f"INSERT INTO sales_stage ({PLAIN}, pipeline_id, name, position, state, probability, limit_days) "
            f"VALUES (?, {values}, 1, ?, ?, ?, ?, 30)",
            (place, name, place, state, percent),
        )


def _deals_sql() -> str:
    """Seven of ten deals are open in five stages, two won, one lost in the past year; a fifth of the open ones is stale."""
    state = "CASE WHEN id % 10 < 7 THEN 'open' WHEN id % 10 < 9 THEN 'won' ELSE 'lost' END"
    stage = f"CASE WHEN id % 10 < 7 THEN 1 + (id / 10) % {len(STAGES)} WHEN id % 10 < 9 THEN 6 ELSE 7 END"
    percent = f"CASE WHEN id % 10 < 7 THEN 15 + 15 * ((id / 10) % {len(STAGES)}) WHEN id % 10 < 9 THEN 100 ELSE 0 END"
    entered = f"{_today_ms()} - CAST((id * 31) % 37 AS BIGINT) * {DAY_MS}"
    changed = f"{_today_ms()} - CAST((id * 7919) % 8640007 AS BIGINT) * 1000"
    return (
        f"INSERT INTO sales_deal ({PLAIN}, owner_id, team_id, name, sort_name, company_id, amount, amount_currency, pipeline_id, "
        "stage_id, furthest_id, state, probability, engaged_on, close_on, closed_on, entered_stage_at, stale_on, source) "
        f"SELECT id, 1, created_at, {changed}, owner_id, team_id, name || ' deal', sort_name, id, (id % 900 + 1) * 10000, 'CNY', 1, "
        f"{stage}, CASE WHEN id % 10 < 9 THEN {stage} ELSE 3 END, {state}, {percent}, {_day('-60 - (id * 13) % 300')}, "
        f"{_day('(id * 17) % 120 - 30')}, CASE WHEN id % 10 >= 7 THEN {_day('-((id * 13) % 300)')} END, {entered}, "
        f"CASE WHEN id % 10 < 7 THEN {_day('30 - (id * 31) % 37')} END, 'unknown' FROM contacts_company WHERE deleted_at IS NULL"
    )


def _passages_sql() -> str:
    """Whoever is beyond the first stage has passed it."""
    return (
        "INSERT INTO sales_passage (deal_id, stage_id, entered_at, left_at) "
        f"SELECT id, 1, entered_stage_at - {DAY_MS} * CAST(1 + id % 20 AS BIGINT), entered_stage_at FROM sales_deal WHERE furthest_id > 1"
    )


def _purchases_sql(many: Numbers) -> str:
    return (
        "INSERT INTO contacts_purchase (version, created_at, created_by, changed_at, company_id, day, kind, amount, amount_currency, "
        f"product, category, way) SELECT 1, {BASE_MS}, NULL, {BASE_MS}, c.id, {_day('-((n * 7) % 730)')}, 'purchase', (n % 900 + 1) * "
        f"10000, 'CNY', 'Pump P-' || (n % 40), 'Pumps', 'online' FROM ({numbers(1, many.purchases)}) s JOIN contacts_company c "
        f"ON c.id = {_customer(many)} WHERE c.deleted_at IS NULL"
    )


def _talks_sql(many: Numbers) -> str:
    happened = f"{_today_ms()} - CAST((n * 7919) % 1051200 AS BIGINT) * 60000"
    return (
        "INSERT INTO contacts_interaction (owner_id, team_id, version, created_at, created_by, changed_at, about, kind, happened_at, "
        f"summary, outcome) SELECT c.owner_id, c.team_id, 1, {BASE_MS}, c.owner_id, {BASE_MS}, '[\"contacts.company/' || c.id || '\"]', "
        f"CASE n % 3 WHEN 0 THEN 'call' WHEN 1 THEN 'visit' ELSE 'mail' END, {happened}, 'Talked about order ' || n, 'Wants an offer' "
        f"FROM ({numbers(1, many.talks)}) s JOIN contacts_company c ON c.id = {_customer(many)} WHERE c.deleted_at IS NULL"
    )


def _activities_sql() -> str:
    """One for each deal, about it and its customer: half are done, half due within weeks around today."""
    state = "CASE WHEN id % 2 = 0 THEN 'done' ELSE 'open' END"
    return (
        "INSERT INTO work_activity (owner_id, team_id, version, created_at, created_by, changed_at, subject, kind, due_on, priority, "
        f"about, state, done_at) SELECT owner_id, team_id, 1, {BASE_MS}, owner_id, {BASE_MS}, 'Call about ' || name, 'call', "
        f"CASE WHEN id % 2 = 0 THEN {_day('-((id * 11) % 200)')} ELSE {_day('(id * 11) % 41 - 10')} END, 'normal', "
        f"'[\"sales.deal/' || id || '\", \"contacts.company/' || company_id || '\"]', {state}, "
        f"CASE WHEN id % 2 = 0 THEN {BASE_MS} END FROM sales_deal"
    )


def _view() -> None:
    """What the seller saved for himself: his open deals in the third stage, by name."""
    run(
        f'INSERT INTO work_view ({PLAIN}, owner_id, name, "of", kind, asks, shared) '
        f"VALUES (1, 1, {BASE_MS}, {BASE_MS}, ?, 'Offers soon', 'sales.deal', 'list', 'stage=3&state=open&sort=name', 'me')",
        (SELLER,),
    )


def _told() -> None:
    """What the bell shows to the two people of the day."""
    for user in (SELLER, LEAD):
        for number in range(TOLD):
            run(
                "INSERT INTO notification (user_id, kind, text, about_kind, about_id, created_at, in_bell, in_digest)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (user, "work.mentioned", '{"text": "Told"}', "sales.deal", number + 1, BASE_MS, True, True),
            )


def _index(built: Built, kind: str) -> None:
    """The index of one kind, by the steps of its job."""
    resource, at = built.house().host.resources[kind], 0
    with write_transaction():
        kinds.numbered(resource)
    going: int | None = at
    while going is not None:
        with write_transaction():
            going = building.build(resource, going, AT_ONCE)
    with write_transaction():
        building.finish(resource, 0)
    more, begin = True, True
    while more:
        with write_transaction():
            more, begin = storage.settle(begin=begin), False


def _customer(many: Numbers) -> str:
    """The customer of entry number `n`: three fifths are spread evenly, two fifths meet every fiftieth."""
    few = max(1, many.customers // OFTEN)
    return f"CASE WHEN n % 5 < 3 THEN 1 + n % {many.customers} ELSE 1 + (n * 7919 % {few}) * {OFTEN} END"


def _today_ms() -> int:
    return int(now().timestamp() * 1000)


def _day(days: str) -> str:
    """The day so many days from today; `days` is SQL."""
    today = now().date()
    if is_sqlite():
        return f"date('{today}', '+0 days', ({days}) || ' days')"
    return f"to_char(DATE '{today}' + CAST({days} AS INTEGER), 'YYYY-MM-DD')"
