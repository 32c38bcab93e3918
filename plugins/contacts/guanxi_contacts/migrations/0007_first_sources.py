"""First sources: customers that were kept without one get the one that is not known."""

TABLES = 'contacts_company', 'contacts_person'


def up(migrator, db):
    for table in TABLES:
        db.execute_sql(f"UPDATE {table} SET source = 'unknown' WHERE source IS NULL OR source = ''")


def down(migrator, db):
    for table in TABLES:
        db.execute_sql(f"UPDATE {table} SET source = NULL WHERE source = 'unknown'")
