"""Last contact: the newest interaction about each customer, else the moment of entry."""

from guanxi.api import Moment

KINDS = {'contacts_company': 'contacts.company', 'contacts_person': 'contacts.person'}


def up(migrator, db):
    for table, kind in KINDS.items():
        migrator.migrate(migrator.add_column(table, 'contacted_at', Moment(null=True)))
        db.execute_sql(
            f"UPDATE {table} SET contacted_at = COALESCE((SELECT max(a.at) FROM about a WHERE a.kind = '{kind}'"
            f" AND a.record_id = {table}.id AND a.entry_kind = 'contacts.interaction'"
            f" AND a.deleted_at IS NULL), created_at)"
        )


def down(migrator, db):
    for table in KINDS:
        migrator.migrate(migrator.drop_column(table, 'contacted_at'))
