"""What cards of a board show to somebody, and which columns he has folded."""

from peewee import BigIntegerField, CompositeKey, Model, TextField

from guanxi.data.columns import Json


def up(migrator, db):
    class BoardChoice(Model):
        user_id = BigIntegerField()
        kind = TextField()
        fields = Json(null=True)
        folded = Json(null=True)
        class Meta:
            database = db
            table_name = 'board_choice'
            primary_key = CompositeKey('user_id', 'kind')
    db.create_tables([BoardChoice])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('board_choice'))
