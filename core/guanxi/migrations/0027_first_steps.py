"""What somebody has ticked of the first ten minutes, and whether his home page still points there."""

from peewee import BigIntegerField, BooleanField, Model

from guanxi.data.columns import Json


def up(migrator, db):
    class FirstStepsRow(Model):
        user_id = BigIntegerField(primary_key=True)
        ticked = Json()
        hidden = BooleanField()
        class Meta:
            database = db
            table_name = 'first_steps'
    db.create_tables([FirstStepsRow])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('first_steps'))
