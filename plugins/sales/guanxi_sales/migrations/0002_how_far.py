"""How far each deal came, and when a lead was converted; of deals that are there, as far as it can be told."""

from peewee import BigIntegerField

from guanxi.api import Moment

REACHED = """
    UPDATE sales_deal SET furthest_id = (
        SELECT s.id FROM sales_stage s WHERE s.pipeline_id = sales_deal.pipeline_id AND (
            (s.id = sales_deal.stage_id AND s.state <> 'lost')
            OR (s.state = 'open' AND s.id IN (SELECT p.stage_id FROM sales_passage p WHERE p.deal_id = sales_deal.id)))
        ORDER BY CASE WHEN s.state = 'won' THEN 1 ELSE 0 END DESC, s.position DESC, s.id LIMIT 1)
"""
BEGUN = """
    UPDATE sales_deal SET furthest_id = (
        SELECT s.id FROM sales_stage s WHERE s.pipeline_id = sales_deal.pipeline_id AND s.state = 'open' AND s.deleted_at IS NULL
        ORDER BY s.position, s.id LIMIT 1)
    WHERE furthest_id IS NULL
"""


def up(migrator, db):
    migrator.migrate(migrator.add_column('sales_deal', 'furthest_id', BigIntegerField(index=True, null=True)))
    migrator.migrate(migrator.add_column('sales_lead', 'converted_at', Moment(null=True)))
    db.execute_sql(REACHED)
    db.execute_sql(BEGUN)


def down(migrator, db):
    migrator.migrate(migrator.drop_column('sales_lead', 'converted_at'))
    migrator.migrate(migrator.drop_index('sales_deal', 'sales_deal_furthest_id'))
    migrator.migrate(migrator.drop_column('sales_deal', 'furthest_id'))
