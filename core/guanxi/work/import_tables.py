"""The tables of imports: the runs, the files they read, the rows that were refused or kept, and which row became which record."""

from __future__ import annotations

from peewee import BigIntegerField, BlobField, IntegerField, TextField

from guanxi.data.columns import Id, Json, Moment
from guanxi.data.database import Table


class ImportRun(Table):
    """One import from upload to revert: who, into what, with which options (`Options` as JSON), how far, what became of it."""

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
        table_name = "import_run"
        indexes = ((("actor_id", "resource", "fingerprint"), False),)


class ImportFile(Table):
    """The file of a run, kept while it may still be read."""

    run_id = BigIntegerField(primary_key=True)
    digest = TextField()
    content = BlobField()

    class Meta:
        table_name = "import_file"


class ImportFault(Table):
    """A row that was not written (`kind` fault) or whose record a revert has kept, and why; texts in the language of the run."""

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
        table_name = "import_fault"
        indexes = ((("run_id", "kind", "line"), False),)


class ImportRow(Table):
    """Which record a row became; kept only where rows of a file link to each other."""

    id = Id()
    run_id = BigIntegerField()
    number = IntegerField()
    record_id = BigIntegerField()

    class Meta:
        table_name = "import_row"
        indexes = ((("run_id", "number"), False),)
