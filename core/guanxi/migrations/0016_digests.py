"""Who wants a daily digest of notifications by mail, and up to where he was told."""

from peewee import BigIntegerField, IntegerField, Model

from guanxi.data.columns import Moment


def up(migrator, db):
    class NotificationDigest(Model):
        user_id = BigIntegerField(primary_key=True)
        hour = IntegerField()
        next_at = Moment(index=True)
        told_up_to = BigIntegerField()
        class Meta:
            database = db
            table_name = 'notification_digest'
    db.create_tables([NotificationDigest])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('notification_digest'))
