"""First."""

from peewee import BigIntegerField, BlobField, BooleanField, CharField, IntegerField, Model, SmallIntegerField, TextField

from guanxi.data.columns import Id, Json, Moment


def up(migrator, db):
    class ApiToken(Model):
        id = Id()
        token_hash = TextField(unique=True)
        user_id = BigIntegerField(index=True)
        name = TextField()
        scopes = Json(default=list)
        created_at = Moment()
        expires_at = Moment()
        revoked_at = Moment(null=True)
        used_at = Moment(null=True)
        class Meta:
            database = db
            table_name = 'people_api_token'
    db.create_tables([ApiToken])

    class ChangeLine(Model):
        id = Id()
        change_id = BigIntegerField(index=True)
        kind = TextField()
        record_id = BigIntegerField()
        version = IntegerField()
        verb = TextField()
        fields = Json()
        at = Moment()
        class Meta:
            database = db
            table_name = 'change_line'
            indexes = ((('kind', 'record_id', 'id'), False),)
    db.create_tables([ChangeLine])

    class ChangeRow(Model):
        id = Id()
        name = TextField()
        actor_id = BigIntegerField(index=True)
        at = Moment()
        reason = TextField(null=True)
        key = TextField(null=True)
        digest = TextField(null=True)
        result = Json(null=True)
        batch = TextField(index=True, null=True)
        undoes_id = BigIntegerField(index=True, null=True)
        class Meta:
            database = db
            table_name = 'change'
            indexes = ((('actor_id', 'key'), True),)
    db.create_tables([ChangeRow])

    class Collaborator(Model):
        id = Id()
        kind = TextField()
        record_id = BigIntegerField()
        user_id = BigIntegerField()
        level = SmallIntegerField(default=1)
        until = Moment(null=True)
        created_at = Moment()
        created_by = BigIntegerField(null=True)
        class Meta:
            database = db
            table_name = 'collaborator'
            indexes = ((('user_id', 'kind', 'record_id'), True), (('kind', 'record_id'), False))
    db.create_tables([Collaborator])

    class Generation(Model):
        name = CharField(primary_key=True, max_length=50)
        number = BigIntegerField(default=0)
        class Meta:
            database = db
            table_name = 'generation'
    db.create_tables([Generation])

    class IncidentRow(Model):
        id = Id()
        fingerprint = CharField(unique=True, max_length=64)
        plugin = CharField(index=True, max_length=100)
        stage = CharField(max_length=20)
        hook = CharField(max_length=200, default='')
        kind = CharField(max_length=20)
        message = TextField()
        traceback = TextField(default='')
        times = IntegerField(default=1)
        first_at = Moment()
        last_at = Moment(index=True)
        class Meta:
            database = db
            table_name = 'incident'
    db.create_tables([IncidentRow])

    class JobRow(Model):
        id = TextField(primary_key=True)
        name = TextField()
        args = Json()
        actor_id = BigIntegerField(null=True)
        plugin = TextField(null=True)
        run_at = Moment()
        state = TextField(default='waiting')
        attempts = IntegerField(default=0)
        deaths = IntegerField(default=0)
        lease_by = TextField(null=True)
        lease_until = Moment(null=True)
        heartbeat_at = Moment(null=True)
        key = TextField(unique=True, null=True)
        slot = Moment(null=True)
        step = IntegerField(default=0)
        position = Json(null=True)
        progress = IntegerField(default=0)
        total = IntegerField(null=True)
        stop_asked = IntegerField(default=0)
        error = TextField(null=True)
        change_id = BigIntegerField(null=True)
        created_at = Moment()
        started_at = Moment(null=True)
        done_at = Moment(null=True)
        class Meta:
            database = db
            table_name = 'job'
    db.create_tables([JobRow])

    class KeptFile(Model):
        token = TextField(primary_key=True)
        actor_id = BigIntegerField()
        name = TextField()
        content = BlobField()
        created_at = Moment(index=True)
        class Meta:
            database = db
            table_name = 'kept_file'
    db.create_tables([KeptFile])

    class OwnCompany(Model):
        id = Id()
        owner_id = BigIntegerField(null=True)
        team_id = BigIntegerField(null=True)
        version = IntegerField(default=1)
        created_at = Moment()
        created_by = BigIntegerField(null=True)
        changed_at = Moment()
        deleted_at = Moment(null=True)
        cf = Json(null=True)
        name = TextField()
        credit_code = TextField(null=True)
        zone = TextField(null=True)
        currency = TextField(null=True)
        class Meta:
            database = db
            table_name = 'people_own_company'
    db.create_tables([OwnCompany])

    class Password(Model):
        user_id = BigIntegerField(primary_key=True)
        hash = TextField()
        changed_at = Moment()
        class Meta:
            database = db
            table_name = 'people_password'
    db.create_tables([Password])

    class PasswordLink(Model):
        id = Id()
        token_hash = TextField(unique=True)
        user_id = BigIntegerField(index=True)
        kind = TextField()
        created_at = Moment()
        expires_at = Moment()
        ended_at = Moment(null=True)
        class Meta:
            database = db
            table_name = 'people_password_link'
    db.create_tables([PasswordLink])

    class PluginState(Model):
        name = CharField(primary_key=True, max_length=100)
        state = CharField(max_length=20)
        version = CharField(max_length=100, default='')
        reason = TextField(default='')
        changed_at = Moment()
        class Meta:
            database = db
            table_name = 'plugin'
    db.create_tables([PluginState])

    class Role(Model):
        id = Id()
        owner_id = BigIntegerField(null=True)
        team_id = BigIntegerField(null=True)
        version = IntegerField(default=1)
        created_at = Moment()
        created_by = BigIntegerField(null=True)
        changed_at = Moment()
        deleted_at = Moment(null=True)
        cf = Json(null=True)
        name = TextField()
        sort_name = TextField(index=True)
        code = TextField(null=True)
        grants = Json(null=True)
        hidden = Json(null=True)
        locked = Json(null=True)
        class Meta:
            database = db
            table_name = 'people_role'
    db.create_tables([Role])

    class ScheduleRow(Model):
        name = TextField(primary_key=True)
        last_slot = Moment()
        class Meta:
            database = db
            table_name = 'job_schedule'
    db.create_tables([ScheduleRow])

    class SetupCode(Model):
        id = BigIntegerField(primary_key=True)
        code_hash = TextField()
        created_at = Moment()
        class Meta:
            database = db
            table_name = 'people_setup_code'
    db.create_tables([SetupCode])

    class SignInAttempt(Model):
        bucket = TextField(primary_key=True)
        full_at = Moment()
        class Meta:
            database = db
            table_name = 'people_sign_in_attempt'
    db.create_tables([SignInAttempt])

    class SignInSession(Model):
        id = Id()
        token_hash = TextField(unique=True)
        user_id = BigIntegerField(index=True)
        created_at = Moment()
        seen_at = Moment()
        expires_at = Moment()
        agent = TextField(default='')
        address = TextField(default='')
        class Meta:
            database = db
            table_name = 'people_sign_in_session'
    db.create_tables([SignInSession])

    class Team(Model):
        id = Id()
        owner_id = BigIntegerField(null=True)
        team_id = BigIntegerField(null=True)
        version = IntegerField(default=1)
        created_at = Moment()
        created_by = BigIntegerField(null=True)
        changed_at = Moment()
        deleted_at = Moment(null=True)
        cf = Json(null=True)
        name = TextField()
        sort_name = TextField(index=True)
        parent_id = BigIntegerField(index=True, null=True)
        class Meta:
            database = db
            table_name = 'people_team'
    db.create_tables([Team])

    class User(Model):
        id = Id()
        owner_id = BigIntegerField(null=True)
        team_id = BigIntegerField(null=True)
        version = IntegerField(default=1)
        created_at = Moment()
        created_by = BigIntegerField(null=True)
        changed_at = Moment()
        deleted_at = Moment(null=True)
        cf = Json(null=True)
        name = TextField()
        sort_name = TextField(index=True)
        mail = TextField()
        active = BooleanField()
        language = TextField(null=True)
        zone = TextField(null=True)
        theme = TextField(null=True)
        link_made_at = Moment(null=True)
        password_set_at = Moment(null=True)
        class Meta:
            database = db
            table_name = 'people_user'
    db.create_tables([User])

    class UserRole(Model):
        id = Id()
        owner_id = BigIntegerField(null=True)
        team_id = BigIntegerField(null=True)
        version = IntegerField(default=1)
        created_at = Moment()
        created_by = BigIntegerField(null=True)
        changed_at = Moment()
        deleted_at = Moment(null=True)
        cf = Json(null=True)
        user_id = BigIntegerField()
        role_id = BigIntegerField(index=True)
        class Meta:
            database = db
            table_name = 'people_user_role'
    db.create_tables([UserRole])

    class WorkerRow(Model):
        id = TextField(primary_key=True)
        machine = TextField()
        pid = IntegerField()
        threads = IntegerField()
        broker = IntegerField()
        started_at = Moment()
        seen_at = Moment()
        class Meta:
            database = db
            table_name = 'job_worker'
    db.create_tables([WorkerRow])
    db.execute_sql('CREATE INDEX "job_due" ON "job" ("run_at", "id") WHERE ("state" = \'waiting\')')
    db.execute_sql('CREATE INDEX "job_leased" ON "job" ("state", "lease_until") WHERE ("lease_until" IS NOT NULL)')
    db.execute_sql('CREATE INDEX "job_state" ON "job" ("state", "done_at")')
    db.execute_sql('CREATE INDEX "job_actor" ON "job" ("actor_id", "created_at")')
    db.execute_sql('CREATE UNIQUE INDEX "people_user_mail_unique" ON "people_user" (lower("mail")) WHERE ("deleted_at" IS NULL)')
    db.execute_sql('CREATE UNIQUE INDEX "people_user_role_role_id_unique" ON "people_user_role" ("user_id", "role_id") WHERE ("deleted_at" IS NULL)')


def down(migrator, db):
    migrator.migrate(migrator.drop_table('job_worker'))
    migrator.migrate(migrator.drop_table('people_user_role'))
    migrator.migrate(migrator.drop_table('people_user'))
    migrator.migrate(migrator.drop_table('people_team'))
    migrator.migrate(migrator.drop_table('people_sign_in_session'))
    migrator.migrate(migrator.drop_table('people_sign_in_attempt'))
    migrator.migrate(migrator.drop_table('people_setup_code'))
    migrator.migrate(migrator.drop_table('job_schedule'))
    migrator.migrate(migrator.drop_table('people_role'))
    migrator.migrate(migrator.drop_table('plugin'))
    migrator.migrate(migrator.drop_table('people_password_link'))
    migrator.migrate(migrator.drop_table('people_password'))
    migrator.migrate(migrator.drop_table('people_own_company'))
    migrator.migrate(migrator.drop_table('kept_file'))
    migrator.migrate(migrator.drop_table('job'))
    migrator.migrate(migrator.drop_table('incident'))
    migrator.migrate(migrator.drop_table('generation'))
    migrator.migrate(migrator.drop_table('collaborator'))
    migrator.migrate(migrator.drop_table('change'))
    migrator.migrate(migrator.drop_table('change_line'))
    migrator.migrate(migrator.drop_table('people_api_token'))
