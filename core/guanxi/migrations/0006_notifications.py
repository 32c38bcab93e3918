"""Notifications."""

from peewee import BigIntegerField, BooleanField, Model, TextField

from guanxi.data.columns import Id, Json, Moment


def up(migrator, db):
    class Notification(Model):
        id = Id()
        user_id = BigIntegerField()
        kind = TextField()
        text = Json()
        about_kind = TextField(null=True)
        about_id = BigIntegerField(null=True)
        created_at = Moment()
        read_at = Moment(null=True)
        class Meta:
            database = db
            table_name = 'notification'
            indexes = ((('user_id', 'id'), False),)
    db.create_tables([Notification])

    class NotificationChoice(Model):
        id = Id()
        user_id = BigIntegerField()
        kind = TextField()
        bell = BooleanField()
        mail = BooleanField()
        class Meta:
            database = db
            table_name = 'notification_choice'
            indexes = ((('user_id', 'kind'), True),)
    db.create_tables([NotificationChoice])
    db.execute_sql('CREATE INDEX "notification_unread" ON "notification" ("user_id", "id") WHERE ("read_at" IS NULL)')


def down(migrator, db):
    migrator.migrate(migrator.drop_table('notification_choice'))
    migrator.migrate(migrator.drop_table('notification'))
