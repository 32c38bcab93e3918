"""Open deals in an installation of bench.customers: a pipeline with five stages, seeded by set-based statements."""

from __future__ import annotations

from bench.house import Built
from bench.seed import BASE_MS
from guanxi.composition import compose
from guanxi.data.database import connect, database, is_sqlite, rows, run, write_transaction
from guanxi.installation import make_ready, prepare_plugins
from guanxi.plugins import lifecycle
from guanxi.records.host import now
from guanxi.testing.databases import unbind

STAGES = 5
PLAIN = "id, version, created_at, changed_at"


def installed(built: Built, size: int) -> list[int]:
    """Enable sales and write `size` open deals with the companies there are; the stages in their order."""
    connect(built.url)
    try:
        lifecycle.enable("sales", now=now(), with_needs=True, prepare=prepare_plugins)
        with write_transaction():
            _stages()
            run(_deals_sql(), (size,))
        make_ready(compose(built.config).host)
        for table in ("sales_deal", "sales_stage", "sales_pipeline"):
            database.execute_sql(f"ANALYZE {table}" if is_sqlite() else f"VACUUM ANALYZE {table}")
        return [id for (id,) in rows("SELECT id FROM sales_stage WHERE pipeline_id = 1 ORDER BY position")]
    finally:
        unbind()


def _stages() -> None:
    run("DELETE FROM sales_stage")
    run("DELETE FROM sales_pipeline")
    run(
        f"INSERT INTO sales_pipeline ({PLAIN}, name, position, active) VALUES (1, 1, {BASE_MS}, {BASE_MS}, 'Standard', 1, TRUE)"
    )
    for place in range(1, STAGES + 1):
        run(
            f"INSERT INTO sales_stage ({PLAIN}, pipeline_id, name, position, state, probability, limit_days) "
            f"VALUES (?, 1, {BASE_MS}, {BASE_MS}, 1, ?, ?, 'open', ?, 30)",
            (place, f"Stage {place}", place, place * 15),
        )


def _deals_sql() -> str:
    """A deal with each of the first companies, owned as these are."""
    return (
        f"INSERT INTO sales_deal ({PLAIN}, owner_id, team_id, name, sort_name, company_id, amount, amount_currency, pipeline_id, "
        f"stage_id, state, probability, close_on, entered_stage_at) SELECT id, 1, created_at, created_at, owner_id, team_id, "
        f"name || ' deal', sort_name, id, (id % 900) * 10000, 'CNY', 1, 1 + id % {STAGES}, 'open', 15 + 15 * (id % {STAGES}), "
        f"'2026-12-01', {BASE_MS} FROM contacts_company WHERE deleted_at IS NULL AND id <= ?"
    )
