"""Search."""

from peewee import BigIntegerField, BooleanField, IntegerField, Model, TextField

from guanxi.data.columns import Id


def up(migrator, db):
    class SearchEntry(Model):
        id = BigIntegerField(primary_key=True)
        owner_id = BigIntegerField(null=True)
        team_id = BigIntegerField(null=True)
        texts = TextField()
        class Meta:
            database = db
            table_name = 'search_entry'
    db.create_tables([SearchEntry])

    class SearchField(Model):
        number = Id()
        kind = TextField()
        field = TextField()
        class Meta:
            database = db
            table_name = 'search_field'
            indexes = ((('kind', 'field'), True),)
    db.create_tables([SearchField])

    class SearchKind(Model):
        number = Id()
        kind = TextField(unique=True)
        declared = TextField()
        complete = BooleanField(default=False)
        build = IntegerField(default=0)
        class Meta:
            database = db
            table_name = 'search_kind'
    db.create_tables([SearchKind])

    if db.__class__.__name__.endswith('SqliteDatabase'):
        db.execute_sql("CREATE VIRTUAL TABLE search_gram USING fts5(grams, content='', detail='none', tokenize='ascii')")
    else:
        db.execute_sql('CREATE TABLE search_gram (id BIGINT PRIMARY KEY, grams TSVECTOR NOT NULL)')
        db.execute_sql('CREATE INDEX search_gram_grams ON search_gram USING gin (grams)')


def down(migrator, db):
    db.execute_sql('DROP TABLE search_gram')
    migrator.migrate(migrator.drop_table('search_kind'))
    migrator.migrate(migrator.drop_table('search_field'))
    migrator.migrate(migrator.drop_table('search_entry'))
