"""Which metrics stand on somebody's home page."""

from peewee import BigIntegerField, Model

from guanxi.data.columns import Json


def up(migrator, db):
    class HomeTiles(Model):
        user_id = BigIntegerField(primary_key=True)
        names = Json()
        class Meta:
            database = db
            table_name = 'home_tiles'
    db.create_tables([HomeTiles])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('home_tiles'))
