"""Notifications that are done, that come back later, or that records no longer send; which kinds come in the digest."""

from peewee import BigIntegerField, BooleanField, CompositeKey, Model, TextField

from guanxi.data.columns import Moment


def up(migrator, db):
    migrator.migrate(
        migrator.add_column('notification', 'done_at', Moment(null=True)),
        migrator.add_column('notification', 'until', Moment(null=True)),
        migrator.add_column('notification', 'in_bell', BooleanField(default=True)),
        migrator.add_column('notification', 'in_digest', BooleanField(default=True)),
        migrator.add_column('notification_choice', 'digest', BooleanField(default=True)),
    )

    class NotificationMute(Model):
        user_id = BigIntegerField()
        kind = TextField()
        record_id = BigIntegerField()
        muted_at = BigIntegerField()
        class Meta:
            database = db
            table_name = 'notification_mute'
            primary_key = CompositeKey('user_id', 'kind', 'record_id')
    db.create_tables([NotificationMute])


def down(migrator, db):
    migrator.migrate(
        migrator.drop_table('notification_mute'),
        migrator.drop_column('notification_choice', 'digest'),
        *(migrator.drop_column('notification', name) for name in ('in_digest', 'in_bell', 'until', 'done_at')),
    )
