"""The standard roles close the rights of roles and the settings of colleagues; those that nobody has changed since they were delivered."""

CODES = "('director', 'team_lead', 'seller', 'service_agent')"
CLOSED = '{"people.role":["grants","hidden","locked"],"people.user":["language","theme","zone"]}'
UNTOUCHED = f"code IN {CODES} AND version = 1 AND locked IS NULL"


def up(migrator, db):
    db.execute_sql(f"UPDATE people_role SET hidden = '{CLOSED}' WHERE hidden IS NULL AND {UNTOUCHED}")


def down(migrator, db):
    db.execute_sql(f"UPDATE people_role SET hidden = NULL WHERE hidden = '{CLOSED}' AND {UNTOUCHED}")
