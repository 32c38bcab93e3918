"""Maturities."""

from peewee import BigIntegerField, CompositeKey, Model, TextField

from guanxi.data.columns import Day, Id, Moment


def up(migrator, db):
    class ToldMaturity(Model):
        id = Id()
        kind = TextField()
        record_id = BigIntegerField()
        field = TextField()
        day = Day()
        whole_kind = TextField(null=True)
        whole_id = BigIntegerField(null=True)
        told_at = Moment()
        class Meta:
            database = db
            table_name = 'work_maturity'
            indexes = ((('kind', 'record_id', 'field', 'day'), True),)
    db.create_tables([ToldMaturity])

    class MaturityItem(Model):
        maturity_id = BigIntegerField()
        user_id = BigIntegerField()
        day = Day()
        done_at = Moment(null=True)
        class Meta:
            database = db
            table_name = 'work_maturity_item'
            primary_key = CompositeKey('maturity_id', 'user_id')
    db.create_tables([MaturityItem])
    db.execute_sql('CREATE INDEX "work_maturity_item_open" ON "work_maturity_item" ("user_id", "day", "maturity_id") WHERE ("done_at" IS NULL)')

    class MaturityWalk(Model):
        name = TextField(primary_key=True)
        since = Day()
        walked = Day()
        class Meta:
            database = db
            table_name = 'work_maturity_walk'
    db.create_tables([MaturityWalk])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('work_maturity_walk'))
    migrator.migrate(migrator.drop_table('work_maturity_item'))
    migrator.migrate(migrator.drop_table('work_maturity'))
