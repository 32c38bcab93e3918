"""Import runs."""

from peewee import BigIntegerField, BlobField, IntegerField, Model, TextField

from guanxi.data.columns import Id, Json, Moment


def up(migrator, db):
    class ImportFault(Model):
        id = Id()
        run_id = BigIntegerField()
        kind = TextField()
        number = IntegerField()
        line = IntegerField()
        lettered = IntegerField(default=0)
        position = IntegerField(null=True)
        field = TextField()
        value = TextField()
        reason = TextField()
        cells = Json()
        class Meta:
            database = db
            table_name = 'import_fault'
            indexes = ((('run_id', 'kind', 'line'), False),)
    db.create_tables([ImportFault])

    class ImportFile(Model):
        run_id = BigIntegerField(primary_key=True)
        digest = TextField()
        content = BlobField()
        class Meta:
            database = db
            table_name = 'import_file'
    db.create_tables([ImportFile])

    class ImportRow(Model):
        id = Id()
        run_id = BigIntegerField()
        number = IntegerField()
        record_id = BigIntegerField()
        class Meta:
            database = db
            table_name = 'import_row'
            indexes = ((('run_id', 'number'), False),)
    db.create_tables([ImportRow])

    class ImportRun(Model):
        id = Id()
        actor_id = BigIntegerField()
        resource = TextField()
        file_name = TextField()
        encoding = TextField()
        fingerprint = TextField()
        header = Json()
        samples = Json()
        options = Json()
        state = TextField()
        job_id = TextField(null=True)
        batch = TextField(null=True, index=True)
        done = IntegerField(default=0)
        total = IntegerField(default=0)
        added = IntegerField(default=0)
        updated = IntegerField(default=0)
        unchanged = IntegerField(default=0)
        skipped = IntegerField(default=0)
        repeated = IntegerField(default=0)
        known = IntegerField(default=0)
        faulty = IntegerField(default=0)
        reverted = IntegerField(default=0)
        kept = IntegerField(default=0)
        error = TextField(null=True)
        created_at = Moment()
        begun_at = Moment(null=True)
        ended_at = Moment(null=True)
        class Meta:
            database = db
            table_name = 'import_run'
            indexes = ((('actor_id', 'resource', 'fingerprint'), False),)
    db.create_tables([ImportRun])


def down(migrator, db):
    for name in ('import_run', 'import_row', 'import_file', 'import_fault'):
        migrator.migrate(migrator.drop_table(name))
