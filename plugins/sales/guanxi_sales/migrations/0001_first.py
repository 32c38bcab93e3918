"""First."""

from peewee import BigIntegerField, BooleanField, IntegerField, Model, TextField

from guanxi.api import Day, Id, Json, Moment, MoneyColumn


def up(migrator, db):
    class Deal(Model):
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
        sort_name = TextField()
        company_id = BigIntegerField(index=True, null=True)
        person_id = BigIntegerField(index=True, null=True)
        product_id = BigIntegerField(index=True, null=True)
        amount = MoneyColumn(null=True)
        amount_currency = TextField(null=True)
        pipeline_id = BigIntegerField(index=True, null=True)
        stage_id = BigIntegerField(index=True, null=True)
        state = TextField(default='open')
        probability = BigIntegerField(null=True)
        engaged_on = Day(null=True)
        close_on = Day(null=True)
        closed_on = Day(null=True)
        lost_reason = TextField(null=True)
        competitor = TextField(null=True)
        source = TextField(null=True)
        checked = TextField(null=True)
        entered_stage_at = Moment(null=True)
        stale_on = Day(null=True)
        note = TextField(null=True)
        class Meta:
            database = db
            table_name = 'sales_deal'
    db.create_tables([Deal])

    class DealPerson(Model):
        id = Id()
        owner_id = BigIntegerField(null=True)
        team_id = BigIntegerField(null=True)
        version = IntegerField(default=1)
        created_at = Moment()
        created_by = BigIntegerField(null=True)
        changed_at = Moment()
        deleted_at = Moment(null=True)
        cf = Json(null=True)
        deal_id = BigIntegerField(index=True)
        person_id = BigIntegerField(index=True)
        role = TextField(default='influences')
        influence = TextField(null=True)
        attitude = TextField(null=True)
        note = TextField(null=True)
        class Meta:
            database = db
            table_name = 'sales_deal_person'
    db.create_tables([DealPerson])

    class Lead(Model):
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
        sort_name = TextField()
        company_name = TextField(null=True)
        person_name = TextField(null=True)
        position = TextField(null=True)
        phone = TextField(null=True)
        email = TextField(null=True)
        product_id = BigIntegerField(index=True, null=True)
        amount = MoneyColumn(null=True)
        amount_currency = TextField(null=True)
        source = TextField(null=True)
        state = TextField(default='new')
        wake_up_on = Day(null=True)
        reason = TextField(null=True)
        consent = TextField(null=True)
        consent_channel = TextField(null=True)
        consent_proof = TextField(null=True)
        company_id = BigIntegerField(index=True, null=True)
        person_id = BigIntegerField(index=True, null=True)
        deal_id = BigIntegerField(index=True, null=True)
        note = TextField(null=True)
        class Meta:
            database = db
            table_name = 'sales_lead'
    db.create_tables([Lead])

    class Passage(Model):
        id = Id()
        deal_id = BigIntegerField(index=True)
        stage_id = BigIntegerField(index=True, null=True)
        entered_at = Moment(null=True)
        left_at = Moment(null=True)
        class Meta:
            database = db
            table_name = 'sales_passage'
    db.create_tables([Passage])

    class Pipeline(Model):
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
        position = BigIntegerField(default=1)
        active = BooleanField(default=True)
        note = TextField(null=True)
        class Meta:
            database = db
            table_name = 'sales_pipeline'
    db.create_tables([Pipeline])

    class Product(Model):
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
        sort_name = TextField()
        code = TextField(null=True)
        series = TextField(null=True)
        price = MoneyColumn(null=True)
        price_currency = TextField(null=True)
        unit = TextField(null=True)
        active = BooleanField(default=True)
        note = TextField(null=True)
        class Meta:
            database = db
            table_name = 'sales_product'
    db.create_tables([Product])

    class Stage(Model):
        id = Id()
        owner_id = BigIntegerField(null=True)
        team_id = BigIntegerField(null=True)
        version = IntegerField(default=1)
        created_at = Moment()
        created_by = BigIntegerField(null=True)
        changed_at = Moment()
        deleted_at = Moment(null=True)
        cf = Json(null=True)
        pipeline_id = BigIntegerField(index=True)
        name = TextField()
        position = BigIntegerField(default=1)
        state = TextField(default='open')
        probability = BigIntegerField(null=True)
        limit_days = BigIntegerField(null=True)
        needed = TextField(null=True)
        checklist = TextField(null=True)
        class Meta:
            database = db
            table_name = 'sales_stage'
    db.create_tables([Stage])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('sales_stage'))
    migrator.migrate(migrator.drop_table('sales_product'))
    migrator.migrate(migrator.drop_table('sales_pipeline'))
    migrator.migrate(migrator.drop_table('sales_passage'))
    migrator.migrate(migrator.drop_table('sales_lead'))
    migrator.migrate(migrator.drop_table('sales_deal_person'))
    migrator.migrate(migrator.drop_table('sales_deal'))
